//! `grant`: one more member may open one case; who, why, approved by whom, until when stays in its `case.yaml`.

use crate::app::{App, Done};
use crate::form::{self, ask};
use crate::office::custody::{Change, Grant};
use crate::office::pen::Pen;
use crate::wording::answer::{Line, said};
use crate::wording::notes;

/// 授权：让一位成员能打开一份案卷，写明理由、批准人、到何时
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 成员编号或姓名
    member: Option<String>,
    /// 理由
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: Option<String>,
    /// 谁批准（不能是本人）
    #[arg(long, value_name = "MEMBER", value_parser = form::filled)]
    approved_by: Option<String>,
    /// 到哪一天为止
    #[arg(long, value_name = "D")]
    until: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    let is_asked = app.ui.can_ask() && args.why.is_none();
    let member = app.member(&office, args.member, "授权给谁", "MEMBER")?;
    let why = app.line(args.why, "理由", "--why")?;
    let approved_by = app.member(&office, args.approved_by, "谁批准（不能是本人）", "--approved-by")?;
    let until = match args.until {
        None if is_asked => Some(ask::line("到哪一天为止（不限的直接回车）", false, "例如 2026-06-30")?),
        said => said,
    };
    let until = app.day(until.as_deref().filter(|said| !said.is_empty()), "--until")?;
    let pen = office.pen()?;
    let change = pen.grant(&case, Grant { member, why, approved_by, until })?;
    let told = said(notes::granted(&change));
    changed(app, &pen, change, [told])
}

/// Carries out a change of who may open a case, and says so.
pub fn changed(app: &App, pen: &Pen<'_>, change: Change<'_>, told: impl IntoIterator<Item = Line>) -> Done {
    if !app.only_would(format_args!("改动案卷 {} 的权限", change.case()))? {
        pen.change(change)?;
        app.say(told)?;
    }
    Ok(0)
}
