//! What a duty says to no effect: a mark where nothing reads it, a list that nothing asks for, a condition that can
//! never hold. A guide that means something by it would be wrong in silence.

use std::ops::Range;

use serde_json::Value;

use super::faults::Faults;
use super::redundant::check_redundant;
use crate::guide::Guide;
use crate::guide::duty::{Due, Duty, Each, From};
use crate::guide::pattern::{Counts, Matcher, Pattern, Starts};
use crate::record::shape::{self, Form};

pub(super) fn check_effects(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let mut say = |word: &str, what: String, fix: &str| faults.say(span, word, what, fix);
    if !duty.declined.is_empty() && duty.awaits.is_empty() {
        say(
            "declined",
            "写了 declined 而没有 awaits，不起作用".to_owned(),
            "写上 awaits（要等校外先做的事），或删去 declined",
        );
    }
    if duty.beside.iter().any(|pattern| pattern.remark.is_none()) {
        say("beside", "beside 里的条件没有写要说的话，不起作用".to_owned(), "每一项写上 remark = \"……\"");
    }
    if let Due::MovesOn(patterns) = &duty.due
        && patterns.iter().any(|pattern| pattern.starts != Starts::First)
    {
        say("moves_on", "moves_on 里写 rises、current 不起作用".to_owned(), "删去这个标记");
    }
    if duty.each != Each::Once && duty.when.last().is_some_and(|last| last.starts == Starts::Current) {
        say("current", "each 与 current 写在一起不起作用".to_owned(), "删去其中一个");
    }
    if !duty.whiles.is_empty() && matches!(duty.each, Each::Item | Each::Day) {
        say("while", "each = \"item\"、\"day\" 与 while 写在一起不起作用".to_owned(), "删去其中一个");
    }
    if duty.whiles.iter().any(|pattern| !pattern.any.is_empty() || pattern.kinds.is_empty()) {
        let fix = "写成一种记录：看这种记录里最近的一条，例如 { kind = \"assessment\", crisis = true }";
        say("while", "while 里不能写 any 和 kind = \"*\"".to_owned(), fix);
    }
    let starts = duty.when.iter().flat_map(Pattern::alternatives).flat_map(|pattern| pattern.kinds.iter());
    let knows = |kind: &String| shape::of_name(kind).iter().any(|field| field.name == "known");
    if matches!(&duty.due, Due::Within { from: From::Known, .. }) && !starts.clone().any(knows) {
        let what = format!("职责 {} 的时钟从得知（known）起算，引起它的记录却没有这个时间", duty.code);
        say("known", what, "写 from = \"happened\"（发生）、\"written\"（写下），或者不写 from（从职责产生起）");
    }
    let others =
        [&duty.when, &duty.whiles, &duty.needs, &duty.refused, &duty.awaits, &duty.declined, &duty.beside, &duty.never];
    if others.into_iter().flat_map(|list| alternatives(list)).any(|pattern| pattern.after_start) {
        say("after_start", "“after_start”写在这里不起作用".to_owned(), "只有 unless 里的条件可以写它");
    }
    starts_alone(duty, span, faults);
    counts_alone(duty, span, faults);
    can_begin(duty, span, faults);
    can_be_met(duty, span, faults);
    has_items(duty, span, faults);
    check_redundant(duty, span, faults);
}

pub(super) fn alternatives(patterns: &[Pattern]) -> impl Iterator<Item = &Pattern> {
    patterns.iter().flat_map(Pattern::alternatives)
}

/// `rises` and `current` say which record starts a duty; nothing else starts one.
fn starts_alone(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let others = [
        &duty.whiles,
        &duty.unless,
        &duty.needs,
        &duty.refused,
        &duty.awaits,
        &duty.declined,
        &duty.beside,
        &duty.attempts,
        &duty.never,
    ];
    let marked = others.into_iter().flat_map(|list| alternatives(list)).chain(within_any(&duty.when));
    for pattern in marked.filter(|pattern| pattern.starts != Starts::First) {
        let key = if pattern.starts == Starts::Rise { "rises" } else { "current" };
        let what = format!("“{key}”写在这里不起作用");
        faults.say(span, key, what, "只有 when 里直接写的条件（不在 any 里）可以写它");
    }
}

