//! Pieces of texts as materials of their own, and categories as people type them.

use serde_json::Value;

use crate::common::sandbox::{Ran, Sandbox};

/// A school with one case and `chat.txt` of 200 numbered lines.
fn school() -> (Sandbox, String) {
    let school = Sandbox::school();
    let report =
        ["open", "--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "写下告别的话"];
    let number = school.ok(&[&report[..], &["--format", "json"]].concat()).json()["case"].as_str().unwrap().to_owned();
    let chat: Vec<String> = (1..=200).map(|line| format!("第 {line} 句，老师你在吗\r\n")).collect();
    std::fs::write(school.path("chat.txt"), chat.concat()).unwrap();
    (school, number)
}

fn attach(school: &Sandbox, args: &str) -> Ran {
    school.run(&[&["attach", "林示例"], &args.split_whitespace().collect::<Vec<_>>()[..], &["--no-input"]].concat())
}

/// What the last record says and what it filed.
fn filed(school: &Sandbox, number: &str) -> (Value, String) {
    let case = school.ok(&["show", number, "--format", "json"]).json();
    let fields = case["records"].as_array().unwrap().last().unwrap()["fields"].clone();
    let file = school.path("cases").join(number).join(fields["file"].as_str().unwrap());
    (fields, String::from_utf8(std::fs::read(file).unwrap()).unwrap())
}

#[test]
fn lines_of_a_file_are_a_material_that_names_what_it_was_taken_from() {
    let (school, number) = school();
    let ran = attach(&school, "chat.txt --lines 120-180 --category 聊天 --provided-by 学生本人");
    assert!(ran.status == 0 && ran.stderr.contains("原文还没有归档"), "{}{}", ran.stdout, ran.stderr);
    let (fields, text) = filed(&school, &number);
    let lines: Vec<&str> = text.split_inclusive("\r\n").collect();
    assert_eq!((lines.len(), lines[0], lines[60]), (61, "第 120 句，老师你在吗\r\n", "第 180 句，老师你在吗\r\n"));
    let whole = crisis::record::digest(&std::fs::read(school.path("chat.txt")).unwrap());
    assert_eq!((&fields["excerpt_of"], &fields["lines"]), (&Value::from(whole), &"120-180".into()));
    assert_eq!((&fields["name"], &fields["category"]), (&"chat.txt".into(), &"chat".into()));
    assert!(school.ok(&["show", &number, "--full"]).stdout.contains("120-180"));
    assert_eq!(school.run(&["verify", &number]).status, 0);
}

#[test]
fn a_piece_of_what_is_filed_knows_where_the_whole_came_from() {
    let (school, number) = school();
    school.ok(&[
        "attach",
        "林示例",
        "chat.txt",
        "--category",
        "⑨",
        "--provided-by",
        "母亲",
        "--obtained",
        "2026-03-06",
    ]);
    let (whole, _) = filed(&school, &number);
    let ran = attach(&school, &format!("{} --lines 7", whole["id"].as_str().unwrap()));
    assert!(ran.status == 0 && !ran.stderr.contains("还没有归档"), "{}{}", ran.stdout, ran.stderr);
    let (piece, text) = filed(&school, &number);
    assert_eq!(text, "第 7 句，老师你在吗\r\n");
    assert_eq!((&piece["excerpt_of"], &piece["lines"]), (&whole["sha256"], &"7".into()));
    for field in ["category", "provided_by", "obtained"] {
        assert_eq!(piece[field], whole[field], "{field}");
    }
    // By its path it is the same whole; what somebody says now goes first.
    let ran = attach(&school, "chat.txt --lines 8-9 --provided-by 丁假设");
    assert!(ran.status == 0 && !ran.stderr.contains("还没有归档"), "{}{}", ran.stdout, ran.stderr);
    let (piece, _) = filed(&school, &number);
    assert_eq!((&piece["provided_by"], &piece["obtained"]), (&"丁假设".into(), &whole["obtained"]));
}

#[test]
fn lines_that_can_not_be_had_are_refused_with_a_cure() {
    let (school, _) = school();
    std::fs::write(school.path("scan.png"), b"\x89PNG\r\n\x1a\n\x00\x00\x01\xff").unwrap();
    std::fs::create_dir(school.path("截图")).unwrap();
    for (args, told) in [
        ("chat.txt --lines 190-201", "原文只有 200 行"),
        ("chat.txt --lines 9-8", "看不懂“9-8”"),
        ("chat.txt --lines 末尾", "看不懂“末尾”"),
        ("scan.png --lines 1-2", "scan.png"),
        ("none.txt --lines 1-2", "没有这个文件"),
        ("chat.txt chat.txt --lines 1-2", "一份文字"),
        ("截图 --lines 1-2", "截图"),
        ("chat.txt --lines 1-2 --category photo --signed yes", "不是签了字的那一份"),
        ("chat.txt --lines 1-2 --category 安全协议 --provided-by 某人", "安全协议书(监护人)"),
    ] {
        let ran = attach(&school, args);
        assert!(ran.status == 2 && ran.stderr.contains(told), "{args}\n{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains("怎么办"), "{args}\n{}", ran.stderr);
    }
    assert!(attach(&school, "chat.txt --lines 1-2 --category photo --dry-run").status == 0);
    assert!(!school.files().iter().any(|(path, _)| path.contains("materials/")));
}
