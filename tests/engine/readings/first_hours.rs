//! The first hours: telling, protecting, first aid, the assessment.

use super::*;

use crisis::case::Fellow;

#[test]
fn who_is_told_is_the_group_or_a_counsellor() {
    let told = |who: &'static str| ("report", "05 21:00", who);
    table(
        "D01",
        &[
            (
                "a counsellor",
                &[told("finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: counsellor }]")],
                "06 09:00",
                Met,
            ),
            (
                "the grade head, acting for the group",
                &[told("finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: grade_head }]")],
                "06 09:00",
                Met,
            ),
            (
                "nobody of them",
                &[told(
                    "by: t\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: class_teacher }]",
                )],
                "06 09:00",
                Missing,
            ),
            (
                "only who is suspected",
                &[told(
                    "by: t\nfinder: 某人\nsaw: 某事\nsuspects: [辅甲]\nnotified: [{ role: counsellor, who: 辅甲 }]",
                )],
                "05 21:30",
                Missing,
            ),
        ],
    );
    table(
        "D30",
        &[
            (
                "a crisis asks for the head by name",
                &[REPORT, (CRISIS.0, CRISIS.1, "type: [self_harm_thought]\ndimension: { emotion: 低 }\ncrisis: true")],
                "07 09:00",
                Missing,
            ),
            ("told", &[REPORT, CRISIS], "07 09:00", Met),
        ],
    );
    let met =
        duty(&[REPORT, (CRISIS.0, CRISIS.1, "dimension: { emotion: 低 }\ncrisis: true"), MEETING], "07 09:00", "D30");
    assert!(met.state == Met && met.remark.unwrap().contains("负责人在商议中得知"));
}

#[test]
fn protection_is_no_dressing_and_no_suspect() {
    let with = |rest: &'static str| ("report", "05 21:00", rest);
    let bare = with("finder: 师乙\nsaw: 某事\nsuspects: [林父]\ninjury: minor");
    table(
        "D05",
        &[
            ("somebody stays", &[REPORT], "06 09:00", Met),
            ("nothing", &[bare], "06 09:00", Missing),
            ("a wound was dressed", &[bare, ("rescue", "05 21:10", "first_aid_by: 医丁")], "06 09:00", Missing),
            ("handed to the suspect", &[bare, ("handover", "05 22:00", "to: [父亲]")], "06 09:00", Missing),
            ("handed to the other guardian", &[bare, ("handover", "05 22:00", "to: [叶母]")], "06 09:00", Met),
            (
                "a measure in a follow-up",
                &[bare, ("follow_up", "05 22:00", "state: 平稳\nprotect: [有人陪住]")],
                "06 09:00",
                Met,
            ),
        ],
    );
    let others = |who: &'static str| [with(who)];
    for (who, expected) in [
        ("finder: 师乙\nsaw: 某事\nothers_present: 同桌", Missing),
        ("finder: 师乙\nsaw: 某事\nothers_present: 无", NotApplicable),
        ("finder: 师乙\nsaw: 某事\nothers_present: 没有。", NotApplicable),
        ("finder: 师乙\nsaw: 某事", NotApplicable),
        ("finder: 师乙\nsaw: 某事\nothers_present: 同桌\nprotect_others: [班会课]", Met),
    ] {
        assert_eq!(duty(&others(who), "06 09:00", "D06").state, expected, "{who}");
    }
}

