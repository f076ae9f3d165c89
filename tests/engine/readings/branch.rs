//! A crisis: the team, the guardians, the agreements; and what is none.

use super::*;

#[test]
fn the_plan_is_what_the_team_decides() {
    let alone = |rest: &'static str| ("plan", "06 09:00", rest);
    table(
        "D32",
        &[
            ("minutes with decisions", &[REPORT, CRISIS, MEETING], "07 09:00", Met),
            (
                "a plan",
                &[
                    REPORT,
                    CRISIS,
                    alone("stage: intervention\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [谈话]"),
                ],
                "07 09:00",
                Met,
            ),
            ("neither", &[REPORT, CRISIS], "07 09:00", Missing),
            (
                "minutes without a decision",
                &[
                    REPORT,
                    CRISIS,
                    ("meeting", "06 08:00", "purpose: 研判\nparticipants: [{ role: principal }]\ndecisions: []"),
                ],
                "07 09:00",
                Missing,
            ),
        ],
    );
    table(
        "D31",
        &[
            (
                "a plan by one",
                &[
                    REPORT,
                    CRISIS,
                    alone("stage: intervention\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [谈话]"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "a plan that says who made it",
                &[
                    REPORT,
                    CRISIS,
                    alone(
                        "stage: intervention\nsubject: 林示例\nparticipants: [{ role: principal }]\nactors: [{ role: counsellor }]\nmethods: [谈话]",
                    ),
                ],
                "07 09:00",
                Met,
            ),
        ],
    );
}

#[test]
fn of_no_crisis_nothing_of_the_crisis_branch_is_asked() {
    let follow = ("follow_up", "12 09:00", "state: 平稳");
    let ended = ("closure", "20 10:00", "outcome: care_ended\nreason: 平稳");
    let audit = |records: &[Told]| audits(ABOUT, records, "2026-03-30 09:00").pop().unwrap();
    let crisis_branch = ["D30", "D31", "D32", "D33", "D34", "D35", "D47", "D51", "D53"];
    for line in audit(&[REPORT, CALM, CONTACT, follow, ended]).duties {
        assert!(!crisis_branch.contains(&line.code.as_str()) || line.state == NotApplicable, "{}", line.code);
    }
    assert!(audit(&[REPORT, CALM, follow, ended]).archivable);
    table(
        "D25",
        &[
            ("no care tracking", &[REPORT, CALM, ended], "30 09:00", Missing),
            (
                "a crisis that ceased is no such case",
                &[REPORT, CRISIS, ("assessment", "12 09:00", CALM.2)],
                "30 09:00",
                NotApplicable,
            ),
        ],
    );
    let corrected = ("amendment", "06 09:00", "amends: r2\nright: 不是危机\nset: { crisis: false }");
    let audit = audit(&[REPORT, CRISIS, corrected]);
    assert!(
        audit.level.is_empty() && audit.duties.iter().all(|line| line.code != "D34" || line.state == NotApplicable)
    );
}

#[test]
fn what_came_before_the_first_assessment_counts_for_it_alone() {
    let early = ("meeting", "05 21:30", MEETING.2);
    let calm = ("assessment", "05 21:40", CALM.2);
    table(
        "D31",
        &[
            ("before the first", &[REPORT, early, CRISIS], "07 09:00", Met),
            ("another assessment lies between", &[REPORT, early, calm, CRISIS], "07 09:00", Missing),
            ("after a calm one", &[REPORT, calm, ("meeting", "05 21:50", MEETING.2), CRISIS], "07 09:00", Met),
            (
                "of an earlier episode's time",
                &[("meeting", "01 21:30", MEETING.2), REPORT, CRISIS],
                "07 09:00",
                Missing,
            ),
        ],
    );
    assert!(duty(&[REPORT, early, CRISIS], "07 09:00", "D31").remark.unwrap().contains("在前"));
    let calmer = ("assessment", "12 09:00", CALM.2);
    let again = ("assessment", "20 09:00", CRISIS.2);
    table(
        "D31",
        &[
            (
                "never for a later one",
                &[REPORT, CRISIS, MEETING, calmer, ("meeting", "20 08:50", MEETING.2), again],
                "22 09:00",
                Missing,
            ),
            ("the earlier meeting does not count", &[REPORT, CRISIS, MEETING, calmer, again], "22 09:00", Missing),
            ("anew", &[REPORT, CRISIS, MEETING, calmer, again, ("meeting", "20 10:00", MEETING.2)], "22 09:00", Met),
            ("calm since", &[REPORT, CRISIS, MEETING, calmer], "22 09:00", Met),
        ],
    );
}

#[test]
fn signed_refused_and_never_offered_are_three_things() {
    let agreement = |rest: &'static str| ("agreement", "06 10:00", rest);
    table(
        "D35",
        &[
            ("never offered", &[REPORT, CRISIS], "07 09:00", Missing),
            (
                "put off",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: deferred")],
                "07 09:00",
                Missing,
            ),
            (
                "refused, before nobody",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必")],
                "07 09:00",
                Missing,
            ),
            (
                "refused, why and before whom",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
                ],
                "07 09:00",
                Refused,
            ),
            (
                "another paper was refused",
                &[
                    REPORT,
                    CRISIS,
                    agreement(
                        "party: guardian\nsigner: 林父\noutcome: refused\nrefused_what: 免责承诺书\nreason: 不必\nwitnesses: [师乙]",
                    ),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "refused by somebody else",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 路人\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "signed by the delegate",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 姑甲\noutcome: signed")],
                "07 09:00",
                Missing,
            ),
            (
                "signed by the suspect",
                &[
                    ("report", "05 21:00", "finder: 师乙\nsaw: 某事\nsuspects: [父亲]"),
                    CRISIS,
                    agreement("party: guardian\nsigner: 林父\noutcome: signed"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "both in one field",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: [林父, 叶母]\noutcome: signed"),
                    paper("06 11:00", "category: agreement_guardian\nof: r3"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "by relation",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 妈妈\noutcome: signed"),
                    paper("06 11:00", "category: agreement_guardian\nof: r3"),
                ],
                "07 09:00",
                Met,
            ),
        ],
    );
}

#[test]
fn the_nearest_answer_says_what_it_lacks() {
    let agreement = |rest: &'static str| ("agreement", "06 10:00", rest);
    let near = duty(
        &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必")],
        "07 09:00",
        "D35",
    );
    assert_eq!((near.nearest.as_deref(), near.lacking.as_deref()), (Some("r3"), Some("还缺：在场见证人")));
    assert!(near.fix.contains("amend 2026-TEST r3") && near.fix.contains("--add witnesses="), "{}", near.fix);
    let both = [
        REPORT,
        CRISIS,
        agreement("party: guardian\nsigner: 叶母\noutcome: signed"),
        paper("06 11:00", "category: agreement_guardian\nof: r3"),
        agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
    ];
    let line = duty(&both, "07 09:00", "D35");
    assert!(line.state == Met && line.remark.unwrap().contains("另有拒签（r5）"));
}

#[test]
fn from_the_birthday_on_nobody_is_guardian() {
    let of_age = ABOUT.replace("2009-09-01", "2008-02-29");
    let state = |about: &str, code: &str| duty_of(about, &[REPORT, REFER, LETTER], "07 09:00", code);
    for code in ["D33", "D35", "D41", "D43", "D53"] {
        let line = state(&of_age, code);
        assert!(line.state == NotApplicable && line.remark.unwrap().contains("成年"), "{code}");
        assert_ne!(state(ABOUT, code).state, NotApplicable, "{code}");
    }
    assert_eq!((state(&of_age, "D38").state, state(ABOUT, "D38").state), (Missing, NotApplicable));
    let on = |birth: &str, now: &str| duty_of(&ABOUT.replace("2009-09-01", birth), &[REPORT, CRISIS], now, "D35").state;
    assert_eq!((on("2008-03-08", "2026-03-07 23:00"), on("2008-03-08", "2026-03-08 00:00")), (Missing, NotApplicable));
    assert_eq!(
        (on("2004-02-29", "2022-02-27 23:00"), on("2008-02-29", "2026-03-06 09:00")),
        (NotApplicable, NotApplicable)
    );
}
