//! By when a duty is due, and what that makes of the evidence.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

use crate::duty::State;
use crate::duty::facts::Facts;
use crate::duty::matching::Hit;
use crate::duty::state::has_passed;
use crate::guide::duty::{Due, Duty, From, Vary};
use crate::guide::pattern::Pattern;
use crate::time::{Length, end_of};

pub struct Verdict<'f, 'c> {
    pub state: State,
    pub due: Option<DateTime<FixedOffset>>,
    /// From when it is owed, where that is later than its beginning.
    pub since: Option<DateTime<FixedOffset>>,
    pub met: Option<Hit<'f, 'c>>,
    pub reason: Option<String>,
    pub remark: Option<String>,
}

impl<'f, 'c> Verdict<'f, 'c> {
    fn new(state: State, due: Option<DateTime<FixedOffset>>, met: Option<Hit<'f, 'c>>) -> Self {
        Self { state, due, since: None, met, reason: None, remark: None }
    }
}

/// `evidence` is in order of time.
pub fn verdict<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    duty: &Duty,
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
) -> Verdict<'f, 'c> {
    let first = evidence.first().copied();
    match &duty.due {
        Due::AtOnce => Verdict::new(first.map_or(State::Missing, |_| State::Met), None, first),
        Due::Close if first.is_some() => Verdict::new(State::Met, None, first),
        Due::Close if facts.closed => Verdict::new(State::Missing, None, None),
        Due::Close => {
            Verdict { reason: Some("结束前补齐即可".to_owned()), ..Verdict::new(State::Pending, None, None) }
        }
        Due::Promised => promised(facts, start, evidence),
        Due::MovesOn(patterns) => moves_on(facts, patterns, start, first),
        Due::Within { limit, from, vary } => {
            let limit = varied(facts, *limit, vary);
            match begin(facts, from, start) {
                Some(begin) => timed(facts, facts.setting.calendar.after(begin, limit), first),
                None if first.is_some() => Verdict::new(State::Met, None, first),
                None => Verdict {
                    reason: Some("起算的事还没有发生".to_owned()),
                    ..Verdict::new(State::Pending, None, None)
                },
            }
        }
        Due::Every { interval, vary, until } => {
            every(facts, varied(facts, *interval, vary), until, start, evidence.last().copied())
        }
        Due::Count { count, per } => counted(facts, *count, *per, start, evidence),
    }
}

/// Nothing is owed on the spot: only once the file has moved on without it, or the episode has ended.
fn moves_on<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    patterns: &[Pattern],
    start: Hit<'_, 'c>,
    first: Option<Hit<'f, 'c>>,
) -> Verdict<'f, 'c> {
    let same_time = facts.guide().same_time;
    let hits = patterns.iter().flat_map(|pattern| facts.hits(pattern));
    let is_past = |hit: &Hit| {
        hit.id() != start.id() && hit.span.clearly_after(start.span, same_time) && has_passed(facts, hit.span.latest)
    };
    let moved = hits.filter(is_past).min_by_key(|hit| hit.span.latest);
    match (first, moved) {
        (Some(first), _) => Verdict::new(State::Met, None, Some(first)),
        (None, Some(moved)) => {
            let id = moved.id().unwrap_or_default();
            let reason = Some(format!("情况已有进展（{id}），仍没有"));
            Verdict { since: Some(moved.span.latest), reason, ..Verdict::new(State::Missing, None, None) }
        }
        (None, None) if facts.closed => Verdict { since: Some(facts.end), ..Verdict::new(State::Missing, None, None) },
        (None, None) => {
            let reason = Some("指南没有要求当即；情况有了进展还没有，才算缺".to_owned());
            Verdict { reason, ..Verdict::new(State::Pending, None, None) }
        }
    }
}

/// A promised date stands until a record on or after it, or until a record that promises another.
fn promised<'f, 'c>(facts: &'f Facts<'_, 'c>, start: Hit<'_, 'c>, evidence: &[Hit<'f, 'c>]) -> Verdict<'f, 'c> {
    let zone = facts.setting.calendar.zone;
    let mut promise = promise_of(start);
    let mut remarks = Vec::new();
    for hit in evidence.iter().filter(|hit| hit.id() != start.id()) {
        let (from, to) = (hit.span.earliest, hit.span.latest);
        let [from, to] = [from, to].map(|at| at.with_timezone(&zone).date_naive());
        remarks.extend(
            promise
                .filter(|day| *day < from)
                .map(|day| format!("约定 {}，到 {} 才有", day.format("%m-%d"), from.format("%m-%d"))),
        );
        promise = promise_of(*hit).or(promise.filter(|day| to < *day));
    }
    let remark = (!remarks.is_empty()).then(|| remarks.join("；"));
    Verdict { remark, ..standing(facts, promise, evidence.last().copied()) }
}

