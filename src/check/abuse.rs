//! C10: what must not happen with a suspected abuser, guardian or member of staff: the student handed over, what the
//! student said passed on, a signature shown as protection, a seat at the table, a key to the file. Whether the law's
//! report was answered is a duty's question.

use crate::access::Rules;
use crate::check::prose::{Mention, mentions};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::agreement::{Outcome, Party};
use crate::record::parts::{Notified, Person};
use crate::record::referral::Receipt;
use crate::record::{Fact, Record};
use crate::team::Member;

pub const CHECK: Check = Check {
    code: "C10",
    title: "疑似加害人",
    severity: Severity::Error,
    page: include_str!("abuse.md"),
    lists: &["speakers", "sayings", "matters"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let found = view.facts.seen.iter().filter_map(|seen| {
        let is_suspect = |name: &str| view.facts.was_suspect(name, seen.span);
        with_suspect(view, seen.record, &is_suspect).map(|found| found.of(seen.record))
    });
    found.chain(with_access(view)).collect()
}

/// Members of the team who are under suspicion and may open the case.
fn with_access<'v>(view: &'v View<'_>) -> impl Iterator<Item = Found> + 'v {
    let team = view.facts.setting.team;
    let rules = Rules { team, guide: view.guide(), recovery: None, day: view.today() };
    let may_open = move |member: &&Member| {
        (view.facts.is_suspect(&member.id) || view.facts.is_suspect(&member.name))
            && rules.may_open(member, &view.case.about)
    };
    team.members.iter().filter(may_open).map(|member| {
        let fix = format!("crisis revoke {{case}} {} --why 理由", member.id);
        Found::new(format!("疑似加害人（成员 {}）可以打开这份档案", member.id), fix)
    })
}

fn with_suspect(view: &View<'_>, record: &Record, is_suspect: &dyn Fn(&str) -> bool) -> Option<Found> {
    let any = |names: &[String]| names.iter().any(|name| is_suspect(name));
    if let Fact::Contact(contact) = &record.fact {
        return (contact.reached && any(&contact.with)).then(|| reveals(view, record)).flatten();
    }
    let fix = "另找可靠的监护人、亲属或青少年保护部门；已经做了的如实保留，并写明补救";
    let message =
        signs(view, record, &any).or_else(|| is_told(record, is_suspect)).or_else(|| is_there(record, is_suspect));
    message.map(|message| Found::new(message, fix))
}

/// A signature of theirs that would count.
fn signs(view: &View<'_>, record: &Record, any: &dyn Fn(&[String]) -> bool) -> Option<&'static str> {
    match &record.fact {
        Fact::Agreement(agreement)
            if agreement.party == Party::Guardian && agreement.outcome == Outcome::Signed && any(&agreement.signer) =>
        {
            Some("协议由疑似加害人签字，不能当作对学生的保护")
        }
        Fact::Referral(referral)
            if matches!(referral.receipt, Some(Receipt::Received | Receipt::Agreed)) && any(&referral.receipt_by) =>
        {
            Some("建议书由疑似加害人签收")
        }
        Fact::Material(material)
            if any(&material.signer)
                && view.materials(CHECK.code).iter().any(|id| id == view.category(&material.category.0)) =>
        {
            Some("归档的文件由疑似加害人签字，不能当作对学生的保护")
        }
        _ => None,
    }
}

fn is_told(record: &Record, is_suspect: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let notified = |list: &[Notified]| list.iter().any(|told| told.who.as_deref().is_some_and(is_suspect));
    match &record.fact {
        Fact::Disclosure(told) if !told.improper && is_suspect(&told.to) => Some("把学生的情况告诉了疑似加害人"),
        Fact::Rescue(rescue) if rescue.guardian_told.iter().any(|name| is_suspect(name)) => {
            Some("把学生的情况告诉了疑似加害人")
        }
        Fact::Report(report) if notified(&report.notified) => Some("向疑似加害人报告了学生的情况"),
        Fact::Assessment(assessment) if notified(&assessment.notified) => Some("向疑似加害人报告了学生的情况"),
        _ => None,
    }
}

/// With the student, or where the student is spoken of.
fn is_there(record: &Record, is_suspect: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let any = |names: &[String]| names.iter().any(|name| is_suspect(name));
    let among = |people: &[Person]| people.iter().any(|person| person.who.as_deref().is_some_and(is_suspect));
    match &record.fact {
        Fact::Handover(handover) if any(&handover.to) => Some("把学生交给了疑似加害人"),
        Fact::Report(report) if any(&report.stays_with) => Some("陪着学生的是疑似加害人"),
        Fact::Rescue(rescue) if any(&rescue.accompanied_by) || among(&rescue.followed_by) => {
            Some("陪同就医或跟进的是疑似加害人")
        }
        Fact::SafetyPlan(plan) if plan.company.iter().chain(&plan.helpers).any(|helper| is_suspect(helper)) => {
            Some("安全计划里可以求助的人是疑似加害人")
        }
        Fact::Meeting(meeting) if among(&meeting.participants) => Some("商议的参加人里有疑似加害人"),
        Fact::Plan(plan) if among(&plan.actors) => Some("方案由疑似加害人实施"),
        Fact::Assessment(assessment) if among(&assessment.present) => Some("评估时疑似加害人在场"),
        Fact::Intervention(intervention) if among(&intervention.participants) => Some("干预时疑似加害人在场"),
        _ => None,
    }
}

/// What the student told the school was passed on to the one it is about: said in the student's name. What that
/// person said does not count.
fn reveals(view: &View<'_>, record: &Record) -> Option<Found> {
    let speakers = speakers(view);
    let said = view.passages(record).iter().filter(|passage| passage.field != "said").find_map(|passage| {
        let phrases = passage.mentions(view.words(CHECK.code));
        let told = phrases.iter().any(|word| !word.is_denied())
            || mentions(passage.text, &speakers).iter().any(|who| says(view, who));
        told.then_some(passage.label)
    })?;
    let message = format!("〔{said}〕里看得出，学生说的话传到了疑似加害人那里");
    Some(Found::new(message, "立即评估学生的安全并采取保护措施；写明补救，今后与此人的联系不提学生说过什么"))
}

/// What the student may be called: the guide's words, and the names with and without the surname.
fn speakers(view: &View<'_>) -> Vec<String> {
    let student = &view.case.about.student;
    let names = [&student.name].into_iter().chain(&student.also).flat_map(|name| {
        let given: String = name.chars().skip(1).collect();
        [name.clone(), given]
    });
    let names = names.filter(|name| name.chars().count() > 1);
    view.guide().people.student.iter().chain(view.list(CHECK.code, "speakers").iter()).cloned().chain(names).collect()
}

/// The student says, soon after being named, something about what that person may have done.
fn says(view: &View<'_>, who: &Mention<'_>) -> bool {
    /// 孩子昨天晚上跟老师说
    const NEAR: usize = 10;
    let rest = &who.rest()[who.word.len()..];
    let saying = view.list(CHECK.code, "sayings").iter().filter_map(|word| Some((rest.find(word.as_str())?, word)));
    let Some((at, word)) = saying.min() else { return false };
    let told = &rest[at + word.len()..];
    rest[..at].chars().count() <= NEAR
        && !rest[..at].contains(['没', '不', '未'])
        && !who.is_denied()
        && view.list(CHECK.code, "matters").iter().any(|matter| told.contains(matter.as_str()))
}
