//! From conditions and evidence to a state.

use std::cell::LazyCell;

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::Value;

use crate::duty::clock::{self, Verdict, Window};
use crate::duty::facts::{Facts, Seen, Span};
use crate::duty::matching::{Hit, Stretch, held};
use crate::duty::nearest::nearest;
use crate::duty::proof::Paper;
use crate::duty::{Outcome, State, absence, items};
use crate::guide::duty::{Due, Duty, Each};
use crate::guide::pattern::{Counts, Pattern, Starts};
use crate::record::Fact;
use crate::time::stamp;

/// The state of one duty; of a duty that recurs with every trigger, the worst instance.
pub fn outcome<'a>(facts: &Facts<'a, '_>, duty: &'a Duty) -> Outcome<'a> {
    if !duty.has_words {
        return blank(duty);
    }
    let is_plain = |pattern: &&Pattern| !pattern.alternatives().iter().any(|pattern| pattern.after_start);
    if let Some(pattern) = duty.unless.iter().filter(is_plain).find(|pattern| facts.first_hit(pattern).is_some()) {
        return Outcome { remark: pattern.remark.clone(), ..blank(duty) };
    }
    let starts: Option<Vec<Hit>> =
        duty.when.iter().map(|pattern| facts.start(pattern).filter(|start| has_begun(facts, start))).collect();
    let Some(start) = starts.and_then(|starts| starts.into_iter().max_by_key(|hit| hit.span.earliest)) else {
        let reason = duty.when.iter().find_map(|pattern| clock::timeless(facts, pattern));
        return Outcome { reason, ..blank(duty) };
    };
    let same_time = facts.guide().same_time;
    let is_after = |pattern: &&Pattern| {
        !is_plain(pattern) && facts.hits(pattern).iter().any(|hit| hit.span.clearly_after(start.span, same_time))
    };
    if let Some(pattern) = duty.unless.iter().find(is_after) {
        return Outcome { remark: pattern.remark.clone(), ..blank(duty) };
    }
    if let Some(waived) = waived(facts, duty) {
        return Outcome { state: State::Waived, reason: Some(waived), since: Some(start.span.earliest), ..blank(duty) };
    }
    match duty.each {
        Each::Once | Each::Record => worst(facts, duty, beginnings(facts, duty, start)),
        Each::Item => items::outcome(facts, duty),
        Each::Day => absence::outcome(facts, duty),
    }
}

/// What is added after the end starts nothing any more, unless it is about the ended file itself.
fn has_begun(facts: &Facts<'_, '_>, start: &Hit<'_, '_>) -> bool {
    let is_of_file = || start.seen.is_some_and(|seen| facts.case.is_of_file(seen.record));
    start.span.earliest <= facts.end + facts.guide().same_time || is_of_file()
}

/// Every record that imposes a duty anew.
pub(super) fn triggers<'f, 'c>(facts: &'f Facts<'_, 'c>, pattern: &Pattern) -> Vec<Hit<'f, 'c>> {
    let mut triggers = if pattern.starts == Starts::Rise { facts.rises(pattern) } else { facts.hits(pattern) };
    triggers.retain(|trigger| has_begun(facts, trigger));
    triggers
}

/// A beginning of a duty, and when what it depends on ceased.
struct Start<'f, 'c> {
    hit: Hit<'f, 'c>,
    stop: Option<DateTime<FixedOffset>>,
}

