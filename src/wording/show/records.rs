//! The records of a timeline: each in one line of a screen, or with all that it says.

use unicode_width::UnicodeWidthStr;

use super::line;
use crate::case::{Case, known};
use crate::guide::Guide;
use crate::office::Office;
use crate::record::Record;
use crate::record::amendment::Amended;
use crate::tell::{self, Change};
use crate::text::fold::cut;
use crate::time::elapsed;

/// A record in one line of a screen: when, what, by whom, whether it was known or written later; the beginning of what
/// it says.
pub fn brief(text: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
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
    line(text, format_args!("{told}{}", cut(&tell::gist(guide, zone, record), room)));
}

/// A record with all that it says. What was taken back is struck line by line.
pub fn whole(text: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
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
