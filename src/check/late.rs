//! C17: a record written clearly later than what it tells was known. Late is not wrong, but it stays visible.

use crate::case::known;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape::{self, Trait};
use crate::record::{Fact, Record};
use crate::time::{Moment, end_of};

pub const CHECK: Check = Check {
    code: "C17",
    title: "事后补记",
    severity: Severity::Notice,
    page: include_str!("late.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let own = view.records().filter(|record| !shape::is(&record.head.kind, Trait::AboutRecords));
    own.filter_map(|record| late(view, record)).collect()
}

/// Later than the guide's grace after the fact; without one, on a later day.
fn late(view: &View<'_>, record: &Record) -> Option<Found> {
    let calendar = view.facts.setting.calendar;
    let at = match &record.fact {
        Fact::Diagnosis(diagnosis) => diagnosis.received.map_or(record.head.at, Moment::Day),
        _ => known(record),
    };
    let at = at.latest(calendar.zone);
    let written = record.head.written.earliest(calendar.zone);
    let grace = view.rule(CHECK.code).and_then(|rule| rule.grace);
    let limit = grace.map_or_else(|| end_of(at.date_naive(), calendar.zone), |grace| calendar.after(at, grace));
    let message = format!("{} 得知的事，{} 才写下", at.date_naive(), written.date_naive());
    (written > limit).then(|| Found::new(message, "不必改时间；在正文写明为什么补记、凭什么回忆").of(record))
}
