//! C15: two assessments of one time or of one day that say different things, or on whatever days by two people on two
//! machines who did not know of each other's. The more severe one stands until somebody settles it, or assesses again on a later day.

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
    pairs.filter_map(|(one, other)| contradiction(view, &said, one, other)).collect()
}

/// `other` is not the earlier one.
fn contradiction(view: &View<'_>, said: &[Said<'_>], one: &Said<'_>, other: &Said<'_>) -> Option<Found> {
    let are_apart = view.case.are_apart(one.0.record, other.0.record);
    if day(view, one) != day(view, other) && !are_apart {
        return None;
    }
    if !differ(view, one, other, are_apart) || is_settled(view, said, one, other) {
        return None;
    }
    let of = match (are_of_one_time(view, one, other), day(view, one) == day(view, other)) {
        (true, _) => "同一时间",
        (false, true) => "同一天",
        (false, false) => "另一台电脑上各自写",
    };
    let message = format!("与{of}的评估（{}）不一致，暂以较重的为准", one.0.record.head.id);
    let fix = "由评估人或团队商定，再写一次评估或商议，用 --settles 写明了结了哪几份；写错了的，更正其中一条";
    Some(Found::new(message, fix).of(other.0.record))
}

fn day(view: &View<'_>, said: &Said<'_>) -> chrono::NaiveDate {
    said.0.record.head.at.date(view.facts.setting.calendar.zone)
}

/// Exactly known and minutes apart, or both written upon the same last record.
fn are_of_one_time(view: &View<'_>, one: &Said<'_>, other: &Said<'_>) -> bool {
    let (one, other) = (&one.0.record.head, &other.0.record.head);
    let both_exact =
        matches!((one.at, other.at), (Moment::Exact(_), Moment::Exact(_))) && !one.at_approx && !other.at_approx;
    let zone = view.facts.setting.calendar.zone;
    let apart = (one.at.earliest(zone) - other.at.earliest(zone)).abs();
    let concurrent = one.prev.is_some() && one.prev == other.prev;
    if both_exact { apart <= view.guide().same_time } else { concurrent && one.at == other.at }
}

/// Of one time, in an order that nobody knows, or by writers of whom neither knew of the other, any difference counts. What is clearly later and graver is news and
/// governs anyway; what is clearly later on the same day and calmer takes nothing back.
fn differ(view: &View<'_>, one: &Said<'_>, other: &Said<'_>, are_apart: bool) -> bool {
    let is_later = !are_apart && other.0.span.clearly_after(one.0.span, view.guide().same_time);
    is_calmer(view, one, other) || !is_later && is_calmer(view, other, one)
}

fn is_calmer(view: &View<'_>, before: &Said<'_>, after: &Said<'_>) -> bool {
    let order = |said: &Said<'_>, axis: &str| {
        let level = said.0.fields.get("level")?.get(axis)?.as_str()?.to_owned();
        view.guide().order(axis, &level)
    };
    let on_axis =
        |(axis, _): (&str, &str)| order(before, axis).zip(order(after, axis)).is_some_and(|(old, new)| new < old);
    before.1.crisis && !after.1.crisis
        || before.1.refer == Some(true) && after.1.refer == Some(false)
        || view.guide().words("axis").any(on_axis)
}

/// A meeting or an assessment, perhaps the second one itself, says that it settles them; or somebody assessed on a
/// later day.
fn is_settled(view: &View<'_>, said: &[Said<'_>], one: &Said<'_>, other: &Said<'_>) -> bool {
    let ids = [&one.0.record.head.id, &other.0.record.head.id];
    let settles = |seen: &Seen<'_>| {
        let named = match &seen.record.fact {
            Fact::Meeting(meeting) => &meeting.settles,
            Fact::Assessment(assessment) => &assessment.settles,
            _ => return false,
        };
        let is_before = other.0.span.clearly_after(seen.span, view.guide().same_time);
        !is_before && named.iter().any(|name| name == "yes" || name == "true" || ids.contains(&name))
    };
    said.iter().any(|later| day(view, later) > day(view, other)) || view.facts.seen.iter().any(settles)
}
