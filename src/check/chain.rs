//! C18: the chain. Every record names the digest of the latest one that its writer saw; a digest that belongs to
//! no record of the case says that a record was changed or taken away after it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::Case;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Record;
use crate::time::Zone;

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
    let mut found = broken_links(view.case, view.facts.setting.calendar.zone);
    let by_digest: BTreeMap<&str, &Record> =
        view.case.written.iter().map(|record| (record.digest.as_str(), &**record)).collect();
    found.extend(view.case.written.iter().filter_map(|record| backwards(view, record, &by_digest)));
    found
}

/// Records that were written upon one which is no longer there as it was, or upon none.
pub fn broken_links(case: &Case, zone: Zone) -> Vec<Found> {
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
    case.written.iter().filter_map(|record| dangling(&there, record)).chain(unlinked(case, zone)).collect()
}

/// Records without a link, upon which nothing was written, although a chain was kept by then. One record begins the
/// chain; those of a time when there was none are older than it.
fn unlinked(case: &Case, zone: Zone) -> Vec<Found> {
    let has_link = |record: &&Arc<Record>| record.head.prev.is_some();
    let Some(chained) = case.written.iter().filter(has_link).map(|record| record.head.written.earliest(zone)).min()
    else {
        return Vec::new();
    };
    let named: BTreeSet<&str> = case.written.iter().flat_map(|record| record.head.links()).collect();
    let begins: Vec<_> = case.written.iter().filter(|record| record.head.prev.is_none()).collect();
    let is_loose = |record: &&&Arc<Record>| {
        record.head.written.earliest(zone) >= chained && !named.contains(record.digest.as_str())
    };
    let loose = begins.iter().filter(|_| begins.len() > 1).filter(is_loose);
    let found = loose.map(|record| {
        let fix = "从备份或历史里找回原来的那一份；手写的记录用 crisis record 重新记一次，这一份写明作废";
        Found::new("没有写明上一条记录（prev），别的记录都有：写成之后被改动，或不是程序写的", fix).of(record)
    });
    found.collect()
}

fn dangling(there: &BTreeSet<&str>, record: &Record) -> Option<Found> {
    let lost = record.head.links().find(|digest| !there.contains(digest))?;
    let start = lost.get(..8).unwrap_or(lost);
    let message = format!("写这条记录时的上一条（SHA-256 {start}…）已不在档案里，或被改动过");
    let fix = "从备份或历史里找回原来的那一份；要改内容的，用 crisis amend {case} 更正。换行被软件改过也会这样";
    Some(Found::new(message, fix).of(record))
}

/// Written long before the record that it was written upon: a clock was wrong, or the time was changed by hand.
fn backwards(view: &View<'_>, record: &Record, by_digest: &BTreeMap<&str, &Record>) -> Option<Found> {
    let zone = view.facts.setting.calendar.zone;
    let slack = view.guide().about + view.guide().same_time;
    let is_later = |before: &&&Record| before.head.written.earliest(zone) > record.head.written.latest(zone) + slack;
    let before = record.head.links().filter_map(|digest| by_digest.get(digest)).find(is_later)?;
    let message = format!("写下的时间早于它的上一条记录（{}）", before.head.id);
    let fix = "核对两台电脑的时钟；写下的时间不要手改";
    Some(Found::new(message, fix).of(record).at_most(Severity::Warning))
}
