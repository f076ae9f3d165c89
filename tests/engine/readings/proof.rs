//! What proves something: the first part of the readings.

use super::*;

#[test]
fn a_duty_is_met_by_the_fact_and_its_paper() {
    let scan = paper("06 11:00", "category: agreement_student\nof: r3\nsigned: true");
    let rows: &[(&str, &[Told], &str, &str)] = &[
        ("record and paper", &[REPORT, CRISIS, SIGNED, scan], "07 09:00", "met"),
        ("no paper", &[REPORT, CRISIS, SIGNED], "07 09:00", "awaiting_paper"),
        ("no record", &[REPORT, CRISIS, paper("06 11:00", "category: agreement_student")], "07 09:00", "missing"),
        (
            "untied",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "of another record",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r1")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "of another category",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: photo\nof: r3")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "empty",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # empty")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "gone",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # gone")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "changed",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # changed")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "its date is older",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ndated: 2026-02-10")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "the month of the beginning",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ndated: 2026-03")],
            "07 09:00",
            "met",
        ),
        (
            "another hand",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\nsigner: [林父]")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "a pledge",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ntitle: 承诺书")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "some lines of a text",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                paper("06 11:00", "category: agreement_student\nof: r3\nexcerpt_of: ab\nlines: 1-2"),
            ],
            "07 09:00",
            "awaiting_paper",
        ),
        ("not yet filed", &[REPORT, CRISIS, SIGNED, scan], "06 10:30", "awaiting_paper"),
    ];
    for (what, records, now, expected) in rows {
        assert_eq!(cell(records, now, "④"), *expected, "{what}");
    }
}

#[test]
fn whose_it_is_and_where_it_lies() {
    let scan = paper("06 11:00", "category: agreement_student\nof: r3\nsigned: true");
    let rows: &[(&str, &[Told], &str, &str)] = &[
        (
            "somebody else signed",
            &[REPORT, CRISIS, ("agreement", "06 10:00", "party: student\nsigner: 路人\noutcome: signed"), scan],
            "07 09:00",
            "missing",
        ),
        (
            "of the printed form",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                ("print", "06 09:50", "document: agreement-student\nof: r3\nhash: abc\ncategory: agreement_student"),
                paper("06 11:00", "category: agreement_student\nof: r4"),
            ],
            "07 09:00",
            "met",
        ),
        (
            "elsewhere",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                (
                    "elsewhere",
                    "06 11:00",
                    "category: agreement_student\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r3",
                ),
            ],
            "07 09:00",
            "elsewhere",
        ),
        (
            "on a colleague's phone",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                (
                    "elsewhere",
                    "06 11:00",
                    "category: agreement_student\nplace: 手机\nheld_by: [师乙]\nwhy: 忘了\nof: r3",
                ),
            ],
            "07 09:00",
            "awaiting_paper",
        ),
    ];
    for (what, records, now, expected) in rows {
        assert_eq!(cell(records, now, "④"), *expected, "{what}");
    }
    let line = duty(&[REPORT, CRISIS, SIGNED], "07 09:00", "D34");
    assert_eq!(line.nearest.as_deref(), Some("r3"));
    assert!(line.fix.ends_with("--category agreement_student --of r3"), "{}", line.fix);
}

#[test]
fn no_duty_is_met_by_a_category_alone() {
    let guide = default_guide();
    for material in &guide.materials {
        let alone = format!("category: {}\nbasis: 同意\nprovided_by: 林父\nconsent: 林父", material.id);
        let with: &[Told] = &[REPORT, REFER, ("material", "06 11:00", &alone)];
        for without in audits(ABOUT, &with[..2], "2026-03-20 09:00").pop().unwrap().duties {
            let line = duty(with, "20 09:00", &without.code);
            assert!(line.state == without.state, "{} by {}", without.code, material.id);
        }
    }
}

#[test]
fn of_an_earlier_episode_nothing_counts() {
    let again = ("report", "20 21:00", "episode: 2\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事");
    let crisis = format!("episode: 2\n{}", CRISIS.2);
    let second = ("assessment", "20 22:00", crisis.as_str());
    let scan = paper("06 11:00", "category: agreement_student\nof: r3");
    let records = [REPORT, CRISIS, SIGNED, scan, CLOSED, again, second];
    assert_eq!(duty(&records, "21 09:00", "D34").state, Missing);
    let first = audits(ABOUT, &records, "2026-03-31 09:00").remove(0);
    assert!(
        first.duties.iter().any(|line| line.code == "D34" && line.state == Met),
        "the later one borrows nothing back"
    );
}

