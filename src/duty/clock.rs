//! By when a duty is due, and what that makes of the evidence.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

use crate::duty::State;
use crate::duty::facts::Facts;
use crate::duty::matching::Hit;
use crate::guide::duty::{Due, Duty, From, Vary};
use crate::guide::pattern::Pattern;
use crate::record::Fact;
use crate::record::shape;
use crate::time::{Length, end_of, stamp, start_of};

mod count;

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

/// Until when a duty is judged: now, or the end of the episode, or the end of that for which it holds.
#[derive(Clone, Copy)]
pub struct Window {
    pub end: DateTime<FixedOffset>,
    pub closed: bool,
}

impl Window {
    /// What begins with the end of the episode goes on after it.
    pub fn of(facts: &Facts<'_, '_>, start: Hit<'_, '_>, stop: Option<DateTime<FixedOffset>>) -> Self {
        let begins_after = start.seen.is_some_and(|seen| matches!(seen.record.fact, Fact::Closure(_)));
        let whole = if begins_after {
            Self { end: facts.setting.now, closed: false }
        } else {
            Self { end: facts.end, closed: facts.closed }
        };
        stop.filter(|stop| *stop <= whole.end).map_or(whole, |end| Self { end, closed: true })
    }

    /// Whether no record could still count as in time.
    fn has_passed(self, due: DateTime<FixedOffset>) -> bool {
        self.end > due
    }
}

/// `evidence` is in order of time.
pub fn verdict<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    duty: &Duty,
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
    let first = evidence.first().copied();
    match &duty.due {
        Due::AtOnce => Verdict::new(first.map_or(State::Missing, |_| State::Met), None, first),
        Due::Close if first.is_some() => Verdict::new(State::Met, None, first),
        Due::Close if window.closed => Verdict::new(State::Missing, None, None),
        Due::Close => {
            Verdict { reason: Some("结束前补齐即可".to_owned()), ..Verdict::new(State::Pending, None, None) }
        }
        Due::Promised => promised(facts, start, evidence, window),
        Due::MovesOn(patterns) => moves_on(facts, patterns, start, first, window),
        Due::Within { limit, from, vary } => {
            let limit = varied(facts, *limit, vary);
            let end = begin(facts, from, start).map(|begin| facts.setting.calendar.after(begin, limit));
            limited(end, first, window)
        }
        Due::Before { lead, date } => {
            let end = ahead(facts, date, start).map(|date| facts.setting.calendar.before(date, *lead));
            limited(end, first, window)
        }
        Due::Every { interval, vary, until } => {
            every(facts, varied(facts, *interval, vary), until, start, evidence, window)
        }
        Due::Count { count, per } => count::every_period(facts, *count, *per, start, evidence, window),
        Due::Stages(stages) => count::stages(facts, stages, start, evidence, window),
    }
}

/// A clock that runs, one whose start has not happened yet, or one of which nobody wrote down the start.
fn limited<'f, 'c>(
    end: Result<DateTime<FixedOffset>, Unknown>,
    first: Option<Hit<'f, 'c>>,
    window: Window,
) -> Verdict<'f, 'c> {
    match (end, first) {
        (Ok(end), first) => timed(end, first, window),
        (Err(_), Some(first)) => Verdict::new(State::Met, None, Some(first)),
        (Err(Unknown::NotYet), None) => Verdict {
            reason: Some("起算的事还没有发生".to_owned()),
            ..Verdict::new(State::Pending, None, None)
        },
        // A clock that nobody can start would stay silent for ever.
        (Err(Unknown::NeverEntered(what)), None) => {
            let state = if window.closed { State::Missing } else { State::Open };
            Verdict { reason: Some(format!("期限算不出来：{what}")), ..Verdict::new(state, None, None) }
        }
    }
}

