//! Which records of an episode satisfy a condition, and from when.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::case::people::{self, Meant, People};
use crate::case::{self, Case};
use crate::duty::Setting;
use crate::guide::Guide;
use crate::guide::pattern::{Being, CASE, Matcher, Pattern, Starts};
use crate::record::{Record, shape};
use crate::time::Moment;

/// When something was, as far as it is known: a day, or a time that is only approximate, is a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub earliest: DateTime<FixedOffset>,
    pub latest: DateTime<FixedOffset>,
}

impl Span {
    /// Certainly later, by more than what still counts as the same time.
    pub fn clearly_after(self, other: Self, same_time: TimeDelta) -> bool {
        self.earliest > other.latest + same_time
    }
}

/// A record as the guide's conditions see it: words turned into codes, its time as a stretch.
pub struct Seen<'a> {
    pub record: &'a Record,
    pub fields: Cow<'a, Map<String, Value>>,
    /// Field and word of what the guide does not know.
    pub unknown: Vec<(String, String)>,
    pub span: Span,
}

/// An episode prepared for the engine.
pub struct Facts<'a, 'c> {
    pub setting: Setting<'a>,
    pub case: &'c Case,
    pub episode: u32,
    /// In the order of the school's knowing.
    pub seen: Vec<Seen<'c>>,
    /// The end of the episode, or now.
    pub end: DateTime<FixedOffset>,
    pub closed: bool,
    pub people: People,
    suspects: Vec<Suspect>,
}

/// Somebody under suspicion, and since when the file says so.
struct Suspect {
    who: Meant,
    since: Span,
}

/// A record that satisfies a condition, and when it did; for a condition on the case itself there is no record.
#[derive(Clone, Copy)]
pub struct Hit<'f, 'c> {
    pub seen: Option<&'f Seen<'c>>,
    pub span: Span,
}

impl Hit<'_, '_> {
    pub fn id(&self) -> Option<&str> {
        self.seen.map(|seen| seen.record.head.id.as_str())
    }
}

/// Whether a field says what is asked, and when, where an entry of it has a time of its own.
enum Match {
    No,
    Yes,
    At(Moment),
}