#[test]
fn in_time_order_only_with_injury() {
    let hurt = ("report", "05 21:00", "finder: 师乙\nsaw: 某事\ninjury: serious\nstays_with: [师乙]");
    let hospital = ("rescue", "05 21:20", "hospital: 某院\nhospital_at: 2026-03-05T21:20+08:00");
    let call = |when: &'static str| ("contact", when, "with: 林父\nvia: 电话\nreached: true");
    table(
        "D11",
        &[
            ("nobody told", &[hurt, hospital], "06 09:00", Missing),
            ("told before", &[hurt, hospital, call("05 21:05")], "06 09:00", Met),
            ("told before and again", &[hurt, hospital, call("05 21:05"), call("05 23:00")], "06 09:00", Met),
            ("at the tolerance", &[hurt, hospital, call("05 21:35")], "06 09:00", Met),
            ("one minute past it", &[hurt, hospital, call("05 21:36")], "06 09:00", OutOfOrder),
            (
                "tried in vain",
                &[hurt, hospital, ("contact", "05 21:05", "with: 林父\nvia: 电话\nreached: false")],
                "06 09:00",
                Missing,
            ),
            ("no injury", &[REPORT, hospital], "06 09:00", NotApplicable),
            (
                "the guardians are suspected",
                &[("report", "05 21:00", "finder: 师乙\nsaw: 某事\ninjury: serious\nsuspects: [爸爸, 叶母]"), hospital],
                "06 09:00",
                NotApplicable,
            ),
        ],
    );
}

