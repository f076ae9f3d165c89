//! What corrections make of records, and what stays to be seen of what was wrong.

use crisis::case::Case;
use crisis::tell;
use crisis::time::Calendar;

use crate::common::cases::{case, default_guide, level};

const CONTACT: (&str, &str, &str) = ("contact", "2026-03-05 22:00", "with: [父甲]\nvia: 电话\nreached: true\n");
const CRISIS: (&str, &str, &str) = (
    "assessment",
    "2026-03-05 22:10",
    "crisis: true\nrefer: false\ndimension: { emotion: 低落 }\nlevel: { risk: severe }\ntype: [self_harm]\n",
);

fn amendment(day: &'static str, rest: &'static str) -> (&'static str, &'static str, &'static str) {
    ("amendment", day, rest)
}

/// What the corrections of a record say of it, in the guide's words.
fn changes(case: &Case, id: &str) -> Vec<String> {
    let guide = default_guide();
    let said = case.amended(id).flat_map(|step| tell::changes(&guide, Calendar::default().zone, step));
    said.map(|change| change.to_string()).collect()
}

#[test]
fn a_corrected_field_shows_old_and_new_in_words() {
    let case = case(&[
        CONTACT,
        amendment(
            "2026-03-06 08:00",
            "amends: r1\nwrong: 打错\nright: 没有联系上\nset: { reached: false, minutes: 3 }\n",
        ),
        amendment("2026-03-06 08:10", "amends: r1\nright: 母亲也在\nadd: { with: [母乙] }\n"),
        amendment("2026-03-06 08:20", "amends: r1\nwrong: 没有用时\nright: 空着\nclear: [minutes]\n"),
    ]);
    assert!(case.faults.is_empty(), "{}", case.faults[0]);
    assert_eq!(
        changes(&case, "r1"),
        [
            "是否联系上：是 → 否",
            "用时几分钟：（原来没有）→ 3",
            "对方姓名：父甲 → 父甲；母乙",
            "用时几分钟：3 →（清空）"
        ]
    );
}

#[test]
fn what_was_taken_back_stays_to_be_seen_in_its_place() {
    let follow_up = ("follow_up", "2026-03-06 09:00", "state: 平稳\n");
    let retract = amendment("2026-03-06 08:00", "amends: r1\nwrong: 记错了人\nright: 不是他\nretract: true\n");
    let case = case(&[CONTACT, follow_up, retract]);
    assert!(case.record("r1").is_none());
    let told = case.told(1, Calendar::default().zone);
    let told: Vec<(&str, Option<&str>)> = told
        .iter()
        .map(|(record, taken)| (record.head.id.as_str(), taken.map(|step| step.by.head.id.as_str())))
        .collect();
    assert_eq!(told, [("r1", Some("r3")), ("r3", None), ("r2", None)]);
}

#[test]
fn a_correction_that_was_taken_back_changes_nothing() {
    let retract = |of: &'static str| ("amendment", "2026-03-06 09:00", of);
    let taken = amendment("2026-03-06 08:00", "amends: r1\nwrong: 记错了人\nright: 不是他\nretract: true\n");
    let back = case(&[CONTACT, taken, retract("amends: r2\nwrong: 没有记错\nright: 是他\nretract: true\n")]);
    assert!(back.faults.is_empty() && back.record("r1").is_some() && back.record("r2").is_none());
    // A correction corrected says what it should have said.
    let wrong = amendment("2026-03-06 08:00", "amends: r1\nright: 三分钟\nset: { minutes: 30 }\n");
    let right = retract("amends: r2\nwrong: 多写一个零\nright: 三分钟\nset: { set: { minutes: 3 } }\n");
    let case = case(&[CONTACT, wrong, right]);
    assert_eq!(changes(&case, "r1"), ["用时几分钟：（原来没有）→ 3"]);
    // Corrections that correct each other, as only a hand can write them, end in a fault and not in a circle.
    let circle = [amendment("2026-03-06 08:00", "amends: r2\nright: 一\n"), retract("amends: r1\nright: 二\n")];
    assert_eq!(self::case(&circle).faults.len(), 1);
}

#[test]
fn a_crisis_that_was_none_leaves_no_level_and_no_type() {
    let level = |case: &Case| level(&default_guide(), case);
    assert!(!level(&case(&[CRISIS])).is_empty());
    let none = "amends: r1\nwrong: 误写\nright: 不是危机\nset: { crisis: false }\n";
    let corrected = case(&[CRISIS, amendment("2026-03-06 08:00", none)]);
    let fields = &corrected.record("r1").unwrap().fields;
    assert!(level(&corrected).is_empty() && !fields.contains_key("type") && !fields.contains_key("level"));
    let said = "amends: r1\nwrong: 误写\nright: 不是危机\nset: { crisis: false, level: { risk: mild } }\n";
    let fields = &case(&[CRISIS, amendment("2026-03-06 08:00", said)]).record("r1").unwrap().fields.clone();
    assert!(fields.contains_key("level") && !fields.contains_key("type"));
}
