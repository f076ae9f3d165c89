//! The commands about the whole school, on a repository of invented people: members, prevention, figures, search.

use std::fs;

use crate::common::sandbox::{Ran, Sandbox, words};

const CONFIG: &str = "school = \"某中学\"\nguide = \"shiyan\"\nprivacy = \"plain\"\ndefault_member = \"su\"\n\
    [[term]]\nname = \"上学期\"\nfrom = 2026-02-20\nto = 2026-07-01\n\
    [[term]]\nname = \"本学期\"\nfrom = 2026-09-01\nto = 2027-01-20\n";
const TEAM: &str = "# 由苏老师维护\nmembers:\n  - id: su\n    name: 苏某   # 兼教研\n    roles: [counsellor]\n";

fn repository() -> Sandbox {
    let school = Sandbox::empty();
    fs::create_dir_all(school.path("guides")).unwrap();
    fs::write(school.path("crisis.toml"), CONFIG).unwrap();
    fs::write(school.path("team.yaml"), TEAM).unwrap();
    let guide = include_str!("../../templates/guides/shiyan.toml");
    fs::write(school.path("guides/shiyan.toml"), guide).unwrap();
    school
}

fn run(school: &Sandbox, args: &[&str]) -> Ran {
    school.run(&[&["--now", "2026-10-12 09:00", "--no-input"], args].concat())
}

fn crisis(school: &Sandbox, args: &[&str]) -> String {
    let ran = run(school, args);
    assert!(ran.status != 2, "{args:?}\n{}", ran.stderr);
    ran.stdout
}

/// One case with a report, and what else is given of it: `(name of the file's kind, front matter, body)`.
fn add_case(school: &Sandbox, number: &str, class: &str, records: &[(&str, &str, &str)]) {
    let folder = school.path(&format!("cases/{number}"));
    fs::create_dir_all(folder.join("records")).unwrap();
    let about = format!(
        "student: {{ name: 学生{number}, class: {class} }}\nguardians: [{{ name: 家长{number}, relation: 母 }}]\n"
    );
    fs::write(folder.join("case.yaml"), about).unwrap();
    for (at, (kind, fields, body)) in records.iter().enumerate() {
        let text = format!("---\nid: r{at}\nkind: {kind}\nepisode: 1\nby: su\n{fields}\n---\n{body}\n");
        fs::write(folder.join(format!("records/2026-09-10-{kind}-r{at}.md")), text).unwrap();
    }
}

const REPORT: &str = "at: 2026-09-10T08:00+08:00\nwritten: 2026-09-10T08:30+08:00\nknown: 2026-09-10T08:00+08:00\nfinder: 某甲\nsaw: 在天台说不想活了";

fn assessment(level: &str, minutes: u32, kind: &str) -> String {
    format!(
        "at: 2026-09-10T09:{minutes:02}+08:00\nwritten: 2026-09-10T10:00+08:00\ntype: [{kind}]\n\
         dimension: {{ emotion: 低落 }}\nlevel: {{ {level} }}\ncrisis: true"
    )
}

/// Names no id: ids are made by chance.
fn without_ids(text: &str, school: &Sandbox) -> String {
    let mut text = text.to_owned();
    for entry in fs::read_dir(school.path("program/records")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let id = name.trim_end_matches(".md").rsplit('-').next().unwrap().to_owned();
        text = text.replace(&id, "····");
    }
    text
}

