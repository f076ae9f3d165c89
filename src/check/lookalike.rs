//! C22: numbers of students that a spreadsheet or a keyboard may have changed: leading zeros, full-width digits,
//! powers of ten. Values are never corrected silently.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;

pub const CHECK: Check = Check {
    code: "C22",
    title: "学号写法可疑",
    severity: Severity::Warning,
    page: include_str!("lookalike.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let Some(id) = view.case.about.student.id.as_deref().filter(|_| view.is_last) else { return Vec::new() };
    let own = &view.case.number;
    let alike = |known: &super::Known<'_>| known.other_case(own).is_some() && known.id != Some(id);
    if let Some(known) = view.index.with_id(id).find(alike) {
        let message = format!("学号与{}的只差写法（前面的零、全角、科学记数、形近字母）", known.place());
        return vec![Found::new(message, "对照学籍系统：同一人的并成一份，不是同一人的把学号写全")];
    }
    if is_damaged(id) {
        return vec![Found::new(
            "学号像是被表格软件改成了科学记数",
            "对照学籍系统，用 crisis edit {case} 写回原来的学号",
        )];
    }
    Vec::new()
}

/// `2.02601E+07` is what a spreadsheet makes of a number; `1E5` may be one.
fn is_damaged(id: &str) -> bool {
    let upper = id.to_uppercase();
    upper.split_once("E+").is_some_and(|(number, power)| {
        number.chars().all(|letter| letter.is_ascii_digit() || letter == '.') && power.parse::<u32>().is_ok()
    })
}
