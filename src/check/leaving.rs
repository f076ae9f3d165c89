//! C29: with whom a student in danger left: handed to somebody who is no guardian and stands in for none, or gone
//! without a handover on record (guide 二(二)1).

use chrono::NaiveDate;

use crate::check::{Check, Found, Look, View};
use crate::duty::Seen;
use crate::guide::Severity;
use crate::record::handover::Handover;
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C29",
    title: "学生离校时交给了谁",
    severity: Severity::Error,
    page: include_str!("leaving.md"),
    lists: &["outside", "guardians"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut told: Vec<NaiveDate> = Vec::new();
    for seen in &view.facts.seen {
        let day = day(view, seen.record);
        if view.facts.is_of_age_on(day) {
            continue;
        }
        match &seen.record.fact {
            Fact::Handover(handover) if !is_fit(view, handover, seen, day) => {
                found.push(to_a_stranger().of(seen.record));
            }
            Fact::Handover(_) => {}
            _ if !told.contains(&day) && is_in_danger(view, seen) && has_left(view, seen.record, day) => {
                told.push(day);
                found.push(without_handover().of(seen.record));
            }
            _ => {}
        }
    }
    found
}

fn to_a_stranger() -> Found {
    let fix = "立即核实学生在哪里、与谁在一起；确是监护人或其书面委托的人，用 crisis edit {case} 登记，写明委托书";
    Found::new("学生交给的人不是登记的监护人，也不是监护人委托的人", fix)
}

fn without_handover() -> Found {
    let fix = "补记当面交接：crisis record handover {case} --to 谁 --at 时间；没有当面交接的，写明后来怎样确认了安全";
    Found::new("处于危险的学生离校，当天没有当面交接的记录", fix).at_most(Severity::Notice)
}

fn day(view: &View<'_>, record: &Record) -> NaiveDate {
    record.head.at.date(view.facts.setting.calendar.zone)
}

/// Somebody to whom a child may be given. Where no guardian is registered nobody can say, and where one is under
/// suspicion a relative is right.
fn is_fit(view: &View<'_>, handover: &Handover, seen: &Seen<'_>, day: NaiveDate) -> bool {
    let (guardians, people) = (&view.case.about.guardians, &view.facts.people);
    let is_suspected = |name: &String| view.facts.was_suspect(name, seen.span);
    if guardians.is_empty() || guardians.iter().any(|guardian| is_suspected(&guardian.name)) {
        return true;
    }
    let delegates = || guardians.iter().flat_map(|guardian| &guardian.delegates);
    let stands_in = |name: &str| {
        let meant = people.meant(name);
        let mut valid = delegates().filter(|delegate| delegate.until.is_none_or(|until| day <= until));
        valid.any(|delegate| people.is_same(&people.meant(&delegate.name), &meant))
    };
    let is_staff = |name: &str| {
        let team = view.facts.setting.team;
        let is_role = view
            .guide()
            .roles
            .iter()
            .any(|role| name.contains(&role.name) || role.also.iter().any(|word| name.contains(word)));
        team.find(name).is_ok() || view.case.is_class_teacher(name, day) || is_role
    };
    let has = |list: &str, text: &str| view.list(CHECK.code, list).iter().any(|word| text.contains(word.as_str()));
    let is_fit = |to: &String| {
        people.is_guardian(to) || stands_in(to) || is_staff(to) || has("outside", to) || has("guardians", to)
    };
    handover.relation.as_deref().is_some_and(|relation| has("outside", relation)) || handover.to.iter().any(is_fit)
}

/// From the first report until an assessment says that it is no crisis.
fn is_in_danger(view: &View<'_>, seen: &Seen<'_>) -> bool {
    let before = view.facts.seen.iter().take_while(|other| other.span.earliest <= seen.span.latest);
    let mut danger = false;
    for other in before {
        match &other.record.fact {
            Fact::Report(_) => danger = true,
            Fact::Assessment(assessment) => danger = assessment.crisis,
            _ => {}
        }
    }
    danger
}

/// The record says so, and no handover or hospital of about that day says with whom.
fn has_left(view: &View<'_>, record: &Record, day: NaiveDate) -> bool {
    let words = view.words(CHECK.code);
    let says_so = view.passages(record).iter().filter(|passage| !passage.of_others).any(|passage| {
        let said = passage.mentions(words);
        said.iter().any(|word| !word.is_doubtful() && !word.is_asked_for() && !word.is_quoted())
    });
    says_so
        && !view.records().any(|other| {
            let is_known = match &other.fact {
                Fact::Handover(_) => true,
                Fact::Rescue(rescue) => rescue.hospital.is_some() || rescue.ambulance_at.is_some(),
                _ => false,
            };
            is_known && (self::day(view, other) - day).num_days().abs() <= 1
        })
}