#[test]
fn members_come_and_go_without_touching_what_people_wrote() {
    let school = repository();
    crisis(&school, &["member", "add", "wei", "--name", "卫某", "--role", "卫生教师"]);
    crisis(&school, &["member", "edit", "wei", "--role", "卫生教师", "--role", "青保教师"]);
    crisis(&school, &["member", "leave", "苏某", "--on", "2026-10-31"]);
    insta::assert_snapshot!("team_yaml", fs::read_to_string(school.path("team.yaml")).unwrap());
    insta::assert_snapshot!("member_list", crisis(&school, &["member", "list"]));
    insta::assert_snapshot!("member_list_json", crisis(&school, &["--format", "json", "member", "list"]));
    for (wrong, told) in [
        (&["member", "add", "wei", "--name", "某", "--role", "卫生教师"][..], "已经有人用了"),
        (&["member", "add", "x", "--name", "某", "--role", "门卫"], "没有“门卫”这个角色"),
        (&["member", "edit", "wei"], "没有说要改什么"),
        (&["member", "leave", "nobody"], "没有这位成员"),
    ] {
        let ran = run(&school, wrong);
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains(told), "{wrong:?}");
    }
    let before = fs::read_to_string(school.path("team.yaml")).unwrap();
    crisis(&school, &["--dry-run", "member", "leave", "wei"]);
    assert_eq!(before, fs::read_to_string(school.path("team.yaml")).unwrap());
}

#[test]
fn prevention_is_written_listed_and_audited() {
    let school = repository();
    let add = |rest: &[&str]| crisis(&school, &[&["预防", "add"], rest].concat());
    add(&["--type", "drill", "--topic", "疏散与报告", "--at", "2026-03-10", "--audience", "team"]);
    add(&words(
        "--type 专题培训 --topic 识别与转介 --audience staff --roles 班主任 --covered 高一 --count 42 --at 2026-09-20 \
         --body 签到表在辅导室。",
    ));
    insta::assert_snapshot!("training_list", without_ids(&crisis(&school, &["training", "list"]), &school));
    let files: Vec<_> =
        fs::read_dir(school.path("program/records")).unwrap().map(|file| file.unwrap().path()).collect();
    let staff = files.iter().find(|path| path.to_string_lossy().contains("2026-09-20")).unwrap();
    let text = fs::read_to_string(staff).unwrap();
    assert!(text.lines().any(|line| line.starts_with("prev: ")) && !text.contains("episode"));
    insta::assert_snapshot!("audit_school", without_ids(&crisis(&school, &["audit"]), &school));
    let json: serde_json::Value = serde_json::from_str(&crisis(&school, &["--format", "json", "audit"])).unwrap();
    let json = serde_json::json!({ "duty": json["school_duties"][5], "met": json["school_duties"][12], "finding": json["school_findings"][0], "summary": json["summary"] });
    insta::assert_snapshot!("audit_school_json", without_ids(&serde_json::to_string_pretty(&json).unwrap(), &school));
    assert_eq!(crisis(&school, &["audit", "--only", "S02", "--term", "上学期"]).matches("S02").count(), 1);
    let help = crisis(&school, &["record", "--help"]);
    assert!(help.contains("meeting") && !help.contains("training"), "what is about nobody is in no case");
}

#[test]
fn a_training_record_is_corrected_like_any_other() {
    let school = repository();
    crisis(&school, &["training", "add", "--type", "drill", "--topic", "疏散", "--count", "42", "--at", "2026-09-20"]);
    let file = fs::read_dir(school.path("program/records")).unwrap().next().unwrap().unwrap().path();
    let id = file.file_stem().unwrap().to_string_lossy().rsplit('-').next().unwrap().to_owned();
    crisis(&school, &["amend", "program", &id, "--wrong", "人数", "--right", "24", "--set", "count=24"]);
    assert!(crisis(&school, &["training", "list"]).contains("24"));
    crisis(&school, &["amend", "program", &id, "--wrong", "没有办", "--right", "没有", "--retract"]);
    assert_eq!(crisis(&school, &["training", "list"]).trim(), "还没有登记");
}

#[test]
fn figures_leave_out_what_is_small() {
    let school = repository();
    assert!(crisis(&school, &["stats"]).contains("不列任何数字"));
    for number in 0..12u32 {
        let class = if number < 9 {
            "高一(3)班"
        } else if number < 11 {
            "高二(1)班"
        } else {
            "高三(2)班"
        };
        let told = 5 + number;
        let report = format!("{REPORT}\nnotified: [{{ role: counsellor, at: 2026-09-10T08:{told:02}+08:00 }}]");
        let level = if number < 6 { "risk: severe" } else { "risk: mild" };
        let assessed = assessment(level, 10 + number, "self_harm_thought");
        add_case(
            &school,
            &format!("2026-T{number:03}"),
            class,
            &[("report", &report, ""), ("assessment", &assessed, "")],
        );
    }
    insta::assert_snapshot!("stats", crisis(&school, &["统计"]));
    insta::assert_snapshot!("stats_csv", crisis(&school, &["--format", "csv", "stats", "--term", "本学期"]));
    let json = crisis(&school, &["--format", "json", "stats"]);
    insta::assert_snapshot!("stats_json", json);
    for secret in ["学生2026", "家长2026", "2026-T0", "高一(3)班", "天台"] {
        assert!(!json.contains(secret) && !crisis(&school, &["stats"]).contains(secret), "{secret}");
    }
}

