//! `next`: what is owed in one case, most pressing first, each with its clause and the command that discharges it.

use serde_json::json;

use crate::app::{App, Done};
use crate::asking::first_report;
use crate::office::tasks::{later, pressing};
use crate::ui::Format;
use crate::wording::steps::steps;

/// 下一步：一份档案里现在要做的事，最要紧的在前
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    if app.ui.format == Format::Json {
        let audits = office.running(&case);
        let steps = audits.iter().map(|audit| {
            json!({ "case": audit.case, "episode": audit.episode, "open": audit.open, "duties": pressing(audit), "later": later(audit), "alarms": audit.alarms.iter().map(|(_, finding)| finding).collect::<Vec<_>>(), "rest": audit.rest })
        });
        app.ui.json(&steps.collect::<Vec<_>>())?;
    } else {
        app.ui.say(&steps(&office, &case))?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    let status = case.damage_status();
    if status == 0 && app.ui.can_ask() && app.ui.format != Format::Json {
        first_report::complete(app, &office, case)?;
    }
    Ok(status)
}
