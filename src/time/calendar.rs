//! School days, terms, and when a length has passed.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, TimeDelta, Weekday};

use crate::error::{Error, Result};
use crate::time::{Length, Unit, Zone, date_in, end_of};

/// Weekends, holidays, make-up workdays, terms.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub holidays: BTreeSet<NaiveDate>,
    pub workdays: BTreeSet<NaiveDate>,
    pub terms: Vec<Term>,
    pub zone: Zone,
}

/// Both days belong to the term.
#[derive(Clone, Debug)]
pub struct Term {
    pub name: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Default for Calendar {
    fn default() -> Self {
        let zone = FixedOffset::east_opt(8 * 3600).expect("+08:00 is a zone");
        Self { holidays: BTreeSet::new(), workdays: BTreeSet::new(), terms: Vec::new(), zone }
    }
}

impl Calendar {
    /// Monday to Friday without holidays, and make-up workdays.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    /// When a length has passed. Minutes and hours are exact. Of days and longer units the first day does not
    /// count, and the last one ends at midnight (民法典 201–203); a month without such a day ends with its last.
    /// What would lie beyond the year 9999 ends with it.
    pub fn after(&self, start: DateTime<FixedOffset>, length: Length) -> DateTime<FixedOffset> {
        let start = start.with_timezone(&self.zone);
        let count = length.count;
        let minutes = |minutes: i64| start.checked_add_signed(TimeDelta::minutes(minutes));
        let end = match length.unit {
            Unit::Minute => minutes(i64::from(count)),
            Unit::Hour => minutes(i64::from(count) * 60),
            _ => self.last_day(date_in(start, self.zone), length).map(|day| end_of(day, self.zone)),
        };
        let far = end_of(far(), self.zone);
        end.map_or(far, |end| end.min(far))
    }

    /// The last moment that lies so long before a date, by the same rules: of days and longer units the end of that day.
    pub fn before(&self, date: DateTime<FixedOffset>, Length { count, unit }: Length) -> DateTime<FixedOffset> {
        let date = date.with_timezone(&self.zone);
        let day = date_in(date, self.zone);
        let earlier = match unit {
            Unit::Minute => return date - TimeDelta::minutes(i64::from(count)),
            Unit::Hour => return date - TimeDelta::hours(i64::from(count)),
            Unit::Day => day.checked_sub_days(Days::new(u64::from(count))),
            Unit::Week => day.checked_sub_days(Days::new(u64::from(count) * 7)),
            Unit::Month => day.checked_sub_months(Months::new(count)),
            Unit::Year => day.checked_sub_months(Months::new(count.saturating_mul(12))),
            Unit::SchoolDay => {
                let earlier = std::iter::successors(day.pred_opt(), NaiveDate::pred_opt).take(LONGEST_SEARCH);
                let nth = usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
                earlier.filter(|day| self.is_school_day(*day)).nth(nth)
            }
        };
        end_of(earlier.unwrap_or(NaiveDate::MIN), self.zone)
    }

    /// The day on which somebody reaches an age.
    pub fn birthday(&self, birth: NaiveDate, age: Length) -> NaiveDate {
        self.last_day(birth, age).unwrap_or_else(far)
    }

    pub fn term_of(&self, day: NaiveDate) -> Option<&Term> {
        self.terms.iter().find(|term| term.from <= day && day <= term.to)
    }

    /// A term by its name.
    pub fn named(&self, name: &str) -> Result<&Term> {
        self.terms.iter().find(|term| term.name == name).ok_or_else(|| {
            let all: Vec<&str> = self.terms.iter().map(|term| term.name.as_str()).collect();
            let none = "先在 crisis.toml 里用 [[term]] 写明学期".to_owned();
            let fix = if all.is_empty() { none } else { format!("可用：{}", all.join("、")) };
            Error::new(format!("没有学期“{name}”")).field("--term").fix(fix)
        })
    }

    /// None beyond what can be counted.
    fn last_day(&self, start: NaiveDate, Length { count, unit }: Length) -> Option<NaiveDate> {
        let days = u64::from(count);
        match unit {
            Unit::Minute | Unit::Hour => Some(start),
            Unit::Day => start.checked_add_days(Days::new(days)),
            Unit::Week => start.checked_add_days(Days::new(days * 7)),
            Unit::Month => start.checked_add_months(Months::new(count)),
            Unit::Year => start.checked_add_months(Months::new(count.saturating_mul(12))),
            Unit::SchoolDay => self.school_day(start, count),
        }
    }

