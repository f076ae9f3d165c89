//! What people do at a desk besides writing records: the files are those that the command line writes.

use std::fs;

use super::{Desk, ID, records, sealed};
use crate::common::sandbox::Sandbox;

/// A form that is sent as it was shown, with what somebody typed instead.
fn sent(desk: &Desk, path: &str, said: &[(&str, &str)]) -> (u16, String) {
    let shown = desk.get(path).text();
    let mut fields: Vec<(String, String)> = hidden(&shown);
    fields.extend(said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields.push(("do".to_owned(), "write".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = desk.post(path, &fields);
    let told = if answer.status == 303 { desk.get(&answer.headers["location"]) } else { answer };
    (told.status, told.text())
}

fn hidden(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split('"').next()?.to_owned()))
    };
    inputs.filter_map(pair).collect()
}

fn text(school: &Sandbox, name: &str) -> String {
    fs::read_to_string(school.path(name)).unwrap()
}

#[test]
fn the_team_is_changed_as_by_the_command() {
    let (pages, flags) = (Sandbox::school(), Sandbox::school());
    let desk = Desk::of(&pages);
    let new = [("f.name", "白样本"), ("f.id", "bai"), ("f.role", "班主任"), ("f.since", "2026-03-01")];
    let (status, told) = sent(&desk, "/team/new", &new);
    assert!(status == 200 && told.contains("已写入 team.yaml（bai）"), "{told}");
    flags.ok(&["member", "add", "bai", "--name", "白样本", "--role", "班主任", "--since", "2026-03-01"]);
    assert_eq!(text(&pages, "team.yaml"), text(&flags, "team.yaml"));

    let (status, told) = sent(&desk, "/team/new", &new);
    assert!(status == 422 && told.contains("已经有人用了"), "{told}");
    let edited = [("f.name", "白样本"), ("f.role", "卫生教师"), ("f.since", "2026-03-01")];
    assert_eq!(sent(&desk, "/team/member/bai", &edited).0, 200);
    flags.ok(&["member", "edit", "bai", "--role", "卫生教师"]);
    assert_eq!(text(&pages, "team.yaml"), text(&flags, "team.yaml"));
    assert_eq!(sent(&desk, "/team/member/bai/leave", &[("f.on", "2026-03-31")]).0, 200);
    flags.ok(&["member", "leave", "bai", "--on", "2026-03-31"]);
    assert_eq!(text(&pages, "team.yaml"), text(&flags, "team.yaml"));
    assert!(desk.get("/team/member/bai").text().contains("2026-03-31"));
    // A day that is emptied is said no more.
    assert_eq!(sent(&desk, "/team/member/bai", &edited).0, 200);
    assert!(!text(&pages, "team.yaml").contains("2026-03-31"), "{}", text(&pages, "team.yaml"));
    assert_eq!(desk.get("/team/member/..%2F..%2Fcrisis").status, 404);
}

