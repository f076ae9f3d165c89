//! What a screen of 80 columns shows: nothing wider, a case in two screens, what is most pressing first.

use unicode_width::UnicodeWidthStr;

use crate::common::sandbox::Sandbox;
use crate::examples;

const SCREEN: (usize, usize) = (80, 25);

fn seen(school: &Sandbox, words: &[&str]) -> String {
    let mut command = school.command(&[&["--now", "2026-06-20 10:00"], words].concat());
    let output = command.env("COLUMNS", SCREEN.0.to_string()).output().unwrap();
    assert!(output.status.code().unwrap() < 2 || words.contains(&"2026-QV87"), "{words:?}");
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn nothing_is_wider_than_the_screen() {
    let school = examples::school();
    let lists: &[&[&str]] = &[
        &["list"],
        &["due"],
        &["audit"],
        &["audit", "--full"],
        &["audit", "2025-9AEA"],
        &["next", "2025-9AEA"],
        &["next", "2026-QV87"],
        &["show", "2026-QV87"],
        &["show", "2026-Y3K5", "--full"],
        &["search", "家长"],
        &["stats"],
        &["member", "list"],
        &["training", "list"],
        &["guide", "show"],
        &["explain"],
        &["explain", "D20"],
        &["verify"],
        &["schema"],
    ];
    for words in lists {
        let text = seen(&school, words);
        assert!(!text.trim().is_empty());
        // What is to be copied stays whole: a path, an address.
        let is_wide = |line: &&str| line.width() > SCREEN.0 && line.trim().contains(' ');
        assert_eq!(text.lines().find(is_wide), None, "{words:?}");
    }
}

#[test]
fn a_case_fits_two_screens() {
    let school = examples::school();
    for case in std::fs::read_dir(school.path("cases")).unwrap() {
        let number = case.unwrap().file_name().into_string().unwrap();
        let lines = seen(&school, &["show", &number]).lines().count();
        assert!(lines <= 2 * SCREEN.1, "{number}: {lines} lines");
    }
}

#[test]
fn an_audit_begins_with_what_it_comes_to() {
    let school = examples::school();
    let text = seen(&school, &["audit"]);
    let head: Vec<&str> = text.split("\n\n").next().unwrap().lines().collect();
    assert!(head.len() <= 10, "{head:?}");
    assert!(head[2].starts_with("共 12 个：可归档 7；错误 19"), "{head:?}");
    let first = seen(&school, &["due"]);
    let most: Vec<&str> = head.iter().skip(4).take(5).map(|line| line.trim().split('〔').next().unwrap()).collect();
    for (told, due) in most.iter().zip(first.lines().filter(|line| line.starts_with("20"))) {
        assert!(due.starts_with(told), "{told} / {due}");
    }
}

#[test]
fn kinds_go_by_the_guide_s_names() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = std::fs::read_to_string(&path).unwrap();
    let renamed = guide.replace("= \"团队商议\"\nplan", "= \"碰头会\"\nplan");
    assert_ne!(guide, renamed);
    std::fs::write(path, renamed).unwrap();
    school.ok(&[
        "open",
        "--student",
        "林示例",
        "--known",
        "昨天 21:00",
        "--finder",
        "丁假设",
        "--saw",
        "话",
        "--by",
        "keeper",
    ]);
    let said = [
        "林示例",
        "--purpose",
        "会诊",
        "--decisions",
        "每天见面",
        "--participants",
        "counsellor,苏演示",
        "--by",
        "keeper",
    ];
    for word in ["碰头会", "碰头", "meeting", "商议"] {
        let told = school.run(&[&["记录", word][..], &said].concat());
        assert_eq!(told.status, 0, "{word}: {}", told.stderr);
    }
    let told = school.run(&["record", "团队商议", "林示例"]);
    assert_eq!(told.status, 2);
    assert!(told.stderr.contains("没有“团队商议”这种记录") && told.stderr.contains("碰头会"), "{}", told.stderr);
    assert_eq!(school.run(&["record"]).status, 2);
}
