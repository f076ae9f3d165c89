//! An episode as the engine sees it: its records with the guide's codes in them, each at its time, and who is meant.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

use crate::case::people::{self, Meant, People};
use crate::case::{self, Case};
use crate::duty::Setting;
use crate::guide::Guide;
use crate::guide::duty::{Duty, Turn};
use crate::guide::pattern::{Being, Pattern};
use crate::record::assessment::Assessment;
use crate::record::dated::Dated;
use crate::record::fields::Fields;
use crate::record::{Fact, Named, Record, shape};
use crate::time::{end_of, start_of};

/// When something was, as far as it is known: a day, or a time that is only approximate, is a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub earliest: DateTime<FixedOffset>,
    pub latest: DateTime<FixedOffset>,
}

impl Span {
    /// Certainly later, by more than what still counts as the same time. A whole day has no such margin: the day
    /// before is before.
    pub fn clearly_after(self, other: Self, same_time: TimeDelta) -> bool {
        let is_day = |span: Self| span.latest - span.earliest >= TimeDelta::days(1) - TimeDelta::seconds(1);
        let tolerance = if is_day(self) || is_day(other) { TimeDelta::zero() } else { same_time };
        self.earliest > other.latest + tolerance
    }
}

/// A record as the guide's conditions see it: words turned into codes, its time as a stretch.
pub struct Seen<'a> {
    pub record: &'a Record,
    pub fields: Cow<'a, Fields>,
    /// Field and word of what the guide does not know.
    pub unknown: Vec<(String, String)>,
    pub span: Span,
    /// From when on the school may have known of it.
    known: DateTime<FixedOffset>,
}

/// An episode prepared for the engine.
pub struct Facts<'a, 'c> {
    pub setting: Setting<'a>,
    pub case: &'c Case,
    pub episode: u32,
    /// In the order of the school's knowing.
    pub seen: Vec<Seen<'c>>,
    /// What the folders of other students say about the events of this episode.
    pub fellows: Vec<Seen<'c>>,
    /// The end of the episode, or now.
    pub end: DateTime<FixedOffset>,
    /// What lies later does not count: it has not happened yet, or comes after the end.
    pub until: DateTime<FixedOffset>,
    pub closed: bool,
    pub people: People<'c>,
    suspects: Vec<Suspect>,
}

/// Somebody under suspicion, and since when the file says so.
struct Suspect {
    who: Meant,
    since: Span,
}