fn within_any(patterns: &[Pattern]) -> impl Iterator<Item = &Pattern> {
    patterns.iter().flat_map(|pattern| &pattern.any)
}

/// When a record counts is asked of what discharges a duty, of nothing else.
fn counts_alone(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let others = [&duty.when, &duty.whiles, &duty.unless, &duty.awaits, &duty.beside, &duty.not_after];
    for pattern in others.into_iter().flat_map(|list| alternatives(list)) {
        let Some(key) = counts_word(pattern.counts).or_else(|| pattern.rests_on.as_ref().map(|_| "rests_on")) else {
            continue;
        };
        let what = format!("“{key}”写在这里不起作用");
        faults.say(span, key, what, "只有 needs、never、refused、attempts、declined 里的条件可以写它");
    }
}

/// The mark that says so.
pub(super) const fn counts_word(counts: Counts) -> Option<&'static str> {
    match counts {
        Counts::After => None,
        Counts::Anywhere => Some("any_time"),
        Counts::Episode => Some("in_episode"),
        Counts::BeforeFirst => Some("before_first"),
        Counts::Another => Some("another"),
        Counts::Itself => Some("same_record"),
    }
}

/// A duty of which an exception holds whenever it would begin.
fn can_begin(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let always = |when: &Pattern| {
        when.alternatives().iter().all(|start| alternatives(&duty.unless).any(|unless| is_wider(unless, start)))
    };
    if duty.when.iter().any(always) {
        let what = format!("职责 {} 永远不会产生：when 一成立，unless 也成立", duty.code);
        faults.say(span, "unless", what, "改 when 或 unless；不要这项职责的，整段删去");
    }
    let lists = [&duty.when, &duty.needs, &duty.never];
    let empty = |pattern: &&Pattern| {
        let none = |(_, matcher): &(String, Matcher)| matches!(matcher, Matcher::OneOf(values) if values.is_empty());
        pattern.fields.iter().any(none)
    };
    if lists.into_iter().flat_map(|list| alternatives(list)).any(|pattern| empty(&pattern)) {
        let what = format!("职责 {} 里有一个条件一个值也没有写，永远不会成立", duty.code);
        faults.say(span, "[]", what, "写上至少一个值，或删去这个条件");
    }
}

/// A duty that no record can discharge in time, or of which nothing ever says when.
fn can_be_met(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let starts: Vec<&Pattern> = alternatives(&duty.when).collect();
    for need in alternatives(&duty.needs).filter(|need| need.counts == Counts::Itself) {
        let is_any = |pattern: &Pattern| pattern.kinds.is_empty();
        let shares = |start: &&Pattern| start.kinds.iter().any(|kind| need.kinds.contains(kind));
        if !is_any(need) && !starts.iter().any(|start| is_any(start) || shares(start)) {
            let what = format!("职责 {} 永远做不到：needs 要在引起它的那条记录里找，种类却不同", duty.code);
            faults.say(span, "same_record", what, "删去 same_record，或把 kind 改成 when 里的种类");
        }
    }
    let promises = |kind: &String| shape::of_name(kind).iter().any(|field| field.name == "next");
    let mut kinds = starts.into_iter().chain(alternatives(&duty.needs)).flat_map(|pattern| pattern.kinds.iter());
    if matches!(duty.due, Due::Promised) && !kinds.any(promises) {
        let what = format!("职责 {} 按约定的日子（next）到期，它的记录里却没有这一项", duty.code);
        faults.say(span, "promised", what, "换一种期限，或在 when、needs 里用有 next 的记录");
    }
}