#[test]
fn search_and_filters() {
    let school = repository();
    add_case(
        &school,
        "2026-AAAA",
        "高一(3)班",
        &[
            ("report", REPORT, "同学王某陪着他去了辅导室。"),
            ("assessment", &assessment("risk: severe", 0, "self_harm_thought"), ""),
        ],
    );
    add_case(&school, "2026-BBBB", "高二(1)班", &[("report", REPORT, "")]);
    insta::assert_snapshot!("search", crisis(&school, &["搜索", "不想 活了"]));
    insta::assert_snapshot!("search_json", crisis(&school, &["--format", "json", "search", "王某", "辅导室"]));
    assert!(crisis(&school, &["search", "家长2026-BBBB"]).contains("case.yaml"));
    assert_eq!(crisis(&school, &["search", "没有的话"]).trim(), "没有找到");
    let promised = format!("{}\nnext: 2026-09-20", assessment("risk: mild", 0, "abuse"));
    add_case(&school, "2026-CCCC", "高三(1)班", &[("report", REPORT, ""), ("assessment", &promised, "")]);
    assert!(crisis(&school, &["list", "--overdue"]).contains("2026-CCCC"), "the day that was agreed has passed");
    let listed = |filter: &[&str]| {
        let text = crisis(&school, &[&["list"], filter].concat());
        (text.contains("2026-AAAA"), text.contains("2026-BBBB"))
    };
    let table: [(&[&str], (bool, bool)); 7] = [
        (&["--open"], (true, true)),
        (&["--grade", "高一"], (true, false)),
        (&["--class", "高二(1)班"], (false, true)),
        (&["--level", "severe"], (true, false)),
        (&["--level", "一般"], (false, false)),
        (&["--overdue"], (false, false)),
        (&["--owed"], (true, true)),
    ];
    for (filter, expected) in table {
        assert_eq!(listed(filter), expected, "{filter:?}");
    }
    assert_eq!(run(&school, &["list", "--level", "没有"]).status, 2);
}

#[test]
fn looking_back_shows_what_was_on_file_then() {
    let school = repository();
    let late = "at: 2026-09-10T08:20+08:00\nwritten: 2026-09-12T10:00+08:00\nwith: 家长甲\nvia: 电话\nreached: true";
    let wrong = "at: 2026-09-13T08:00+08:00\nwritten: 2026-09-13T08:00+08:00\namends: r0\nwrong: 地点\nright: 操场\nset: { place: 操场 }";
    let report = format!("{REPORT}\nplace: 天桥");
    add_case(
        &school,
        "2026-AAAA",
        "高一(3)班",
        &[("report", &report, ""), ("contact", late, ""), ("amendment", wrong, "")],
    );
    insta::assert_snapshot!("show", crisis(&school, &["show", "2026-AAAA", "--full"]));
    insta::assert_snapshot!("show_brief", crisis(&school, &["show", "2026-AAAA"]));
    let then = crisis(&school, &["show", "2026-AAAA", "--full", "--as-of", "2026-09-11"]);
    assert!(then.contains("天桥") && !then.contains("操场") && !then.contains("家长甲　"));
    assert!(crisis(&school, &["show", "2026-AAAA", "--full", "--as-of", "2026-09-12 10:00"]).contains("电话"));
    assert!(!crisis(&school, &["show", "2026-AAAA", "--full", "--as-of", "2026-09-10 08:00"]).contains("天桥"));
}
