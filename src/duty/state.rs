//! From conditions and evidence to a state.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use crate::duty::clock::{self, Verdict};
use crate::duty::matching::{Facts, Hit, Span};
use crate::duty::{Outcome, State};
use crate::guide::Guide;
use crate::guide::duty::Duty;
use crate::guide::pattern::{Counts, Matcher, Pattern};
use crate::record::{Fact, shape};

/// The state of one duty; of a duty that recurs with every trigger, the worst instance.
pub fn outcome<'a>(facts: &Facts<'a, '_>, duty: &'a Duty) -> Outcome<'a> {
    if !is_possible(facts, duty) || duty.unless.iter().any(|pattern| !facts.hits(pattern).is_empty()) {
        return blank(duty);
    }
    let starts: Option<Vec<Hit>> = duty.when.iter().map(|pattern| facts.start(pattern)).collect();
    let Some(start) = starts.and_then(|starts| starts.into_iter().max_by_key(|hit| hit.span.earliest)) else {
        return blank(duty);
    };
    if let Some(waived) = waived(facts, duty) {
        return Outcome { state: State::Waived, reason: Some(waived), since: Some(start.span.earliest), ..blank(duty) };
    }
    if !duty.each {
        return instance(facts, duty, start);
    }
    let last = duty.when.last().map(|pattern| facts.hits(pattern)).unwrap_or_default();
    let began = start.span.earliest;
    let instances = last.into_iter().map(|mut hit| {
        hit.span.earliest = hit.span.earliest.max(if duty.when.len() > 1 { began } else { hit.span.earliest });
        let mut outcome = instance(facts, duty, hit);
        outcome.trigger = hit.id().map(str::to_owned);
        outcome
    });
    instances.max_by_key(|outcome| outcome.state).unwrap_or_else(|| blank(duty))
}

fn blank(duty: &Duty) -> Outcome<'_> {
    Outcome {
        duty,
        state: State::NotApplicable,
        since: None,
        due: None,
        met_by: None,
        met_at: None,
        reason: None,
        trigger: None,
        declared: false,
    }
}

/// What the guide has no words for can't be demanded: a school without levels owes no level.
fn is_possible(facts: &Facts<'_, '_>, duty: &Duty) -> bool {
    let guide = facts.guide();
    let has_words = |vocabulary: &str| Guide::is_open(vocabulary) || guide.words(vocabulary).next().is_some();
    let possible = |need: &Pattern| {
        need.fields.iter().all(|(name, matcher)| {
            let fields = need.kinds.iter().flat_map(|kind| shape::of_name(kind));
            let forms = fields.filter(|field| field.name == *name).map(|field| &field.form);
            matches!(matcher, Matcher::Present(false)) || forms.flat_map(shape::vocabularies).all(has_words)
        })
    };
    duty.needs.iter().any(possible)
}

fn instance<'a>(facts: &Facts<'a, '_>, duty: &'a Duty, start: Hit<'_, '_>) -> Outcome<'a> {
    let mut outcome = Outcome { since: Some(start.span.earliest), ..blank(duty) };
    if let Some(reason) = declared(facts, duty, start.span) {
        return Outcome { state: State::Waived, declared: true, reason: Some(reason), ..outcome };
    }
    let evidence = evidence(facts, &duty.needs, start);
    let Verdict { state, due, met, reason } = clock::verdict(facts, duty, start, &evidence);
    outcome.due = due;
    outcome.reason = reason;
    if let Some(met) = met {
        outcome.met_by = met.id().map(str::to_owned);
        outcome.met_at = Some(met.span.earliest);
    }
    outcome.state = match state {
        State::Met | State::Late if met.is_some() && is_out_of_order(facts, duty, &evidence) => {
            outcome.reason = Some("做了，但明显晚于应当同时做的事".to_owned());
            State::OutOfOrder
        }
        State::Missing | State::Open | State::Late | State::Pending if evidence.is_empty() => {
            unanswered(facts, duty, start, state, &mut outcome)
        }
        other => other,
    };
    outcome
}

