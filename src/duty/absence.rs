//! Leave covers days: every school day of absence that a record shows is owed one, listed one by one.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

use crate::duty::facts::{Facts, Seen};
use crate::duty::matching::Hit;
use crate::duty::state::{blank, triggers};
use crate::duty::{Outcome, State};
use crate::guide::duty::Duty;
use crate::record::Fact;
use crate::record::enrolment::Change;
use crate::record::parts::Absence;
use crate::time::start_of;

/// A stretch without an end is not longer than this, lest a typing error fill a page.
const LONGEST: usize = 400;

/// The days that the records matching the last `when` show, less those that leave covers.
pub fn outcome<'a>(facts: &Facts<'a, '_>, duty: &'a Duty) -> Outcome<'a> {
    let hits: Vec<Hit> = duty.when.last().map(|pattern| triggers(facts, pattern)).unwrap_or_default();
    let Some(first) = hits.first() else { return blank(duty) };
    let covered = covered(facts, duty);
    let is_over = facts.closed || hits.iter().filter_map(|hit| hit.seen).any(names_days);
    let absent: BTreeSet<NaiveDate> =
        hits.iter().filter_map(|hit| hit.seen).flat_map(|seen| absent(facts, seen)).collect();
    let suspensions = suspensions(facts);
    let calendar = facts.setting.calendar;
    let today = facts.setting.now.with_timezone(&calendar.zone).date_naive();
    let is_owed = |day: &&NaiveDate| {
        **day <= today
            && calendar.is_school_day(**day)
            && !suspensions.iter().any(|stretch| stretch.contains(*day))
            && !covered.days.contains(*day)
    };
    let owed: Vec<&NaiveDate> = absent.iter().filter(is_owed).collect();
    let since = Some(owed.first().map_or(first.span.earliest, |day| start_of(**day, calendar.zone)));
    let Some(last) = owed.last() else {
        let state = if covered.by.is_some() { State::Met } else { State::NotApplicable };
        let (met_by, met_at) = covered.by.unzip();
        return Outcome { state, since, met_by, met_at, ..blank(duty) };
    };
    let days: Vec<String> = owed.iter().map(|day| day.format("%m-%d").to_string()).collect();
    let state = if is_over || back_after(facts, **last).is_some() { State::Missing } else { State::Pending };
    Outcome {
        state,
        since,
        reason: Some(format!("缺课的 {} 天没有请假记录：{}", days.len(), days.join("、"))),
        nearest: covered.by.map(|(id, _)| id),
        lacking: Some(format!("{} 的请假", days.join("、"))),
        ..blank(duty)
    }
}

/// Whether a record says of which days it speaks; while somebody is away for nobody knows how long, the paper may still
/// come.
fn names_days(seen: &Seen<'_>) -> bool {
    seen.fields.contains_key("absent")
}

#[derive(Default)]
struct Covered {
    days: BTreeSet<NaiveDate>,
    by: Option<(String, DateTime<FixedOffset>)>,
}

/// The days that leave records name; what was declared for them counts, too.
fn covered(facts: &Facts<'_, '_>, duty: &Duty) -> Covered {
    let mut covered = Covered::default();
    for hit in duty.needs.iter().flat_map(|need| facts.hits(need)) {
        let Some(seen) = hit.seen else { continue };
        if let Fact::Leave(leave) = &seen.record.fact {
            let before_back = leave.back.and_then(|back| back.pred_opt()).filter(|last| *last >= leave.from);
            covered.days.extend(stretch(leave.from, leave.to.or(before_back)));
            covered.days.extend(leave.absent.iter().flat_map(days_of));
        }
        covered.by = Some((seen.record.head.id.clone(), hit.span.earliest));
    }
    covered
}

/// The days on which a record says that the student was away.
fn absent(facts: &Facts<'_, '_>, seen: &Seen<'_>) -> Vec<NaiveDate> {
    let zone = facts.setting.calendar.zone;
    let own = seen.record.head.at.date(zone);
    let named: Vec<Absence> =
        seen.fields.get("absent").and_then(|value| Deserialize::deserialize(value).ok()).unwrap_or_default();
    let mut days: Vec<NaiveDate> = named.iter().flat_map(days_of).collect();
    match &seen.record.fact {
        Fact::Leave(leave) => days.extend(stretch(leave.from, leave.to)),
        Fact::Rescue(rescue) => {
            // Nobody says at what hour lessons end: the day itself is absence where a record says so.
            let left = rescue.hospital_at.or(rescue.ambulance_at).map_or(own, |at| at.date(zone));
            let last = back_after(facts, left).and_then(|back| back.pred_opt()).filter(|_| days.is_empty());
            days.extend(left.succ_opt().zip(last).into_iter().flat_map(|(next, last)| stretch(next, Some(last))));
        }
        _ => {
            if days.is_empty() {
                days.push(own);
            }
        }
    }
    days
}

/// The day on which the student was back in class, the same day at the earliest, as the first record that says so.
fn back_after(facts: &Facts<'_, '_>, from: NaiveDate) -> Option<NaiveDate> {
    let back = facts.seen.iter().filter(|seen| facts.has_been(seen)).filter_map(|seen| day(seen.fields.get("back")));
    back.filter(|back| *back >= from).min()
}

/// Suspensions that were granted, from their beginning to their end or to the day before the return.
fn suspensions(facts: &Facts<'_, '_>) -> Vec<RangeInclusive<NaiveDate>> {
    let changes = facts.case.records.iter().filter_map(|record| match &record.fact {
        Fact::Enrolment(enrolment) => Some((facts.guide().granted(enrolment)?, enrolment)),
        _ => None,
    });
    let granted: Vec<_> = changes.collect();
    let suspended = granted.iter().filter(|(change, _)| *change == Change::Suspend);
    let stretch = suspended.map(|(_, change)| {
        let back = granted.iter().filter(|(what, other)| *what == Change::Resume && other.effective > change.effective);
        let back = back.filter_map(|(_, other)| other.effective.pred_opt()).min();
        change.effective..=back.or(change.until).unwrap_or(NaiveDate::MAX)
    });
    stretch.collect()
}

fn days_of(absence: &Absence) -> Vec<NaiveDate> {
    stretch(absence.from, absence.to)
}

fn stretch(from: NaiveDate, to: Option<NaiveDate>) -> Vec<NaiveDate> {
    let to = to.unwrap_or(from);
    from.iter_days().take_while(|day| *day <= to).take(LONGEST).collect()
}

fn day(value: Option<&Value>) -> Option<NaiveDate> {
    NaiveDate::deserialize(value?).ok()
}
