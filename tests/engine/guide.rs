//! Guides that must be refused, each with its line and its cure; and what an overlay may change.

use crate::common::cases::{self, WORDS, read_guide};
use crisis::duty::State;
use crisis::error::Error;
use crisis::guide::Guide;

fn refused(text: &str, overlay: Option<&str>) -> Vec<Error> {
    read_guide(text, overlay).err().expect("this guide must be refused")
}

fn sound(text: &str, overlay: Option<&str>) -> Guide {
    read_guide(text, overlay).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// The line on which a word first stands.
fn line_of(text: &str, word: &str) -> usize {
    text.lines().position(|line| line.contains(word)).expect("the word is there") + 1
}

const DUTY: &str = "
[[duty]]
code = \"D1\"
title = \"某事\"
clause = \"甲1\"
when = [{ kind = \"report\" }]
needs = [{ kind = \"meeting\" }]
due = \"at_once\"
";

#[test]
fn what_is_unsound_is_refused_with_its_line() {
    let table = [
        ("unknown key", DUTY.replace("due =", "duue ="), "duue"),
        ("unknown kind", DUTY.replace("\"meeting\"", "\"meating\""), "meating"),
        ("unknown field", DUTY.replace("kind = \"meeting\"", "kind = \"meeting\", porpose = \"x\""), "porpose"),
        ("unknown value", DUTY.replace("kind = \"meeting\"", "kind = \"agreement\", party = \"nobody\""), "nobody"),
        ("unknown role", DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", by_role = \"校工\""), "校工"),
        ("unknown level", DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", level = \"紫\""), "紫"),
        ("unknown clause", DUTY.replace("甲1", "乙9"), "乙9"),
        ("negative clock", DUTY.replace("\"at_once\"", "{ within = \"-24h\" }"), "-24h"),
        ("unknown unit", DUTY.replace("\"at_once\"", "{ within = \"24x\" }"), "24x"),
        ("unknown start", DUTY.replace("\"at_once\"", "{ within = \"24h\", from = \"sometime\" }"), "sometime"),
        (
            "own record",
            DUTY.replace("\"at_once\"", "{ within = \"24h\", from = { kind = \"meeting\" } }"),
            "code = \"D1\"",
        ),
        ("own duty", DUTY.replace("\"at_once\"", "{ within = \"24h\", from = { duty = \"D1\" } }"), "code = \"D1\""),
        ("no kind", DUTY.replace("kind = \"meeting\"", "purpose = \"x\""), "when ="),
        ("twice", format!("{DUTY}{DUTY}"), "code = \"D1\""),
        (
            "two marks",
            DUTY.replace("kind = \"meeting\"", "kind = \"meeting\", any_time = true, same_record = true"),
            "any_time",
        ),
    ];
    for (what, duty, word) in table {
        let text = format!("{WORDS}{duty}");
        let faults = refused(&text, None);
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.line).collect();
        let near = text.lines().enumerate().filter(|(_, line)| line.contains(word)).map(|(at, _)| at + 1);
        assert!(
            near.clone().any(|line| lines.contains(&line)),
            "{what}: {lines:?}, not {:?}: {}",
            near.collect::<Vec<_>>(),
            faults[0]
        );
        assert!(faults.iter().all(|fault| fault.fix.is_some()), "{what} has no cure");
    }
}

#[test]
fn what_a_role_sees_must_exist() {
    let table = [
        ("assesment", "没有“assesment”这种记录"),
        ("assessment.levle", "没有“levle”这一项"),
        ("assessment.id", "没有“id”这一项"),
        ("case.phone", "没有“phone”这一项"),
        ("training", "没有“training”这种记录"),
        ("amendment", "更正照抄了"),
        ("amendment.wrong", "更正照抄了"),
    ];
    for (entry, what) in table {
        let sees = format!("standing = \"temporary\", sees = [\"case.name\", \"{entry}\"]");
        let text = format!("{}{DUTY}", WORDS.replace("standing = \"temporary\"", &sees));
        let faults = refused(&text, None);
        assert!(faults[0].what.contains(what) && faults[0].fix.is_some(), "{entry}: {}", faults[0]);
        assert_eq!((faults.len(), faults[0].line), (1, Some(line_of(&text, "sees ="))), "{entry}");
    }
    let sees = "standing = \"temporary\", sees = [\"case\", \"contact\", \"material.sha256\", \"report.body\"]";
    sound(&format!("{}{DUTY}", WORDS.replace("standing = \"temporary\"", sees)), None);
}

#[test]
fn levels_of_one_order_are_refused() {
    let text = format!("{}{DUTY}", WORDS.replace("name = \"高\", order = 2", "name = \"高\", order = 1"));
    let faults = refused(&text, None);
    assert_eq!(faults.len(), 2, "one on each axis");
    assert!(faults[0].what.contains("分不出轻重"));
    assert_eq!(faults[0].line, Some(line_of(&text, "name = \"高\"")));
}

#[test]
fn clocks_in_a_circle_are_refused() {
    let second = DUTY
        .replace("D1", "D2")
        .replace("\"meeting\"", "\"plan\"")
        .replace("\"at_once\"", "{ within = \"1h\", from = { duty = \"D1\" } }");
    let first = DUTY.replace("\"at_once\"", "{ within = \"1h\", from = { duty = \"D2\" } }");
    let faults = refused(&format!("{WORDS}{first}{second}"), None);
    assert!(faults.iter().any(|fault| fault.what.contains("绕了一圈")));
}

#[test]
fn all_faults_are_collected_in_one_pass() {
    let text = format!("{WORDS}{}", DUTY.replace("甲1", "乙9").replace("\"meeting\"", "\"meating\""));
    assert_eq!(refused(&text, None).len(), 2);
}

#[test]
fn an_overlay_gives_numbers_with_their_source() {
    let text = format!("{WORDS}{DUTY}");
    let clock = "[[clock]]\nduty = \"D1\"\ndue = { within = \"1h\", from = \"known\" }\nsource = \"某文件\"\nconfirmed_by = \"某人\"\n";
    let guide = sound(&text, Some(clock));
    let case = cases::case(&[("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事")]);
    assert_eq!(cases::judged(&guide, &case, "2026-03-05 21:30", |outcome| outcome.state), State::Open);
    assert_eq!(cases::judged(&guide, &case, "2026-03-05 22:30", |outcome| outcome.state), State::Late);
    for (word, with) in [("\"某文件\"", "\"\""), ("\"某人\"", "\" \""), ("D1", "D9"), ("duty =", "dutty =")] {
        let faults = refused(&text, Some(&clock.replace(word, with)));
        assert_eq!(faults[0].path.as_ref().and_then(|path| path.to_str()), Some("test.clocks.toml"), "{word}");
    }
}

#[test]
fn a_duty_falls_away_with_its_material() {
    let duty = DUTY.replace("due =", "column = \"paper\"\ndue =");
    let with = sound(&format!("{WORDS}{duty}"), None);
    let without = WORDS.replace("material = [{ id = \"paper\", mark = \"①\", name = \"某纸\" }]", "");
    let without = sound(&format!("{without}{duty}"), None);
    assert_eq!((with.duties.len(), without.duties.len(), without.notes.len()), (1, 0, 1));
}
