//! Which records of an episode satisfy a condition, and from when.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::Value;

use crate::duty::facts::{Facts, Seen, Span};
use crate::duty::level::Assessed;
use crate::guide::pattern::{Being, Matcher, Pattern, Starts};
use crate::record::dated::Dated;
use crate::team::Member;
use crate::time::Moment;

/// The field of an assessment that holds from one to the next.
const LEVEL: &str = "level";

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

/// A time for which a condition held; without an end it still does.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub from: DateTime<FixedOffset>,
    pub until: Option<DateTime<FixedOffset>>,
}

impl Stretch {
    /// The part that lies in both.
    fn within(self, other: Self) -> Option<Self> {
        let until = self.until.into_iter().chain(other.until).min();
        let from = self.from.max(other.from);
        until.is_none_or(|until| from < until).then_some(Self { from, until })
    }
}

/// The times for which all of the conditions held; of none of them always.
pub(super) fn held(facts: &Facts<'_, '_>, patterns: &[Pattern]) -> Option<Vec<Stretch>> {
    let mut all = patterns.iter().map(|pattern| facts.stretches(pattern));
    let first = all.next()?;
    let both = |one: Vec<Stretch>, other: Vec<Stretch>| {
        let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
        pairs.filter_map(|(one, other)| one.within(other)).collect()
    };
    Some(all.fold(first, both))
}

/// Whether a field says what is asked, and when, where an entry of it has a time of its own.
pub(super) enum Match {
    No,
    Yes,
    At(Moment),
}