impl<'a: 'c, 'c> Facts<'a, 'c> {
    pub fn of(setting: Setting<'a>, case: &'c Case, episode: u32) -> Self {
        let zone = setting.calendar.zone;
        let mut seen: Vec<Seen> = case.of_episode(episode).map(|record| see(setting, record)).collect();
        seen.sort_by_key(|seen| (seen.span.earliest, seen.span.latest));
        let is_own_event =
            |event: &str| seen.iter().any(|seen| seen.record.text("event").map(str::trim) == Some(event));
        let fellows = case.fellows.iter().filter(|fellow| is_own_event(&fellow.event));
        let fellows = fellows.map(|fellow| see(setting, &fellow.record)).collect();
        let closed = ended(&seen, setting).filter(|closed| *closed <= setting.now);
        let people = crate::duty::people(setting.guide, setting.team, &case.about);
        let suspected = |seen: &Seen<'c>| {
            let named = people::suspects(seen.record).iter();
            named.map(|name| Suspect { who: people.meant(name), since: seen.span }).collect::<Vec<_>>()
        };
        let suspects = seen.iter().flat_map(suspected).collect();
        // Opened again for a late paper it has ended all the same, and what is added counts.
        let resting = case.rests(episode).filter(|_| closed.is_some()).map(|record| record.head.at.latest(zone));
        let until = resting.map_or(setting.now, |closed| (closed + setting.guide.same_time).min(setting.now));
        Self {
            setting,
            case,
            episode,
            seen,
            fellows,
            end: closed.unwrap_or(setting.now),
            until,
            closed: closed.is_some(),
            people,
            suspects,
        }
    }

    pub fn guide(&self) -> &'a Guide {
        self.setting.guide
    }

    /// Whether it has happened by now, and before the episode ended unless it is about the file.
    pub fn has_been(&self, seen: &Seen<'_>) -> bool {
        self.counts_at(seen, seen.known)
    }

    /// Whether what a record says of a time is looked at: what is done with an ended file itself after the end, too.
    pub(super) fn counts_at(&self, seen: &Seen<'_>, at: DateTime<FixedOffset>) -> bool {
        at <= self.until || (at <= self.setting.now && self.case.is_of_file(seen.record))
    }

    /// Whether a duty depends on an assessment that nobody has made yet: not demanded, and not settled either.
    pub fn awaits_assessment(&self, duty: &Duty) -> bool {
        let patterns = duty.when.iter().flat_map(Pattern::alternatives);
        let mut of_assessment =
            patterns.filter(|pattern| pattern.kinds.iter().any(|kind| kind == Assessment::NAME)).peekable();
        let is_made = |pattern: &Pattern| {
            self.seen.iter().any(|seen| {
                matches!(seen.record.fact, Fact::Assessment(_))
                    && self.has_been(seen)
                    && self.is_made_by(seen, &pattern.by_role)
            })
        };
        of_assessment.peek().is_some() && !of_assessment.any(is_made)
    }

    /// Whose turn a duty is today: member ids, or names of people outside the team. Nobody under suspicion.
    pub fn turn(&self, duty: &Duty) -> Vec<String> {
        let team = self.setting.team;
        let today = self.setting.now.with_timezone(&self.setting.calendar.zone).date_naive();
        let of_team = |role: &String| {
            let serving = team.members.iter().filter(|member| member.serves_on(today) && member.roles.contains(role));
            serving.map(|member| member.id.clone()).collect::<Vec<_>>()
        };
        let mut people: Vec<String> = Vec::new();
        for turn in &duty.turn {
            people.extend(match turn {
                Turn::Role(role) => of_team(role),
                Turn::Is(Being::ClassTeacher) => {
                    self.case.class_teachers(today).map(|who| team.id_of(who).to_owned()).collect()
                }
                Turn::Is(Being::Guardian) => {
                    self.case.about.guardians.iter().map(|guardian| guardian.name.clone()).collect()
                }
                Turn::Is(Being::Student) => vec![self.case.about.student.name.clone()],
                Turn::Is(Being::Delegate | Being::Safe | Being::Suspect) => Vec::new(),
            });
        }
        let mut turn: Vec<String> = Vec::new();
        for who in people {
            if !turn.contains(&who) && !self.is_suspect(&who) {
                turn.push(who);
            }
        }
        turn
    }

    /// The stretch in which a paper may have been signed, issued or made.
    pub fn span_of_paper(&self, dated: Dated) -> Span {
        let zone = self.setting.calendar.zone;
        Span { earliest: start_of(dated.first(), zone), latest: end_of(dated.last(), zone) }
    }

    /// When the episode began for the school.
    pub fn opened(&self) -> Option<DateTime<FixedOffset>> {
        self.case.opened(self.episode, self.setting.calendar.zone)
    }

    /// At the end of the episode, or now.
    pub fn is_of_age(&self) -> bool {
        self.is_of_age_on(self.end.with_timezone(&self.setting.calendar.zone).date_naive())
    }

    /// From that birthday on nobody is guardian; who was born on 29 February has it on the 28th.
    pub fn is_of_age_on(&self, day: NaiveDate) -> bool {
        let (birth, length) = (self.case.about.student.birth, self.guide().people.of_age);
        let birthday = birth.zip(length).map(|(birth, length)| self.setting.calendar.birthday(birth, length));
        birthday.is_some_and(|birthday| birthday <= day)
    }

    /// Whether everybody who teaches the class today is under suspicion.
    pub fn is_class_teacher_suspect(&self) -> bool {
        let today = self.end.with_timezone(&self.setting.calendar.zone).date_naive();
        let mut teachers = self.case.class_teachers(today).peekable();
        teachers.peek().is_some() && teachers.all(|who| self.is_suspect(who))
    }

    /// Whether a guardian asked somebody to stand in on that day.
    pub fn is_delegate(&self, name: &str, day: NaiveDate) -> bool {
        let meant = self.people.meant(name);
        let delegates = self.case.about.guardians.iter().flat_map(|guardian| &guardian.delegates);
        let mut valid = delegates.filter(|delegate| delegate.until.is_none_or(|until| day <= until));
        valid.any(|delegate| self.people.is_same(&self.people.meant(&delegate.name), &meant))
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

/// When the episode ended: the first end since which nobody reported or assessed anew.
fn ended(seen: &[Seen<'_>], setting: Setting<'_>) -> Option<DateTime<FixedOffset>> {
    let is_crisis = |seen: &&Seen| matches!(seen.record.fact, Fact::Assessment(_) | Fact::Report(_));
    let latest = seen.iter().filter(is_crisis).map(|seen| seen.span.earliest).max();
    let ends = seen.iter().filter(|seen| matches!(seen.record.fact, Fact::Closure(_))).map(|seen| seen.span.latest);
    ends.filter(|end| latest.is_none_or(|latest| latest <= *end + setting.guide.same_time)).min()
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
    let (known, latest) = (known.earliest(zone), known.latest(zone));
    let span = Span { earliest: known - about, latest: latest + about };
    Seen { record, fields, unknown, span, known }
}