#[test]
fn each_piece_of_evidence_is_due_by_itself() {
    let report = (
        "report",
        "05 21:00",
        "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nevidence: [{ kind: photo, text: 刀 }, { kind: photo, text: 字条 }, { kind: chat }]",
    );
    let of = |of: &'static str| paper("06 09:00", of);
    table(
        "D55",
        &[
            ("none filed", &[report], "07 09:00", Missing),
            ("one of two", &[report, of("category: photo\nof: r1/1")], "07 09:00", Missing),
            ("untied, two open", &[report, of("category: photo")], "07 09:00", Missing),
            ("both", &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/2")], "07 09:00", Met),
            (
                "one tied, the other the only one open",
                &[report, of("category: photo\nof: r1/1"), of("category: photo")],
                "07 09:00",
                Met,
            ),
            (
                "twice the same",
                &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/1")],
                "07 09:00",
                Missing,
            ),
            (
                "empty",
                &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/2 # empty")],
                "07 09:00",
                Missing,
            ),
            (
                "elsewhere",
                &[
                    report,
                    of("category: photo\nof: r1/1"),
                    ("elsewhere", "06 09:00", "category: photo\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r1/2"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "elsewhere, but another thing",
                &[
                    report,
                    of("category: photo\nof: r1/1"),
                    ("elsewhere", "06 09:00", "category: chat\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r1/2"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "of the record, one open",
                &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1")],
                "07 09:00",
                Met,
            ),
            (
                "of another record",
                &[report, of("category: photo\nof: r1/1"), MEETING, of("category: photo\nof: r3")],
                "07 09:00",
                Missing,
            ),
            ("nothing named", &[REPORT], "07 09:00", NotApplicable),
        ],
    );
    table("D54", &[("a photo is no chat", &[report, of("category: photo\nof: r1/3")], "07 09:00", Missing)]);
    let line = duty(&[report, of("category: photo\nof: r1/1")], "07 09:00", "D55");
    assert!(line.reason.unwrap().contains("r1/2") && line.fix.ends_with("--of r1/2"));
}

#[test]
fn leave_covers_days() {
    let absent =
        ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [{ from: 2026-03-06, to: 2026-03-10 }]");
    let leave = |rest: &'static str| ("leave", "06 10:00", rest);
    table(
        "D50",
        &[
            ("no leave", &[REPORT, CALM, absent], "12 09:00", Missing),
            (
                "a weekend between",
                &[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-10\ntype: 病假")],
                "12 09:00",
                Met,
            ),
            (
                "one day short",
                &[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-09\ntype: 病假")],
                "12 09:00",
                Missing,
            ),
            (
                "two records",
                &[
                    REPORT,
                    absent,
                    leave("from: 2026-03-06\nto: 2026-03-08\ntype: 病假"),
                    leave("from: 2026-03-09\nto: 2026-03-10\ntype: 病假"),
                ],
                "12 09:00",
                Met,
            ),
            (
                "half a day",
                &[
                    REPORT,
                    ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-06/am]"),
                    leave("from: 2026-03-06\ntype: 病假"),
                ],
                "12 09:00",
                Met,
            ),
            ("no absence", &[REPORT, CALM], "12 09:00", NotApplicable),
            (
                "a Saturday",
                &[REPORT, ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-07]")],
                "12 09:00",
                NotApplicable,
            ),
            (
                "suspended",
                &[
                    REPORT,
                    (
                        "enrolment",
                        "05 23:00",
                        "change: suspend\neffective: 2026-03-06\nuntil: 2026-09-01\nfiled_by: 师乙\ndetail: 某",
                    ),
                    absent,
                ],
                "12 09:00",
                NotApplicable,
            ),
            (
                "in hospital from that day until back",
                &[
                    REPORT,
                    ("rescue", "05 22:00", "hospital: 某院\nhospital_at: 2026-03-05T22:00+08:00"),
                    ("follow_up", "10 09:00", "state: 平稳\nback: 2026-03-10"),
                ],
                "12 09:00",
                Missing,
            ),
        ],
    );
    let line = duty(&[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-09\ntype: 病假")], "12 09:00", "D50");
    assert_eq!(line.reason.as_deref(), Some("缺课的 1 天没有请假记录：03-10"));
}

#[test]
fn a_day_without_a_time_is_that_whole_day() {
    let day = |day: &'static str| {
        ("meeting", day, "purpose: 研判\nparticipants: [{ role: counsellor, who: 辅甲 }]\ndecisions: [某]")
    };
    let again = ("assessment", "2026-03-20", CRISIS.2);
    let calm = ("assessment", "12 09:00", CALM.2);
    table(
        "D31",
        &[
            (
                "the day before the second crisis",
                &[REPORT, CRISIS, MEETING, calm, again, day("2026-03-19")],
                "22 09:00",
                Missing,
            ),
            ("the same day", &[REPORT, CRISIS, MEETING, calm, again, day("2026-03-20")], "22 09:00", Met),
        ],
    );
}

#[test]
fn what_lies_after_now_does_not_count_yet() {
    let later = ("assessment", "20 09:00", CALM.2);
    let records = [REPORT, CRISIS, MEETING, later, CLOSED];
    let audit = audits(ABOUT, &records, "2026-03-06 07:00").pop().unwrap();
    assert!(audit.open && audit.level.len() == 1);
    assert_eq!(duty(&records, "06 07:59", "D31").state, Missing, "a tolerance never lets the future happen");
    assert_eq!(duty(&records, "06 08:00", "D31").state, Met);
    assert!(!audits(ABOUT, &records, "2026-03-30 10:01").pop().unwrap().open);
}

#[test]
fn what_took_until_another_day_stays_to_be_seen() {
    let line = duty(&[REPORT, CRISIS, MEETING], "07 09:00", "D31");
    assert_eq!(line.remark.as_deref(), Some("自 03-05 22:00 起，到 03-06 08:00 才做"));
    let same_day = duty(&[REPORT, CRISIS, ("meeting", "05 23:30", MEETING.2)], "07 09:00", "D31");
    assert_eq!((same_day.state, same_day.remark), (Met, None));
    let midnight = ("assessment", "05 23:55", CRISIS.2);
    let after = duty(&[REPORT, midnight, ("meeting", "06 00:05", MEETING.2)], "07 09:00", "D31");
    assert_eq!((after.state, after.remark), (Met, None), "over midnight within the tolerance is no later day");
    let tried = ("contact", "05 22:30", "with: 林父\nvia: 电话\nreached: false");
    let reached = duty(&[REPORT, CRISIS, tried, ("contact", "06 07:00", CONTACT.2)], "07 09:00", "D33");
    assert!(reached.remark.unwrap().contains("其间试过 1 次"));
    let open = duty(&[REPORT, CRISIS, tried], "07 09:00", "D33");
    assert!(open.state == Missing && open.reason.unwrap().contains("已尝试 1 次"));
}

#[test]
fn whose_turn_it_is() {
    let line = duty(&[REPORT, CRISIS], "06 09:00", "D33");
    assert_eq!(line.turn, ["t", "c"]);
    let suspected = ("report", "05 21:00", "finder: 校丙\nsaw: 某事\nsuspects: [师乙]");
    assert_eq!(duty(&[suspected, CRISIS], "06 09:00", "D33").turn, ["c"], "nobody under suspicion");
    assert_eq!(duty(&[suspected, CRISIS], "06 09:00", "D04").state, NotApplicable);
    assert!(duty(&[REPORT, CRISIS], "06 09:00", "D20").turn.is_empty(), "it is done");
}

#[test]
fn a_finding_names_nobody() {
    let signed = ("agreement", "06 10:00", "party: guardian\nsigner: 郭邻居\noutcome: signed");
    let told = (
        "report",
        "05 21:00",
        "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nevidence: [{ kind: photo, text: 桌上的刀 }]",
    );
    let audit = audits(ABOUT, &[told, CRISIS, signed], "2026-03-07 09:00").pop().unwrap();
    let lacking = |code: &str| audit.duties.iter().find(|line| line.code == code).unwrap().lacking.clone().unwrap();
    assert!(lacking("D35").contains("〈郭邻居〉不是登记的监护人（登记的是〈林父、叶母〉）"), "{}", lacking("D35"));
    assert!(lacking("D55").contains("桌上的刀"));
    for finding in audit.findings.iter().filter(|finding| ["D35", "D55"].contains(&finding.code.as_str())) {
        assert!(
            !["郭邻居", "林父", "叶母", "桌上的刀"].iter().any(|name| finding.message.contains(name)),
            "{}",
            finding.message
        );
        assert!(
            !finding.message.contains(['〈', '〉']) && !finding.message.contains("登记的是"),
            "{}",
            finding.message
        );
    }
}

#[test]
fn a_declaration_settles_nothing_that_a_record_says_exists() {
    let none = ("declaration", "06 09:00", "item: recording\nreason: 没有录音");
    let told = ("report", "05 21:00", "finder: 师乙\nsaw: 某事\nevidence: [{ kind: recording }]");
    assert_eq!(cell(&[REPORT, none], "07 09:00", "⑦"), "declared_none");
    assert_eq!(cell(&[REPORT], "07 09:00", "⑦"), "not_applicable");
    assert_eq!(cell(&[told, none], "07 09:00", "⑦"), "missing");
    let no_agreement = ("declaration", "06 09:00", "item: agreement_student\nreason: 没有");
    assert_eq!(cell(&[REPORT, CRISIS, SIGNED, no_agreement], "07 09:00", "④"), "awaiting_paper");
}

#[test]
fn a_paper_of_today_is_there_today() {
    let scan = paper("2026-03-07", "category: agreement_student\nof: r3");
    assert_eq!(cell(&[REPORT, CRISIS, SIGNED, scan], "07 09:00", "④"), "met");
    assert_eq!(cell(&[REPORT, CRISIS, SIGNED, scan], "06 23:59", "④"), "awaiting_paper");
}

#[test]
fn what_is_elsewhere_is_of_that_act_and_of_that_kind() {
    let elsewhere = |rest: &'static str| ("elsewhere", "06 11:00", rest);
    for (rest, expected) in [
        ("category: agreement_student\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r3", "elsewhere"),
        ("category: agreement_student\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r1", "awaiting_paper"),
        ("category: agreement_student\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查", "awaiting_paper"),
        ("category: photo\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r3", "awaiting_paper"),
    ] {
        assert_eq!(cell(&[REPORT, CRISIS, SIGNED, elsewhere(rest)], "07 09:00", "④"), expected, "{rest}");
    }
}

#[test]
fn the_episode_begins_when_the_school_knew_give_or_take_the_tolerance() {
    let signed = |when: &'static str| ("agreement", when, "party: student\nsigner: 林示例\noutcome: signed");
    let scan = paper("06 11:00", "category: agreement_student\nof: r3");
    for (when, expected) in [("05 20:45", Met), ("05 20:44", Missing), ("05 21:30", Met)] {
        let line = duty(&[REPORT, CRISIS, signed(when), scan], "07 09:00", "D34");
        assert_eq!((line.state, line.remark), (expected, None), "{when}");
    }
}

#[test]
fn one_class_teacher_of_two_is_enough_and_the_first_day_owed_is_told() {
    let about = ABOUT.replace("[{ who: t }]", "[{ who: t }, { who: 代丁, substitute: true }]");
    let suspended = ("enrolment", "12 09:00", "change: suspend\neffective: 2026-03-12\nfiled_by: 代丁\ndetail: 某");
    assert_eq!(duty_of(&about, &[REPORT, CRISIS, suspended], "2026-03-13 09:00", "D60").state, Met);
    let absent =
        ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [{ from: 2026-03-06, to: 2026-03-10 }]");
    let line = duty(&[REPORT, CALM, absent], "12 09:00", "D50");
    assert_eq!(line.since, Some(at("2026-03-06 00:00")));
}

#[test]
fn words_for_nothing_say_nothing() {
    let report = |stays: &str| {
        format!("finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nstays_with: {stays}\nothers_present: 无。")
    };
    for (stays, expected) in
        [("[师乙]", Met), ("[无]", Missing), ("[\" \"]", Missing), ("[暂无, 师乙]", Met), ("[无人, 没有]", Missing)]
    {
        let rest = report(stays);
        let told: Told = ("report", "05 21:00", &rest);
        assert_eq!(duty(&[told], "06 09:00", "D05").state, expected, "stays with {stays}");
        assert_eq!(duty(&[told], "06 09:00", "D06").state, NotApplicable, "nobody else was there");
    }
    let suspected = ("report", "05 21:00", "finder: 校丙\nsaw: 某事\nsuspects: [林父]");
    let receipt = |receipt: &str| {
        format!("applies: true\nto: 派出所\nreported_at: 2026-03-05T22:00+08:00\nreceipt: \"{receipt}\"")
    };
    for (said, expected) in [("接报回执 12 号", Met), ("无", Missing), ("—", Missing), ("  ", Missing)] {
        let rest = receipt(said);
        let reported: Told = ("mandatory_report", "05 22:30", &rest);
        assert_eq!(duty(&[suspected, reported], "06 09:00", "D63").state, expected, "receipt {said}");
    }
    let refused = |witnesses: &str| {
        format!(
            "to: 某院\nreason: 需检查\nreceipt: refused\nreceipt_by: [林父]\nrefusal_reason: 不信\nwitnesses: {witnesses}"
        )
    };
    for (witnesses, expected) in [("[师乙]", Refused), ("[\"\"]", Missing), ("[无]", Missing)] {
        let rest = refused(witnesses);
        let answer: Told = ("referral", "06 11:00", &rest);
        assert_eq!(duty(&[REPORT, REFER, LETTER, answer], "07 09:00", "D42").state, expected, "witnesses {witnesses}");
    }
}

#[test]
fn in_a_dimension_nothing_is_an_observation() {
    let calm = CALM.2.replace("danger: 无", "danger: 没有");
    assert_eq!(duty(&[REPORT, ("assessment", "05 22:00", &calm)], "06 09:00", "D21").state, Met);
    let blank = CALM.2.replace("danger: 无", "danger: ' '");
    assert_eq!(duty(&[REPORT, ("assessment", "05 22:00", &blank)], "06 09:00", "D21").state, Missing);
}

#[test]
fn an_untied_photo_is_of_its_own_episode() {
    let told = |episode: usize| {
        format!(
            "episode: {episode}\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nevidence: [{{ kind: photo }}]"
        )
    };
    let (first, second) = (told(1), told(2));
    let of = |rest: &'static str| paper("21 09:00", rest);
    for (photo, expected) in [
        ("episode: 1\ncategory: photo", Missing),
        ("episode: 2\ncategory: photo", Met),
        ("episode: 1\ncategory: photo\nof: r3/1", Met),
    ] {
        let records: [Told; 4] =
            [("report", "05 21:00", &first), CLOSED, ("report", "2026-04-05 21:00", &second), of(photo)];
        assert_eq!(duty(&records, "2026-04-06 09:00", "D55").state, expected, "{photo}");
    }
}

#[test]
fn elsewhere_says_where_with_whom_and_why() {
    for (rest, expected) in [
        ("place: 派出所\nheld_by: [某警官]\nwhy: 调查", "elsewhere"),
        ("place: ' '\nheld_by: [某警官]\nwhy: 调查", "awaiting_paper"),
        ("place: 派出所\nheld_by: [无]\nwhy: 调查", "awaiting_paper"),
        ("place: 派出所\nheld_by: [某警官]\nwhy: 不详", "awaiting_paper"),
    ] {
        let rest = format!("category: agreement_student\nof: r3\n{rest}");
        assert_eq!(
            cell(&[REPORT, CRISIS, SIGNED, ("elsewhere", "06 11:00", &rest)], "07 09:00", "④"),
            expected,
            "{rest}"
        );
    }
}

#[test]
fn only_a_suspension_that_was_granted_takes_absence_away() {
    let absent = ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-06, 2026-03-13]");
    for (decision, expected) in [
        ("", NotApplicable),
        ("\ndecision: approved", NotApplicable),
        ("\ndecision: pending", Missing),
        ("\ndecision: refused", Missing),
    ] {
        let rest = format!("change: suspend\neffective: 2026-03-06\nfiled_by: 师乙\ndetail: 某{decision}");
        let records = [REPORT, ("enrolment", "05 23:00", rest.as_str()), absent];
        assert_eq!(duty(&records, "16 09:00", "D50").state, expected, "{decision}");
    }
    let suspended = ("enrolment", "05 23:00", "change: suspend\neffective: 2026-03-06\nfiled_by: 师乙\ndetail: 某");
    let back = |day: &'static str| format!("change: resume\neffective: {day}\nfiled_by: 师乙\ndetail: 某");
    for (day, expected) in [
        ("2026-03-13", Missing),
        ("2026-03-16", NotApplicable),
        ("2026-03-06", NotApplicable),
        ("2026-02-20", NotApplicable),
    ] {
        let rest = back(day);
        let records = [REPORT, suspended, absent, ("enrolment", "12 09:00", rest.as_str())];
        assert_eq!(duty(&records, "16 09:00", "D50").state, expected, "back on {day}");
    }
}

#[test]
fn of_two_agreements_the_one_without_its_paper_is_a_remark() {
    let scan = paper("06 11:00", "category: agreement_student\nof: r3");
    let again = ("agreement", "09 10:00", SIGNED.2);
    let line = duty(&[REPORT, CRISIS, SIGNED, scan, again], "10 09:00", "D34");
    assert_eq!((line.state, line.nearest), (Met, None));
    assert!(line.remark.unwrap().contains("另有 r5：还没有归档签好或收到的那一份"));
    let result = ("diagnosis", "12 10:00", "institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常");
    let opinion = ("opinion", "12 11:00", "institution: 某院\nadvice: 复诊");
    let filed = paper("12 12:00", "category: diagnosis\nof: r3");
    let line = duty(&[REPORT, REFER, result, opinion, filed], "13 09:00", "D44");
    assert_eq!((line.state, line.remark), (Met, None), "an opinion beside the certificate owes no paper");
}

#[test]
fn a_declaration_is_no_answer_to_a_paper_that_must_be_offered() {
    let none = ("declaration", "06 09:00", "item: agreement_student\nreason: 没有");
    assert_eq!(cell(&[REPORT, CRISIS, none], "07 09:00", "④"), "missing");
}

#[test]
fn a_voluntary_agreement_is_an_agreement_and_a_voluntary_pledge_is_not() {
    for (title, expected) in [
        ("自愿签署的安全协议书", "met"),
        ("安全承诺书（协议）", "met"),
        ("自愿承诺书", "awaiting_paper"),
        ("检讨书", "awaiting_paper"),
    ] {
        let rest = format!("category: agreement_student\nof: r3\ntitle: {title}");
        let records = [REPORT, CRISIS, SIGNED, ("material", "06 11:00", rest.as_str())];
        assert_eq!(cell(&records, "07 09:00", "④"), expected, "{title}");
        let audit = audits(ABOUT, &records, "2026-03-07 09:00").pop().unwrap();
        let is_told = audit.findings.iter().any(|finding| finding.code == "C33");
        assert_eq!(is_told, expected != "met", "the check and the proof agree on {title}");
    }
}

#[test]
fn what_is_tied_to_another_hands_act_proves_nothing_and_is_named() {
    let guardian = ("agreement", "06 10:20", "party: guardian\nsigner: 林父\noutcome: signed");
    let told = |of: &str| {
        let rest = format!("category: agreement_student\nof: {of}");
        let records = [REPORT, CRISIS, SIGNED, guardian, ("material", "06 11:00", rest.as_str())];
        let audit = audits(ABOUT, &records, "2026-03-07 09:00").pop().unwrap();
        audit.findings.into_iter().find(|finding| finding.code == "C28").map(|finding| finding.message)
    };
    assert_eq!(told("r3"), None);
    assert!(told("r4").unwrap().contains("属于另一种记录"));
    assert!(told("r1").unwrap().contains("属于另一种记录"));
}

#[test]
fn which_days_are_days_of_absence() {
    let absent = |rest: &'static str| ("contact", "06 09:00", rest);
    let today = absent("with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-10]");
    let leave = |rest: &'static str| ("leave", "06 10:00", rest);
    let rescue = ("rescue", "05 22:00", "hospital: 某院\nhospital_at: 2026-03-05T22:00+08:00");
    let away = ("follow_up", "06 09:00", "state: 没有来\nevidence: [{ kind: absence }]");
    let back = |when: &'static str, rest: &'static str| ("follow_up", when, rest);
    table(
        "D50",
        &[
            ("today counts", &[REPORT, today], "10 08:00", Missing),
            ("tomorrow does not yet", &[REPORT, today], "09 23:59", NotApplicable),
            (
                "asked for before its days",
                &[REPORT, leave("from: 2026-03-09\nto: 2026-03-10\ntype: 病假")],
                "12 09:00",
                Met,
            ),
            (
                "asked for until the return",
                &[
                    REPORT,
                    absent("with: 叶母\nvia: 电话\nreached: true\nabsent: [{ from: 2026-03-06, to: 2026-03-10 }]"),
                    leave("from: 2026-03-06\nback: 2026-03-11\ntype: 病假"),
                ],
                "12 09:00",
                Met,
            ),
            (
                "back too early for it",
                &[
                    REPORT,
                    absent("with: 叶母\nvia: 电话\nreached: true\nabsent: [{ from: 2026-03-06, to: 2026-03-10 }]"),
                    leave("from: 2026-03-06\nback: 2026-03-10\ntype: 病假"),
                ],
                "12 09:00",
                Missing,
            ),
            ("away, nobody says for how long", &[REPORT, away], "12 09:00", Pending),
            ("until the end", &[REPORT, away, CLOSED], "30 10:00", Missing),
            (
                "or until the return",
                &[REPORT, away, back("09 09:00", "state: 平稳\nback: 2026-03-09")],
                "12 09:00",
                Missing,
            ),
            (
                "back on that very day",
                &[REPORT, away, back("06 15:00", "state: 平稳\nback: 2026-03-06")],
                "12 09:00",
                Missing,
            ),
            (
                "from hospital on that very day",
                &[REPORT, rescue, back("06 09:00", "state: 平稳\nback: 2026-03-05")],
                "12 09:00",
                NotApplicable,
            ),
            ("the day of going to hospital is none by itself", &[REPORT, rescue], "12 09:00", NotApplicable),
            (
                "back on the next school day",
                &[REPORT, rescue, back("06 09:00", "state: 平稳\nback: 2026-03-06")],
                "12 09:00",
                NotApplicable,
            ),
            (
                "back a day later",
                &[REPORT, rescue, back("09 09:00", "state: 平稳\nback: 2026-03-09")],
                "12 09:00",
                Missing,
            ),
            (
                "what says so lies after now",
                &[REPORT, rescue, back("13 09:00", "state: 平稳\nback: 2026-03-09")],
                "12 09:00",
                NotApplicable,
            ),
        ],
    );
}

#[test]
fn the_first_file_of_a_piece_stays_its_file() {
    let told =
        ("report", "05 21:00", "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nevidence: [{ kind: photo }]");
    let of = |when: &'static str| paper(when, "category: photo\nof: r1/1");
    let line = duty(&[told, of("06 09:00"), of("06 10:00")], "07 09:00", "D55");
    assert_eq!((line.state, line.met_at), (Met, Some(at("2026-03-06 09:00"))));
}

#[test]
fn what_was_written_later_counts_later_whatever_its_date() {
    let result = ("diagnosis", "12 10:00", "institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常");
    let attended = ("contact", "11 09:00", "with: 林父\nvia: 电话\nreached: true\nattended: 2026-03-11");
    let records = [REPORT, REFER, attended, result];
    assert_eq!(duty(&records, "11 20:00", "D44").state, Pending);
    assert_eq!(duty(&records, "12 10:00", "D44").state, AwaitingPaper);
}

#[test]
fn where_nobody_is_registered_as_guardian_the_record_s_word_must_do() {
    let without = "student: { name: 林示例, birth: 2009-09-01 }\nclass_teacher: [{ who: t }]\n";
    let call = |guardian: &str| format!("with: 某家长\nvia: 电话\nreached: true\nsaid: 马上来\nguardian: {guardian}");
    for (about, guardian, expected) in
        [(without, "true", Met), (without, "false", Missing), (ABOUT, "true", Missing), (ABOUT, "false", Missing)]
    {
        let rest = call(guardian);
        let line = duty_of(about, &[REPORT, CRISIS, ("contact", "05 22:20", &rest)], "2026-03-06 09:00", "D33");
        assert_eq!(line.state, expected, "{guardian}");
    }
}
