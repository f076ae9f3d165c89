//! How long the file of a student is kept: by the days that it knows, until the last of what the rules say.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::case::Case;
use crate::guide::{Guide, KeptFrom};
use crate::record::Fact;
use crate::record::closure::Ending;
use crate::record::enrolment::Change;
use crate::time::{Calendar, Length, Zone, end_of};

/// A file that has ended, and until when it is kept.
#[derive(Serialize)]
pub struct Kept {
    pub case: String,
    pub closed: NaiveDate,
    /// None where a day is missing from which it is kept.
    pub until: Option<NaiveDate>,
    pub may_go: bool,
    /// Which days are missing.
    pub lacking: Vec<String>,
}

/// By what it is said.
pub struct Keeping<'g> {
    /// Words of enrolment are those of this guide.
    pub guide: &'g Guide,
    pub calendar: &'g Calendar,
    pub rules: Vec<(KeptFrom, Length)>,
}

impl Keeping<'_> {
    /// Nothing of a file that goes on.
    pub fn of(&self, case: &Case, now: DateTime<FixedOffset>) -> Option<Kept> {
        let zone = self.calendar.zone;
        let closure = case.closure(case.latest_episode())?;
        let closed = closure.head.at.latest(zone);
        let (mut until, mut lacking): (Option<DateTime<FixedOffset>>, Vec<String>) = (None, Vec::new());
        for (from, keep) in &self.rules {
            match self.anchor(case, *from, closed) {
                Ok(start) => until = until.max(Some(self.calendar.after(start, *keep))),
                Err(what) => lacking.push(what.to_owned()),
            }
        }
        let until = until.filter(|_| lacking.is_empty());
        Some(Kept {
            case: case.number.clone(),
            closed: closed.with_timezone(&zone).date_naive(),
            may_go: until.is_some_and(|until| until <= now),
            until: until.map(|until| until.with_timezone(&zone).date_naive()),
            lacking,
        })
    }

    /// The day from which it counts, or what is not known.
    fn anchor(
        &self,
        case: &Case,
        from: KeptFrom,
        closed: DateTime<FixedOffset>,
    ) -> Result<DateTime<FixedOffset>, &'static str> {
        let (zone, student) = (self.calendar.zone, &case.about.student);
        let day = |day: Option<NaiveDate>| day.map(|day| end_of(day, zone));
        match from {
            KeptFrom::Closing => Ok(closed),
            KeptFrom::Birth => day(student.birth).ok_or("没有写出生日期"),
            KeptFrom::Graduation => day(student.graduation).ok_or("没有写毕业日期"),
            KeptFrom::Leaving => self.left(case, zone).ok_or("没有写明何时离校"),
        }
    }

    /// The last day on which a record says that the student left the school for good, unless one says that they came
    /// back after it.
    fn left(&self, case: &Case, zone: Zone) -> Option<DateTime<FixedOffset>> {
        let (mut left, mut back) = (None, None);
        for record in &case.records {
            match &record.fact {
                Fact::Closure(closure) if matches!(closure.outcome, Ending::Left) => {
                    left = left.max(Some(record.head.at.latest(zone)));
                }
                Fact::Enrolment(enrolment) => {
                    let day = Some(end_of(enrolment.effective, zone));
                    match self.guide.granted(enrolment) {
                        Some(Change::Withdraw | Change::Transfer) => left = left.max(day),
                        Some(Change::Resume) => back = back.max(day),
                        Some(Change::Suspend) | None => {}
                    }
                }
                _ => {}
            }
        }
        left.filter(|left| back.is_none_or(|back| back < *left))
    }
}
