//! Somebody else's forms, as `LibreOffice` saved them, filled: what was asked for stands in its cell, the rest is as it was.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use crate::common::sandbox::Sandbox;

const STATS: &[u8] = include_bytes!("../fixtures/forms/stats.xlsx");
const ROLL: &[u8] = include_bytes!("../fixtures/forms/roll.xlsx");

/// A school with so many cases.
fn school(cases: usize) -> Sandbox {
    let school = Sandbox::school();
    for at in 0..cases {
        let name = format!("某生{at}");
        let class = format!("高一({at})班");
        let heard = ["--known", "昨天 21:30", "--finder", "丁假设", "--saw", "写下告别的话", "--no-input"];
        school.ok(&[&["open", "--student", &name, "--class", &class][..], &heard].concat());
    }
    school
}

fn cells(school: &Sandbox, file: &str) -> Vec<Vec<Data>> {
    let bytes = std::fs::read(school.path(file)).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn text(data: &Data) -> String {
    data.to_string()
}

/// A part of the packed file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_district_s_form_gets_the_figures() {
    let school = school(6);
    std::fs::create_dir_all(school.path("templates")).unwrap();
    std::fs::write(school.path("templates/区统计表.xlsx"), STATS).unwrap();
    school.ok(&["stats", "--template", "区统计表", "--out", "上报.xlsx"]);
    let rows = cells(&school, "上报.xlsx");
    assert_eq!(text(&rows[0][0]), "某区学生心理危机干预情况统计表");
    assert_eq!(text(&rows[1][0]), "填报学校：示例实验高中（全部）");
    assert_eq!(text(&rows[1][2]), "2026-03-06");
    assert_eq!((&rows[3][1], &rows[4][1]), (&Data::Float(6.0), &Data::Float(6.0)));
    let filled = std::fs::read(school.path("上报.xlsx")).unwrap();
    for kept in ["xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"] {
        assert_eq!(part(&filled, kept), part(STATS, kept), "{kept}");
    }
    let sheet = part(&filled, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<mergeCell ref=\"A1:C1\"/>") && sheet.contains("SUM(B4:B5)"), "{sheet}");
    assert!(!sheet.contains("<f aca=\"false\">SUM(B4:B5)</f><v>"), "counted anew: {sheet}");
    assert!(part(&filled, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
    // Too few for any figure: the form says so, too.
    let few = self::school(2);
    std::fs::write(few.path("form.xlsx"), STATS).unwrap();
    few.ok(&["stats", "--template", "form.xlsx", "--out", "out.xlsx"]);
    assert_eq!(text(&cells(&few, "out.xlsx")[3][1]), "不列");
}

#[test]
fn a_roll_goes_down_the_lines_of_the_form_and_over_nothing_that_stands_there() {
    let school = school(2);
    std::fs::write(school.path("form.xlsx"), ROLL).unwrap();
    school.ok(&["list", "--template", "form.xlsx", "--out", "名单.xlsx"]);
    let rows = cells(&school, "名单.xlsx");
    assert_eq!(text(&rows[0][0]), "案号");
    let classes: Vec<String> = rows[1..3].iter().map(|row| text(&row[1])).collect();
    assert!(classes.contains(&"高一(0)班".to_owned()) && classes.contains(&"高一(1)班".to_owned()), "{classes:?}");
    assert!(rows[1..3].iter().all(|row| text(&row[0]).starts_with("2026-") && text(&row[2]) == "进行中"), "{rows:?}");
    assert_eq!(text(&rows[3][0]), "示例实验高中共 2 份，填表人签字：");
    let more = self::school(3);
    std::fs::write(more.path("form.xlsx"), ROLL).unwrap();
    let ran = more.run(&["list", "--template", "form.xlsx", "--out", "名单.xlsx"]);
    assert!(ran.status == 2 && ran.stderr.contains("只有 2 行空着") && ran.stderr.contains("怎么办"), "{}", ran.stderr);
    assert!(!more.path("名单.xlsx").exists());
}

#[test]
fn a_form_that_can_not_be_filled_is_told() {
    let school = school(1);
    let other = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/forms/roll.xlsx")).unwrap();
    std::fs::write(school.path("roll.xlsx"), other).unwrap();
    std::fs::write(school.path("broken.xlsx"), &STATS[..STATS.len() / 2]).unwrap();
    std::fs::write(school.path("text.xlsx"), "姓名,学号").unwrap();
    school.ok(&["list", "--out", "empty.xlsx"]);
    for (args, told) in [
        (["list", "--template", "none.xlsx"], "没有这份表样"),
        (["list", "--template", "broken.xlsx"], "打不开"),
        (["list", "--template", "text.xlsx"], "打不开"),
        (["list", "--template", "empty.xlsx"], "没有 {{ }}"),
    ] {
        let ran = school.run(&[&args[..], &["--out", "out.xlsx"]].concat());
        assert!(ran.status == 2 && ran.stderr.contains(told), "{args:?}\n{}", ran.stderr);
        assert!(ran.stderr.contains("怎么办"), "{args:?}\n{}", ran.stderr);
    }
    assert_eq!(school.run(&["stats", "--template", "roll.xlsx"]).status, 2, "it can't go to the screen");
    let six = self::school(6);
    std::fs::write(six.path("roll.xlsx"), ROLL).unwrap();
    let ran = six.run(&["stats", "--template", "roll.xlsx", "--out", "out.xlsx"]);
    assert!(ran.status == 2 && ran.stderr.contains("“案号”") && ran.stderr.contains("A2"), "{}", ran.stderr);
    assert!(ran.stderr.contains("合计.学生；"), "{}", ran.stderr);
}

const TABLE: &str = "某区上报表,,\r\n\r\n学校：{{ 学校 }},{{日期}},共 {{ 份数 }} 份\r\n案号,班级,状态\r\n{{ 案号 }},{{ 班级 }},{{ 状态 }}\r\n,,\r\n填表人：,,\r\n";

/// The table as the school got it, in these bytes.
fn filled(school: &Sandbox, bytes: &[u8]) -> Vec<u8> {
    std::fs::create_dir_all(school.path("templates")).unwrap();
    std::fs::write(school.path("templates/上报.csv"), bytes).unwrap();
    school.ok(&["--force", "list", "--template", "上报", "--out", "out.csv"]);
    std::fs::read(school.path("out.csv")).unwrap()
}

#[test]
fn a_table_in_a_text_is_a_form_and_stays_in_its_encoding() {
    let school = school(2);
    let said = |text: &str| {
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            lines[..4],
            ["某区上报表,,", "", "学校：示例实验高中,2026-03-06,共 2 份", "案号,班级,状态"],
            "{text}"
        );
        assert!(lines[4].ends_with(",高一(0)班,进行中") || lines[4].ends_with(",高一(1)班,进行中"), "{text}");
        assert!(lines[5].starts_with("2026-") && lines[6..] == ["填表人：,,", ""], "{text}");
    };
    said(&String::from_utf8(filled(&school, TABLE.as_bytes())).unwrap());
    let (gbk, ..) = encoding_rs::GBK.encode(TABLE);
    said(&encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&filled(&school, &gbk)).unwrap());
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(TABLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let out = filled(&school, &utf16);
    let units: Vec<u16> = out.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    said(String::from_utf16(&units).unwrap().strip_prefix('\u{feff}').unwrap());
}

