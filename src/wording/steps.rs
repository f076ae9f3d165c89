//! What to do next in a case: all of it, or what changed by something that was written and the most pressing.

use std::collections::BTreeMap;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist;
use crate::documents;
use crate::error::Result;
use crate::guide::paper::Size;
use crate::office::tasks::{Urgency, later, pressing};
use crate::office::{Office, blanks};
use crate::wording::answer::{Line, beside};
use crate::wording::commands::shortest;
use crate::wording::tasks;

/// What is owed in a case, most pressing first, each with its clause and the command that discharges it.
pub fn steps(office: &Office, case: &Case) -> String {
    let mut text = String::new();
    let ahead = office.ahead(case);
    for finding in &ahead {
        let id = finding.record.as_deref().unwrap_or_default();
        text.push_str(&format!("注意：{id} {}。{}\n", finding.message, finding.fix));
    }
    for audit in office.running(case) {
        let lines = lines(office, &audit);
        let which = which(&audit);
        if lines.is_empty() && !ahead.is_empty() {
            text.push_str(&format!("{}{which}：先核对上面的时间；核对之前，没有列出的事不等于不用做\n", audit.case));
        } else if lines.is_empty() {
            let state = if audit.open { "眼下没有要做的事".to_owned() } else { rest(&audit) };
            text.push_str(&format!("{}{which}：{state}\n", audit.case));
        } else {
            text.push_str(&format!("{}{which} 下一步：\n{}", audit.case, numbered(&lines)));
        }
        push_later(&mut text, &audit);
        for remark in checklist::remarks(&audit) {
            text.push_str(&format!("说明　{remark}\n"));
        }
    }
    push_blanks(&mut text, case);
    text
}

/// The first minutes in words for anybody, then what is owed.
pub fn first(office: &Office, case: &Case) -> Result<String> {
    let guide = office.guide_of_latest(case)?;
    let mut text: String =
        documents::first_minutes(guide).iter().fold(String::new(), |text, line| text + "　□ " + line + "\n");
    if let Some(card) = guide.papers().find(|paper| paper.size == Size::Card) {
        text.push_str(&format!("　（可以打印带走：crisis 打印 {} {}）\n", case.number, card.id));
    }
    text.push('\n');
    Ok(text + &steps(office, case))
}

/// That an episode has begun, by which number, and what is to be done in the first minutes.
pub fn begun(office: &Office, case: &Case) -> Result<Vec<Line>> {
    let head = beside(format!("案号 {}。现在要做的事：", case.number));
    let exposed = office.repo.exposed(&case.number).map(Line::Warning);
    Ok([head, beside(first(office, case)?)].into_iter().chain(exposed).collect())
}

/// What changed by something that was written, and the most pressing of what is to be done now.
pub fn after(office: &Office, before: &[CaseAudit], case: &Case) -> String {
    const SHOWN: usize = 3;
    let mut text = String::new();
    for audit in office.running(case) {
        let done = settled(before, &audit);
        if !done.is_empty() {
            text.push_str(&format!("不再欠着：{}\n", done.join("、")));
        }
        let lines = lines(office, &audit);
        let which = which(&audit);
        match lines.len() {
            0 if !office.ahead(case).is_empty() => text.push_str(&format!(
                "{}{which}：有记录的时间在现在之后，先核对：crisis 下一步 {}\n",
                audit.case, audit.case
            )),
            0 if audit.open => text.push_str(&format!("{}{which}：眼下没有要做的事\n", audit.case)),
            0 => text.push_str(&format!("{}{which}：{}\n", audit.case, rest(&audit))),
            all => {
                let shown = &lines[..all.min(SHOWN)];
                text.push_str(&format!("{}{which} 最要紧的：\n{}", audit.case, numbered(shown)));
                if all > SHOWN {
                    text.push_str(&format!("还有 {} 件：crisis 下一步 {}\n", all - SHOWN, audit.case));
                }
            }
        }
    }
    text
}

/// What was owed before and is not any more.
pub fn settled(before: &[CaseAudit], audit: &CaseAudit) -> Vec<String> {
    let was_owed = |code: &str| {
        let mut same = before.iter().filter(|old| old.episode == audit.episode).flat_map(|old| &old.duties);
        same.any(|line| line.code == code && line.owed)
    };
    let done = audit.duties.iter().filter(|line| was_owed(&line.code) && !line.owed);
    done.map(|line| format!("{}〔{}〕", line.title, line.code)).collect()
}

fn which(audit: &CaseAudit) -> String {
    if audit.episode > 1 { format!("（第 {} 次）", audit.episode) } else { String::new() }
}

fn rest(audit: &CaseAudit) -> String {
    let why = if audit.rest.why.is_empty() { String::new() } else { format!("：{}", audit.rest.why.join("；")) };
    format!("已结束，{}{why}", audit.rest.state.word())
}

/// What is to be done and how, most pressing first: what checks found of law and life among the duties.
fn lines(office: &Office, audit: &CaseAudit) -> Vec<(String, String)> {
    let Some(guide) = office.guide().ok().filter(|_| audit.open) else { return Vec::new() };
    let alarms = audit
        .alarms
        .iter()
        .map(|(pressing, finding)| (Urgency::alarm(*pressing), (tasks::alarm(finding), shortest(guide, &finding.fix))));
    let duties = pressing(audit).into_iter();
    let duties = duties.map(|line| (Urgency::of(line), (tasks::duty(office, line), shortest(guide, &line.fix))));
    let mut lines: Vec<_> = alarms.chain(duties).collect();
    lines.sort_by_key(|(urgency, _)| *urgency);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn numbered(lines: &[(String, String)]) -> String {
    let line = |(number, (text, fix)): (usize, &(String, String))| {
        let fix = if fix.is_empty() { String::new() } else { format!("    {fix}\n") };
        format!("{:>2}. {text}\n{fix}", number + 1)
    };
    lines.iter().enumerate().map(line).collect()
}

/// What nobody has said yet of the student and of what was reported.
fn push_blanks(text: &mut String, case: &Case) {
    let Some(blanks) = blanks::of(case) else { return };
    let about = blanks::unknown(&case.about);
    let fields = blanks.fields.iter().map(|field| field.label());
    let open: Vec<&str> = about.into_iter().chain(fields).collect();
    if !open.is_empty() {
        text.push_str(&format!(
            "还没有写：{}（在终端运行 crisis 下一步 {}，会逐项问）\n",
            open.join("、"),
            case.number
        ));
    }
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
