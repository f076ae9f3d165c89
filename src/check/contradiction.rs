//! C15: two assessments of the same time that say different things, as when two people write on two machines. The
//! more severe one stands until somebody decides.

use crate::check::{Check, Found, Look, View};
use crate::duty::Seen;
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::assessment::Assessment;
use crate::time::Moment;

pub const CHECK: Check = Check {
    code: "C15",
    title: "两次评估互相矛盾",
    severity: Severity::Warning,
    page: include_str!("contradiction.md"),
    lists: &[],
    look: Look::Case(look),
};

type Said<'v> = (&'v Seen<'v>, &'v Assessment);

fn look(view: &View<'_>) -> Vec<Found> {
    let said: Vec<Said<'_>> = view
        .facts
        .seen
        .iter()
        .filter_map(|seen| match &seen.record.fact {
            Fact::Assessment(assessment) => Some((seen, assessment.as_ref())),
            _ => None,
        })
        .collect();
    let pairs = said.iter().enumerate().flat_map(|(at, one)| said[at + 1..].iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| are_of_one_time(view, one, other) && differ(view, one, other))
        .filter(|(_, other)| !is_decided(view, &said, other))
        .map(|(one, other)| {
            let message = format!("与同一时间的评估（{}）不一致，暂以较重的为准", one.0.record.head.id);
            Found::new(message, "由评估人商定后再写一次评估，或更正其中一条").of(other.0.record)
        })
        .collect()
}

/// Exactly known and minutes apart, or both written upon the same last record. Of two on one day of which only the
/// day is known, one may well follow the other.
fn are_of_one_time(view: &View<'_>, one: &Said<'_>, other: &Said<'_>) -> bool {
    let (one, other) = (&one.0.record.head, &other.0.record.head);
    let both_exact =
        matches!((one.at, other.at), (Moment::Exact(_), Moment::Exact(_))) && !one.at_approx && !other.at_approx;
    let zone = view.facts.setting.calendar.zone;
    let apart = (one.at.earliest(zone) - other.at.earliest(zone)).abs();
    let concurrent = one.prev.is_some() && one.prev == other.prev;
    if both_exact { apart <= view.guide().same_time } else { concurrent && one.at == other.at }
}

fn differ(view: &View<'_>, one: &Said<'_>, other: &Said<'_>) -> bool {
    let levels = |said: &Said<'_>| said.0.fields.get("level").cloned();
    let level = |said: &Said<'_>, axis: &str| levels(said).and_then(|levels| levels.get(axis).cloned());
    let on_axis = |(axis, _): (&str, &str)| match (level(one, axis), level(other, axis)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    let refer = matches!((one.1.refer, other.1.refer), (Some(one), Some(other)) if one != other);
    one.1.crisis != other.1.crisis || refer || view.guide().words("axis").any(on_axis)
}

/// A later assessment settles it.
fn is_decided(view: &View<'_>, said: &[Said<'_>], pair: &Said<'_>) -> bool {
    said.iter().any(|later| later.0.span.clearly_after(pair.0.span, view.guide().same_time))
}
