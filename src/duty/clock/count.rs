//! So many in every period: what a period lacked when it was over is told, and stays; the one that is running may still be
//! filled.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate};

use super::{Verdict, Window};
use crate::duty::State;
use crate::duty::facts::Facts;
use crate::duty::matching::Hit;
use crate::guide::duty::{Period, Stage};
use crate::time::{Calendar, Length, end_of, stamp, start_of};

/// A stretch of time and how many it asks for.
struct Stretch {
    from: DateTime<FixedOffset>,
    to: DateTime<FixedOffset>,
    count: u32,
}

/// No case lasts longer than this many periods.
const MOST: u32 = 10_000;

pub fn every_period<'f, 'c>(
    facts: &Facts<'_, 'c>,
    count: u32,
    per: Period,
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
    let calendar = facts.setting.calendar;
    let begin = start.span.earliest.with_timezone(&calendar.zone);
    let stretches = (0..MOST).map_while(|number| {
        let (from, to) = bounds(calendar, begin, per, number)?;
        Some(Stretch { from, to, count })
    });
    judge(stretches, evidence, window)
}

/// One after the other; of lengths of one unit each ends where all of them together end, so that months do not drift.
pub fn stages<'f, 'c>(
    facts: &Facts<'_, 'c>,
    stages: &[Stage],
    start: Hit<'_, 'c>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
    let calendar = facts.setting.calendar;
    let mut from = start.span.earliest;
    let (mut base, mut sum) = (from, None::<Length>);
    let stretches = stages.iter().map(|stage| {
        let together = match sum {
            Some(sum) if sum.unit == stage.per.unit => Length { count: sum.count + stage.per.count, ..sum },
            _ => {
                base = from;
                stage.per
            }
        };
        sum = Some(together);
        let stretch = Stretch { from, to: calendar.after(base, together), count: stage.count };
        from = stretch.to;
        stretch
    });
    judge(stretches.collect::<Vec<_>>(), evidence, window)
}

fn bounds(
    calendar: &Calendar,
    begin: DateTime<FixedOffset>,
    per: Period,
    number: u32,
) -> Option<(DateTime<FixedOffset>, DateTime<FixedOffset>)> {
    let zone = calendar.zone;
    let day = begin.date_naive();
    let whole = |from: NaiveDate, next: NaiveDate| Some((start_of(from, zone), end_of(next.pred_opt()?, zone)));
    match per {
        // Counted from the beginning each time: a month without a 31st does not shorten the ones after it.
        Period::Length(length) => {
            let times = |number: u32| Length { count: length.count.saturating_mul(number), ..length };
            let from = if number == 0 { begin } else { calendar.after(begin, times(number)) };
            Some((from, calendar.after(begin, times(number + 1))))
        }
        Period::Week => {
            let into = u64::from(day.weekday().num_days_from_monday());
            let first = day.checked_add_days(Days::new((7 - into) % 7))?;
            let from = first.checked_add_days(Days::new(u64::from(number) * 7))?;
            whole(from, from.checked_add_days(Days::new(7))?)
        }
        Period::Month => {
            let own = day.with_day(1)?;
            let first = if own == day { own } else { own.checked_add_months(Months::new(1))? };
            let from = first.checked_add_months(Months::new(number))?;
            whole(from, from.checked_add_months(Months::new(1))?)
        }
    }
}

/// So many periods are told one by one; of more the first, the last and how many.
const TOLD: usize = 3;

fn judge<'f, 'c>(
    stretches: impl IntoIterator<Item = Stretch>,
    evidence: &[Hit<'f, 'c>],
    window: Window,
) -> Verdict<'f, 'c> {
    let mut missed: Vec<String> = Vec::new();
    let mut passed = None;
    let mut running = None;
    for (number, stretch) in stretches.into_iter().enumerate() {
        // The end of one is the beginning of the next; what lies on it belongs to the earlier.
        let begins =
            |hit: &Hit| if number == 0 { hit.span.latest >= stretch.from } else { hit.span.latest > stretch.from };
        let within = |hit: &&Hit| begins(hit) && hit.span.earliest <= stretch.to;
        let done = evidence.iter().filter(within).count();
        let wanted = stretch.count;
        let is_enough = done >= wanted as usize;
        if !window.has_passed(stretch.to) {
            running = Some((stretch.to, format!("本周期 {done}/{wanted} 次"), is_enough));
            break;
        }
        if !is_enough {
            passed = Some(stretch.to);
            let (from, to) = (stamp(stretch.from), stamp(stretch.to));
            missed.push(format!("第 {} 个周期（{from} 至 {to}）只有 {done}/{wanted} 次", number + 1));
        }
    }
    let last = evidence.last().copied();
    let told = running.as_ref().map(|(_, told, _)| told.clone());
    let count = missed.len();
    if count > TOLD {
        missed.drain(1..count - 1);
        missed.insert(1, format!("……一共 {count} 个周期没有做够"));
    }
    let reason = missed.iter().cloned().chain(told).reduce(|one, other| format!("{one}；{other}"));
    match (passed, running) {
        // What was missed stays missed; whoever went on since then owes no more than the period that runs.
        (Some(passed), running) => {
            let since = last.filter(|hit| hit.span.earliest > passed);
            let goes_on = running.is_some_and(|(_, _, is_enough)| is_enough) || window.closed;
            Verdict { reason, ..Verdict::new(State::Late, Some(passed), since.filter(|_| goes_on)) }
        }
        (None, Some((to, _, true))) => Verdict { reason, ..Verdict::new(State::Met, Some(to), last) },
        (None, Some(_)) if window.closed && last.is_none() => Verdict {
            reason: Some("没有满一个周期就结束了".to_owned()),
            ..Verdict::new(State::NotApplicable, None, None)
        },
        (None, Some(_)) if window.closed => Verdict::new(State::Met, None, last),
        (None, Some((to, ..))) => Verdict { reason, ..Verdict::new(State::Open, Some(to), None) },
        (None, None) => Verdict::new(State::Met, None, last),
    }
}