/// Everything that begins the duty: once, or with every record; within every stretch for which its `while` held.
fn beginnings<'f, 'c>(facts: &'f Facts<'_, 'c>, duty: &Duty, start: Hit<'f, 'c>) -> Vec<Start<'f, 'c>> {
    let hits = match (duty.each, duty.when.split_last()) {
        (Each::Record, Some((last, others))) => {
            // The other conditions may hold later than the record that imposes it, never the last of its own kind.
            let since = others.iter().filter_map(|pattern| facts.start(pattern)).map(|hit| hit.span.earliest).max();
            let late = |mut hit: Hit<'f, 'c>| {
                hit.span.earliest = since.map_or(hit.span.earliest, |since| hit.span.earliest.max(since));
                hit
            };
            triggers(facts, last).into_iter().map(late).collect()
        }
        _ => vec![start],
    };
    let Some(stretches) = held(facts, &duty.whiles) else {
        return hits.into_iter().map(|hit| Start { hit, stop: None }).collect();
    };
    let within = |mut hit: Hit<'f, 'c>, stretch: Stretch| {
        // A record imposes it in the stretch in which it falls; once means anew in every stretch.
        let is_before = hit.span.earliest < stretch.from;
        if is_before && duty.each == Each::Record || stretch.until.is_some_and(|until| until <= hit.span.earliest) {
            return None;
        }
        hit.span.earliest = hit.span.earliest.max(stretch.from);
        hit.span.latest = hit.span.latest.max(stretch.from);
        Some(Start { hit, stop: stretch.until })
    };
    hits.iter().flat_map(|hit| stretches.iter().filter_map(|stretch| within(*hit, *stretch))).collect()
}

/// Each beginning is judged by itself; what was open at one of them stays to be seen.
fn worst<'a>(facts: &Facts<'a, '_>, duty: &'a Duty, starts: Vec<Start<'_, '_>>) -> Outcome<'a> {
    let mut remarks: Vec<String> = Vec::new();
    let mut worst: Option<Outcome> = None;
    for start in starts {
        let mut outcome = instance(facts, duty, &start);
        if duty.each == Each::Record {
            outcome.trigger = start.hit.id().map(str::to_owned);
        }
        remarks.extend(outcome.remark.take().filter(|remark| !remarks.contains(remark)));
        if worst.as_ref().is_none_or(|worst| outcome.state >= worst.state) {
            worst = Some(outcome);
        }
    }
    let remark = (!remarks.is_empty()).then(|| remarks.join("；"));
    worst.map_or_else(|| blank(duty), |worst| Outcome { remark, ..worst })
}

pub(super) fn blank(duty: &Duty) -> Outcome<'_> {
    Outcome {
        duty,
        state: State::NotApplicable,
        since: None,
        due: None,
        met_by: None,
        met_at: None,
        reason: None,
        remark: None,
        nearest: None,
        lacking: None,
        cure: None,
        is_elsewhere: false,
        trigger: None,
        declared: false,
    }
}

fn instance<'a>(facts: &Facts<'a, '_>, duty: &'a Duty, begun: &Start<'_, '_>) -> Outcome<'a> {
    let start = begun.hit;
    let mut outcome = Outcome { since: Some(start.span.earliest), ..blank(duty) };
    if !duty.never.is_empty() {
        return kept_from(facts, duty, begun, outcome);
    }
    let found = evidence(facts, duty, &duty.needs, start);
    // A paper that must be offered has answers of its own: signed, refused, waived.
    let may_be_declared = duty.paper.is_none() && found.is_empty();
    if let Some(reason) = declared(facts, duty, start.span).filter(|_| may_be_declared) {
        return Outcome { state: State::Waived, declared: true, reason: Some(reason), ..outcome };
    }
    let proved = proved(facts, duty, &found, &mut outcome);
    let Verdict { state, due, since, met, reason, remark: late } =
        clock::verdict(facts, duty, start, &proved, Window::of(facts, start, begun.stop));
    outcome.due = due;
    outcome.since = since.or(outcome.since);
    outcome.reason = reason;
    if let Some(met) = met {
        outcome.met_by = met.id().filter(|_| !facts.is_fellows(met)).map(str::to_owned);
        outcome.met_at = Some(met.span.earliest);
        let other = outcome.remark.take();
        let remarks = remark(facts, duty, start, met).into_iter().chain(other).chain(late);
        outcome.remark = remarks.reduce(|one, other| format!("{one}；{other}"));
    }
    outcome.state = match state {
        State::Met | State::Late if met.is_some() && is_out_of_order(facts, duty, &proved) => {
            outcome.reason = Some("做了，但明显晚于应当同时做的事".to_owned());
            State::OutOfOrder
        }
        State::Missing | State::Open | State::Late | State::Pending if proved.is_empty() => {
            unanswered(facts, duty, start, state, &found, &mut outcome)
        }
        other => other,
    };
    if outcome.is_owed() && outcome.nearest.is_none() && outcome.state != State::OutOfOrder {
        tell_nearest(facts, duty, start, &mut outcome);
    }
    outcome
}