#[test]
fn an_assessment_is_the_counsellors() {
    let by = |by: &'static str| ("assessment", "05 22:00", by);
    table(
        "D20",
        &[
            ("by a counsellor", &[REPORT, CALM], "06 09:00", Met),
            (
                "by the class teacher",
                &[REPORT, by("by: t\ndimension: { emotion: 稳 }\ncrisis: false")],
                "06 09:00",
                Missing,
            ),
            (
                "by the class teacher, a counsellor was there",
                &[
                    REPORT,
                    by("by: t\npresent: [{ role: counsellor, who: 辅甲 }]\ndimension: { emotion: 稳 }\ncrisis: false"),
                ],
                "06 09:00",
                Met,
            ),
        ],
    );
    table(
        "D21",
        &[
            ("every dimension", &[REPORT, CALM], "06 09:00", Met),
            ("one is lacking", &[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false")], "06 09:00", Missing),
            (
                "a later one completes nothing of an earlier one",
                &[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false"), (CALM.0, "06 08:00", CALM.2)],
                "07 09:00",
                Missing,
            ),
        ],
    );
    let lacking = duty(&[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false")], "06 09:00", "D21").lacking.unwrap();
    assert!(lacking.contains("应对机制") && !lacking.contains("情绪"), "{lacking}");
}

#[test]
fn before_the_assessment_nothing_is_inapplicable() {
    assert_eq!(cell(&[REPORT], "06 09:00", "④"), "not_assessed");
    assert_eq!(cell(&[REPORT, CALM], "06 09:00", "④"), "not_applicable");
    assert_eq!(cell(&[REPORT, CRISIS], "06 09:00", "④"), "missing");
    let by_teacher = ("assessment", "05 22:00", "by: t\ndimension: { emotion: 稳 }\ncrisis: true");
    assert_eq!(cell(&[REPORT, by_teacher], "06 09:00", "④"), "not_assessed");
    assert_eq!(cell(&[REPORT], "06 09:00", "⑦"), "not_applicable", "a recording needs no assessment");
}

#[test]
fn of_two_assessments_of_one_day_the_graver_governs() {
    let level = |records: &[Told]| {
        audits(ABOUT, records, "2026-03-30 09:00").pop().unwrap().level.into_values().collect::<Vec<_>>()
    };
    let mild = |when: &'static str| {
        (
            "assessment",
            when,
            "type: [self_harm_thought]\ndimension: { emotion: 低 }\nlevel: { risk: mild }\ncrisis: true",
        )
    };
    let none = |when: &'static str| ("assessment", when, "dimension: { emotion: 稳 }\ncrisis: false");
    assert_eq!(level(&[REPORT, CRISIS, mild("05 23:00")]), ["严重"]);
    assert_eq!(level(&[REPORT, mild("05 21:30"), CRISIS]), ["严重"]);
    assert_eq!(level(&[REPORT, CRISIS, mild("06 08:00")]), ["一般"]);
    assert_eq!(level(&[REPORT, CRISIS, none("05 23:00")]), ["严重"]);
    assert_eq!(level(&[REPORT, CRISIS, none("06 08:00")]).len(), 0);
    let settled = (
        "meeting",
        "06 07:00",
        "purpose: 研判\nparticipants: [{ role: counsellor }]\ndecisions: [以后一次为准]\nsettles: [r2, r3]",
    );
    assert_eq!(level(&[REPORT, CRISIS, mild("05 23:00"), settled]), ["一般"]);
    table("D34", &[("no duty is taken back within the day", &[REPORT, CRISIS, none("05 23:00")], "06 09:00", Missing)]);
}

#[test]
fn a_report_to_the_authorities_comes_before_everything() {
    let suspected = ("report", "05 21:00", "finder: 师乙\nsaw: 某事\nsuspects: [林父]\nstays_with: [师乙]");
    let answer = |rest: &'static str| ("mandatory_report", "05 22:00", rest);
    table(
        "D63",
        &[
            ("no suspicion", &[REPORT, CRISIS], "06 09:00", NotApplicable),
            ("unanswered", &[suspected], "06 09:00", Missing),
            (
                "to whom, when, receipt",
                &[suspected, answer("applies: true\nto: 派出所\nreported_at: 2026-03-05T22:00+08:00\nreceipt: 第1号")],
                "06 09:00",
                Met,
            ),
            (
                "no receipt",
                &[suspected, answer("applies: true\nto: 派出所\nreported_at: 2026-03-05T22:00+08:00")],
                "06 09:00",
                Missing,
            ),
            (
                "does not apply, with a reason",
                &[suspected, answer("applies: false\nreason: 查明是误会")],
                "06 09:00",
                Met,
            ),
            ("does not apply", &[suspected, answer("applies: false")], "06 09:00", Missing),
        ],
    );
    let audit = audits(ABOUT, &[suspected, CRISIS], "2026-03-06 09:00").pop().unwrap();
    assert_eq!(pressing(&audit)[0].code, "D63");
    let last = pressing(&audit).last().unwrap().pressing;
    assert!(pressing(&audit).iter().all(|line| line.pressing <= last || !line.owed));
}

#[test]
fn what_one_folder_of_an_event_says_settles_it_for_all() {
    let report = |event: &str| format!("{}\nevent: {event}", REPORT.2);
    let (this, other) = (report("E1"), report("E2"));
    let protected = ("follow_up", "05 23:00", "state: 平稳\nprotect_others: [{ what: 安抚同宿舍同学 }]");
    let met = (
        "meeting",
        "05 23:00",
        "purpose: 研判\nevent: E1\nparticipants: [{ role: counsellor, who: 辅甲 }]\ndecisions: [某]",
    );
    let fellows = |event: &str, record: Told| {
        let case = case_of(ABOUT, &[("report", "05 21:00", &this), record]);
        let of_event = |record: &_| Fellow { event: event.to_owned(), record: std::sync::Arc::clone(record) };
        case.records.iter().map(of_event).collect::<Vec<_>>()
    };
    let rows: [(&str, &str, Vec<Fellow>, &str, State); 6] = [
        ("nowhere", &this, Vec::new(), "06 09:00", Missing),
        ("in the other folder", &this, fellows("E1", protected), "06 09:00", Met),
        ("not yet", &this, fellows("E1", protected), "05 22:00", Missing),
        ("by minutes there", &this, fellows("E1", met), "06 09:00", Met),
        ("of another event", &other, fellows("E1", protected), "06 09:00", Missing),
        ("something else there", &this, fellows("E1", CALM), "06 09:00", Missing),
    ];
    for (what, report, fellows, now, expected) in rows {
        let mut case = case_of(ABOUT, &[("report", "05 21:00", report)]);
        case.fellows = fellows;
        let audit = audits_of(&case, &format!("2026-03-{now}")).pop().unwrap();
        let line = audit.duties.iter().find(|line| line.code == "D06").unwrap();
        assert_eq!(line.state, expected, "{what}");
        assert_eq!(line.met_by, None, "{what}");
        assert_eq!(line.remark.as_deref(), (expected == Met).then_some("见同一事件的另一份档案"), "{what}");
    }
}