/// Nothing discharges the duty: was it refused, does it wait for somebody outside, was it tried?
fn unanswered(
    facts: &Facts<'_, '_>,
    duty: &Duty,
    start: Hit<'_, '_>,
    state: State,
    outcome: &mut Outcome<'_>,
) -> State {
    if let Some(refusal) = evidence(facts, &duty.refused, start).last() {
        outcome.met_by = refusal.id().map(str::to_owned);
        outcome.met_at = Some(refusal.span.earliest);
        outcome.reason = Some("见证和再次争取都有记录".to_owned());
        return State::Refused;
    }
    let awaited = |pattern: &Pattern| !facts.hits(pattern).is_empty();
    if !duty.awaits.is_empty() && !duty.awaits.iter().any(awaited) {
        outcome.due = None;
        outcome.reason = Some("等待校外的一步，尚无记录表明已经发生".to_owned());
        return State::Pending;
    }
    let tries = evidence(facts, &duty.attempts, start).len();
    if tries > 0 {
        outcome.reason = Some(format!("已尝试 {tries} 次，尚未做成"));
        return state;
    }
    let by_others = evidence(facts, &by_anybody(&duty.needs), start).len();
    if by_others > 0 {
        outcome.reason = Some(format!("有 {by_others} 条这样的记录，但记录人和在场的人都不是能做这件事的角色"));
    }
    state
}

/// Where only some roles can meet the needs: the same as if anybody could.
fn by_anybody(needs: &[Pattern]) -> Vec<Pattern> {
    if needs.iter().any(|need| need.by_role.is_empty()) {
        return Vec::new();
    }
    needs.iter().map(|need| Pattern { by_role: Vec::new(), ..need.clone() }).collect()
}

/// What satisfies one of the needs and is not older than the trigger.
fn evidence<'f, 'c>(facts: &'f Facts<'_, 'c>, needs: &[Pattern], start: Hit<'_, '_>) -> Vec<Hit<'f, 'c>> {
    let same_time = facts.guide().same_time;
    let opened = facts.case.opened(facts.episode, facts.setting.calendar.zone);
    let mut found: Vec<Hit> = Vec::new();
    for need in needs {
        found.extend(facts.hits(need).into_iter().filter(|hit| match need.counts {
            Counts::Itself => hit.id() == start.id(),
            Counts::Anywhere => true,
            Counts::Episode => opened.is_none_or(|opened| hit.span.latest >= opened - same_time),
            Counts::After => !start.span.clearly_after(hit.span, same_time),
        }));
    }
    found.sort_by_key(|hit| hit.span.earliest);
    found
}

fn is_out_of_order(facts: &Facts<'_, '_>, duty: &Duty, evidence: &[Hit<'_, '_>]) -> bool {
    let same_time = facts.guide().same_time;
    let limits: Vec<Span> =
        duty.not_after.iter().filter_map(|pattern| facts.hits(pattern).first().map(|hit| hit.span)).collect();
    limits.iter().any(|limit| evidence.iter().all(|hit| hit.span.clearly_after(*limit, same_time)))
}

/// A waiver names the duty, says why, was approved by somebody else and has not run out.
fn waived(facts: &Facts<'_, '_>, duty: &Duty) -> Option<String> {
    let day = facts.end.date_naive();
    facts.seen.iter().rev().find_map(|seen| match &seen.record.fact {
        Fact::Waiver(waiver)
            if waiver.code.0 == duty.code
                && facts.setting.team.is_other(&waiver.approved_by.0, &waiver.by.0)
                && waiver.until.is_none_or(|until| day <= until) =>
        {
            Some(format!("已豁免（{}）", seen.record.head.id))
        }
        _ => None,
    })
}

/// "This case has no …": counts only when it was said after the duty began.
fn declared(facts: &Facts<'_, '_>, duty: &Duty, start: Span) -> Option<String> {
    let column = duty.column.as_deref()?;
    declaration(facts, column, Some(start)).map(|id| format!("已说明本案没有此项材料（{id}）"))
}

/// The record that declares a material absent, at or after `start`.
pub fn declaration(facts: &Facts<'_, '_>, material: &str, start: Option<Span>) -> Option<String> {
    let same_time = facts.guide().same_time;
    facts.seen.iter().rev().find_map(|seen| {
        let item = seen.fields.get("item").and_then(Value::as_str);
        let counts = seen.record.head.kind == "declaration"
            && item == Some(material)
            && start.is_none_or(|start| !start.clearly_after(seen.span, same_time));
        counts.then(|| seen.record.head.id.clone())
    })
}

/// The end of the stretch in which a record could still count.
pub fn has_passed(facts: &Facts<'_, '_>, due: DateTime<FixedOffset>) -> bool {
    facts.end > due
}