/// What must not happen has not happened, or which record says that it did; the first of several.
fn kept_from<'a>(facts: &Facts<'a, '_>, duty: &'a Duty, begun: &Start<'_, '_>, outcome: Outcome<'a>) -> Outcome<'a> {
    let mut happened = evidence(facts, duty, &duty.never, begun.hit);
    happened.retain(|hit| begun.stop.is_none_or(|stop| hit.span.earliest < stop));
    let Some(first) = happened.first() else {
        // What can't be read may say that it did.
        let (state, told) = if facts.case.is_read() {
            (State::Met, "没有发生")
        } else {
            (State::Pending, "有读不出来的记录，不知道有没有发生")
        };
        return Outcome { state, reason: Some(told.to_owned()), ..outcome };
    };
    let need = duty.never.iter().find(|pattern| facts.hits(pattern).iter().any(|hit| hit.id() == first.id()));
    let told: Vec<&str> = happened.iter().filter_map(Hit::id).collect();
    Outcome {
        state: State::Forbidden,
        met_by: first.id().filter(|_| !facts.is_fellows(*first)).map(str::to_owned),
        met_at: Some(first.span.earliest),
        reason: Some(format!("见记录 {}", told.join("、"))),
        remark: need.and_then(|need| need.remark.clone()),
        ..outcome
    }
}

fn tell_nearest(facts: &Facts<'_, '_>, duty: &Duty, start: Hit<'_, '_>, outcome: &mut Outcome<'_>) {
    match nearest(facts, duty, start) {
        Some(nearest) => {
            outcome.nearest = Some(nearest.record);
            outcome.lacking = Some(nearest.lacking);
            outcome.cure = nearest.cure;
        }
        None => outcome.lacking = Some("档案里还没有这样的记录".to_owned()),
    }
}

/// The evidence whose paper is on file, where the duty asks for one. What the others lack is told in the outcome.
fn proved<'f, 'c>(
    facts: &'f Facts<'_, 'c>,
    duty: &Duty,
    found: &[Hit<'f, 'c>],
    outcome: &mut Outcome<'_>,
) -> Vec<Hit<'f, 'c>> {
    let Some(category) = &duty.paper else { return found.to_vec() };
    let mut proved = Vec::new();
    for hit in found {
        let Some(seen) = hit.seen else { continue };
        match facts.paper(seen, category) {
            Paper::Filed(_) => {
                outcome.is_elsewhere = false;
                proved.insert(0, *hit);
            }
            Paper::Elsewhere(_) => {
                outcome.is_elsewhere = proved.is_empty();
                proved.push(*hit);
            }
            // What a file lacks says more than that there is none.
            Paper::Awaited(None) if outcome.nearest.is_some() => {}
            Paper::Awaited(nearest) => {
                let id = &seen.record.head.id;
                let lacking = match &nearest {
                    Some((record, why)) => format!("归档的 {} {why}", record.head.id),
                    None => "还没有归档签好或收到的那一份".to_owned(),
                };
                outcome.nearest = Some(id.clone());
                outcome.lacking = Some(lacking);
                outcome.cure = Some(format!("crisis attach {{case}} 扫描件 --category {category} --of {id}"));
            }
        }
    }
    if !proved.is_empty() {
        // Another such act without its paper is no reason to call this one open, and stays to be seen.
        let kind = |hit: &Hit<'f, 'c>| hit.seen.map(|seen| seen.record.head.kind.as_str());
        let done: Vec<_> = proved.iter().map(kind).collect();
        let is_such = |act: &String| found.iter().any(|hit| hit.id() == Some(act) && done.contains(&kind(hit)));
        let act = outcome.nearest.take().filter(is_such);
        outcome.remark = act.zip(outcome.lacking.take()).map(|(act, lacking)| format!("另有 {act}：{lacking}"));
        outcome.cure = None;
    }
    proved.sort_by_key(|hit| hit.span.earliest);
    proved
}

