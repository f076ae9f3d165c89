//! `sync`: what was written on several machines comes together.

use serde_json::json;

use crate::cmd::{App, Done};
use crate::error::Result;
use crate::office::sync::{Conflict, Outcome, Request, Synced};
use crate::ui::Format;

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
            tell(app, &synced)?;
            Ok(0)
        }
        Outcome::Undecided(conflicts) => {
            ask(app, &conflicts)?;
            Ok(2)
        }
    }
}

fn tell(app: &App, synced: &Synced) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(synced);
    }
    app.ui.say(&format!("同步完成：收到 {} 条记录，送出 {} 条", synced.received, synced.sent))?;
    for one in &synced.contradictions {
        app.ui.say(&format!(
            "{}　记录 {}　{}\n    → {}",
            one.case,
            one.record.as_deref().unwrap_or("?"),
            one.message,
            one.fix
        ))?;
    }
    if let Some(place) = &synced.remembered {
        app.ui.hint(&format!("记下了这个地方，以后只写 crisis sync：{place}"));
    }
    if !synced.unopened.is_empty() {
        app.ui.hint(&format!("没有检查内容（无权打开）：{}", synced.unopened.join("、")));
    }
    Ok(())
}

/// Both values, and the command that decides.
fn ask(app: &App, conflicts: &[Conflict]) -> Result<()> {
    if app.ui.format == Format::Json {
        let told = |one: &Conflict| json!({ "field": one.field, "ours": one.ours, "theirs": one.theirs });
        return app.ui.json(&json!({ "conflicts": conflicts.iter().map(told).collect::<Vec<_>>() }));
    }
    app.ui.say("两台电脑改了同一处，请决定以哪边为准；这里和对方的文件都没有动：")?;
    for Conflict { field, ours, theirs } in conflicts {
        app.ui.say(&format!("{field}\n    这台电脑：{ours}\n    对方：    {theirs}"))?;
    }
    let fields: Vec<&str> = conflicts.iter().map(|one| one.field.as_str()).collect();
    app.ui.hint(&format!("以这台电脑为准：crisis sync --ours {}", fields.join(" --ours ")));
    app.ui.hint(&format!("以对方为准：　　crisis sync --theirs {}", fields.join(" --theirs ")));
    app.ui.hint("也可以逐项写，有的 --ours、有的 --theirs");
    Ok(())
}
