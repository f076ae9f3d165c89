//! C18: the chain. Every record names the digest of the latest one that its writer saw; a digest that belongs to
//! no record of the case says that a record was changed or taken away after it was written.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Record;

pub const CHECK: Check = Check {
    code: "C18",
    title: "记录写成之后被改动或移走",
    severity: Severity::Error,
    page: include_str!("chain.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    if !view.is_last {
        return Vec::new();
    }
    let mut found = broken_links(view.case);
    let by_digest: BTreeMap<&str, &Record> =
        view.case.written.iter().map(|record| (record.digest.as_str(), &**record)).collect();
    found.extend(view.case.written.iter().filter_map(|record| backwards(view, record, &by_digest)));
    found
}

/// Records that were written upon one which is no longer there as it was.
pub fn broken_links(case: &Case) -> Vec<Found> {
    // A file that could not be opened may be the one that is missed: its own fault says so.
    if case.unread > 0 {
        return Vec::new();
    }
    let there: BTreeSet<&str> = case
        .written
        .iter()
        .map(|record| record.digest.as_str())
        .chain(case.broken.iter().map(String::as_str))
        .collect();
    case.written.iter().filter_map(|record| dangling(&there, record)).collect()
}

fn dangling(there: &BTreeSet<&str>, record: &Record) -> Option<Found> {
    let prev = record.head.prev.as_deref()?;
    if there.contains(prev) {
        return None;
    }
    let start = prev.get(..8).unwrap_or(prev);
    let message = format!("写这条记录时的上一条（SHA-256 {start}…）已不在档案里，或被改动过");
    let fix = "从备份或历史里找回原来的那一份；要改内容的，用 crisis amend {case} 更正。换行被软件改过也会这样";
    Some(Found::new(message, fix).of(record))
}

/// Written long before the record that it was written upon: a clock was wrong, or the time was changed by hand.
fn backwards(view: &View<'_>, record: &Record, by_digest: &BTreeMap<&str, &Record>) -> Option<Found> {
    let zone = view.facts.setting.calendar.zone;
    let before = by_digest.get(record.head.prev.as_deref()?)?;
    let slack = view.guide().about + view.guide().same_time;
    let is_backwards = before.head.written.earliest(zone) > record.head.written.latest(zone) + slack;
    let message = format!("写下的时间早于它的上一条记录（{}）", before.head.id);
    let fix = "核对两台电脑的时钟；写下的时间不要手改";
    is_backwards.then(|| Found::new(message, fix).of(record).at_most(Severity::Warning))
}