/// Why it is not known when a clock starts.
enum Unknown {
    NotYet,
    /// What is to be entered, and where.
    NeverEntered(&'static str),
}

/// Nothing is owed on the spot: only once the file has moved on without it, or the episode has ended.
fn moves_on<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    patterns: &[Pattern],
    start: Hit<'_, 'c>,
    first: Option<Hit<'f, 'c>>,
    window: Window,
) -> Verdict<'f, 'c> {
    let same_time = facts.guide().same_time;
    let hits = patterns.iter().flat_map(|pattern| facts.hits(pattern));
    let is_past = |hit: &Hit| {
        hit.id() != start.id() && hit.span.clearly_after(start.span, same_time) && window.has_passed(hit.span.latest)
    };
    let moved = hits.filter(is_past).min_by_key(|hit| hit.span.latest);
    match (first, moved) {
        (Some(first), _) => Verdict::new(State::Met, None, Some(first)),
        (None, Some(moved)) => {
            let id = moved.id().unwrap_or_default();
            let reason = Some(format!("情况已有进展（{id}），仍没有"));
            Verdict { since: Some(moved.span.latest), reason, ..Verdict::new(State::Missing, None, None) }
        }
        (None, None) if window.closed => {
            Verdict { since: Some(window.end), ..Verdict::new(State::Missing, None, None) }
        }
        (None, None) => {
            let reason = Some("指南没有要求当即；情况有了进展还没有，才算缺".to_owned());
            Verdict { reason, ..Verdict::new(State::Pending, None, None) }
        }
    }
}

/// A promised date stands until a record on or after it, or until a record that promises another.
fn promised<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
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
    Verdict { remark, ..standing(facts, promise, evidence.last().copied(), window) }
}

