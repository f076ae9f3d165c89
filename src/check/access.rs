//! C24: somebody who left and can still read (网络保护条例 36: no more access than the work needs).

use crate::case::Access;
use crate::check::{Check, Found, Look, School, View};
use crate::guide::Severity;
use crate::team::Member;

pub const CHECK: Check = Check {
    code: "C24",
    title: "离开的人仍有权限",
    severity: Severity::Warning,
    page: include_str!("access.md"),
    lists: &[],
    look: Look::Both(of_case, of_school),
};

fn of_case(view: &View<'_>) -> Vec<Found> {
    if !view.is_last {
        return Vec::new();
    }
    let today = view.today();
    let team = &view.facts.setting.team.members;
    let fix = |member: &str| format!("crisis revoke {{case}} {member}；确需保留的，写明新的期限和批准人");
    let mut found = Vec::new();
    // The last word about a member decides; what was taken back is no access.
    let latest = |access: &&Access| {
        let mut later = view.case.about.access.iter().rev();
        later.find(|other| other.member == access.member).is_some_and(|last| std::ptr::eq(last, *access))
    };
    for access in view.case.about.access.iter().filter(latest).filter(|access| access.revoked.is_none()) {
        let has_left = team.iter().any(|member| member.id == access.member && left(member, today));
        let has_run_out = access.until.is_some_and(|until| until < today);
        let message = match (has_left, has_run_out) {
            (true, _) => "已离开工作小组，case.yaml 里仍有权限",
            (_, true) => "授权期限已过，case.yaml 里仍有权限",
            _ => continue,
        };
        found.push(Found::new(format!("成员 {} {message}", access.member), fix(&access.member)));
    }
    found
}

/// Whoever still has a key on the list gets every new case sealed to it.
fn of_school(school: &School<'_>) -> Vec<Found> {
    let holds_key = |member: &&Member| member.key.is_some() && left(member, school.day);
    let found = |member: &Member| {
        let message = format!("成员 {} 已离开工作小组，team.yaml 里仍有公钥", member.id);
        Found::new(message, format!("收回其权限并删去公钥：crisis revoke 案号 {}", member.id))
    };
    school.team.members.iter().filter(holds_key).map(found).collect()
}

fn left(member: &Member, today: chrono::NaiveDate) -> bool {
    member.until.is_some_and(|until| until < today)
}
