//! C21: one student in two folders (guide 五(三)1 一人一案).

use crate::check::index::{Known, plain_id};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;

pub const CHECK: Check = Check {
    code: "C21",
    title: "一名学生有两份档案",
    severity: Severity::Error,
    page: include_str!("same_student.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let student = &view.case.about.student;
    if !view.is_last || student.name.is_empty() {
        return Vec::new();
    }
    let own = &view.case.number;
    let other = |known: &Known<'_>| known.other_case(own).is_some();
    let fix = "留下先开的一份，把另一份的经过用 crisis record 记进来，原来的那份移出 cases 保存";
    let same_id = |known: &Known<'_>| known.id == student.id.as_deref();
    if let Some(known) = student.id.iter().flat_map(|id| view.index.with_id(id)).filter(other).find(same_id) {
        return vec![Found::new(format!("{}写着同一个学号", known.place()), fix)];
    }
    let same = |known: &Known<'_>| {
        known.class.is_some() && known.class == student.class.as_deref() && !are_two(*known, student.id.as_deref())
    };
    let twin = view.index.named(&student.name).filter(other).find(same);
    let found = twin.map(|known| {
        let message = format!("{}的学生同名同班", known.place());
        let fix = format!("{fix}；确是两个人的，在 case.yaml 里写上各自的学号");
        Found::new(message, fix).at_most(Severity::Warning)
    });
    found.into_iter().collect()
}

/// Two numbers that are not even alike are of two students.
fn are_two(known: Known<'_>, id: Option<&str>) -> bool {
    known.id.zip(id).is_some_and(|(one, other)| plain_id(one) != plain_id(other))
}
