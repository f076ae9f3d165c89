//! `sync`: what was written on several machines comes together.

use crate::app::{App, Done};
use crate::office::sync::{Outcome, Request};
use crate::wording::sync as words;

/// 同步：与别的电脑互相收发记录，合并之后再送出；放在共享文件夹里的 git 仓库就可以
#[derive(clap::Args)]
pub struct Args {
    /// 与哪里同步：共享文件夹里的仓库、地址或 git 的远程名（默认：上次的）
    remote: Option<String>,
    /// 两边改得不一样的，这一项以这台电脑的为准（可写多次）
    #[arg(long, value_name = "FIELD")]
    ours: Vec<String>,
    /// 这一项以对方的为准（可写多次）
    #[arg(long, value_name = "FIELD")]
    theirs: Vec<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    if app.only_would("与别的电脑同步")? {
        return Ok(0);
    }
    let request = Request { remote: args.remote, ours: args.ours, theirs: args.theirs };
    match office.sync(&request)? {
        Outcome::Synced(synced) => {
            app.answer(|| &synced, || words::synced(&synced))?;
            Ok(0)
        }
        Outcome::Undecided(conflicts) => {
            app.answer(|| words::conflicts_value(&conflicts), || words::conflicts(&conflicts))?;
            Ok(2)
        }
    }
}