/// Conditions of `while` on one kind all look at the same latest record: what no record can say at once never holds.
pub(super) fn hold_together(duty: &Duty, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) {
    for (at, one) in duty.whiles.iter().enumerate() {
        for other in &duty.whiles[at + 1..] {
            if one.kinds != other.kinds || one.by_role != other.by_role {
                continue;
            }
            let both = one.fields.iter().filter_map(|(name, one)| {
                let (_, other) = other.fields.iter().find(|(known, _)| known == name)?;
                Some((name, values(guide, one)?, values(guide, other)?))
            });
            let form = |name: &str| {
                let mut fields = one.kinds.iter().flat_map(|kind| shape::of_name(kind));
                fields.find(|field| field.name == name).map(|field| &field.form)
            };
            let is_one = |name: &str| match form(name) {
                Some(Form::List(_)) | None => false,
                Some(Form::Pairs(..)) => guide.axes.len() == 1,
                Some(_) => true,
            };
            for (name, one, other) in both.filter(|(name, ..)| is_one(name)) {
                if !one.iter().any(|value| other.contains(value)) {
                    let what = format!("职责 {} 的 while 里，“{name}”的两个条件不会同时成立，永远不要求", duty.code);
                    let fix = "while 里的各项都要成立；任何一个都算的，写在一个条件里，例如 level = [\"甲\", \"乙\"]";
                    faults.say(span, "while", what, fix);
                }
            }
        }
    }
}

/// What may be said so that the condition holds, where that can be listed.
fn values(guide: &Guide, matcher: &Matcher) -> Option<Vec<Value>> {
    match matcher {
        Matcher::OneOf(values) => Some(values.clone()),
        Matcher::AtLeast(Value::String(least)) => {
            let least = guide.levels.iter().find(|level| level.id == *least)?;
            let graver = guide.levels.iter().filter(|level| level.axis == least.axis && level.order >= least.order);
            Some(graver.map(|level| Value::from(level.id.clone())).collect())
        }
        _ => None,
    }
}

/// Whether a condition holds of every record of which the other one holds.
fn is_wider(wide: &Pattern, narrow: &Pattern) -> bool {
    let kinds =
        wide.kinds.is_empty() || !narrow.kinds.is_empty() && narrow.kinds.iter().all(|kind| wide.kinds.contains(kind));
    let hands = wide.by_role.is_empty() || wide.by_role == narrow.by_role;
    let fields = wide
        .fields
        .iter()
        .all(|(name, wide)| narrow.fields.iter().any(|(other, narrow)| name == other && holds_too(wide, narrow)));
    !wide.after_start && kinds && hands && fields && (wide.time.is_none() || wide.time == narrow.time)
}

fn holds_too(wide: &Matcher, narrow: &Matcher) -> bool {
    match (wide, narrow) {
        (Matcher::OneOf(wide), Matcher::OneOf(narrow)) => narrow.iter().all(|value| wide.contains(value)),
        (Matcher::Present(true), Matcher::OneOf(_) | Matcher::Present(true))
        | (Matcher::Present(false), Matcher::Present(false)) => true,
        _ => false,
    }
}

/// Pieces of evidence are read off `evidence`, and filed as a `category`.
fn has_items(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    if duty.each != Each::Item {
        return;
    }
    let names = |patterns: &[Pattern], field: &str| {
        alternatives(patterns).any(|pattern| pattern.fields.iter().any(|(name, _)| name == field))
    };
    if !duty.when.last().is_some_and(|last| names(std::slice::from_ref(last), "evidence")) {
        let what = format!("职责 {} 写了 each = \"item\"，而 when 里没有 evidence，不会有任何一件", duty.code);
        faults.say(span, "each", what, "when 的最后一项写 evidence = \"……\"");
    }
    if !names(&duty.needs, "category") {
        let what = format!("职责 {} 写了 each = \"item\"，而 needs 里没有 category，归档了什么也不算", duty.code);
        faults.say(span, "each", what, "needs 写 { kind = [\"material\", \"elsewhere\"], category = \"……\" }");
    }
}
