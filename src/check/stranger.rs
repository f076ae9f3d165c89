//! C30: a suspect whom the file can't match to anybody, so that nothing can be said about what that person is told or
//! signs.

use crate::case::people;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Record;

pub const CHECK: Check = Check {
    code: "C30",
    title: "对不上的疑似加害人",
    severity: Severity::Warning,
    page: include_str!("stranger.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let is_said_unknown = |name: &str| view.words(CHECK.code).iter().any(|word| name.contains(word.as_str()));
    let is_unmatched = |name: &String| {
        !view.facts.people.knows(name) && !is_said_unknown(name) && view.index.named(name).next().is_none()
    };
    let concerned: Vec<&Record> =
        view.records().filter(|record| people::suspects(record).iter().any(is_unmatched)).collect();
    if concerned.is_empty() {
        return Vec::new();
    }
    let relations: Vec<&str> =
        view.case.about.guardians.iter().filter_map(|guardian| guardian.relation.as_deref()).collect();
    let registered = if relations.is_empty() {
        "没有登记监护人的关系".to_owned()
    } else {
        format!("登记的监护人是：{}", relations.join("、"))
    };
    let message = format!("疑似加害人对不上登记过的任何人，他知道什么、签了什么都看不出来；{registered}");
    let fix = "就是登记的人，更正成登记的写法；另有其人，用 crisis edit {case} 登记他的姓名和关系，或写明“身份不明”";
    vec![Found::new(message, fix).of_all(&concerned)]
}