impl<'c> Facts<'_, 'c> {
    /// Everything that satisfies the condition, in order of time.
    pub fn hits<'f>(&'f self, pattern: &Pattern) -> Vec<Hit<'f, 'c>> {
        if !pattern.any.is_empty() {
            let mut all: Vec<Hit> = pattern.any.iter().flat_map(|pattern| self.hits(pattern)).collect();
            all.sort_by_key(|hit| hit.span.earliest);
            return all;
        }
        if pattern.kinds.have_case() {
            return self.case_hit(pattern).into_iter().collect();
        }
        let own = self.hits_in(&self.seen, pattern);
        if !pattern.of_event {
            return own.collect();
        }
        let mut all: Vec<Hit> = own.chain(self.hits_in(&self.fellows, pattern)).collect();
        all.sort_by_key(|hit| hit.span.earliest);
        all
    }

    /// The first of them.
    pub fn first_hit<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        if pattern.any.is_empty() && !pattern.kinds.have_case() && !pattern.of_event {
            return self.hits_in(&self.seen, pattern).next();
        }
        self.hits(pattern).into_iter().next()
    }

    fn hits_in<'f>(&'f self, seen: &'f [Seen<'c>], pattern: &Pattern) -> impl Iterator<Item = Hit<'f, 'c>> {
        let of_kind = seen.iter().filter(|seen| pattern.kinds.admit(&seen.record.fact));
        of_kind.filter_map(|seen| self.hit(pattern, seen))
    }

    /// Whether it stands in the folder of another student.
    pub(super) fn is_fellows(&self, hit: Hit<'_, 'c>) -> bool {
        hit.seen.is_some_and(|seen| self.fellows.iter().any(|fellow| std::ptr::eq(fellow.record, seen.record)))
    }

    /// The record from which the condition holds, as the start of a duty.
    pub fn start<'f>(&'f self, pattern: &Pattern) -> Option<Hit<'f, 'c>> {
        match pattern.starts {
            Starts::First => self.first_hit(pattern),
            Starts::Rise => self.rises(pattern).pop(),
            Starts::Current => self.current_run(pattern),
        }
    }

    /// Records of the kind by somebody who may make them, whatever they say.
    fn of_pattern<'f>(&'f self, pattern: &Pattern) -> impl Iterator<Item = &'f Seen<'c>> {
        self.seen.iter().filter(|seen| self.is_of(pattern, seen))
    }

    fn is_of(&self, pattern: &Pattern, seen: &Seen) -> bool {
        pattern.kinds.have(&seen.record.fact) && self.is_made_by(seen, &pattern.by_role)
    }

    /// Every record that matches where the one before did not, or was less severe on some axis.
    pub fn rises<'f>(&'f self, pattern: &Pattern) -> Vec<Hit<'f, 'c>> {
        let mut before: Option<(bool, &Seen)> = None;
        let mut rises = Vec::new();
        for seen in self.of_pattern(pattern) {
            let hit = self.hit(pattern, seen);
            let is_new = before.is_none_or(|(matched, old)| !matched || self.is_worse(seen, old));
            rises.extend(hit.filter(|_| is_new));
            before = Some((hit.is_some(), seen));
        }
        rises
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
            "of_age" => self.is_of_age(),
            "class_teacher_suspect" => self.is_class_teacher_suspect(),
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

    pub(super) fn hit<'f>(&'f self, pattern: &Pattern, seen: &'f Seen<'c>) -> Option<Hit<'f, 'c>> {
        self.hit_ahead(pattern, seen).filter(|hit| self.counts_at(seen, hit.span.earliest))
    }

    /// The same where the time that it names may still lie ahead.
    pub(super) fn hit_ahead<'f>(&'f self, pattern: &Pattern, seen: &'f Seen<'c>) -> Option<Hit<'f, 'c>> {
        if !self.is_made_by(seen, &pattern.by_role) || !self.has_been(seen) {
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
            span = self.span_at(seen.fields.get(field)?)?;
        }
        Some(Hit { seen: Some(seen), span })
    }

    /// Everything that satisfies the condition, also with a date that lies ahead, in the order of the records.
    pub(super) fn hits_ahead<'f>(&'f self, pattern: &Pattern) -> Vec<Hit<'f, 'c>> {
        let of = |pattern: &Pattern| {
            let of_kind = |seen: &&Seen| pattern.kinds.admit(&seen.record.fact);
            let hits = self.seen.iter().filter(of_kind).filter_map(|seen| self.hit_ahead(pattern, seen));
            hits.collect::<Vec<_>>()
        };
        pattern.alternatives().iter().flat_map(of).collect()
    }

    /// From when until when a condition held: by the latest record of its kind and the levels that the case has then,
    /// or, of the case itself, as it is now.
    pub(super) fn stretches(&self, pattern: &Pattern) -> Vec<Stretch> {
        if pattern.kinds.have_case() {
            let hit = self.case_hit(pattern);
            return hit.map(|hit| Stretch { from: hit.span.earliest, until: None }).into_iter().collect();
        }
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut holds = false;
        let (of_level, others): (Vec<_>, _) = pattern.fields.iter().cloned().partition(|(name, _)| name == LEVEL);
        let beside = Pattern { fields: others, ..pattern.clone() };
        for Assessed { at, seen, levels } in self.assessed(|seen| self.is_of(pattern, seen)) {
            let is_so = |(_, matcher): &(_, Matcher)| !matches!(self.matches(seen, Some(&levels), matcher), Match::No);
            let hit = self.hit(&beside, seen).filter(|_| of_level.iter().all(is_so));
            match (&hit, holds) {
                (Some(hit), false) => {
                    let is_own = std::ptr::eq(at, &raw const seen.span);
                    stretches.push(Stretch { from: if is_own { hit.span.earliest } else { at.earliest }, until: None });
                }
                (None, true) => {
                    if let Some(last) = stretches.last_mut() {
                        last.until = Some(at.earliest);
                    }
                }
                _ => {}
            }
            holds = hit.is_some();
        }
        stretches
    }

    /// The writer holds one of the roles on the day of the record, or somebody who was present does.
    pub(super) fn is_made_by(&self, seen: &Seen, roles: &[String]) -> bool {
        if roles.is_empty() {
            return true;
        }
        let head = &seen.record.head;
        let holds =
            |person: &Value| person["role"].as_str().is_some_and(|role| roles.iter().any(|known| known == role));
        self.setting.team.holds(&head.by.0, roles, head.at.date(self.setting.calendar.zone))
            || seen.fields.get("present").and_then(Value::as_array).into_iter().flatten().any(holds)
    }

    fn span_of(&self, moment: Moment) -> Span {
        let zone = self.setting.calendar.zone;
        Span { earliest: moment.earliest(zone), latest: moment.latest(zone) }
    }

    /// A moment, a day or a month.
    fn span_at(&self, value: &Value) -> Option<Span> {
        let moment = Moment::deserialize(value).ok().map(|moment| self.span_of(moment));
        moment.or_else(|| Dated::deserialize(value).ok().map(|dated| self.span_of_paper(dated)))
    }

    pub(super) fn matches(&self, seen: &Seen, value: Option<&Value>, matcher: &Matcher) -> Match {
        let yes = match matcher {
            Matcher::Present(present) => value.is_some_and(|value| self.says_something(value)) == *present,
            Matcher::OneOf(wanted) => value.is_some_and(|value| one_of(value, wanted)),
            Matcher::Has(words) => {
                let mut words = words.iter().filter_map(Value::as_str);
                words.any(|word| texts(value).any(|text| text.contains(word)))
            }
            Matcher::Holds(roles) => texts(value).any(|name| self.holds(name, roles, seen)),
            Matcher::Without(words) => {
                let mut words = words.iter().filter_map(Value::as_str);
                !words.any(|word| texts(value).any(|text| text.contains(word)))
            }
            Matcher::NoneOf(unwanted) => !value.is_some_and(|value| one_of(value, unwanted)),
            Matcher::AtLeast(least) => value.is_some_and(|value| self.at_least(value, least)),
            Matcher::All(vocabulary) => self.all(value, vocabulary),
            Matcher::Is(beings) => texts(value).any(|name| beings.iter().any(|being| self.is(*being, name, seen))),
            Matcher::Entry(entries) if value.is_some_and(Value::is_object) => {
                value.is_some_and(|map| self.entry(seen, map, entries))
            }
            Matcher::Entry(entries) => {
                let items = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                // Whoever is under suspicion is not told, and does not count as present.
                let is_suspect = |item: &Value| item["who"].as_str().is_some_and(|who| self.is_suspect(who));
                let item = items.iter().find(|item| self.entry(seen, item, entries) && !is_suspect(item));
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

    pub(super) fn entry(&self, seen: &Seen, item: &Value, entries: &[(String, Matcher)]) -> bool {
        entries.iter().all(|(name, matcher)| !matches!(self.matches(seen, item.get(name), matcher), Match::No))
    }

    fn at_least(&self, value: &Value, least: &Value) -> bool {
        if let (Some(value), Some(least)) = (value.as_i64(), least.as_i64()) {
            return value >= least;
        }
        if let (Some(items), Some(least)) = (value.as_array(), least.as_u64()) {
            let said = items.iter().filter(|item| self.says_something(item)).count();
            return u64::try_from(said).is_ok_and(|said| said >= least);
        }
        let (Some(levels), Some(least)) = (value.as_object(), least.as_str()) else { return false };
        levels.iter().any(|(axis, level)| {
            let order = level.as_str().and_then(|level| self.guide().order(axis, level));
            order.zip(self.guide().order(axis, least)).is_some_and(|(order, least)| order >= least)
        })
    }

    fn all(&self, value: Option<&Value>, vocabulary: &str) -> bool {
        self.guide().words(vocabulary).all(|(code, _)| says(value, code))
    }

    fn says_something(&self, value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::String(text) => !self.guide().is_nothing(text),
            Value::Array(items) => items.iter().any(|item| self.says_something(item)),
            Value::Object(entries) => entries.values().any(|entry| self.says_something(entry)),
            _ => true,
        }
    }

    /// Somebody under suspicion answers for nothing, whatever role they hold. A role in the place of a name means those
    /// who hold it that day: there is somebody, and nobody of them is under suspicion.
    fn holds(&self, name: &str, roles: &[String], seen: &Seen) -> bool {
        let (team, day) = (self.setting.team, seen.record.head.at.date(self.setting.calendar.zone));
        let (id, named) = (team.id_of(name), self.guide().roles_of(name));
        if named.is_empty() || team.members.iter().any(|member| member.id == id) {
            return !self.is_suspect(name) && team.holds(id, roles, day);
        }
        let holds = |member: &&Member| named.iter().any(|role| member.roles.iter().any(|held| held == role));
        let mut meant = team.members.iter().filter(|member| member.serves_on(day)).filter(holds).peekable();
        let is_asked = named.iter().all(|role| roles.iter().any(|asked| asked == role));
        is_asked && meant.peek().is_some() && !meant.any(|member| self.is_suspect(&member.id))
    }

    fn is(&self, being: Being, name: &str, seen: &Seen) -> bool {
        let day = seen.record.head.at.date(self.setting.calendar.zone);
        match being {
            Being::Safe => !self.guide().is_nothing(name) && !self.is_suspect(name),
            Being::Suspect => self.is_suspect(name),
            Being::Student => self.people.is_student(name),
            Being::Delegate => self.is_delegate(name, day) && !self.is_suspect(name),
            Being::Guardian => {
                // Where nobody is registered as guardian, the record's own word must do.
                let stated =
                    self.case.about.guardians.is_empty() && seen.fields.get("guardian") == Some(&Value::Bool(true));
                (stated || self.people.is_guardian(name)) && !self.is_suspect(name)
            }
            Being::ClassTeacher => {
                let meant = self.people.meant(name);
                let is_it =
                    self.case.class_teachers(day).any(|who| self.people.is_same(&self.people.meant(who), &meant));
                is_it && !self.is_suspect(name)
            }
        }
    }
}

/// Whether something is written under that word of a map, were it only that there is nothing.
pub(super) fn says(entries: Option<&Value>, word: &str) -> bool {
    let entry = entries.and_then(|entries| entries.get(word));
    entry.is_some_and(|text| text.as_str().is_none_or(|text| !text.trim().is_empty()))
}

fn one_of(value: &Value, wanted: &[Value]) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| wanted.contains(item)),
        Value::Object(entries) => entries.values().any(|entry| wanted.contains(entry)),
        single => wanted.contains(single),
    }
}

pub(super) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    value.and_then(Value::as_str).into_iter().chain(items.filter_map(Value::as_str))
}
