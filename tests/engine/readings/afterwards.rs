//! Referral, results, tracking, enrolment, disclosure.

use super::*;

#[test]
fn a_letter_reaches_the_guardian_or_whom_he_named() {
    let answer = |rest: &'static str| ("referral", "06 11:00", rest);
    table(
        "D41",
        &[
            ("not delivered", &[REPORT, REFER, LETTER], "07 09:00", Missing),
            (
                "to the guardian",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 林父"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "to the delegate",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "to a neighbour",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 邻居"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "by post",
                &[REPORT, REFER, LETTER, answer("to: 某院\nreason: 需\nletter: r3\nreceipt: posted")],
                "07 09:00",
                Met,
            ),
        ],
    );
    let late =
        ("referral", "2026-04-05 11:00", "to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲");
    table("D41", &[("after the delegation ran out", &[REPORT, REFER, LETTER, late], "2026-04-06 09:00", Missing)]);
    let last =
        ("referral", "2026-04-01 11:00", "to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲");
    table("D41", &[("on its last day", &[REPORT, REFER, LETTER, last], "2026-04-06 09:00", Met)]);
    let line = duty(
        &[REPORT, REFER, LETTER, answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 邻居")],
        "07 09:00",
        "D41",
    );
    assert!(line.lacking.unwrap().contains("〈邻居〉不是登记的监护人"));
    let refused =
        "to: 某院\nreason: 需\nletter: r3\nreceipt: refused\nreceipt_by: 林父\nrefusal_reason: 不去\nwitnesses: [师乙]";
    let records = [REPORT, REFER, LETTER, answer(refused)];
    assert_eq!(cell(&records, "07 09:00", "②"), "refused");
    assert_eq!(cell(&[REPORT, REFER, LETTER], "07 09:00", "②"), "awaiting_paper");
    assert_eq!(
        cell(
            &[REPORT, REFER, ("contact", "06 10:00", "with: 林父\nvia: 电话\nreached: true\nsaid: 不要建议书")],
            "07 09:00",
            "②"
        ),
        "missing"
    );
}

#[test]
fn a_certificate_is_of_this_episode_and_on_file() {
    let diagnosis = |rest: &'static str| ("diagnosis", "12 10:00", rest);
    let scan = paper("12 10:30", "category: diagnosis\nof: r3");
    table(
        "D44",
        &[
            (
                "on file",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常"),
                    scan,
                ],
                "13 09:00",
                Met,
            ),
            (
                "no file",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: original\nconclusion: 未见异常"),
                ],
                "13 09:00",
                AwaitingPaper,
            ),
            (
                "of an earlier illness",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-01-11\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Pending,
            ),
            (
                "relied on, with a reason",
                &[
                    REPORT,
                    REFER,
                    diagnosis(
                        "institution: 某院\nissued: 2026-01-11\nform: copy\nconclusion: 某\nrelies: 医生说仍有效",
                    ),
                    scan,
                ],
                "13 09:00",
                Met,
            ),
            (
                "the month of the beginning",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-03\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Met,
            ),
            (
                "the month before",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-02\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Pending,
            ),
            (
                "spoken",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: spoken\nconclusion: 说没事"),
                    scan,
                ],
                "13 09:00",
                Pending,
            ),
        ],
    );
}

#[test]
fn a_certificate_is_awaited_until_the_file_moves_on() {
    let attended = ("contact", "11 09:00", "with: 林父\nvia: 电话\nreached: true\nattended: 2026-03-10");
    table(
        "D44",
        &[
            ("not attended", &[REPORT, REFER], "13 09:00", Pending),
            ("attended, nothing moved on", &[REPORT, REFER, attended], "13 09:00", Pending),
            (
                "promised, and the day passed",
                &[
                    REPORT,
                    REFER,
                    attended,
                    ("contact", "12 09:00", "with: 林父\nvia: 电话\nreached: true\npromised: 2026-03-14"),
                ],
                "15 09:00",
                Missing,
            ),
            (
                "promised, on the day",
                &[
                    REPORT,
                    REFER,
                    attended,
                    ("contact", "12 09:00", "with: 林父\nvia: 电话\nreached: true\npromised: 2026-03-14"),
                ],
                "14 23:00",
                Pending,
            ),
            (
                "back in class without it",
                &[REPORT, REFER, attended, ("follow_up", "13 09:00", "state: 平稳\nback: 2026-03-13")],
                "15 09:00",
                Missing,
            ),
            ("ended without it", &[REPORT, REFER, attended, CLOSED], "31 09:00", Missing),
            ("no crisis, of their own accord", &[REPORT, CALM, attended], "15 09:00", NotApplicable),
        ],
    );
    let waits = duty(&[REPORT, REFER], "13 09:00", "D44").reason;
    let declined = ("contact", "11 09:00", "with: 林父\nvia: 电话\nreached: true\nattendance_refused: true");
    let refused = duty(&[REPORT, REFER, declined], "13 09:00", "D44");
    assert!(refused.state == Pending && refused.reason != waits, "the two look different");
    let agency = [
        REPORT,
        REFER,
        attended,
        ("opinion", "12 10:00", "institution: 某机构\nadvice: 多陪伴"),
        paper("12 10:30", "category: diagnosis\nof: r4"),
    ];
    let line = duty(&agency, "13 09:00", "D44");
    assert!(line.state == Met && line.remark.unwrap().contains("机构评估，不是诊断"));
}

