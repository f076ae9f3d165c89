//! C18: the chain. Every record names the digest of the latest one that its writer saw; a digest that belongs to
//! no record of the case says that a record was changed or taken away after it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::case::Case;
use crate::case::does_lie_before;
use crate::case::stamp::Stamp;
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
    found.extend(changed_about(view.case));
    found.extend(view.case.written.iter().filter_map(|record| backwards(view, record, &by_digest)));
    found
}

/// That `case.yaml` is not as the program wrote it, or belongs to another case.
pub fn changed_about(case: &Case) -> Option<Found> {
    let fix = "核对学生、监护人和权限：都对的，运行 crisis edit {case} 存一次；不对的，从备份或历史里找回";
    let found = Found::new("case.yaml 在程序写下之后被改动过，或是别的档案的", fix);
    let path = Some(PathBuf::from("case.yaml"));
    (case.stamp == Stamp::Wrong).then(|| Found { path, ..found }.at_most(Severity::Warning))
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
    let lost: Vec<Lost> = case.written.iter().filter_map(|record| lost(&there, record)).collect();
    let mut found: Vec<Found> = lost.iter().map(|one| named(case, one, &lost)).collect();
    // Its own link and what names it say the same of one record.
    found.dedup_by(|one, other| one.record == other.record);
    found.extend(unlinked(case, zone));
    found
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

/// A record, and the digest of one that it was written upon and that is not there.
struct Lost<'c> {
    record: &'c Record,
    digest: &'c str,
}

fn lost<'c>(there: &BTreeSet<&str>, record: &'c Record) -> Option<Lost<'c>> {
    record.head.links().find(|digest| !there.contains(digest)).map(|digest| Lost { record, digest })
}

/// On which file it happened, where that can be told; else where it is missed.
fn named(case: &Case, one: &Lost<'_>, lost: &[Lost<'_>]) -> Found {
    let Lost { record, digest } = one;
    let start = digest.get(..8).unwrap_or(digest);
    let fix = "从备份或历史里找回原来的那一份；要改内容的，用 crisis amend {case} 更正。换行被软件改过也会这样";
    let (said, on) = match changed(case, record, lost) {
        Some(changed) => {
            let id = &record.head.id;
            (format!("写成之后被改动过，或者它后面的一条被移走了：{id} 写下时，上一条的 SHA-256 是 {start}…"), changed)
        }
        None => (format!("写这条记录时的上一条（SHA-256 {start}…）已不在档案里，或被改动过"), *record),
    };
    Found::new(said, fix).of(on)
}

/// The record that is no longer as a later one saw it: of those that nobody names and that were not written upon the
/// later one, the one whose own link leads to nothing, else the only one. A record that nobody names, where another link
/// leads to nothing too, was changed itself.
fn changed<'c>(case: &'c Case, later: &Record, lost: &[Lost<'_>]) -> Option<&'c Record> {
    let names: BTreeSet<&str> = case.written.iter().flat_map(|record| record.head.links()).collect();
    let is_nameless = |record: &Record| !names.contains(record.digest.as_str());
    if is_nameless(later) && lost.len() > 1 {
        return None;
    }
    let is_before = |other: &&Record| {
        is_nameless(other) && other.digest != later.digest && !does_lie_before(&case.written, later, other)
    };
    let nameless: Vec<&Record> = case.written.iter().map(Arc::as_ref).filter(is_before).collect();
    let is_lost = |other: &&&Record| lost.iter().any(|lost| lost.record.digest == other.digest);
    let only = nameless.first().filter(|_| nameless.len() == 1);
    nameless.iter().find(is_lost).or(only).copied()
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
