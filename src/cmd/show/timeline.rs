//! A case as a timeline: who it is about, its episodes, their records.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use crate::audit::CaseAudit;
use crate::case::{Case, known};
use crate::checklist;
use crate::duty::Facts;
use crate::error::Result;
use crate::guide::Guide;
use crate::office::Office;
use crate::record::Record;
use crate::record::amendment::Amended;
use crate::tell::{self, Change};
use crate::text::fold::cut;
use crate::time::elapsed;

pub fn told(office: &Office, case: &Case, full: bool) -> Result<String> {
    let student = &case.about.student;
    let parts = [Some(student.name.as_str()), student.id.as_deref(), student.class.as_deref()];
    let mut text = format!("{}　{}\n", case.number, parts.into_iter().flatten().collect::<Vec<_>>().join("　"));
    for guardian in &case.about.guardians {
        let parts = [Some(guardian.name.as_str()), guardian.relation.as_deref(), guardian.phone.as_deref()];
        line(&mut text, format_args!("监护人　{}", parts.into_iter().flatten().collect::<Vec<_>>().join("　")));
    }
    let audits = office.judge(case);
    for episode in case.episodes() {
        let guide = office.guide_of(case, episode)?;
        let ended = case.closure(episode).is_some();
        let again = if ended && case.rests(episode).is_none() { "，已重新打开" } else { "" };
        let state = format!("{}{again}", tell::episode(!ended));
        let levels: Vec<String> = Facts::of(office.setting(guide), case, episode).level().into_values().collect();
        line(&mut text, format_args!("\n第 {episode} 次（{state}）{}", levels.join("、")));
        let audit = audits.iter().find(|audit| audit.episode == episode);
        if let Some(other) = audit.and_then(|audit| audit.judged_by.as_ref()) {
            line(&mut text, format_args!("按开案时的指南：{other}"));
        }
        for (record, taken) in case.told(episode, office.zone()) {
            if full {
                entry(&mut text, office, case, guide, record, taken);
            } else {
                brief(&mut text, office, case, guide, record, taken);
            }
        }
        if let Some(audit) = audit {
            standing(&mut text, audit);
        }
    }
    if !full {
        line(&mut text, format_args!("\n每条记录的全部内容：crisis 查看 {} --full", case.number));
    }
    Ok(text)
}

pub fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{what}").expect("writing to a String can't fail");
}

/// Whether the file may rest, and what is noteworthy of what was done.
fn standing(text: &mut String, audit: &CaseAudit) {
    let why = if audit.rest.why.is_empty() { String::new() } else { format!("：{}", audit.rest.why.join("；")) };
    line(text, format_args!("\n{}{why}", audit.rest.state.word()));
    for remark in checklist::remarks(audit) {
        line(text, format_args!("说明　{remark}"));
    }
}

/// A record in one line of a screen: when, what, by whom, whether it was known or written later; the beginning of what
/// it says.
fn brief(into: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
    const COLUMNS: usize = 80;
    let zone = office.zone();
    let head = &record.head;
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    let is_corrected = taken.is_none() && case.amended(&head.id).any(|step| step.after.is_some());
    let marks = [
        taken.map(|step| format!("已{}", tell::correcting(step))),
        is_corrected.then(|| "有更正".to_owned()),
        (knew > happened).then(|| "事后得知".to_owned()),
        (wrote.date_naive() > knew.date_naive()).then(|| "补记".to_owned()),
    ];
    let marks = marks.into_iter().flatten().collect::<Vec<_>>().join("，");
    let marks = if marks.is_empty() { marks } else { format!("（{marks}）") };
    let about = if head.at_approx { "约 " } else { "" };
    let (at, title, by) = (head.at.text(zone), tell::kind(guide, &head.kind), office.repo.team.name(&head.by.0));
    let told = format!("{about}{at} {title}〔{}〕{by}{marks}　", head.id);
    let room = COLUMNS.saturating_sub(told.width());
    line(into, format_args!("{told}{}", cut(&tell::gist(guide, zone, record), room)));
}

/// What was taken back is struck line by line.
fn entry(text: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
    let zone = office.zone();
    let head = &record.head;
    let about = if head.at_approx { "约 " } else { "" };
    let title = tell::kind(guide, &head.kind);
    let void = taken.map(|step| format!("　【已{}】", tell::correcting(step))).unwrap_or_default();
    let strike = if taken.is_some() { "✗ " } else { "" };
    let by = office.repo.team.name(&head.by.0);
    line(text, format_args!("\n{about}{}　{title}　〔{}〕 {by}{void}", head.at.text(zone), head.id));
    if let Some(step) = taken {
        line(text, format_args!("  {}：{}", tell::correcting(step), why(office, step, &[])));
    }
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    if knew > happened {
        line(text, format_args!("  得知 {}（事后 {}）", known(record).text(zone), elapsed(happened, knew)));
    }
    if wrote.date_naive() > knew.date_naive() {
        line(text, format_args!("  补记 {}（晚了 {}）", head.written.text(zone), elapsed(knew, wrote)));
    }
    for (label, said) in tell::fields(guide, zone, record) {
        line(text, format_args!("  {strike}{label}：{}", said.replace('\n', "\n    ")));
    }
    if !record.body.is_empty() {
        line(text, format_args!("  {strike}{}", record.body.replace('\n', &format!("\n  {strike}"))));
    }
    for step in case.amended(&head.id).filter(|step| step.after.is_some()) {
        let changes = tell::changes(guide, zone, step);
        let by = why(office, step, &changes);
        let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
        let told = if told.is_empty() { step.by.text("right").unwrap_or_default() } else { &told.join("；") };
        line(text, format_args!("  已{}：{told}（{by}）", tell::correcting(step)));
    }
}

/// Why, by whom and when something was corrected.
fn why(office: &Office, step: &Amended, changes: &[Change]) -> String {
    let (head, why) = (&step.by.head, tell::why(step, changes));
    let (gap, by) = (if why.is_empty() { "" } else { "　" }, office.repo.team.name(&head.by.0));
    format!("{why}{gap}{by} {}〔{}〕", head.written.text(office.zone()), head.id)
}
