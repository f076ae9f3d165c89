//! C17: a record written clearly later than what it tells was known. Late is not wrong, but it stays visible.

use chrono::NaiveDate;

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
    let mut late: Vec<Late<'_>> = own.filter_map(|record| late(view, record)).collect();
    late.sort_by_key(|late| std::cmp::Reverse(late.written - late.known));
    let Some(worst) = late.first() else { return Vec::new() };
    let message = format!("{} 得知的事，{} 才写下", worst.known, worst.written);
    let records: Vec<&Record> = late.iter().map(|late| late.record).collect();
    vec![Found::new(message, "不必改时间；在正文写明为什么补记、凭什么回忆").of_all(&records)]
}

struct Late<'r> {
    record: &'r Record,
    known: NaiveDate,
    written: NaiveDate,
}

/// Later than the guide's grace after the fact; without one, on a later day.
fn late<'r>(view: &View<'_>, record: &'r Record) -> Option<Late<'r>> {
    let calendar = view.facts.setting.calendar;
    let at = match &record.fact {
        Fact::Diagnosis(diagnosis) => diagnosis.received.map_or(record.head.at, Moment::Day),
        _ => known(record),
    };
    let at = at.latest(calendar.zone);
    let written = record.head.written.earliest(calendar.zone);
    let grace = view.rule(CHECK.code).and_then(|rule| rule.grace);
    let limit = grace.map_or_else(|| end_of(at.date_naive(), calendar.zone), |grace| calendar.after(at, grace));
    (written > limit).then(|| Late { record, known: at.date_naive(), written: written.date_naive() })
}
