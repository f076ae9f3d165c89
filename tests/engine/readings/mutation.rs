//! A file in which every column of the checklist is there; whatever is taken away, its column is there no more.

use super::*;

const TOLD: Told = (
    "report",
    "05 21:00",
    "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nstays_with: [师乙]\nabsent: [{ from: 2026-03-06 }]\n\
     notified: [{ role: counsellor, who: 辅甲 }]\nevidence: [{ kind: recording }, { kind: chat }, { kind: photo }]",
);
const LEAVE: &str = "from: 2026-03-06\ntype: 病假";
const GUARDIAN: &str = "party: guardian\nsigner: 林父\noutcome: signed";
const RESULT: &str = "institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常";

fn everything() -> Vec<Told<'static>> {
    vec![
        TOLD,
        REFER,
        CONTACT,
        MEETING,
        SIGNED,
        paper("06 10:10", "category: agreement_student\nof: r5"),
        ("agreement", "06 10:20", GUARDIAN),
        paper("06 10:30", "category: agreement_guardian\nof: r7"),
        LETTER,
        paper("06 10:40", "category: referral\nof: r9"),
        ("diagnosis", "12 10:00", RESULT),
        paper("12 10:10", "category: diagnosis\nof: r11"),
        ("leave", "06 11:00", LEAVE),
        ("intervention", "09 09:00", "participants: [{ role: counsellor, who: 辅甲 }]\nprocess: 谈话"),
        paper("06 11:10", "category: recording\nbasis: 同意\nof: r1/1"),
        paper("06 11:20", "category: chat\nprovided_by: 林父\nof: r1/2"),
        paper("06 11:30", "category: photo\nprovided_by: 林父\nof: r1/3"),
    ]
}

/// The cell of the first episode, with the record of that number said differently.
fn changed(mark: &str, number: usize, told: Told<'static>) -> String {
    let mut records = everything();
    records[number - 1] = told;
    let audit = audits(ABOUT, &records, "2026-03-20 09:00").remove(0);
    let (_, state) = audit.materials.iter().find(|(name, _)| name.starts_with(mark)).unwrap();
    state.as_str().unwrap().to_owned()
}

/// Which record of [`everything`] is the act or the file of each column.
const COLUMNS: [(&str, usize); 14] = [
    ("①", 13),
    ("②", 9),
    ("②", 10),
    ("③", 11),
    ("③", 12),
    ("④", 5),
    ("④", 6),
    ("⑤", 7),
    ("⑤", 8),
    ("⑥", 14),
    ("⑦", 15),
    ("⑧", 3),
    ("⑨", 16),
    ("⑩", 17),
];

#[test]
fn with_everything_every_column_is_there() {
    for (mark, number) in COLUMNS {
        assert_eq!(changed(mark, number, everything()[number - 1]), "met", "{mark}");
    }
}

#[test]
fn without_the_record_its_column_is_not() {
    for (mark, number) in COLUMNS {
        assert_ne!(
            changed(mark, number, ("waiver", "06 12:00", "code: K01\nreason: 某\napproved_by: p")),
            "met",
            "{mark} r{number}"
        );
    }
}

#[test]
fn in_another_episode_its_column_is_not() {
    for (mark, number) in COLUMNS {
        let (kind, when, rest) = everything()[number - 1];
        // A file is tied to its act, in whichever episode it was added.
        if kind == "material" {
            continue;
        }
        let rest: &'static str = Box::leak(format!("episode: 2\n{rest}").into_boxed_str());
        assert_ne!(changed(mark, number, (kind, when, rest)), "met", "{mark} r{number}");
    }
}

#[test]
fn a_file_that_is_not_there_or_not_whole_counts_nowhere() {
    for (mark, number) in COLUMNS {
        let (kind, when, rest) = everything()[number - 1];
        if kind != "material" {
            continue;
        }
        for fault in ["# gone", "# empty", "# changed"] {
            let rest: &'static str = Box::leak(format!("{rest} {fault}").into_boxed_str());
            assert_ne!(changed(mark, number, (kind, when, rest)), "met", "{mark} {fault}");
        }
        let untied: &'static str = Box::leak(rest.split("\nof: ").next().unwrap().to_owned().into_boxed_str());
        let is_evidence = rest.contains("of: r1/");
        assert_eq!(changed(mark, number, (kind, when, untied)) == "met", is_evidence, "{mark} untied");
    }
}

#[test]
fn the_papers_own_date_and_the_hand_count() {
    for (mark, number, rest) in [
        ("②", 10, "category: referral\nof: r9\ndated: 2026-02-28"),
        ("③", 12, "category: diagnosis\nof: r11\ndated: 2026-02"),
        ("④", 6, "category: agreement_student\nof: r5\ndated: 2026-03-04"),
        ("④", 6, "category: agreement_student\nof: r5\nsigner: [叶母]"),
        ("⑤", 8, "category: agreement_guardian\nof: r7\ndated: 2025-03-06"),
        ("⑤", 8, "category: agreement_guardian\nof: r7\nsigner: [叶母]"),
    ] {
        assert_eq!(changed(mark, number, paper("12 10:10", rest)), "awaiting_paper", "{mark} {rest}");
    }
    for (mark, number, told) in [
        ("③", 11, ("diagnosis", "12 10:00", "institution: 某院\nissued: 2026-02-11\nform: copy\nconclusion: 未见异常")),
        (
            "③",
            11,
            ("diagnosis", "12 10:00", "institution: 某院\nissued: 2026-03-11\nform: spoken\nconclusion: 未见异常"),
        ),
        ("④", 5, ("agreement", "06 10:00", "party: student\nsigner: 林父\noutcome: signed")),
        ("⑤", 7, ("agreement", "06 10:20", "party: guardian\nsigner: 姑甲\noutcome: signed")),
        ("⑤", 7, ("agreement", "2026-02-06 10:20", GUARDIAN)),
        ("④", 5, ("agreement", "2026-02-06 10:00", "party: student\nsigner: 林示例\noutcome: signed")),
        ("①", 13, ("leave", "06 11:00", "from: 2026-03-09\ntype: 病假")),
    ] {
        assert_ne!(changed(mark, number, told), "met", "{mark} {}", told.2);
    }
}