#[test]
fn each_result_is_answered() {
    let result = ("diagnosis", "12 10:00", "institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常");
    let second = ("diagnosis", "20 10:00", "institution: 某院\nissued: 2026-03-19\nform: copy\nconclusion: 好转");
    let plan = |when: &'static str, rest: &'static str| ("plan", when, rest);
    let rests = "stage: aftercare\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [陪伴]\nresult: r3";
    let loose = "stage: aftercare\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [陪伴]";
    let back = ("follow_up", "22 09:00", "state: 平稳\nback: 2026-03-22");
    table(
        "D46",
        &[
            ("no result", &[REPORT, CRISIS, back], "25 09:00", NotApplicable),
            ("not owed on the spot", &[REPORT, CRISIS, result], "13 09:00", Pending),
            ("answered", &[REPORT, CRISIS, result, plan("13 09:00", rests)], "25 09:00", Met),
            (
                "by a plan that rests on nothing",
                &[REPORT, CRISIS, result, plan("13 09:00", loose), back],
                "25 09:00",
                Missing,
            ),
            (
                "by one plan for both purposes",
                &[
                    REPORT,
                    CRISIS,
                    result,
                    plan("13 09:00", "stage: intervention\nsubject: 林\nactors: []\nmethods: [陪]\nresult: r3"),
                ],
                "25 09:00",
                Met,
            ),
            (
                "the team says that the plan stands",
                &[
                    REPORT,
                    CRISIS,
                    result,
                    (
                        "meeting",
                        "13 09:00",
                        "purpose: 复议\nparticipants: [{ role: principal }]\nbased_on: [r3]\ndecisions: [方案不变]",
                    ),
                    back,
                ],
                "25 09:00",
                Met,
            ),
            (
                "the second is not answered by the first",
                &[REPORT, CRISIS, result, plan("13 09:00", rests), second, back],
                "25 09:00",
                Missing,
            ),
            ("the case ends without", &[REPORT, CRISIS, result, CLOSED], "31 09:00", Missing),
        ],
    );
    let opinion = ("opinion", "12 10:00", "institution: 某机构\nadvice: 多陪伴");
    table(
        "D45",
        &[
            ("no opinion", &[REPORT, CRISIS], "13 09:00", NotApplicable),
            (
                "an intervention that rests on nothing",
                &[REPORT, CRISIS, opinion, ("intervention", "13 09:00", "participants: []\nprocess: 谈话"), back],
                "25 09:00",
                Missing,
            ),
            (
                "one that rests on it",
                &[
                    REPORT,
                    CRISIS,
                    opinion,
                    ("intervention", "13 09:00", "participants: []\nprocess: 谈话\nbased_on: [r3]"),
                    back,
                ],
                "25 09:00",
                Met,
            ),
            (
                "answered in the record itself",
                &[
                    REPORT,
                    CRISIS,
                    ("opinion", "12 10:00", "institution: 某机构\nadvice: 多陪伴\nresponse: 每日谈话"),
                    back,
                ],
                "25 09:00",
                Met,
            ),
        ],
    );
}

