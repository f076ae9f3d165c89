//! How long a file is kept: by the guide of today and by `crisis.toml`, until the last of what they say.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::case::Case;
use crate::error::{Error, Result};
use crate::guide::KeptFrom;
use crate::office::Office;
use crate::record::Fact;
use crate::record::closure::Ending;
use crate::record::enrolment::Change;
use crate::time::{Length, end_of};

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

impl Office {
    /// Every file that has ended: first those that may be destroyed, then by when they may. What can't be opened is left
    /// out, and counted.
    pub fn keepings(&self) -> Result<(Vec<Kept>, usize)> {
        let looked = self.rounds()?.collect(|case, _| (case.is_locked(), self.kept(case)))?;
        let (mut all, mut locked) = (Vec::new(), 0);
        for (is_locked, kept) in looked {
            if is_locked {
                locked += 1;
            } else {
                all.extend(kept?);
            }
        }
        all.sort_by_key(|one| (!one.may_go, one.until.is_none(), one.until, one.case.clone()));
        Ok((all, locked))
    }

    /// Nothing of a file that goes on.
    pub fn kept(&self, case: &Case) -> Result<Option<Kept>> {
        let zone = self.zone();
        let Some(closure) = case.closure(case.latest_episode()) else { return Ok(None) };
        let closed = closure.head.at.latest(zone);
        let mut rules: Vec<(KeptFrom, Length)> =
            self.guide()?.retention.iter().map(|rule| (rule.from, rule.keep)).collect();
        rules.extend(self.repo.config.retention.map(|keep| (KeptFrom::Closing, keep)));
        if rules.is_empty() {
            let unset = Error::new("学校还没有规定保管期限").path("crisis.toml").field("retention");
            let fix = "在指南里写 [[retention]]，或在 crisis.toml 写明保管期限，例如 retention = \"3y\"，再运行";
            return Err(unset.fix(fix));
        }
        let (mut until, mut lacking): (Option<DateTime<FixedOffset>>, Vec<String>) = (None, Vec::new());
        for (from, keep) in rules {
            match self.anchor(case, from, closed) {
                Ok(start) => until = until.max(Some(self.repo.config.calendar.after(start, keep))),
                Err(what) => lacking.push(what.to_owned()),
            }
        }
        let until = until.filter(|_| lacking.is_empty());
        Ok(Some(Kept {
            case: case.number.clone(),
            closed: closed.with_timezone(&zone).date_naive(),
            may_go: until.is_some_and(|until| until <= self.now),
            until: until.map(|until| until.with_timezone(&zone).date_naive()),
            lacking,
        }))
    }

    /// The day from which it counts, or what is not known.
    fn anchor(
        &self,
        case: &Case,
        from: KeptFrom,
        closed: DateTime<FixedOffset>,
    ) -> Result<DateTime<FixedOffset>, &'static str> {
        let (zone, student) = (self.zone(), &case.about.student);
        let day = |day: Option<NaiveDate>| day.map(|day| end_of(day, zone));
        match from {
            KeptFrom::Closing => Ok(closed),
            KeptFrom::Birth => day(student.birth).ok_or("没有写出生日期"),
            KeptFrom::Graduation => day(student.graduation).ok_or("没有写毕业日期"),
            KeptFrom::Leaving => self.left(case).ok_or("没有写明何时离校"),
        }
    }

    /// The last day on which a record says that the student left the school for good, unless one says that they came
    /// back after it.
    fn left(&self, case: &Case) -> Option<DateTime<FixedOffset>> {
        let zone = self.zone();
        let (mut left, mut back) = (None, None);
        let guide = self.guide().ok();
        for record in &case.records {
            match &record.fact {
                Fact::Closure(closure) if matches!(closure.outcome, Ending::Left) => {
                    left = left.max(Some(record.head.at.latest(zone)));
                }
                Fact::Enrolment(enrolment) => {
                    let day = Some(end_of(enrolment.effective, zone));
                    match guide.and_then(|guide| guide.granted(enrolment)) {
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