fn standing<'f, 'c>(facts: &Facts<'_, 'c>, promise: Option<NaiveDate>, last: Option<Hit<'f, 'c>>) -> Verdict<'f, 'c> {
    let zone = facts.setting.calendar.zone;
    let due = promise.map(|day| end_of(day, zone));
    match (due, last) {
        (Some(due), _) if has_passed(facts, due) => {
            let reason = Some("约定的日子已过，没有记录".to_owned());
            Verdict { reason, ..Verdict::new(State::Missing, Some(due), None) }
        }
        (_, Some(last)) if facts.closed => Verdict::new(State::Met, None, Some(last)),
        (Some(due), last) => Verdict::new(State::Pending, Some(due), last),
        (None, Some(last)) => Verdict::new(State::Met, None, Some(last)),
        (None, None) if facts.closed => Verdict::new(State::Missing, None, None),
        (None, None) => {
            let reason = Some("还没有约定下次的日期".to_owned());
            Verdict { reason, ..Verdict::new(State::Pending, None, None) }
        }
    }
}

fn promise_of(hit: Hit<'_, '_>) -> Option<NaiveDate> {
    let next: &Value = hit.seen?.fields.get("next")?;
    NaiveDate::deserialize(next).ok()
}

fn timed<'f, 'c>(facts: &Facts<'_, 'c>, due: DateTime<FixedOffset>, met: Option<Hit<'f, 'c>>) -> Verdict<'f, 'c> {
    let state = match met {
        Some(hit) if hit.span.earliest > due => State::Late,
        Some(_) => State::Met,
        None if has_passed(facts, due) => State::Late,
        None if facts.closed => State::Missing,
        None => State::Open,
    };
    Verdict::new(state, Some(due), met)
}

fn every<'f, 'c>(
    facts: &Facts<'_, 'c>,
    interval: Length,
    until: &[Pattern],
    start: Hit<'_, 'c>,
    last: Option<Hit<'f, 'c>>,
) -> Verdict<'f, 'c> {
    let from = last.map_or(start.span.latest, |hit| hit.span.latest);
    let due = facts.setting.calendar.after(from, interval);
    let stop = until.iter().flat_map(|pattern| facts.hits(pattern)).map(|hit| hit.span.earliest);
    let ends = stop.filter(|at| *at >= start.span.earliest).chain(facts.closed.then_some(facts.end));
    let ended = ends.min().is_some_and(|end| end <= due);
    let state = match last {
        _ if !ended && has_passed(facts, due) => State::Late,
        Some(_) if ended => State::Met,
        None if ended => State::Missing,
        _ => State::Open,
    };
    let proof = if state == State::Late { None } else { last };
    Verdict::new(state, (!ended).then_some(due), proof)
}

/// So many in every stretch of the length, counted from the start. The stretch that is running may still be filled.
fn counted<'f, 'c>(
    facts: &Facts<'_, 'c>,
    count: u32,
    per: Length,
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
) -> Verdict<'f, 'c> {
    let mut from = start.span.earliest;
    let mut missed = None;
    for number in 1..=10_000u32 {
        let to = facts.setting.calendar.after(from, per);
        let within = |hit: &&Hit| hit.span.latest >= from && hit.span.earliest <= to;
        let done = evidence.iter().filter(within).count();
        let enough = done >= count as usize;
        if to >= facts.end {
            return running(missed, enough, to, done, count, evidence.last().copied());
        }
        missed = if enough { missed } else { Some(format!("第 {number} 个周期只有 {done}/{count} 次")) };
        from = to;
    }
    Verdict::new(State::Late, None, evidence.last().copied())
}

fn running<'f, 'c>(
    missed: Option<String>,
    enough: bool,
    to: DateTime<FixedOffset>,
    done: usize,
    count: u32,
    last: Option<Hit<'f, 'c>>,
) -> Verdict<'f, 'c> {
    let told = Some(format!("本周期 {done}/{count} 次"));
    match (missed, enough) {
        (Some(missed), true) => Verdict { reason: Some(missed), ..Verdict::new(State::Late, Some(to), last) },
        (Some(missed), false) => Verdict { reason: Some(missed), ..Verdict::new(State::Late, Some(to), None) },
        (None, true) => Verdict { reason: told, ..Verdict::new(State::Met, Some(to), last) },
        (None, false) => Verdict { reason: told, ..Verdict::new(State::Open, Some(to), None) },
    }
}

fn varied(facts: &Facts<'_, '_>, limit: Length, vary: &[Vary]) -> Length {
    vary.iter().find(|vary| !facts.hits(&vary.when).is_empty()).map_or(limit, |vary| vary.limit)
}

fn begin(facts: &Facts<'_, '_>, from: &From, start: Hit<'_, '_>) -> Option<DateTime<FixedOffset>> {
    let zone = facts.setting.calendar.zone;
    let head = start.seen.map(|seen| &seen.record.head);
    match from {
        From::Known => Some(start.span.latest),
        From::Happened => head.map(|head| head.at.latest(zone)),
        From::Written => head.map(|head| head.written.latest(zone)),
        From::Birthday => {
            let birth = facts.case.about.student.birth?;
            Some(end_of(birth, zone))
        }
        From::TermEnd => {
            let term = facts.setting.calendar.term_of(start.span.earliest.date_naive())?;
            Some(end_of(term.to, zone))
        }
        From::Record(pattern) => facts.hits(pattern).first().map(|hit| hit.span.latest),
    }
}
