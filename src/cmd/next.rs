//! `next`: what is owed in one case, most pressing first, each with its clause and the command that discharges it.

use std::collections::BTreeMap;

use serde_json::json;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::cmd::{App, Done, tasks};
use crate::office::Office;
use crate::office::tasks::{later, pressing};
use crate::ui::Format;

/// 下一步：一份档案里现在要做的事，最要紧的在前
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = office.find(&args.case)?;
    if app.ui.format == Format::Json {
        let audits = office.running(&case);
        let steps = audits.iter().map(|audit| {
            json!({ "case": audit.case, "episode": audit.episode, "open": audit.open, "duties": pressing(audit), "later": later(audit) })
        });
        let steps: Vec<_> = steps.collect();
        app.ui.json(&steps)?;
    } else {
        app.ui.say(&steps(&office, &case))?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    Ok(case.damage_status())
}

/// The same as text, for `next` and for what is said after every record.
pub fn steps(office: &Office, case: &Case) -> String {
    let mut text = String::new();
    for audit in office.running(case) {
        let lines = pressing(&audit);
        let which = if audit.episode > 1 { format!("（第 {} 次）", audit.episode) } else { String::new() };
        if lines.is_empty() {
            let state = if audit.open { "眼下没有要做的事" } else { "已结束" };
            text.push_str(&format!("{}{which}：{state}\n", audit.case));
            push_later(&mut text, &audit);
            continue;
        }
        text.push_str(&format!("{}{which} 下一步：\n", audit.case));
        for (number, line) in lines.iter().enumerate() {
            text.push_str(&format!("{:>2}. {}\n", number + 1, tasks::duty(line, office.now)));
            if !line.fix.is_empty() {
                text.push_str(&format!("    {}\n", line.fix));
            }
        }
        push_later(&mut text, &audit);
    }
    text
}

/// What is not to be done now, in a line for each reason.
fn push_later(text: &mut String, audit: &CaseAudit) {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in later(audit) {
        let reason = line.reason.as_deref().unwrap_or("时候未到");
        by_reason.entry(reason).or_default().push(format!("{}〔{}〕", line.title, line.code));
    }
    for (reason, lines) in by_reason {
        text.push_str(&format!("以后（{reason}）：{}\n", lines.join("、")));
    }
}
