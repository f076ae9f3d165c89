//! `grant`: one more member may open one case; who, why, approved by whom, until when stays in its `case.yaml`.

use crate::cmd::{App, Done};
use crate::error::Result;
use crate::form;
use crate::office::custody::{Change, Grant};
use crate::office::pen::Pen;

/// 授权：让一位成员能打开一份案卷，写明理由、批准人、到何时
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 成员编号或姓名
    member: String,
    /// 理由
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: String,
    /// 谁批准（不能是本人）
    #[arg(long, value_name = "MEMBER", value_parser = form::filled)]
    approved_by: String,
    /// 到哪一天为止
    #[arg(long, value_name = "D")]
    until: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let pen = office.pen()?;
    let case = office.find(&args.case)?;
    let until = app.day(args.until.as_deref(), "--until")?;
    let grant = Grant { member: args.member, why: args.why, approved_by: args.approved_by, until };
    let change = pen.grant(&case, grant)?;
    let told = format!("已授权成员 {} 打开案卷 {}", change.member(), case.number);
    changed(app, &pen, change, &told)?;
    Ok(0)
}

/// Carries out a change of who may open a case; whether it was.
pub fn changed(app: &App, pen: &Pen<'_>, change: Change<'_>, told: &str) -> Result<bool> {
    if app.only_would(format_args!("改动案卷 {} 的权限", change.case()))? {
        return Ok(false);
    }
    pen.change(change)?;
    app.ui.say(told)?;
    Ok(true)
}