#[test]
fn a_table_in_a_text_that_can_not_be_filled_is_told() {
    let school = school(3);
    for (text, out, told) in [
        (TABLE, "out.csv", "只有 2 行空着"),
        (TABLE, "out.xlsx", "表样是 .csv"),
        ("案号,班级", "out.csv", "没有 {{ }}"),
        ("甲,{{ 别的 }}", "out.csv", "B1"),
    ] {
        std::fs::write(school.path("form.csv"), text).unwrap();
        let ran = school.run(&["list", "--template", "form.csv", "--out", out]);
        assert!(ran.status == 2 && ran.stderr.contains(told) && ran.stderr.contains("怎么办"), "{}", ran.stderr);
        assert!(!school.path(out).exists());
    }
    // Whoever lives in such a class has a letter that the encoding lacks.
    let long = TABLE.replace(",,\r\n填", ",,\r\n,,\r\n,,\r\n填");
    let (gbk, ..) = encoding_rs::GBK.encode(&long);
    school.ok(&[
        "open",
        "--student",
        "某生",
        "--class",
        "𠮷班",
        "--known",
        "昨天 21:30",
        "--finder",
        "丁假设",
        "--saw",
        "写下告别的话",
        "--no-input",
    ]);
    std::fs::write(school.path("form.csv"), gbk).unwrap();
    let ran = school.run(&["list", "--template", "form.csv", "--out", "out.csv"]);
    assert!(ran.status == 0 && ran.stderr.contains("改写成 UTF-8"), "{}", ran.stderr);
    assert!(std::fs::read_to_string(school.path("out.csv")).unwrap().contains("𠮷班"));
}

#[test]
fn whatever_is_a_table_fills_a_form() {
    let school = school(2);
    school.ok(&["training", "add", "--type", "drill", "--topic", "0423", "--at", "2026-03-01"]);
    for (command, form, line) in [
        (&["due"][..], "{{ 案号 }},{{ 要做的事 }},{{ 不晚于 }}\n", "2026-"),
        (&["training", "list"], "{{ 类别 }},{{ 主题 }},{{ 编号 }}\n", "演练,0423,"),
        (
            &["audit", "--deny", "never"],
            "可归档 {{ 可归档 }} 错误 {{ 错误 }},{{ 案号 }},{{ 归档 }}\n",
            "可归档 0 错误 ",
        ),
    ] {
        std::fs::write(school.path("form.csv"), form).unwrap();
        let ran = school.run(&[command, &["--force", "--template", "form.csv", "--out", "out.csv"]].concat());
        let told = std::fs::read_to_string(school.path("out.csv")).unwrap_or_default();
        assert!(ran.status == 0 && told.starts_with(line) && !told.contains("{{"), "{command:?} {} {told}", ran.stderr);
        assert!(command[0] == "training" || told.lines().count() >= 2, "{told}");
    }
}