impl<'a, 'c> Facts<'a, 'c> {
    pub fn of(setting: Setting<'a>, case: &'c Case, episode: u32) -> Self {
        let zone = setting.calendar.zone;
        let mut seen: Vec<Seen> = case.of_episode(episode).map(|record| see(setting, record)).collect();
        seen.sort_by_key(|seen| (seen.span.earliest, seen.span.latest));
        let closure = case.closure(episode).map(|record| record.head.at.latest(zone));
        let people = crate::duty::people(setting.guide, setting.team, case);
        let suspected = |seen: &Seen<'c>| {
            let named = people::suspects(seen.record).iter();
            named.map(|name| Suspect { who: people.meant(name), since: seen.span }).collect::<Vec<_>>()
        };
        let suspects = seen.iter().flat_map(suspected).collect();
        Self {
            setting,
            case,
            episode,
            seen,
            end: closure.map_or(setting.now, |closed| closed.min(setting.now)),
            closed: closure.is_some_and(|closed| closed <= setting.now),
            people,
            suspects,
        }
    }

    pub fn guide(&self) -> &'a Guide {
        self.setting.guide
    }

    /// Everything that satisfies the condition, in order of time.
    pub fn hits<'f>(&'f self, pattern: &Pattern) -> Vec<Hit<'f, 'c>> {
        if !pattern.any.is_empty() {
            let mut all: Vec<Hit> = pattern.any.iter().flat_map(|pattern| self.hits(pattern)).collect();
            all.sort_by_key(|hit| hit.span.earliest);
            return all;
        }
        if pattern.kinds.iter().any(|kind| kind == CASE) {
            return self.case_hit(pattern).into_iter().collect();
        }
        let of_kind = |seen: &&Seen| pattern.kinds.is_empty() || pattern.kinds.contains(&seen.record.head.kind);
        self.seen.iter().filter(of_kind).filter_map(|seen| self.hit(pattern, seen)).collect()
    }

    /// The record from which the condition holds, as the start of a duty.
    pub fn start<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        match pattern.starts {
            Starts::First => self.hits(pattern).into_iter().next(),
            Starts::Rise => self.latest_rise(pattern),
            Starts::Current => self.current_run(pattern),
        }
    }

    /// Records of the kind by somebody who may make them, whatever they say.
    fn of_pattern<'f>(&'f self, pattern: &Pattern) -> impl Iterator<Item = &'f Seen<'c>> {
        let made =
            |seen: &&Seen| pattern.kinds.contains(&seen.record.head.kind) && self.is_made_by(seen, &pattern.by_role);
        self.seen.iter().filter(made)
    }

    /// The latest record that matches where the one before did not, or was less severe on some axis.
    fn latest_rise<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        let mut before: Option<(bool, &Seen)> = None;
        let mut rise = None;
        for seen in self.of_pattern(pattern) {
            let hit = self.hit(pattern, seen);
            let is_new = before.is_none_or(|(matched, old)| !matched || self.is_worse(seen, old));
            if is_new && hit.is_some() {
                rise = hit;
            }
            before = Some((hit.is_some(), seen));
        }
        rise
    }

    fn current_run<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        let mut run = None;
        for seen in self.of_pattern(pattern) {
            let hit = self.hit(pattern, seen);
            run = match (run, hit) {
                (_, None) => None,
                (None, hit) => hit,
                (run, Some(_)) => run,
            };
        }
        run
    }

    fn is_worse(&self, now: &Seen, before: &Seen) -> bool {
        let Some(levels) = now.fields.get("level").and_then(Value::as_object) else { return false };
        levels.iter().any(|(axis, level)| {
            let old = before.fields.get("level").and_then(|levels| levels.get(axis));
            let order = |level: &Value| level.as_str().and_then(|level| self.guide().order(axis, level));
            match (order(level), old.and_then(order)) {
                (Some(new), Some(old)) => new.cmp(&old) == Ordering::Greater,
                _ => false,
            }
        })
    }

    fn case_hit<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        let holds = |name: &str| match name {
            "open" => !self.closed,
            "guardian_known" => !self.case.about.guardians.is_empty(),
            "safe_guardian" => self.case.about.guardians.iter().any(|guardian| !self.is_suspect(&guardian.name)),
            _ => false,
        };
        let all = pattern.fields.iter().all(|(name, matcher)| match matcher {
            Matcher::OneOf(values) => values.contains(&Value::Bool(holds(name))),
            Matcher::Present(present) => holds(name) == *present,
            _ => false,
        });
        let start = self.case.opened(self.episode, self.setting.calendar.zone)?;
        all.then_some(Hit { seen: None, span: Span { earliest: start, latest: start } })
    }

    fn hit<'f>(&'f self, pattern: &Pattern, seen: &'f Seen<'c>) -> Option<Hit<'f, 'c>> {
        if !self.is_made_by(seen, &pattern.by_role) || seen.span.earliest > self.end + self.guide().same_time {
            return None;
        }
        let mut span = seen.span;
        for (name, matcher) in &pattern.fields {
            match self.matches(seen, seen.fields.get(name), matcher) {
                Match::No => return None,
                Match::Yes => {}
                Match::At(moment) => span = self.span_of(moment),
            }
        }
        if let Some(field) = &pattern.time {
            span = self.span_of(seen.fields.get(field).and_then(|value| Moment::deserialize(value).ok())?);
        }
        Some(Hit { seen: Some(seen), span })
    }

    /// The writer holds one of the roles on the day of the record, or somebody who was present does.
    fn is_made_by(&self, seen: &Seen, roles: &[String]) -> bool {
        if roles.is_empty() {
            return true;
        }
        let head = &seen.record.head;
        let present = seen.fields.get("present").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let holds =
            |person: &Value| person["role"].as_str().is_some_and(|role| roles.iter().any(|known| known == role));
        self.setting.team.holds(&head.by.0, roles, head.at.date(self.setting.calendar.zone))
            || present.iter().any(holds)
    }

    fn span_of(&self, moment: Moment) -> Span {
        let zone = self.setting.calendar.zone;
        Span { earliest: moment.earliest(zone), latest: moment.latest(zone) }
    }

    fn matches(&self, seen: &Seen, value: Option<&Value>, matcher: &Matcher) -> Match {
        let yes = match matcher {
            Matcher::Present(present) => value.is_some_and(says_something) == *present,
            Matcher::OneOf(wanted) => value.is_some_and(|value| one_of(value, wanted)),
            Matcher::AtLeast(least) => value.is_some_and(|value| self.at_least(value, least)),
            Matcher::All(vocabulary) => self.all(value, vocabulary),
            Matcher::Is(being) => texts(value).any(|name| self.is(*being, name, seen)),
            Matcher::Entry(entries) => {
                let items = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let item = items.iter().find(|item| self.entry(seen, item, entries));
                let at = item.and_then(|item| item.get("at")).and_then(|at| Moment::deserialize(at).ok());
                return match (item, at) {
                    (None, _) => Match::No,
                    (Some(_), None) => Match::Yes,
                    (Some(_), Some(at)) => Match::At(at),
                };
            }
        };
        if yes { Match::Yes } else { Match::No }
    }

    fn entry(&self, seen: &Seen, item: &Value, entries: &[(String, Matcher)]) -> bool {
        entries.iter().all(|(name, matcher)| !matches!(self.matches(seen, item.get(name), matcher), Match::No))
    }

    fn at_least(&self, value: &Value, least: &Value) -> bool {
        if let (Some(value), Some(least)) = (value.as_i64(), least.as_i64()) {
            return value >= least;
        }
        let (Some(levels), Some(least)) = (value.as_object(), least.as_str()) else { return false };
        levels.iter().any(|(axis, level)| {
            let order = level.as_str().and_then(|level| self.guide().order(axis, level));
            order.zip(self.guide().order(axis, least)).is_some_and(|(order, least)| order >= least)
        })
    }

    fn all(&self, value: Option<&Value>, vocabulary: &str) -> bool {
        let empty = Map::new();
        let entries = value.and_then(Value::as_object).unwrap_or(&empty);
        self.guide().words(vocabulary).all(|(code, _)| entries.get(code).is_some_and(says_something))
    }

    fn is(&self, being: Being, name: &str, seen: &Seen) -> bool {
        match being {
            Being::Guardian => {
                let stated = seen.fields.get("guardian") == Some(&Value::Bool(true));
                (stated || self.people.is_guardian(name)) && !self.is_suspect(name)
            }
            Being::ClassTeacher => {
                let day = seen.record.head.at.date(self.setting.calendar.zone);
                self.case.is_class_teacher(name, day) || self.case.is_class_teacher(self.setting.team.name(name), day)
            }
        }
    }

    /// Whether the file says of somebody at any time that he is under suspicion.
    pub fn is_suspect(&self, name: &str) -> bool {
        self.is_suspect_if(name, |_| true)
    }

    /// The same of a certain time: what was not yet suspected then does not count.
    pub fn was_suspect(&self, name: &str, at: Span) -> bool {
        self.is_suspect_if(name, |since| !since.clearly_after(at, self.guide().same_time))
    }

    fn is_suspect_if(&self, name: &str, holds: impl Fn(Span) -> bool) -> bool {
        if self.suspects.is_empty() {
            return false;
        }
        let meant = self.people.meant(name);
        self.suspects.iter().any(|suspect| holds(suspect.since) && self.people.is_same(&suspect.who, &meant))
    }
}

fn see<'c>(setting: Setting<'_>, record: &'c Record) -> Seen<'c> {
    let shape = shape::of_name(&record.head.kind);
    let mut fields = Cow::Borrowed(&record.fields);
    let mut unknown = Vec::new();
    if !setting.guide.is_encoded(shape, &record.fields) {
        unknown = setting.guide.encode(shape, fields.to_mut());
    }
    let zone = setting.calendar.zone;
    let known = case::known(record);
    // A report may know exactly when the school knew of what happened at about some time.
    let is_approx = record.head.at_approx && known == record.head.at;
    let about = if is_approx { setting.guide.about } else { TimeDelta::zero() };
    let span = Span { earliest: known.earliest(zone) - about, latest: known.latest(zone) + about };
    Seen { record, fields, unknown, span }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        _ => true,
    }
}

fn one_of(value: &Value, wanted: &[Value]) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| wanted.contains(item)),
        Value::Object(entries) => entries.values().any(|entry| wanted.contains(entry)),
        single => wanted.contains(single),
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let items: Vec<&str> = match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    items.into_iter()
}