#[test]
fn a_grant_and_its_end_stand_in_the_case_as_by_the_command() {
    let (pages, flags) = (Sandbox::school(), Sandbox::school());
    let mut numbers = Vec::new();
    for school in [&pages, &flags] {
        school.ok(&["member", "add", "bai", "--name", "白样本", "--role", "班主任"]);
        school.ok(&["member", "add", "gu", "--name", "顾虚构", "--role", "分管校领导"]);
        numbers.push(school.opened("林样本", &["--finder", "甲", "--saw", "原话"]));
    }
    let (case, desk) = (format!("/case/{}", numbers[0]), Desk::of(&pages));
    let said = [("f.member", "bai"), ("f.why", "值班"), ("f.approved_by", "bai"), ("f.until", "2026-06-30")];
    let (status, told) = sent(&desk, &format!("{case}/grant"), &said);
    assert!(status == 422 && told.contains("不能由本人批准"), "{told}");
    let said = [("f.member", "bai"), ("f.why", "值班"), ("f.approved_by", "gu"), ("f.until", "2026-06-30")];
    let (status, told) = sent(&desk, &format!("{case}/grant"), &said);
    assert!(status == 200 && told.contains("已授权成员 bai"), "{told}");
    let (status, told) = sent(&desk, &format!("{case}/revoke"), &[("f.member", "bai"), ("f.why", "值班结束")]);
    assert!(status == 200 && told.contains("已收回成员 bai"), "{told}");
    let by = ["--by", "keeper"];
    let grant = ["grant", &numbers[1], "bai", "--why", "值班", "--approved-by", "gu", "--until", "2026-06-30"];
    flags.ok(&[&by[..], &grant].concat());
    flags.ok(&[&by[..], &["revoke", &numbers[1], "bai", "--why", "值班结束"]].concat());
    let about = |school: &Sandbox, number: &str| {
        // The first line stands for the number and all the rest.
        text(school, &format!("cases/{number}/case.yaml")).lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(about(&pages, &numbers[0]), about(&flags, &numbers[1]));
}

#[test]
fn a_key_that_is_told_opens_the_cases_at_once() {
    let school = sealed();
    let said = ["--student", "林样本", "--known", "2026-03-05 21:30", "--finder", "甲", "--saw", "原话"];
    let opened = school.ok(&[&["-C", "s", "open", "--format", "json"], &said[..]].concat());
    let number = opened.json()["case"].as_str().unwrap().to_owned();
    let made = school.ok(&["--identity", "other.txt", "key", "new", "--format", "json"]);
    let key = made.json()["public"].as_str().unwrap_or_default().to_owned();
    let key = if key.is_empty() {
        made.stdout.split('"').find(|part| part.starts_with("age1")).unwrap().to_owned()
    } else {
        key
    };
    let as_other = ["-C", "s", "--identity", "other.txt", "show", &number];
    assert_ne!(school.run(&as_other).status, 0, "not yet");
    let desk = Desk::with(&school, &["-C", "s"]);
    let new = [("f.name", "沈示例"), ("f.id", "shen"), ("f.role", "心理老师"), ("f.key", key.as_str())];
    let (status, told) = sent(&desk, "/team/new", &new);
    assert!(status == 200 && told.contains("交付钥匙：1 份案卷完成"), "{told}");
    assert_eq!(school.run(&as_other).status, 0, "the case was handed to the new key");
    let (_, told) = sent(&desk, &format!("/case/{number}/revoke"), &[("f.member", "shen"), ("f.why", "试")]);
    assert!(told.contains("收回只管以后"), "{told}");
    assert_ne!(school.run(&as_other).status, 0, "and taken from it");
}

#[test]
fn who_a_case_is_about_is_said_anew_and_the_rest_stays() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话", "--guardian", "林父,父亲,138"]);
    let about = format!("cases/{number}/case.yaml");
    let written = text(&school, &about).replace("    relation: 父亲", "    relation: 父亲\n    also:\n      - 林建国");
    assert!(written.contains("林建国"), "{written}");
    fs::write(school.path(&about), written.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n# 手写的说明\n")
        .unwrap();
    let desk = Desk::of(&school);
    let path = format!("/case/{number}/person");
    let stale = hidden(&desk.get(&path).text());
    let said = [
        ("f.student.name", "林样本"),
        ("f.student.class", "高一(3)班"),
        ("f.student.birth", "2010-05-01"),
        ("f.also", "林小样"),
        ("f.guardians.0.name", "林父"),
        ("f.guardians.0.relation", "父亲"),
        ("f.guardians.0.phone", "139"),
        ("f.guardians.1.name", "林母"),
        ("f.class_teacher.0.who", "丁假设"),
        ("f.temporary.0.role", "班主任"),
        ("f.temporary.0.who", "丁假设"),
    ];
    let (status, told) = sent(&desk, &path, &said);
    assert!(status == 200 && told.contains("高一(3)班"), "{told}");
    let now = text(&school, &about);
    for kept in ["手写的说明", "林建国", "139", "林母", "林小样", "2010-05-01", "丁假设"] {
        assert!(now.contains(kept), "{kept}\n{now}");
    }
    assert_eq!(school.run(&["show", &number]).status, 0);
    let fields: Vec<(&str, &str)> =
        stale.iter().filter(|(name, _)| name != "id").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let late =
        desk.post(&path, &[&fields[..], &said, &[("f.student.class", "高二"), ("id", ID), ("do", "write")]].concat());
    assert!(late.status == 422 && late.text().contains("在你打开之后改过"), "{}", late.text());
    assert_eq!(text(&school, &about), now);
}

#[test]
fn a_training_is_written_as_by_the_command_and_corrected() {
    let (pages, flags) = (Sandbox::school(), Sandbox::school());
    let desk = Desk::with(&pages, &["--by", "keeper"]);
    let said = [
        ("f.type", "drill"),
        ("f.topic", "疏散与报告"),
        ("f.audience", "team"),
        ("f.at", "2026-03-05"),
        ("f.count", "42"),
    ];
    let (status, told) = sent(&desk, "/training", &said);
    assert!(status == 200 && told.contains("疏散与报告"), "{told}");
    let more = ["--topic", "疏散与报告", "--audience", "team", "--at", "2026-03-05", "--count", "42"];
    flags.ok(&[&["--by", "keeper", "training", "add", "--type", "drill"], &more[..]].concat());
    let program = |school: &Sandbox| {
        let files = school.files().into_iter().filter(|(name, _)| name.starts_with("program/records/"));
        files.map(|(_, bytes)| super::without_chance(&String::from_utf8(bytes).unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(program(&pages), program(&flags));
    let page = desk.get("/program").text();
    let path =
        page.split("href=\"").find_map(|rest| rest.split('"').next().filter(|path| path.contains("/program/amend/")));
    let path = path.unwrap().to_owned();
    let (status, told) = sent(
        &desk,
        &path,
        &[
            ("right", "24"),
            ("wrong", "人数"),
            ("f.type", "drill"),
            ("f.topic", "疏散与报告"),
            ("f.audience", "team"),
            ("f.at", "2026-03-05"),
            ("f.count", "24"),
        ],
    );
    assert!(status == 200 && told.contains("已更正"), "{told}");
    assert!(pages.ok(&["training", "list"]).stdout.contains("24"));
    let term = "\n[[term]]\nname = \"下学期\"\nfrom = 2026-02-16\nto = 2026-07-03\n";
    fs::write(pages.path("crisis.toml"), text(&pages, "crisis.toml") + term).unwrap();
    assert!(desk.get("/program").text().contains("/training?f.type="), "what is owed is a button");
}

#[test]
fn a_report_is_looked_at_and_taken_on() {
    let school = sealed();
    let said = ["--student", "林样本", "--known", "2026-03-05 21:30", "--finder", "甲", "--saw", "在楼顶说的原话"];
    for _ in 0..2 {
        school.ok(&[&["-C", "s", "report", "--no-input"], &said[..]].concat());
    }
    let desk = Desk::with(&school, &["-C", "s"]);
    assert!(desk.get("/").text().contains("有 2 份上报等待受理"));
    let ids = || -> Vec<String> {
        let files = school
            .files()
            .into_iter()
            .filter_map(|(name, _)| Some(name.strip_prefix("s/intake/")?.strip_suffix(".age")?.to_owned()));
        files.collect()
    };
    let [first, second] = ids().try_into().unwrap();
    assert!(desk.get("/intake").text().contains("林样本"));
    assert!(desk.get(&format!("/intake/{first}")).text().contains("在楼顶说的原话"));
    let (status, told) = sent(&desk, &format!("/intake/{first}"), &[("f.case", "没有这个人")]);
    assert!(status == 422 && told.contains("在楼顶说的原话") && told.contains("林样本"), "{told}");
    let (status, told) = sent(&desk, &format!("/intake/{first}"), &[]);
    assert!(status == 200 && told.contains("已受理上报"), "{told}");
    let (status, told) = sent(&desk, &format!("/intake/{second}"), &[("f.case", "林样本")]);
    assert!(status == 200 && told.matches("在楼顶说的原话").count() >= 2, "{told}");
    assert!(ids().is_empty(), "{:?}", ids());
    assert_ne!(desk.get("/intake/..%2F..%2Fcrisis").status, 200);
}

#[test]
fn the_audit_as_a_workbook_is_that_of_the_command() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    assert_eq!(records(&school, &number).len(), 1);
    let desk = Desk::of(&school);
    let page = desk.get("/audit?open=1").text();
    assert!(page.contains("/audit.xlsx?open=1"), "{page}");
    let book = desk.get("/audit.xlsx");
    assert!(book.headers["content-type"].contains("spreadsheetml"));
    school.run(&["audit", "--format", "xlsx", "--out", "audit.xlsx", "--deny", "never"]);
    assert_eq!(book.body, fs::read(school.path("audit.xlsx")).unwrap());
    let none = desk.get("/audit.xlsx?grade=%E5%88%9D%E4%B8%89");
    assert!(none.status == 200 && none.body.len() < book.body.len());
}

#[test]
fn the_guide_is_tried_and_the_age_of_the_backup_told() {
    let school = Sandbox::school();
    let desk = Desk::of(&school);
    assert!(desk.get("/guide/test").text().contains("全部相符"));
    assert!(desk.get("/").text().contains("还没有备份过"));
    // A backup is sealed for whoever has a key.
    let made = school.ok(&["key", "new", "--no-input"]).stdout;
    let key = made.split_whitespace().find(|word| word.starts_with("age1")).unwrap();
    school.ok(&["member", "key", "keeper", key]);
    let disk = tempfile::tempdir().unwrap();
    school.ok(&["backup", disk.path().to_str().unwrap(), "--no-input"]);
    assert!(desk.get("/").text().contains("上次备份是 0 天前"));
}

#[test]
fn the_roster_completes_a_first_report_as_on_the_command_line() {
    let school = Sandbox::school();
    fs::write(
        school.path("名册.csv"),
        "姓名,学号,班级\n林样本,20240101,高一(3)班\n王样本,20240102,高一(2)班\n王样本,20240103,高一(4)班\n",
    )
    .unwrap();
    school.ok(&["import", "roster", "名册.csv", "--yes", "--no-input"]);
    let desk = Desk::of(&school);
    let said = |student| {
        [
            ("f.student", student),
            ("f.known", "昨天 21:30"),
            ("f.saw", "原话"),
            ("f.stays_with", "苏示例"),
            ("f.place", "教室"),
        ]
    };
    let (status, told) = sent(&desk, "/open", &said("林样本"));
    assert!(status == 200 && told.contains("从名册取来") && told.contains("20240101"), "{told}");
    let (status, told) = sent(&desk, "/open", &said("王样本"));
    assert!(status == 200 && told.contains("名册上有相近的学生") && !told.contains("<dd>20240102"), "{told}");
}
