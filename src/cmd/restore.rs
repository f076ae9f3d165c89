//! `restore`: a bag of ours becomes a case again.

use std::path::PathBuf;

use crate::app::{App, Done, bags};
use crate::wording::restore as words;

/// 放回：把 crisis archive 做的包放回档案库，与归档时逐字节一样；先核对包，已有同一案号的不动
#[derive(clap::Args)]
pub struct Args {
    /// 包的文件夹，或封存成一个文件的包（.bag.tar.age，用自己的钥匙打开）
    bag: PathBuf,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let bag = bags::open(app, &args.bag)?;
    if app.dry_run {
        let (number, files) = office.restorable(&bag.folder)?;
        app.only_would(format_args!("放回 {number}，{} 个文件", files.len()))?;
        return Ok(0);
    }
    let number = office.pen()?.restore(&bag.folder)?;
    app.say(words::lines(&number))?;
    Ok(0)
}