fn standing<'f, 'c>(
    facts: &Facts<'_, 'c>,
    promise: Option<NaiveDate>,
    last: Option<Hit<'f, 'c>>,
    window: Window,
) -> Verdict<'f, 'c> {
    let zone = facts.setting.calendar.zone;
    let due = promise.map(|day| end_of(day, zone));
    match (due, last) {
        (Some(due), _) if window.has_passed(due) => {
            let reason = Some("约定的日子已过，没有记录".to_owned());
            Verdict { reason, ..Verdict::new(State::Missing, Some(due), None) }
        }
        (_, Some(last)) if window.closed => Verdict::new(State::Met, None, Some(last)),
        (Some(due), last) => Verdict::new(State::Pending, Some(due), last),
        (None, Some(last)) => Verdict::new(State::Met, None, Some(last)),
        (None, None) if window.closed => Verdict::new(State::Missing, None, None),
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

fn timed<'f, 'c>(due: DateTime<FixedOffset>, met: Option<Hit<'f, 'c>>, window: Window) -> Verdict<'f, 'c> {
    let state = match met {
        Some(hit) if hit.span.earliest > due => State::Late,
        Some(_) => State::Met,
        None if window.has_passed(due) => State::Late,
        None if window.closed => State::Missing,
        None => State::Open,
    };
    Verdict::new(state, Some(due), met)
}

/// Each record starts the interval anew; a gap that was real stays to be seen after the next record.
fn every<'f, 'c>(
    facts: &Facts<'_, 'c>,
    interval: Length,
    until: &[Pattern],
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
    let calendar = facts.setting.calendar;
    let stop = until.iter().flat_map(|pattern| facts.hits(pattern)).map(|hit| hit.span.earliest);
    let ends = stop.filter(|at| *at >= start.span.earliest).chain(window.closed.then_some(window.end));
    let end = ends.min();
    let mut due = calendar.after(start.span.latest, interval);
    let mut gaps = Vec::new();
    for hit in evidence {
        let at = hit.span.earliest.min(end.unwrap_or(hit.span.earliest));
        if at > due {
            gaps.push(format!("应在 {} 前，到 {} 才有", stamp(due), stamp(hit.span.earliest)));
        }
        due = due.max(calendar.after(hit.span.latest, interval));
    }
    let last = evidence.last().copied();
    let ended = end.is_some_and(|end| end <= due);
    let state = match last {
        _ if !ended && window.has_passed(due) => State::Late,
        Some(_) if ended => State::Met,
        None if ended => State::Missing,
        _ => State::Open,
    };
    let proof = if state == State::Late { None } else { last };
    let remark = (!gaps.is_empty()).then(|| gaps.join("；"));
    Verdict { remark, ..Verdict::new(state, (!ended).then_some(due), proof) }
}

fn varied(facts: &Facts<'_, '_>, limit: Length, vary: &[Vary]) -> Length {
    vary.iter().find(|vary| facts.first_hit(&vary.when).is_some()).map_or(limit, |vary| vary.limit)
}

fn begin(facts: &Facts<'_, '_>, from: &From, start: Hit<'_, '_>) -> Result<DateTime<FixedOffset>, Unknown> {
    let zone = facts.setting.calendar.zone;
    let head = start.seen.map(|seen| &seen.record.head);
    match from {
        From::Start => Ok(start.span.latest),
        From::Known => {
            let is_report = start.seen.is_some_and(|seen| matches!(seen.record.fact, Fact::Report(_)));
            let known = if is_report { Some(start.span.latest) } else { facts.opened() };
            known.ok_or(Unknown::NotYet)
        }
        From::Happened => head.map(|head| head.at.latest(zone)).ok_or(Unknown::NotYet),
        From::Written => head.map(|head| head.written.latest(zone)).ok_or(Unknown::NotYet),
        From::Birthday => {
            let birth = facts.case.about.student.birth;
            birth.map(|birth| end_of(birth, zone)).ok_or(Unknown::NeverEntered(NO_BIRTH))
        }
        From::Graduation => {
            let day = facts.case.about.student.graduation;
            day.map(|day| end_of(day, zone)).ok_or(Unknown::NeverEntered(NO_GRADUATION))
        }
        From::TermStart => {
            let day = start.span.earliest.with_timezone(&zone).date_naive();
            let terms = facts.setting.calendar.terms.iter().map(|term| term.from);
            let next = terms.filter(|from| *from >= day).min();
            next.map(|day| start_of(day, zone)).ok_or(Unknown::NeverEntered(NO_TERM))
        }
        From::TermEnd => {
            let term = facts.setting.calendar.term_of(start.span.earliest.with_timezone(&zone).date_naive());
            term.map(|term| end_of(term.to, zone)).ok_or(Unknown::NeverEntered(NO_TERM))
        }
        From::Record(pattern) => {
            let first = facts.first_hit(pattern).map(|hit| hit.span.latest);
            first.ok_or_else(|| without_time(facts, pattern))
        }
    }
}

/// The date that lies ahead: of the record that began the duty where it says one, or else of the latest that does.
fn ahead(facts: &Facts<'_, '_>, date: &From, start: Hit<'_, '_>) -> Result<DateTime<FixedOffset>, Unknown> {
    let From::Record(pattern) = date else { return begin(facts, date, start) };
    let hits = facts.hits_ahead(pattern);
    let own = hits.iter().find(|hit| hit.id().is_some() && hit.id() == start.id());
    own.or(hits.last()).map(|hit| hit.span.earliest).ok_or_else(|| without_time(facts, pattern))
}

const NO_BIRTH: &str = "case.yaml 里没有写学生的生日（birth）";
const NO_GRADUATION: &str = "case.yaml 里没有写学生的毕业日期（graduation）";
const NO_TERM: &str = "crisis.toml 里没有写那个学期（[[term]]）";
const NO_TIME: &str = "有这样的记录，却没有写起算的那个时间";

/// The record that would begin a duty is there, and nobody wrote down the time that counts.
pub(super) fn timeless(facts: &Facts<'_, '_>, pattern: &Pattern) -> Option<String> {
    pattern.alternatives().iter().find_map(|pattern| {
        let field = pattern.time.as_ref()?;
        let hits = facts.hits(&Pattern { time: None, ..pattern.clone() });
        let hit = hits.into_iter().find(|hit| hit.seen.is_some_and(|seen| !seen.fields.contains_key(field)))?;
        let label = shape::label(&hit.seen?.record.head.kind, field);
        Some(format!("起点算不出来：{} 没有写“{label}”，写上了才看得出要不要做", hit.id()?))
    })
}

/// The record is there, and nobody wrote down the time from which the clock runs.
fn without_time(facts: &Facts<'_, '_>, pattern: &Pattern) -> Unknown {
    let timeless = |pattern: &Pattern| Pattern { time: None, ..pattern.clone() };
    let is_there = |pattern: &Pattern| pattern.time.is_some() && facts.first_hit(&timeless(pattern)).is_some();
    if pattern.alternatives().iter().any(is_there) { Unknown::NeverEntered(NO_TIME) } else { Unknown::NotYet }
}
