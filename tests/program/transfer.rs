//! `transfer`: the whole way of a file to another school, as somebody types it.

use std::fs;

use crate::archive::others_say;
use crate::common::sandbox::{Sandbox, words};

/// A readable school in the folder `s` with one case.
fn school() -> (Sandbox, String) {
    let school = Sandbox::empty();
    school.ok(&["init", "s", "--no-git", "--school", "示例实验高中", "--plain"]);
    let open = "open --student 林示例 --known '2026-03-05 21:30' --finder 丁假设 --saw 同桌赵虚构说的话 --no-input";
    let opened = school.ok(&[&["-C", "s", "--format", "json"], &words(open)[..]].concat()).json();
    (school, opened["case"].as_str().unwrap().to_owned())
}

fn duty(school: &Sandbox, case: &str) -> String {
    let audit = school.run(&["-C", "s", "audit", case, "--format", "json", "--deny", "never"]).json();
    let duties = audit["cases"][0]["duties"].as_array().unwrap().clone();
    duties.iter().find(|duty| duty["code"] == "D64").map_or("none".to_owned(), |duty| duty["state"].to_string())
}

#[test]
fn from_the_choice_to_the_receipt() {
    let (school, case) = school();
    let by = |line: &str| {
        let line = format!("-C s {line} --no-input");
        school.run(&words(&line))
    };
    let planned = by(&format!("record plan {case} --stage return --subject 林示例 --actors 'counsellor,苏演示' --methods 每周面谈 --format json")).json();
    let plan = planned["record"].as_str().unwrap();
    let transfer = format!("transfer {case} --to 示例二中 --out pk --no-pdf");

    let ran = by(&format!("{transfer} --with {plan}"));
    assert!(ran.status == 2 && ran.stderr.contains("五(三)2") && ran.stderr.contains("--basis"), "{}", ran.stderr);
    let ran = by(&format!("{transfer} --basis 二中来函"));
    assert!(ran.status == 2 && ran.stderr.contains("--with") && ran.stderr.contains(plan), "{}", ran.stderr);
    let ran = by(&format!("{transfer} --basis 二中来函 --with {plan} --dry-run"));
    assert!(ran.status == 0 && ran.stdout.contains("basis: 二中来函"), "{}{}", ran.stdout, ran.stderr);
    assert!(!school.path("pk").exists() && duty(&school, &case).contains("not_applicable"));

    let made =
        by(&format!("移交 {case} --to 示例二中 --out pk --no-pdf --basis 二中来函 --with {plan} --format json")).json();
    let (id, bag) = (made["record"].as_str().unwrap(), school.path(made["path"].as_str().unwrap()));
    assert_eq!(made["withheld"], "首见报告 1 条");
    assert_ne!(others_say(&bag), Some(false), "bagit.py refuses it");
    let path = bag.to_str().unwrap().to_owned();
    school.ok(&["verify", &path]);
    let goes = school.files().into_iter().filter(|(name, _)| name.starts_with("pk/"));
    for (name, bytes) in goes {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("赵虚构") && !text.contains("丁假设"), "{name}");
    }
    let list = fs::read_to_string(bag.with_extension("html")).unwrap();
    assert!(list.contains("示例二中") && list.contains("二中来函") && list.contains("首见报告 1 条"));
    let restored = school.run(&["-C", "s", "restore", &path]);
    assert!(restored.status == 2 && restored.stderr.contains("这不是"), "{}", restored.stderr);
    assert_eq!(by(&format!("{transfer} --basis 二中来函 --with {plan}")).status, 2, "nothing is replaced");

    assert!(duty(&school, &case).contains("pending"), "{}", duty(&school, &case));
    let ran = by(&format!("amend {case} {id} --right 收到回执 --set receipt=盖章的清单 --set receipt_at=2026-03-09"));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(duty(&school, &case).contains("met"), "{}", duty(&school, &case));
}

#[test]
fn sealed_for_the_receiver() {
    let (school, case) = school();
    let report =
        school.ok(&["-C", "s", "show", &case, "--format", "json"]).json()["records"][0]["fields"]["id"].clone();
    let public = school.ok(&["-i", "theirs.txt", "key", "new"]).stdout;
    let who = ["--consent", "学生和母亲", "--to-key", public.trim(), "--no-pdf"];
    let to = ["-C", "s", "transfer", &case, "--to", "示例二中", "--out", "pk", "--with", report.as_str().unwrap()];
    let ran = school.ok(&[&to[..], &who].concat());
    assert!(ran.stderr.contains("是你选的") && ran.stderr.contains("首见报告"), "{}", ran.stderr);
    let sealed = fs::read_dir(school.path("pk")).unwrap().map(|entry| entry.unwrap().path());
    let sealed = sealed.filter(|path| path.extension().is_some_and(|ending| ending == "age")).min().unwrap();
    let path = sealed.to_str().unwrap();
    assert_eq!(school.run(&["verify", path]).status, 2, "nobody here opens it");
    let ran = school.ok(&["-i", "theirs.txt", "verify", path]);
    assert!(ran.stdout.contains("完整"), "{}", ran.stdout);
    assert!(!fs::read(&sealed).unwrap().windows("同桌".len()).any(|part| part == "同桌".as_bytes()));
}
