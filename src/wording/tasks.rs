//! What is owed, in words: the same line in `next`, `due`, on the page and after every record.

use crate::audit::DutyLine;
use crate::audit::returns::Unreturned;
use crate::dashboard::{Due, Names};
use crate::duty::{State, lacks, unnamed};
use crate::error::Result;
use crate::finding::Finding;
use crate::office::Office;
use crate::office::tasks::{Task, What};
use crate::time::{elapsed, stamp};
use crate::wording::commands::shortest;

/// What is to be done, and the command that does it.
pub fn told(office: &Office, task: &Task) -> Result<(String, String)> {
    let guide = office.guide()?;
    Ok(match &task.what {
        What::Duty(line) => (duty(office, line), shortest(guide, &line.fix)),
        What::Alarm(_, finding) => (alarm(finding), shortest(guide, &finding.fix)),
        What::Paper(paper) => unreturned(office, &task.case, paper)?,
    })
}

/// The same on the page of everything, without the people whom a record names unless names are wanted.
pub fn on_board(office: &Office, task: &Task, names: Names) -> Result<Due> {
    let (text, fix) = told(office, task)?;
    let text = if names == Names::Shown { text } else { unnamed(&text) };
    Ok(Due { case: task.case.clone(), rank: 0, text, fix, owed: task.is_owed() })
}

/// What is to be done, and where the guide says so.
pub fn briefly(task: &Task) -> String {
    match &task.what {
        What::Duty(line) => format!("{}〔{} {}〕", line.title, line.code, line.clause),
        What::Alarm(_, finding) => alarm(finding),
        What::Paper(paper) => paper.document.clone(),
    }
}

/// One duty in a line: what, where the guide says so, since when or by when.
pub fn duty(office: &Office, line: &DutyLine) -> String {
    let now = office.now;
    let mut text = format!("{}〔{} {}〕", line.title, line.code, line.clause);
    match (line.state, line.since, line.due) {
        (State::Missing, Some(since), None) => {
            text.push_str(&format!(" 自 {} 起，已过 {}", stamp(since), elapsed(since, now)));
        }
        (State::Late, _, Some(due)) => {
            text.push_str(&format!(" 应不晚于 {}，已过 {}", stamp(due), elapsed(due, now)));
        }
        (State::Open, _, Some(due)) => {
            text.push_str(&format!(" 不晚于 {}，还有 {}", stamp(due), elapsed(now, due)));
        }
        (_, _, Some(due)) => text.push_str(&format!(" 约定 {}", due.format("%Y-%m-%d"))),
        _ => {}
    }
    if let Some(reason) = &line.reason {
        text.push_str(&format!("；{reason}"));
    }
    text.push_str(&lacks(line.nearest.as_deref(), line.lacking.as_deref()));
    let turn: Vec<&str> = line.turn.iter().map(|who| office.repo.team.name(who)).collect();
    if !turn.is_empty() {
        text.push_str(&format!("　轮到：{}", turn.join("、")));
    }
    text
}

/// What a check found, in a line.
pub fn alarm(finding: &Finding) -> String {
    let record = finding.record.as_ref().map(|record| format!("（{record}）")).unwrap_or_default();
    format!("{}{record}〔{} {}〕", finding.message, finding.code, finding.clause.as_deref().unwrap_or_default())
}

/// A paper that somebody still has in hand, and the command that files it.
fn unreturned(office: &Office, case: &str, paper: &Unreturned) -> Result<(String, String)> {
    let guide = office.guide()?;
    let title = guide.paper_title(&paper.document);
    let at = paper.at.earliest(office.zone());
    let text = format!("收回签好的{title}：{} 打印，已过 {}", stamp(at), elapsed(at, office.now));
    Ok((text, format!("crisis 归档材料 {case} 扫描件 --signed yes --of {}", paper.record)))
}