/// Nothing discharges the duty: was it done and only the paper is awaited, was it refused, does it wait for somebody
/// outside, was it tried?
fn unanswered(
    facts: &Facts<'_, '_>,
    duty: &Duty,
    start: Hit<'_, '_>,
    state: State,
    found: &[Hit<'_, '_>],
    outcome: &mut Outcome<'_>,
) -> State {
    if let Some(act) = found.last() {
        outcome.met_at = Some(act.span.earliest);
        (outcome.reason, outcome.due) = (None, None);
        return State::AwaitingPaper;
    }
    if let Some(refusal) = evidence(facts, duty, &duty.refused, start).last() {
        outcome.met_by = refusal.id().map(str::to_owned);
        outcome.met_at = Some(refusal.span.earliest);
        outcome.reason = Some("拒绝了什么、为何、当着谁的面，都有记录".to_owned());
        return State::Refused;
    }
    let awaited = duty.awaits.iter().flat_map(|pattern| facts.hits(pattern)).next_back();
    if !duty.awaits.is_empty() && awaited.is_none() {
        outcome.due = None;
        let refused = evidence(facts, duty, &duty.declined, start).pop();
        let declined = refused.and_then(|hit| hit.id().map(|id| format!("已拒绝这一步（{id}），仍在等待")));
        outcome.reason = declined.or_else(|| Some("等待校外的一步，尚无记录表明已经发生".to_owned()));
        return State::Pending;
    }
    let tries = evidence(facts, duty, &duty.attempts, start).len();
    if tries > 0 {
        outcome.reason = Some(format!("已尝试 {tries} 次，尚未做成"));
    }
    state
}

/// What is noteworthy although the duty is met: what the guide says of this way of meeting it, that it came before, that
/// it took until another day.
fn remark(facts: &Facts<'_, '_>, duty: &Duty, start: Hit<'_, '_>, met: Hit<'_, '_>) -> Option<String> {
    let same_time = facts.guide().same_time;
    // Few duties have anything to say of it.
    let need = LazyCell::new(|| duty.needs.iter().find(|need| facts.hits(need).iter().any(|hit| hit.id() == met.id())));
    let mut told: Vec<String> = Vec::new();
    if duty.needs.iter().any(|need| need.remark.is_some()) {
        told.extend(need.and_then(|need| need.remark.clone()));
    }
    if facts.is_fellows(met) {
        told.push("见同一事件的另一份档案".to_owned());
    }
    let zone = facts.setting.calendar.zone;
    let (began, done) = (start.span.earliest.with_timezone(&zone), met.span.earliest.with_timezone(&zone));
    if start.span.clearly_after(met.span, same_time) && need.is_some_and(|need| need.counts == Counts::BeforeFirst) {
        told.push(format!("在前：{}，起点是 {}", stamp(done), stamp(began)));
    }
    let is_at_once = matches!(duty.due, Due::AtOnce) && duty.awaits.is_empty();
    let is_later_day = done.date_naive() > began.date_naive() && met.span.clearly_after(start.span, same_time);
    if is_at_once && is_later_day {
        let tries = evidence(facts, duty, &duty.attempts, start)
            .into_iter()
            .filter(|hit| hit.span.earliest < met.span.earliest);
        let tries = tries.count();
        let tried = if tries > 0 { format!("，其间试过 {tries} 次") } else { String::new() };
        let (from, to) = (stamp(began), stamp(done));
        told.push(format!("自 {from} 起，到 {to} 才做{tried}"));
    }
    let beside = duty.beside.iter().filter_map(|pattern| {
        let remark = pattern.remark.as_ref()?;
        Some((remark, facts.hits(pattern).pop()?))
    });
    told.extend(beside.map(|(remark, hit)| format!("{remark}（{}）", hit.id().unwrap_or_default())));
    (!told.is_empty()).then(|| told.join("；"))
}

