//! `next`: what is owed in one case, most pressing first, each with its clause and the command that discharges it.

use crate::app::{App, Done};
use crate::asking::first_report;
use crate::ui::Format;
use crate::wording::answer::Line;
use crate::wording::next as words;

/// 下一步：一份档案里现在要做的事，最要紧的在前
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    app.answer(|| words::value(&office, &case), || words::lines(&office, &case))?;
    app.say(case.faults.iter().cloned().map(Line::from))?;
    let status = case.damage_status();
    if status == 0 && app.ui.can_ask() && app.ui.format != Format::Json {
        first_report::complete(app, &office, case)?;
    }
    Ok(status)
}
