//! C31: something changed (a result, a return, the way back to school), somebody noted that all is as before, and nobody
//! has assessed since (guide 四·持续).

use crate::check::{Check, Found, Look, View};
use crate::duty::Seen;
use crate::guide::{Guide, Severity};
use crate::record::Fact;
use crate::record::enrolment::Change;

pub const CHECK: Check = Check {
    code: "C31",
    title: "情况变了，没有重新评估",
    severity: Severity::Notice,
    page: include_str!("reassess.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let seen = &view.facts.seen;
    let is_crisis = seen.iter().rev().find_map(|seen| match &seen.record.fact {
        Fact::Assessment(assessment) => Some(assessment.crisis),
        _ => None,
    });
    let last_assessed = seen.iter().rposition(|seen| matches!(seen.record.fact, Fact::Assessment(_)));
    let (Some(true), Some(last)) = (is_crisis, last_assessed) else { return Vec::new() };
    let after = &seen[last + 1..];
    let Some(at) = after.iter().position(|seen| changes(view.guide(), seen)) else { return Vec::new() };
    let changed = &after[at];
    let is_as_before = |text: &str| view.words(CHECK.code).iter().any(|word| text.contains(word.as_str()));
    let follows = |seen: &&Seen<'_>| matches!(&seen.record.fact, Fact::FollowUp(follow) if is_as_before(&follow.state));
    let Some(followed) = after[at + 1..].iter().find(follows) else { return Vec::new() };
    let day = changed.record.head.at.date(view.facts.setting.calendar.zone);
    let message =
        format!("{day} 情况有了变化（{}），之后的跟踪只写情况同前，没有重新评估过等级", changed.record.head.id);
    vec![Found::new(message, "由评估人重新评估一次：crisis assess {case}").of(followed.record)]
}

fn changes(guide: &Guide, seen: &Seen<'_>) -> bool {
    match &seen.record.fact {
        Fact::Diagnosis(_) => true,
        Fact::Enrolment(enrolment) => guide.change(enrolment) == Some(Change::Resume),
        Fact::FollowUp(follow) => follow.back.is_some(),
        Fact::Contact(contact) => contact.back.is_some(),
        _ => false,
    }
}