/// What satisfies one of the needs, and counts.
fn evidence<'f, 'c>(facts: &'f Facts<'_, 'c>, duty: &Duty, needs: &[Pattern], start: Hit<'_, '_>) -> Vec<Hit<'f, 'c>> {
    let of_need = |need: &Pattern| {
        let hits = facts.hits(need).into_iter();
        hits.filter(|hit| counts(facts, duty, need, hit, start)).collect::<Vec<_>>()
    };
    let mut found: Vec<Hit> = needs.iter().flat_map(of_need).collect();
    // What came before the beginning counts only where nothing came after it.
    let is_before = |hit: &Hit| start.span.clearly_after(hit.span, facts.guide().same_time);
    if found.iter().any(|hit| !is_before(hit)) {
        found.retain(|hit| !is_before(hit) || hit.id() == start.id());
    }
    found.sort_by_key(|hit| hit.span.earliest);
    found
}

/// Whether a record that satisfies a need counts for the duty that began with `start`.
pub(super) fn counts(
    facts: &Facts<'_, '_>,
    duty: &Duty,
    need: &Pattern,
    hit: &Hit<'_, '_>,
    start: Hit<'_, '_>,
) -> bool {
    let same_time = facts.guide().same_time;
    let is_before = start.span.clearly_after(hit.span, same_time);
    let in_time = match need.counts {
        Counts::Itself => hit.id() == start.id(),
        Counts::Another => !is_before && hit.id() != start.id(),
        Counts::Anywhere => true,
        Counts::Episode => facts.opened().is_none_or(|opened| hit.span.latest >= opened - same_time),
        // Of a later rise only what really came after it.
        Counts::BeforeFirst if is_first(facts, duty, start) => !is_before || is_before_first(facts, hit, start),
        Counts::BeforeFirst => !start.span.clearly_after(hit.span, TimeDelta::zero()),
        Counts::After => !is_before,
    };
    let rests = need.rests_on.as_ref().is_none_or(|field| {
        let named = hit.seen.and_then(|seen| seen.fields.get(field));
        let names = |value: &Value| value.as_str().is_some() && value.as_str() == start.id();
        named.is_some_and(|value| names(value) || value.as_array().is_some_and(|all| all.iter().any(names)))
    });
    in_time && rests
}

fn is_first(facts: &Facts<'_, '_>, duty: &Duty, start: Hit<'_, '_>) -> bool {
    duty.when.iter().any(|pattern| facts.first_hit(pattern).is_some_and(|hit| hit.id() == start.id()))
}

/// In this episode, and no other record of the kind that started the duty lies between.
fn is_before_first(facts: &Facts<'_, '_>, hit: &Hit<'_, '_>, start: Hit<'_, '_>) -> bool {
    let Some(starting) = start.seen else { return false };
    let same_time = facts.guide().same_time;
    let is_between = |seen: &Seen| {
        seen.record.fact.place() == starting.record.fact.place()
            && seen.record.head.id != starting.record.head.id
            && !hit.span.clearly_after(seen.span, same_time)
            && starting.span.clearly_after(seen.span, same_time)
    };
    let in_episode = facts.opened().is_none_or(|opened| hit.span.latest >= opened - same_time);
    in_episode && !facts.seen.iter().any(is_between)
}

fn is_out_of_order(facts: &Facts<'_, '_>, duty: &Duty, evidence: &[Hit<'_, '_>]) -> bool {
    let same_time = facts.guide().same_time;
    let limits: Vec<Span> =
        duty.not_after.iter().filter_map(|pattern| facts.first_hit(pattern).map(|hit| hit.span)).collect();
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
        let counts = seen.record.head.kind == "declaration"
            && seen.fields.get("item").and_then(Value::as_str) == Some(material)
            && start.is_none_or(|start| !start.clearly_after(seen.span, same_time));
        counts.then(|| seen.record.head.id.clone())
    })
}
