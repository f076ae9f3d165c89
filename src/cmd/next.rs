//! `next`: what is owed in one case, most pressing first, each with its clause and the command that discharges it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde_json::json;

use crate::audit::{self, CaseAudit, DutyLine, Ground};
use crate::case::Case;
use crate::check::Index;
use crate::cmd::{App, Done, find_case};
use crate::duty::State;
use crate::store::Repo;
use crate::time::elapsed;
use crate::ui::Format;

/// 下一步：一份档案里现在要做的事，最要紧的在前
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let case = find_case(&repo, &args.case)?;
    if app.ui.format == Format::Json {
        let audits = audits(app, &repo, &case);
        let steps = audits.iter().map(|audit| {
            json!({ "case": audit.case, "episode": audit.episode, "open": audit.open, "duties": pressing(audit), "later": later(audit) })
        });
        let steps: Vec<_> = steps.collect();
        app.ui.json(&steps)?;
    } else {
        app.ui.say(&steps(app, &repo, &case))?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    Ok(case.damage_status())
}

/// The same as text, for `next` and for what is said after every record.
pub fn steps(app: &App, repo: &Repo, case: &Case) -> String {
    let mut text = String::new();
    for audit in audits(app, repo, case) {
        let lines = pressing(&audit);
        let which = if audit.episode > 1 { format!("（第 {} 次）", audit.episode) } else { String::new() };
        if lines.is_empty() {
            let state = if audit.open { "眼下没有要做的事" } else { "已结束" };
            text.push_str(&format!("{}{which}：{state}\n", case.number));
            push_later(&mut text, &audit);
            continue;
        }
        text.push_str(&format!("{}{which} 下一步：\n", case.number));
        for (number, line) in lines.iter().enumerate() {
            text.push_str(&format!("{:>2}. {}\n", number + 1, told(line, app.now)));
            if !line.fix.is_empty() {
                text.push_str(&format!("    {}\n", line.fix));
            }
        }
        push_later(&mut text, &audit);
    }
    text
}

/// The episodes with something to do; without any, the latest.
fn audits(app: &App, repo: &Repo, case: &Case) -> Vec<CaseAudit> {
    let index = Index::default();
    let ground = Ground { config: &repo.config, guides: &repo.guides, team: &repo.team, index: &index, now: app.now };
    let mut audits = audit::case(&ground, case);
    let latest = audits.len().saturating_sub(1);
    let mut at = 0;
    audits.retain(|audit| {
        at += 1;
        audit.open && !pressing(audit).is_empty() || at > latest
    });
    audits
}

/// What is owed, then what has a date to come.
pub fn pressing(audit: &CaseAudit) -> Vec<&DutyLine> {
    let mut lines: Vec<&DutyLine> =
        audit.duties.iter().filter(|line| line.owed || (line.state == State::Pending && line.due.is_some())).collect();
    lines.sort_by_key(|line| (urgency(line), line.due));
    lines
}

/// What is not to be done now: it waits for somebody outside, or has time until the end.
fn later(audit: &CaseAudit) -> Vec<&DutyLine> {
    let is_later = |line: &&DutyLine| audit.open && line.state == State::Pending && line.due.is_none() && !line.owed;
    audit.duties.iter().filter(is_later).collect()
}

/// The same in a line for each reason.
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

fn urgency(line: &DutyLine) -> u8 {
    match line.state {
        State::Late => 0,
        State::Missing => 1,
        State::Open => 2,
        _ => 3,
    }
}

/// One duty in a line: what, where the guide says so, since when or by when.
pub fn told(line: &DutyLine, now: DateTime<FixedOffset>) -> String {
    let mut text = format!("{}〔{} {}〕", line.title, line.code, line.clause);
    match (line.state, line.since, line.due) {
        (State::Missing, Some(since), None) => {
            text.push_str(&format!(" 自 {} 起，已过 {}", since.format("%m-%d %H:%M"), elapsed(since, now)));
        }
        (State::Late, _, Some(due)) => {
            text.push_str(&format!(" 应在 {} 前，已过 {}", due.format("%m-%d %H:%M"), elapsed(due, now)));
        }
        (State::Open, _, Some(due)) => {
            text.push_str(&format!(" 在 {} 前，还有 {}", due.format("%m-%d %H:%M"), elapsed(now, due)));
        }
        (_, _, Some(due)) => text.push_str(&format!(" 约定 {}", due.format("%Y-%m-%d"))),
        _ => {}
    }
    if let Some(reason) = &line.reason {
        text.push_str(&format!("；{reason}"));
    }
    text
}
