//! What an unmet duty says is lacking, what a page that names nobody says of it, and the shortest act that mends it.

use super::*;

const NOTHING: &str = "档案里还没有这样的记录";
const SIGN: &str = "crisis record agreement 2026-TEST --party guardian --signer 姓名 --relation 关系 --outcome signed";
const CALL: &str = "crisis record contact 2026-TEST --with 姓名 --guardian yes --via 电话 --reached yes --said 对方说了什么 \
                    --agreed 商定了什么";

/// What it is about, the records, the duty, the nearest record, what it lacks, and the command.
type Row<'r> = (&'r str, &'r [Told<'r>], &'r str, Option<&'r str>, &'r str, &'r str);

fn say(rows: &[Row]) {
    for (what, records, code, nearest, lacking, fix) in rows {
        let line = duty(records, "20 09:00", code);
        assert!(line.owed, "{what}");
        assert_eq!(line.nearest.as_deref(), *nearest, "{what}");
        assert_eq!(line.lacking.as_deref(), Some(*lacking), "{what}");
        assert_eq!(line.fix, *fix, "{what}");
    }
}

#[test]
fn the_nearest_record_and_its_cure() {
    let alone = ("report", "05 21:00", "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事");
    let suspected = ("report", "05 21:00", "finder: 校丙\nsaw: 某事\nsuspects: [林父]");
    let reported = ("mandatory_report", "05 22:30", "applies: true\nto: 派出所");
    let early = ("contact", "2026-03-04 22:20", "with: 林父\nvia: 电话\nreached: true");
    let tried = ("contact", "05 22:20", "with: 林父\nvia: 电话\nreached: false");
    let partial = ("assessment", "05 22:00", "dimension: { emotion: 低, behaviour: ' ', danger: 无 }\ncrisis: false");
    let by_teacher = ("assessment", "05 22:00", "by: t\ndimension: { emotion: 低 }\ncrisis: false");
    let rows: &[Row] = &[
        ("the other party's agreement is no attempt", &[REPORT, CRISIS, SIGNED], "D35", None, NOTHING, SIGN),
        (
            "no record at all",
            &[REPORT, CRISIS],
            "D31",
            None,
            NOTHING,
            "crisis record meeting 2026-TEST --purpose 目的 --participants \"角色,姓名\" --decisions 决定",
        ),
        (
            "a field of the record that began it",
            &[alone],
            "D05",
            Some("r1"),
            "还缺：对学生采取的保护措施",
            "crisis amend 2026-TEST r1 --right 补记 --add protect=\"做了什么|从何时起,到何时止,为谁\"",
        ),
        (
            "somebody to be told",
            &[suspected],
            "D04",
            Some("r1"),
            "报告了谁里没有班主任",
            "crisis amend 2026-TEST r1 --right 补记 --add notified=角色,姓名,时间,方式",
        ),
        (
            "several roles, any of them",
            &[REPORT, REFER],
            "D30",
            Some("r2"),
            "评估后报告了谁里没有书记/校长、分管校领导",
            "crisis amend 2026-TEST r2 --right 补记 --add notified=角色,姓名,时间,方式",
        ),
        (
            "two things at once",
            &[suspected, reported],
            "D63",
            Some("r2"),
            "还缺：回执或编号；还缺：报告时间",
            "crisis amend 2026-TEST r2 --right 补记 --set receipt=内容 --set reported_at=时间",
        ),
        (
            "a call that reached nobody",
            &[REPORT, CRISIS, tried],
            "D33",
            Some("r3"),
            "是否联系上：现为“否”，应为“是”",
            CALL,
        ),
        (
            "too early",
            &[REPORT, early, CRISIS],
            "D33",
            Some("r2"),
            "它在 03-04 22:20，早于起点（03-05 22:00），之后还没有",
            CALL,
        ),
        (
            "some dimensions",
            &[REPORT, partial],
            "D21",
            Some("r2"),
            "各维度所见还缺：行为表现、社会功能、应对机制、环境支持",
            "crisis amend 2026-TEST r2 --right 补记 --add dimension=行为表现=所见 --add dimension=社会功能=所见 --add dimension=应对机制=所见 --add dimension=环境支持=所见",
        ),
        (
            "by somebody who may not",
            &[REPORT, by_teacher],
            "D20",
            Some("r2"),
            "记录人和在场的人都不是能做这件事的角色",
            "crisis assess 2026-TEST",
        ),
    ];
    say(rows);
}

