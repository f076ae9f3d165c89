//! What people mistype is met when they type it: refused, or written with a word of warning, and always with what to do.

use crate::common::sandbox::{Sandbox, words};

/// What is typed after a case is on file; the status; what is said.
const MISTYPES: &[(&str, i32, &str)] = &[
    // Times.
    ("open --student 甲某 --finder 乙 --saw 话 --known '昨天 25:00'", 2, "没有 25:00"),
    ("open --student 甲某 --finder 乙 --saw 话 --known '2月30日 8:00'", 2, "--known"),
    ("open --student 甲某 --finder 乙 --saw 话 --known '明天 21:30'", 0, "现在之后"),
    (
        "open --student 甲某 --finder 乙 --saw 话 --known '3月5日 20:00' --at '3月5日 21:00'",
        0,
        "得知的时间早于发生的时间",
    ),
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --birth 2030-01-01", 2, "出生日期在今天之后"),
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --birth 2009-13-01", 2, "--birth"),
    (
        "open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --notified '校长,严示例,3月4日 8:00,电话'",
        0,
        "报告的时间早于得知的时间",
    ),
    (
        "record rescue 林示例 --ambulance-at '3月5日 23:00' --hospital 某院 --hospital-at '3月5日 22:00'",
        0,
        "叫救护车的时间晚于到医院的时间",
    ),
    ("record leave 林示例 --type 病假 --since 3月10日 --to 3月1日", 0, "请假结束早于开始"),
    ("assess 林示例 --dimension 情绪=低落 --crisis no --refer no --at '3月1日 8:00'", 0, "早于"),
    ("record follow_up 林示例 --state 平稳 --at 2027-03-01", 0, "现在之后"),
    ("assess 林示例 --dimension 情绪=低落 --crisis no --refer no --next 某天", 2, "日期看不懂"),
    (
        "record diagnosis 林示例 --institution 某院 --issued 2026年5月 --conclusion 见附件 --form original",
        0,
        "出具的日期还没有到",
    ),
    // Words of the guide.
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --finder-role 路人", 0, "不是指南里的角色"),
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --injury 很重", 2, "minor"),
    ("assess 林示例 --dimension 星座=白羊 --crisis no --refer no", 2, "指南里没有“星座”"),
    ("assess 林示例 --dimension 情绪=低落 --level 橙色 --crisis no --refer no", 2, "橙色"),
    ("assess 林示例 --dimension 情绪=低落 --crisis 也许 --refer no", 2, "只能回答是或否"),
    ("assess 林示例 --dimension 情绪=低落 --crisis yes --refer no --type 心情", 2, "指南里没有“心情”"),
    ("record agreement 林示例 --party 家长 --outcome signed --signer 林大", 2, "没有“家长”这个选择"),
    ("record declaration 林示例 --item 视频会议 --reason 面谈没有录", 2, "指南里没有“视频会议”"),
    ("record waiver 林示例 --code D999 --reason 某 --approved-by keeper", 2, "D999"),
    ("close 林示例 --outcome 好了 --reason 平稳", 2, "没有“好了”这个选择"),
    ("record 谈话 林示例", 2, "谈话"),
    ("record follow_up 林示例 --state 平稳 --by 某某", 2, "没有这位成员"),
    // What must be said.
    ("open --student '' --finder 乙 --saw 话 --known 刚刚", 2, "缺少学生姓名"),
    ("open --student 甲某 --finder '' --saw 话 --known 刚刚", 2, "最先发现的人”是空的"),
    ("open --student 甲某 --finder 乙 --saw 无 --known 刚刚", 2, "等于没有写"),
    ("open --student 甲某 --finder 乙 --known 刚刚", 2, "缺少“看到、听到了什么"),
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --student-id ' '", 2, "学号是空的"),
    ("open --student 甲某 --finder 乙 --saw 话 --known 刚刚 --guardian ,父亲", 2, "监护人缺少姓名"),
    ("record follow_up 林示例 --state 无", 2, "等于没有写"),
    ("record contact 林示例 --via 电话 --reached yes", 2, "缺少"),
    ("refer 林示例 --to '' --reason 请检查", 2, "是空的"),
    // What the school may not write.
    ("refer 林示例 --to 某医院 --reason 孩子有抑郁症，请检查", 0, "〔C03〕"),
    ("assess 林示例 --dimension 情绪=确诊抑郁症 --crisis no --refer no", 0, "〔C03〕"),
    ("record enrolment 林示例 --change resume --effective 3月6日 --conditions 自动退学", 2, "--confirmed"),
    // What is not there.
    ("attach 林示例 没有.jpg --category photo", 2, "没有.jpg"),
    ("record elsewhere 林示例 --category photo --place 派出所 --held-by 某 --why 立案 --of zzzz", 2, "指的记录不在"),
    ("record follow_up 赵某 --state 平稳", 2, "没有找到这份档案"),
    ("amend 林示例 zzzz --right 某", 2, "没有这个编号的记录"),
];

#[test]
fn each_is_met_with_what_to_do() {
    assert!(MISTYPES.len() >= 40);
    let mut wrong = Vec::new();
    let opened = Sandbox::school();
    opened.ok(&words("open --student 林示例 --known '3月5日 21:30' --finder 丁假设 --saw 话 --by keeper"));
    let before = opened.files();
    for (line, status, said) in MISTYPES {
        let school = Sandbox::holding(&before);
        let mut typed = words(line);
        if !line.contains("--by") {
            typed.extend(["--by", "keeper"]);
        }
        let ran = school.run(&typed);
        let is_written = school.files() != before;
        let is_met = ran.status == *status && ran.stderr.contains(said) && ran.stderr.contains("怎么办")
            || *status == 0 && ran.stderr.contains(said);
        if !is_met || is_written != (*status == 0) {
            wrong.push(format!("{line}\n{} {}", ran.status, ran.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a check doubts is written with the reason for it, and the reason stays to be seen.
#[test]
fn what_stands_although_it_is_doubted_says_why() {
    let school = Sandbox::school();
    school.ok(&words("open --student 林示例 --known '3月5日 21:30' --finder 丁假设 --saw 话 --by keeper"));
    let return_ = "record enrolment 林示例 --change resume --effective 3月6日 --conditions 自动退学 --by keeper";
    school.ok(&words(&format!("{return_} --confirmed 照抄家长来信的原话")));
    assert!(school.ok(&["show", "林示例", "--full"]).stdout.contains("照抄家长来信的原话"));
}

/// A date that was mistyped hides nothing.
#[test]
fn a_date_ahead_never_makes_a_case_quiet() {
    let school = Sandbox::school();
    school.ok(&words("open --student 林示例 --known '2027-03-05 21:30' --finder 丁假设 --saw 话 --by keeper"));
    let next = school.ok(&["next", "林示例"]).stdout;
    assert!(next.contains("现在之后") && next.contains("crisis amend") && !next.contains("没有要做的事"), "{next}");
}