    /// The n-th school day after a day. Each holiday takes away at most one day, so the search is as long as the
    /// count and the holidays, and never passes [`far`].
    fn school_day(&self, start: NaiveDate, count: u32) -> Option<NaiveDate> {
        let Some(skipped) = count.checked_sub(1) else { return Some(start) };
        let soonest = start.checked_add_days(Days::new(u64::from(count)))?;
        if soonest > far() {
            return None;
        }
        let days = start.iter_days().skip(1).take_while(|day| *day <= far());
        days.filter(|day| self.is_school_day(*day)).nth(usize::try_from(skipped).ok()?)
    }
}

/// How many days back a school day is looked for.
const LONGEST_SEARCH: usize = 40_000;

/// The last day that a file can hold.
fn far() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).expect("9999-12-31 is a day")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
    use proptest::prelude::*;

    use super::{Calendar, Term};
    use crate::time::{Length, Unit};

    const UNITS: [Unit; 7] =
        [Unit::Minute, Unit::Hour, Unit::Day, Unit::SchoolDay, Unit::Week, Unit::Month, Unit::Year];

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Eight holidays from Thursday 1 October, and Saturday 10 October made up.
    fn autumn() -> Calendar {
        let holidays = day("2026-10-01").iter_days().take(8).collect();
        Calendar { holidays, workdays: [day("2026-10-10")].into(), ..Calendar::default() }
    }

    #[test]
    fn lengths_end_where_the_law_says() {
        for (start, length, end) in [
            ("2026-09-30T10:00:00+08:00", "10m", "2026-09-30T10:10:00+08:00"),
            ("2026-09-30T10:00:30+08:00", "24h", "2026-10-01T10:00:30+08:00"),
            ("2026-09-30T10:00:00+08:00", "3d", "2026-10-03T23:59:59+08:00"),
            ("2026-09-30T00:00:00+08:00", "1d", "2026-10-01T23:59:59+08:00"),
            ("2026-09-29T16:30:00Z", "1d", "2026-10-01T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "1sd", "2026-10-09T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "2sd", "2026-10-10T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "3sd", "2026-10-12T23:59:59+08:00"),
            ("2026-10-10T10:00:00+08:00", "1sd", "2026-10-12T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "1w", "2026-10-07T23:59:59+08:00"),
            ("2026-01-31T10:00:00+08:00", "1mo", "2026-02-28T23:59:59+08:00"),
            ("2024-01-31T10:00:00+08:00", "1mo", "2024-02-29T23:59:59+08:00"),
            ("2026-08-31T10:00:00+08:00", "6mo", "2027-02-28T23:59:59+08:00"),
            ("2024-02-29T10:00:00+08:00", "1y", "2025-02-28T23:59:59+08:00"),
            ("2024-02-29T10:00:00+08:00", "4y", "2028-02-29T23:59:59+08:00"),
        ] {
            assert_eq!(autumn().after(at(start), length.parse().unwrap()), at(end), "{start} + {length}");
        }
    }

    #[test]
    fn school_days_know_holidays_and_workdays() {
        let calendar = autumn();
        for (date, is) in [("2026-09-30", true), ("2026-10-01", false), ("2026-10-10", true), ("2026-10-11", false)] {
            assert_eq!(calendar.is_school_day(day(date)), is, "{date}");
        }
    }

    #[test]
    fn terms_hold_both_their_ends() {
        let term = Term { name: "上".to_owned(), from: day("2026-09-01"), to: day("2027-01-20") };
        let calendar = Calendar { terms: vec![term], ..Calendar::default() };
        for (date, is) in [("2026-08-31", false), ("2026-09-01", true), ("2027-01-20", true), ("2027-01-21", false)] {
            assert_eq!(calendar.term_of(day(date)).is_some(), is, "{date}");
        }
    }

    #[test]
    fn years_of_holidays_are_passed_over() {
        let holidays = day("2026-01-01").iter_days().take(9000).collect();
        let calendar = Calendar { holidays, ..Calendar::default() };
        let end = calendar.after(at("2026-01-01T10:00:00+08:00"), "1sd".parse().unwrap());
        assert_eq!(end, at("2050-08-23T23:59:59+08:00"));
    }

    #[test]
    fn what_can_not_be_counted_is_far_away() {
        let far = at("9999-12-31T23:59:59+08:00");
        for unit in &UNITS[2..] {
            let length = Length { count: u32::MAX, unit: *unit };
            assert_eq!(autumn().after(at("2026-09-30T10:00:00+08:00"), length), far, "{unit:?}");
        }
    }

    proptest! {
        #[test]
        fn a_longer_length_never_ends_sooner(seconds in -30_000_000_000i64..60_000_000_000, count in 1u32..600, unit in 0usize..7) {
            let start = DateTime::from_timestamp(seconds, 0).unwrap().fixed_offset();
            let end = |count| autumn().after(start, Length { count, unit: UNITS[unit] });
            prop_assert!(start < end(count) && end(count) < end(count + 1));
        }

        #[test]
        fn nothing_overflows(count in prop_oneof![0u32..3, any::<u32>()], unit in 0usize..7, west in -14i32..=14) {
            let zone = FixedOffset::east_opt(west * 3600).unwrap();
            let calendar = Calendar { zone, ..autumn() };
            for start in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC] {
                // They are looked for day by day, and after the first moment of all there are a hundred million of them.
                let is_endless = matches!(UNITS[unit], Unit::SchoolDay) && start == DateTime::<Utc>::MIN_UTC;
                let count = if is_endless { count % 10_000 } else { count };
                calendar.after(start.fixed_offset(), Length { count, unit: UNITS[unit] });
            }
        }
    }
}