#[test]
fn a_promised_day_and_any_tracking() {
    let promise = ("follow_up", "09 09:00", "state: 平稳\nnext: 2026-03-16");
    let talk = ("intervention", "16 09:00", "participants: []\nprocess: 谈话");
    table(
        "D26",
        &[
            ("the day is not over", &[REPORT, CALM, promise], "16 23:00", Pending),
            ("passed", &[REPORT, CALM, promise], "17 00:00", Missing),
            ("kept by an intervention", &[REPORT, CALM, promise, talk], "20 09:00", Met),
            ("kept later", &[REPORT, CALM, promise, ("follow_up", "19 09:00", "state: 平稳")], "20 09:00", Met),
        ],
    );
    let late = duty(&[REPORT, CALM, promise, ("follow_up", "19 09:00", "state: 平稳")], "20 09:00", "D26");
    assert!(late.remark.is_some_and(|remark| remark.contains("03-16")), "a gap that was real does not vanish");
    assert!(duty(&[REPORT, CALM, promise, talk], "20 09:00", "D26").remark.is_none());
    table(
        "D47",
        &[
            ("nothing yet", &[REPORT, CRISIS], "12 09:00", Pending),
            ("ended without any", &[REPORT, CRISIS, CLOSED], "31 09:00", Missing),
            ("by re-assessment", &[REPORT, CRISIS, ("assessment", "12 09:00", CALM.2), CLOSED], "31 09:00", Met),
            ("by an intervention", &[REPORT, CRISIS, talk, CLOSED], "31 09:00", Met),
            (
                "the student left",
                &[REPORT, CRISIS, ("closure", "30 10:00", "outcome: left\nreason: 转学")],
                "31 09:00",
                NotApplicable,
            ),
        ],
    );
    let back = ("contact", "12 09:00", "with: 林父\nvia: 电话\nreached: true\nback: 2026-03-12");
    table(
        "D48",
        &[
            ("back, and nobody looked again", &[REPORT, CRISIS, back], "13 09:00", Missing),
            ("somebody did", &[REPORT, CRISIS, back, ("follow_up", "12 15:00", "state: 平稳")], "13 09:00", Met),
            ("not away", &[REPORT, CRISIS], "13 09:00", NotApplicable),
        ],
    );
}

#[test]
fn enrolment_is_filed_by_the_class_teacher_of_the_day() {
    let change = |rest: &'static str| ("enrolment", "12 09:00", rest);
    table(
        "D60",
        &[
            (
                "filed",
                &[REPORT, CRISIS, change("change: suspend\neffective: 2026-03-12\nfiled_by: 师乙\ndetail: 某")],
                "13 09:00",
                Met,
            ),
            (
                "by somebody else",
                &[REPORT, CRISIS, change("change: suspend\neffective: 2026-03-12\nfiled_by: 辅甲\ndetail: 某")],
                "13 09:00",
                Missing,
            ),
            (
                "without detail",
                &[REPORT, CRISIS, change("change: suspend\neffective: 2026-03-12\nfiled_by: 师乙")],
                "13 09:00",
                Missing,
            ),
            (
                "not granted",
                &[REPORT, CRISIS, change("change: resume\neffective: 2026-03-12\ndecision: refused")],
                "13 09:00",
                NotApplicable,
            ),
            (
                "each time",
                &[
                    REPORT,
                    CRISIS,
                    change("change: suspend\neffective: 2026-03-12\nfiled_by: 师乙\ndetail: 某"),
                    ("enrolment", "20 09:00", "change: resume\neffective: 2026-03-20"),
                ],
                "21 09:00",
                Missing,
            ),
        ],
    );
}

#[test]
fn who_was_told_what_and_what_not() {
    let told = |rest: &'static str| ("disclosure", "06 09:00", rest);
    table(
        "D61",
        &[
            (
                "all of it",
                &[REPORT, told("to: 某人\ntold: 需注意安全\nbasis: 保密例外\nwithheld: 姓名、病情")],
                "07 09:00",
                Met,
            ),
            (
                "\"none\" is no answer",
                &[REPORT, told("to: 某人\ntold: 需注意安全\nbasis: 保密例外\nwithheld: 无")],
                "07 09:00",
                Missing,
            ),
            ("no basis", &[REPORT, told("to: 某人\ntold: 需注意安全\nwithheld: 姓名")], "07 09:00", Missing),
            ("one who handles the case", &[REPORT, told("to: 校丙\nto_role: principal\ntold: 全部")], "07 09:00", Met),
        ],
    );
    table(
        "D62",
        &[
            ("a leak, and nothing done", &[REPORT, told("to: 家长群\ntold: 某\nimproper: true")], "07 09:00", Missing),
            (
                "with what was done about it",
                &[REPORT, told("to: 家长群\ntold: 某\nimproper: true\nremedy: [{ what: 撤回并说明, at: 2026-03-07 }]")],
                "09 09:00",
                Met,
            ),
        ],
    );
}
