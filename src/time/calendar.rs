//! School days, terms, and when a length has passed.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, TimeDelta, Weekday};

use crate::time::{Length, Unit, Zone, end_of};

/// Weekends, holidays, make-up workdays, terms.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub holidays: BTreeSet<NaiveDate>,
    pub workdays: BTreeSet<NaiveDate>,
    pub terms: Vec<Term>,
    pub zone: Zone,
}

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
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    /// When a length has passed. Minutes and hours are exact. Of days and longer units the first day does not
    /// count, and the last one ends at midnight (民法典 201–203); a month without such a day ends with its last.
    pub fn after(&self, start: DateTime<FixedOffset>, length: Length) -> DateTime<FixedOffset> {
        let start = start.with_timezone(&self.zone);
        let day = start.date_naive();
        let count = length.count;
        let last = match length.unit {
            Unit::Minute => return start + TimeDelta::minutes(i64::from(count)),
            Unit::Hour => return start + TimeDelta::hours(i64::from(count)),
            Unit::Day => day.checked_add_days(Days::new(u64::from(count))),
            Unit::Week => day.checked_add_days(Days::new(u64::from(count) * 7)),
            Unit::Month => day.checked_add_months(Months::new(count)),
            Unit::Year => day.checked_add_months(Months::new(count * 12)),
            Unit::SchoolDay => self.school_day_after(day, count),
        };
        end_of(last.unwrap_or(day), self.zone)
    }

    pub fn term_of(&self, day: NaiveDate) -> Option<&Term> {
        self.terms.iter().find(|term| term.from <= day && day <= term.to)
    }

    /// The n-th school day after a day. A calendar that is all holidays ends the search after ten years.
    fn school_day_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        let limit = day.checked_add_months(Months::new(count.div_ceil(100) * 12 + 120))?;
        let days = day.iter_days().skip(1).take_while(|day| *day < limit);
        days.filter(|day| self.is_school_day(*day)).nth(count as usize - 1).or(Some(limit))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, NaiveDate};

    use super::Calendar;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn lengths_end_where_the_law_says() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let calendar = Calendar {
            holidays: (1..=8).map(|number| day(10, number)).collect(),
            workdays: [day(10, 10)].into(),
            ..Calendar::default()
        };
        let table = [
            ("2026-09-30T10:00:00+08:00", "10m", "2026-09-30T10:10:00+08:00"),
            ("2026-09-30T10:00:00+08:00", "24h", "2026-10-01T10:00:00+08:00"),
            ("2026-09-30T10:00:00+08:00", "3d", "2026-10-03T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "1sd", "2026-10-09T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "2sd", "2026-10-10T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "3sd", "2026-10-12T23:59:59+08:00"),
            ("2026-01-31T10:00:00+08:00", "1mo", "2026-02-28T23:59:59+08:00"),
            ("2024-02-29T10:00:00+08:00", "1y", "2025-02-28T23:59:59+08:00"),
            ("2026-09-30T10:00:00+08:00", "1w", "2026-10-07T23:59:59+08:00"),
        ];
        for (start, length, end) in table {
            assert_eq!(calendar.after(at(start), length.parse().unwrap()), at(end), "{start} + {length}");
        }
    }

    #[test]
    fn a_calendar_of_holidays_ends_the_search() {
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let calendar = Calendar { holidays: start.iter_days().take(9000).collect(), ..Calendar::default() };
        calendar.after(at("2026-01-01T10:00:00+08:00"), "10000sd".parse().unwrap());
    }
}
