//! C16: times that can't be: something that happened after it was written down, a known event not yet known, a
//! meeting before what it was about. Approximate times and whole days are given the benefit of the doubt.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use serde::Deserialize;
use serde_json::Value;

use crate::case::Case;
use crate::check::{Check, Found, Look, View};
use crate::duty::Span;
use crate::finding::{Finding, from_root};
use crate::guide::Severity;
use crate::record::fields::Says;
use crate::record::shape::{self, Field, Form, Trait};
use crate::record::{Fact, Record};
use crate::time::{Moment, Zone};

pub const CHECK: Check = Check {
    code: "C16",
    title: "时间不可能或前后颠倒",
    severity: Severity::Warning,
    page: include_str!("times.md"),
    lists: &[],
    look: Look::Case(look),
};

const FIX: &str = "核对时间，用更正改成实际的时间；只记得大概的，写 at_approx: true 或只写日期";

/// What is said to have happened after now, though it is written down already: it counts from then.
pub fn ahead(case: &Case, now: DateTime<FixedOffset>, zone: Zone) -> Vec<Finding> {
    let is_ahead = |record: &&Record| record.head.at.earliest(zone) > now && record.head.written.earliest(zone) <= now;
    let found = |record: &Record| Finding {
        code: CHECK.code.to_owned(),
        clause: None,
        severity: Severity::Warning,
        record: Some(record.head.id.clone()),
        path: Some(from_root(case, PathBuf::from(&record.path))),
        line: None,
        message: "记录的时间在现在之后，到那时才算".to_owned(),
        fix: format!("核对时间；写错了的，用 crisis amend {} {} 更正", case.number, record.head.id),
    };
    case.records.iter().map(AsRef::as_ref).filter(is_ahead).map(found).collect()
}

fn look(view: &View<'_>) -> Vec<Found> {
    let event = event(view);
    let mut found = Vec::new();
    for record in view.records() {
        let about = slack(view, record);
        let said = not_yet(view, record, about)
            .or_else(|| within(view, record, about))
            .or_else(|| before_event(view, record, event, about));
        found.extend(said.map(|message| Found::new(message, FIX).of(record)));
    }
    found
}

/// How far off the times of a record may be.
fn slack(view: &View<'_>, record: &Record) -> TimeDelta {
    let guide = view.guide();
    guide.same_time + if record.head.at_approx { guide.about } else { TimeDelta::zero() }
}

fn span(view: &View<'_>, moment: Moment) -> Span {
    let zone = view.facts.setting.calendar.zone;
    Span { earliest: moment.earliest(zone), latest: moment.latest(zone) }
}

/// Nothing can be written down before it happens.
fn not_yet(view: &View<'_>, record: &Record, about: TimeDelta) -> Option<String> {
    let written = record.head.written.latest(view.facts.setting.calendar.zone) + about;
    let is_ahead = |moment: Moment| span(view, moment).earliest > written;
    let own = || first_of(shape::of_name(&record.head.kind), &record.fields, &is_ahead);
    let label = if is_ahead(record.head.at) { Some(shape::label(&record.head.kind, "at")) } else { own() }?;
    Some(format!("〔{label}〕在写下这条记录之后，还没有发生"))
}

/// The label of the first moment of a record's own fields of which something is true. Each is one that has passed; only
/// days may lie ahead.
fn first_of<'f>(fields: &'f [Field], values: &impl Says, is_so: &dyn Fn(Moment) -> bool) -> Option<&'f str> {
    // Until when a measure is to hold is planned.
    let is_past = |field: &&Field| !["written", "until"].contains(&field.name.as_str());
    let may_hold = |field: &&Field| matches!(field.form, Form::Moment | Form::List(_)) && is_past(field);
    fields.iter().filter(may_hold).find_map(|field| match (&field.form, values.said(&field.name)?) {
        (Form::Moment, value) => Moment::deserialize(value).ok().filter(|moment| is_so(*moment)).map(|_| field.label()),
        (Form::List(inner), Value::Array(items)) => {
            let Form::Table(inner) = inner.as_ref() else { return None };
            items.iter().filter_map(Value::as_object).find_map(|item| first_of(inner, item, is_so))
        }
        _ => None,
    })
}

/// What contradicts itself within one record.
fn within(view: &View<'_>, record: &Record, about: TimeDelta) -> Option<String> {
    let later = |one: Option<Moment>, other: Option<Moment>| {
        one.zip(other).is_some_and(|(one, other)| span(view, one).clearly_after(span(view, other), about))
    };
    let day_later =
        |one: Option<NaiveDate>, other: Option<NaiveDate>| later(one.map(Moment::Day), other.map(Moment::Day));
    let zone = view.facts.setting.calendar.zone;
    let wrong = match &record.fact {
        Fact::Report(report) if later(Some(record.head.at), Some(report.known)) => "得知的时间早于发生的时间",
        Fact::Report(report) if report.notified.iter().any(|told| later(Some(report.known), told.at)) => {
            "报告的时间早于得知的时间"
        }
        Fact::Rescue(rescue) if later(rescue.ambulance_at, rescue.hospital_at) => "叫救护车的时间晚于到医院的时间",
        Fact::Diagnosis(diagnosis) if day_later(Some(diagnosis.issued.first()), diagnosis.received) => {
            "收到的日期早于出具的日期"
        }
        Fact::Diagnosis(diagnosis) if diagnosis.issued.first() > record.head.written.date(zone) => "出具的日期还没有到",
        Fact::Leave(leave) if day_later(Some(leave.from), leave.to) => "请假结束早于开始",
        Fact::Contact(contact) if contact.attended > Some(record.head.written.date(zone)) => "就诊的日期还没有到",
        Fact::FollowUp(follow) if follow.attended > Some(record.head.written.date(zone)) => "就诊的日期还没有到",
        _ => return None,
    };
    Some(wrong.to_owned())
}

/// When the event of the episode happened, as far as the reports say so apart from when it became known.
fn event(view: &View<'_>) -> Option<(DateTime<FixedOffset>, bool)> {
    let zone = view.facts.setting.calendar.zone;
    let reports = view.records().filter_map(|record| match &record.fact {
        Fact::Report(report) => {
            let slack = if record.head.at_approx { view.guide().about } else { TimeDelta::zero() };
            Some((record.head.at.earliest(zone) - slack, report.known != record.head.at))
        }
        _ => None,
    });
    reports.min_by_key(|(at, _)| *at)
}

fn before_event(
    view: &View<'_>,
    record: &Record,
    event: Option<(DateTime<FixedOffset>, bool)>,
    about: TimeDelta,
) -> Option<String> {
    let (event, is_own_time) = event?;
    let early = |moment: Moment| span(view, moment).latest + about < event;
    let kind = record.head.kind.as_str();
    let zone = view.facts.setting.calendar.zone;
    let day_before = shape::is(kind, Trait::FromEventDay) && record.head.at.date(zone) < event.date_naive();
    if day_before || (shape::is(kind, Trait::AfterEvent) && early(record.head.at)) {
        return Some("时间早于这次事件".to_owned());
    }
    match &record.fact {
        // A hospital visit before the school knew is possible; before the event that led to it, it is not.
        Fact::Rescue(rescue) if is_own_time => {
            let times = [rescue.first_aid_at, rescue.ambulance_at, rescue.hospital_at, rescue.guardian_told_at];
            times.into_iter().flatten().any(early).then(|| "救治的时间早于这次事件".to_owned())
        }
        _ => None,
    }
}
