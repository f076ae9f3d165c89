//! C10: what must not happen with a suspected abuser: the student handed over, what the student said passed on,
//! a signature shown as protection. Whether the law's report was answered is a duty's question.

use crate::check::prose::{mentions, passages};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::agreement::{Outcome, Party};
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C10",
    title: "疑似加害人",
    severity: Severity::Error,
    page: include_str!("abuse.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let found = view.facts.seen.iter().filter_map(|seen| {
        let is_suspect = |name: &str| view.facts.was_suspect(name, seen.span);
        with_suspect(view, seen.record, &is_suspect).map(|found| found.of(seen.record))
    });
    found.collect()
}

fn with_suspect(view: &View<'_>, record: &Record, is_suspect: &dyn Fn(&str) -> bool) -> Option<Found> {
    let fix = "另找可靠的监护人、亲属或青少年保护部门；已经做了的如实保留，并写明补救";
    let found = |message: &str| Some(Found::new(message, fix));
    match &record.fact {
        Fact::Agreement(agreement)
            if agreement.party == Party::Guardian
                && agreement.outcome == Outcome::Signed
                && agreement.signer.iter().any(|name| is_suspect(name)) =>
        {
            found("协议由疑似加害人签字，不能当作对学生的保护")
        }
        Fact::Handover(handover) if handover.to.iter().any(|name| is_suspect(name)) => found("把学生交给了疑似加害人"),
        Fact::Disclosure(told) if !told.improper && is_suspect(&told.to) => found("把学生的情况告诉了疑似加害人"),
        Fact::Report(report) if report.stays_with.iter().any(|name| is_suspect(name)) => {
            found("陪着学生的是疑似加害人")
        }
        Fact::SafetyPlan(plan) if plan.company.iter().chain(&plan.helpers).any(|helper| is_suspect(helper)) => {
            found("安全计划里可以求助的人是疑似加害人")
        }
        Fact::Contact(contact) if contact.reached && contact.with.iter().any(|name| is_suspect(name)) => {
            reveals(view, record)
        }
        _ => None,
    }
}

/// What the student told the school was passed on to the one it is about. What that person said does not count.
fn reveals(view: &View<'_>, record: &Record) -> Option<Found> {
    let said = passages(record).into_iter().filter(|passage| passage.field != "said").find_map(|passage| {
        let told = mentions(passage.text, view.words(CHECK.code));
        told.iter().any(|word| !word.is_denied()).then_some(passage.label)
    })?;
    let message = format!("〔{said}〕里看得出，学生说的话传到了疑似加害人那里");
    Some(Found::new(message, "立即评估学生的安全并采取保护措施；写明补救，今后与此人的联系不提学生说过什么"))
}