#[test]
fn what_an_answer_a_disclosure_a_change_lacks() {
    let receipt = (
        "referral",
        "06 11:00",
        "to: 某院\nreason: 需检查\nletter: r3\nreceipt: refused\nreceipt_by: [林父]\nrefusal_reason: 不信",
    );
    let told = ("disclosure", "06 10:00", "to: 某同学家长\ntold: 某事\nbasis: 保护生命\nwithheld: 无");
    let by_head = ("enrolment", "12 09:00", "change: suspend\neffective: 2026-03-12\nfiled_by: 校丙\ndetail: 某");
    let rows: &[Row] = &[
        (
            "the answer to a letter, not the letter",
            &[REPORT, REFER, LETTER, receipt],
            "D42",
            Some("r4"),
            "还缺：在场见证人",
            "crisis amend 2026-TEST r4 --right 补记 --add witnesses=内容",
        ),
        (
            "what was withheld",
            &[REPORT, CRISIS, told],
            "D61",
            Some("r3"),
            "还缺：没有说什么",
            "crisis amend 2026-TEST r3 --right 补记 --set withheld=内容",
        ),
        (
            "filed by another",
            &[REPORT, CRISIS, by_head],
            "D60",
            Some("r3"),
            "由谁报备〈校丙〉不是登记的班主任（登记的是〈师乙〉）",
            "crisis amend 2026-TEST r3 --right 补上 --set filed_by=姓名 --set detail=详细情况",
        ),
    ];
    say(rows);
}

#[test]
fn whose_hand_it_is_and_what_was_answered() {
    let suspected = ("report", "05 21:00", "finder: 校丙\nsaw: 某事\nsuspects: [林父]");
    let agreement = |rest: &'static str| ("agreement", "06 10:00", rest);
    let by_father = agreement("party: guardian\nsigner: 林父\noutcome: signed");
    let refused = agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不愿");
    let pledge = agreement(
        "party: guardian\nsigner: 林父\noutcome: refused\nreason: 不愿\nwitnesses: [师乙]\nrefused_what: 承诺书",
    );
    let deferred = agreement("party: guardian\nsigner: 林父\noutcome: deferred");
    let unsigned = agreement("party: guardian\noutcome: signed\nsigner: []");
    let neighbour = agreement("party: guardian\nsigner: 郭邻居\noutcome: signed");
    let rows: &[Row] = &[
        (
            "a suspect's hand",
            &[suspected, CRISIS, by_father],
            "D35",
            Some("r3"),
            "签字人〈林父〉是疑似加害人，不算",
            SIGN,
        ),
        (
            "a stranger's hand",
            &[REPORT, CRISIS, neighbour],
            "D35",
            Some("r3"),
            "签字人〈郭邻居〉不是登记的监护人（登记的是〈林父、叶母〉）",
            SIGN,
        ),
        ("nobody's hand", &[REPORT, CRISIS, unsigned], "D35", Some("r3"), "没有写明签字人（应是监护人）", SIGN),
        (
            "a refusal before nobody",
            &[REPORT, CRISIS, refused],
            "D35",
            Some("r3"),
            "还缺：在场见证人",
            "crisis amend 2026-TEST r3 --right 补记 --add witnesses=内容",
        ),
        (
            "a refusal of something else",
            &[REPORT, CRISIS, pledge],
            "D35",
            Some("r3"),
            "拒绝的是什么〈承诺书〉是另一回事",
            SIGN,
        ),
        ("only an attempt", &[REPORT, CRISIS, deferred], "D35", Some("r3"), "结果：现为“暂缓”，应为“已签”", SIGN),
    ];
    say(rows);
}

#[test]
fn a_finding_says_as_much_and_names_nobody() {
    let agreement = |rest: &'static str| ("agreement", "06 10:00", rest);
    let found = |records: &[Told], code: &str| {
        let audit = audits(ABOUT, records, "2026-03-20 09:00").pop().unwrap();
        let message = audit.findings.into_iter().find(|finding| finding.code == code).unwrap().message;
        message.split_once("未做（自 2026-03-05 22:00 起）").unwrap().1.to_owned()
    };
    let neighbour = agreement("party: guardian\nsigner: 郭邻居\noutcome: signed");
    let pledge = agreement(
        "party: guardian\nsigner: 林父\noutcome: refused\nreason: 不愿\nwitnesses: [师乙]\nrefused_what: 承诺书",
    );
    for (records, code, end) in [
        (&[REPORT, CRISIS][..], "D31", "；档案里还没有这样的记录"),
        (&[REPORT, CRISIS, neighbour], "D35", "；有 r3，签字人不是登记的监护人"),
        (&[REPORT, CRISIS, pledge], "D35", "；已尝试 1 次，尚未做成；有 r3，拒绝的是什么是另一回事"),
    ] {
        assert_eq!(found(records, code), end);
    }
}
