//! Fifty rosters as schools have them, each taken exactly or refused by line: no line is dropped, no value changed.

use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::Value;

use crate::common::sandbox::{Ran, Sandbox};
use crate::sealed::{ok, sealed_school};

/// A table of a text: lines, and cells divided by `|`.
fn cells(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.trim().split('|').collect())
}

fn divided(text: &str, sign: &str) -> String {
    cells(text).map(|cells| cells.join(sign) + "\r\n").collect()
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "the text of a test has no such letter");
    bytes.into_owned()
}

fn utf16(text: &str, turned: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    let units = mark.into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if turned { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// `#` before a cell is a number, `@` a real date, everything else a text.
fn filled(sheet: &mut Worksheet, text: &str) {
    let day = Format::new().set_num_format("yyyy/m/d");
    for (row, cells) in (0..).zip(cells(text)) {
        for (column, cell) in (0..).zip(cells) {
            if let Some(number) = cell.strip_prefix('#') {
                sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap();
            } else if let Some(date) = cell.strip_prefix('@') {
                let date = ExcelDateTime::parse_from_str(date).unwrap();
                sheet.write_datetime_with_format(row, column, &date, &day).unwrap();
            } else if !cell.is_empty() {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
}

fn workbook(sheets: &[(&str, &str)], more: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, text) in sheets {
        filled(book.add_worksheet().set_name(*name).unwrap(), text);
    }
    more(&mut book);
    book.save_to_buffer().unwrap()
}

fn xlsx(text: &str) -> Vec<u8> {
    workbook(&[("花名册", text)], |_| {})
}

/// A workbook in which cells of the first sheet are one, as first and last row and column.
fn merged(text: &str, areas: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    workbook(&[("花名册", text)], |book| {
        for (top, left, bottom, right) in areas.iter().copied() {
            let cell = cells(text).nth(top as usize).unwrap()[usize::from(left)].to_owned();
            let sheet = book.worksheet_from_index(0).unwrap();
            sheet.merge_range(top, left, bottom, right, &cell, &Format::new()).unwrap();
        }
    })
}

/// What becomes of each line: its number, the verdict, what it is made of or why.
fn judged(ran: &Ran) -> String {
    let answer = ran.json();
    let lines = answer["lines"].as_array().unwrap().iter().map(|line| {
        let verdict = line["verdict"].as_str().unwrap();
        if !["added", "changed", "same"].contains(&verdict) {
            return format!("{} {verdict} {}", line["line"], line["why"].as_str().unwrap());
        }
        let text = |value: &Value| value.as_str().unwrap_or("—").to_owned();
        let student = &line["student"];
        let mut parts = vec![line["line"].to_string(), verdict.to_owned()];
        parts.extend(["id", "name", "class", "birth"].map(|field| text(&student[field])));
        parts.extend(student["also"].as_array().into_iter().flatten().map(|also| format!("又名{}", text(also))));
        let guardians = line["guardians"].as_array().unwrap().iter();
        parts.extend(guardians.map(|one| ["name", "relation", "phone"].map(|field| text(&one[field])).join("/")));
        parts.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Each line of `expected` begins what is told of it, or, after the verdict, is part of why.
fn fits(told: &str, expected: &str) -> bool {
    let (told, expected): (Vec<&str>, Vec<&str>) = (told.lines().collect(), expected.lines().map(str::trim).collect());
    told.len() == expected.len()
        && told.iter().zip(expected).all(|(told, expected)| {
            let mut parts = expected.splitn(3, ' ');
            let (line, verdict, rest) =
                (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or_default());
            let begins = told.strip_prefix(&format!("{line} {verdict} "));
            begins.is_some_and(|told| if verdict == "added" { told == rest } else { told.contains(rest) })
        })
}

/// Imported into an empty repository.
fn taken(name: &str, bytes: &[u8], more: &[&str]) -> Ran {
    let school = Sandbox::school();
    std::fs::write(school.path(name), bytes).unwrap();
    school.run(&[&["import", "roster", name, "--format", "json", "--yes", "--no-input"], more].concat())
}

/// The files and what must become of them; all that is wrong is told together.
fn each(files: &[(&str, Vec<u8>, &str)]) {
    let judge = |(name, bytes, expected): &(&str, Vec<u8>, &str)| {
        let ran = taken(name.split(' ').next().unwrap(), bytes, &[]);
        if let Some(refused) = expected.strip_prefix("! ") {
            let is_refused = ran.status == 2 && ran.stderr.contains(refused) && ran.stderr.contains("怎么办");
            return (!is_refused).then(|| format!("{name}: {}\n{}{}", ran.status, ran.stdout, ran.stderr));
        }
        if ran.status == 2 {
            return Some(format!("{name}: {}", ran.stderr));
        }
        let told = judged(&ran);
        (!fits(&told, expected)).then(|| format!("{name}:\n{told}\n"))
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves = files
            .chunks(files.len().div_ceil(4))
            .map(|part| scope.spawn(move || part.iter().filter_map(judge).collect::<Vec<_>>()));
        halves.collect::<Vec<_>>().into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const TWO: &str = "姓名|学号|班级\n林示例|00260101|高一(3)班\n叶样本|00260102|高一(3)班";
const TAKEN: &str = "2 added 00260101 林示例 高一(3)班 —\n3 added 00260102 叶样本 高一(3)班 —";

#[test]
fn texts_in_every_encoding() {
    let csv = divided(TWO, ",");
    let (rare, told_rare) = (
        divided("姓名|学号|班级\n李䶮|00260101|高一3班\n王𠮷|00260102|高一3班", ","),
        "2 added 00260101 李䶮 高一3班 —\n3 added 00260102 王𠮷 高一3班 —",
    );
    let old = divided("姓名|學號|班級\n林示例|00260101|高一3班\n葉樣本|00260102|高一3班", ",");
    let told_old = "2 added 00260101 林示例 高一3班 —\n3 added 00260102 葉樣本 高一3班 —";
    each(&[
        ("utf8.csv", csv.clone().into_bytes(), TAKEN),
        ("bom.csv", format!("\u{feff}{csv}").into_bytes(), TAKEN),
        ("gbk.csv", encoded(GBK, &csv), TAKEN),
        ("tabs-utf16.txt", utf16(&divided(TWO, "\t"), false, true), TAKEN),
        ("turned-utf16.txt", utf16(&divided(TWO, "\t"), true, true), TAKEN),
        ("no-mark-utf16.csv", utf16(&csv, false, false), TAKEN),
        ("tabs-gbk.tsv", encoded(GBK, &divided(TWO, "\t")), TAKEN),
        ("semicolons.csv", divided(TWO, ";").into_bytes(), TAKEN),
        ("cr.csv", csv.replace("\r\n", "\r").into_bytes(), TAKEN),
        ("gb18030.csv", encoded(GB18030, &rare), told_rare),
        ("rare-utf8.csv", rare.into_bytes(), told_rare),
        ("big5.csv", encoded(BIG5, &old), told_old),
        ("mixed.csv", [csv.as_bytes(), &encoded(GBK, "某丙,00260103,高一(3)班\r\n")].concat(), "! 第 4 行"),
        ("turned.csv", [&encoded(GBK, &csv)[..], "某丙丁,00260103,高一(3)班\r\n".as_bytes()].concat(), "! 第 4 行"),
        ("cut.csv", encoded(GBK, &csv)[..17].to_vec(), "! "),
        (
            "quoted.csv",
            "姓名,学号,班级\n\"林示例\",\"00260101\",\"高一,3班\"\n".into(),
            "2 added 00260101 林示例 高一,3班 —",
        ),
        ("open-quote.csv", csv.replace("叶样本", "\"叶样本").into_bytes(), "! 引号没有成对"),
        ("two-quotes.csv", (csv.replace("叶样本", "\"叶样本") + "某丙\",00260103,高一3班\r\n").into_bytes(), "! 引号"),
        (
            "comma.csv",
            csv.replace("叶样本", "叶,样本").into_bytes(),
            "2 added 00260101 林示例 高一(3)班 —\n3 refused 比表头多出几格",
        ),
        ("page.xls", "<html><table><tr><td>姓名</td></tr></table></html>".into(), "! 这是网页"),
        ("scan.pdf", b"%PDF-1.7 ...".to_vec(), "! 是 PDF 或图片"),
        ("empty.csv", Vec::new(), "! 文件是空的"),
        ("no-heads.csv", "林示例,00260101,高一3班\n".into(), "! 没有找到表头"),
        ("zip.xlsx", b"PK\x03\x04 broken".to_vec(), "! 打不开"),
    ]);
}

#[test]
fn workbooks_as_they_are_laid_out() {
    let titled = format!("2026学年花名册||\n制表：教务处|日期：2026.9.1|\n||\n{TWO}\n合计|2|\n说明：本表保密||");
    let twice = format!("{TWO}\n姓名|学号|班级\n某丙|00260103|高一(3)班");
    let heads = "序号|姓名*|学号（必填）|年 级|班级：|身份证号码|家庭住址\n#1|林示例|00260101|高一|3班|310101|某路\n#2|叶样本|00260102|高一|高一3班||";
    let family = "姓名|学号|班级|父亲||母亲|\n|||姓名|联系电话|姓名|联系电话\n林示例|00260101|1班|林父|#13800000001|叶母|13800000002";
    let guardians = "学生姓名|学号|班级|监护人姓名|与学生关系|监护人电话\n林示例|00260101|1班|叶母|母亲|13800000002";
    each(&[
        ("plain.xlsx", xlsx(TWO), TAKEN),
        (
            "titled.xlsx",
            merged(&titled, &[(0, 0, 0, 2), (7, 0, 7, 2)]),
            "5 added 00260101 林示例 高一(3)班 —\n6 added 00260102 叶样本 高一(3)班 —\n\
             7 refused \n8 refused 整行只有一句话",
        ),
        (
            "merged-class.xlsx",
            merged("姓名|学号|班级\n林示例|00260101|1班\n叶样本|00260102|", &[(1, 2, 2, 2)]),
            "2 added 00260101 林示例 1班 —\n3 added 00260102 叶样本 1班 —",
        ),
        (
            "heads-again.xlsx",
            xlsx(&twice),
            &format!("{TAKEN}\n4 refused 又是一行表头\n5 added 00260103 某丙 高一(3)班 —"),
        ),
        ("remarks.xlsx", xlsx(heads), "2 added 00260101 林示例 高一3班 —\n3 added 00260102 叶样本 高一3班 —"),
        (
            "family.xlsx",
            merged(family, &[(0, 3, 0, 4), (0, 5, 0, 6)]),
            "3 added 00260101 林示例 1班 — 叶母/母/13800000002 林父/父/13800000001",
        ),
        ("guardian.xlsx", xlsx(guardians), "2 added 00260101 林示例 1班 — 叶母/母亲/13800000002"),
        (
            "sheets.xlsx",
            workbook(
                &[
                    ("说明", "填表说明|\n一律用文本|"),
                    ("1班", "姓名|学号\n林示例|00260101"),
                    ("2班", "学号|姓名\n00260102|叶样本"),
                ],
                |_| {},
            ),
            "2 added 00260101 林示例 — —\n2 added 00260102 叶样本 — —",
        ),
        (
            "blank-lines.xlsx",
            xlsx("姓名|学号\n\n林示例|00260101\n||\n叶样本|00260102"),
            "3 added 00260101 林示例 — —\n5 added 00260102 叶样本 — —",
        ),
        ("two-names.xlsx", xlsx("姓名|姓名|学号\n林示例|林|00260101"), "! 不止一列像是姓名"),
        ("two-numbers.xlsx", xlsx("姓名|学号|学籍号\n林示例|00260101|G310101"), "2 added 00260101 林示例 — —"),
        (
            "register.xlsx",
            xlsx("姓名|全国学籍号\n林示例|G310101200903050011"),
            "2 added G310101200903050011 林示例 — —",
        ),
        ("notes-beside.xlsx", xlsx("姓名|学号||\n林示例|00260101||已转走"), "2 added 00260101 林示例 — —"),
        ("only-names.xlsx", xlsx("姓名|班级\n林示例|1班"), "2 unsure 没有学号"),
        (
            "old.xls",
            include_bytes!("../fixtures/roster/old.xls").to_vec(),
            "3 added 00260101 林样本 高一(3)班 2010-05-01\n4 added 00260102 叶示例 高一(3)班 2010-06-02\n5 refused 末尾的数字已经丢了",
        ),
    ]);
}

#[test]
fn numbers_that_a_spreadsheet_damaged() {
    let ids = |ids: &str| {
        let names = ["林示例", "叶样本", "某丙", "丁假设", "戊虚构"];
        let lines = names.iter().zip(ids.split('|')).map(|(name, id)| format!("\n{name}|{id}"));
        xlsx(&format!("姓名|学号{}", lines.collect::<String>()))
    };
    each(&[
        (
            "power.xlsx",
            ids("#990101000000000000|#990101000000000001"),
            "2 refused 末尾的数字已经丢了\n3 refused 末尾的数字已经丢了",
        ),
        (
            "power.csv",
            "姓名,学号\n林示例,9.90101E+17\n叶样本,9.9E17\n".into(),
            "2 refused 科学计数\n3 refused 科学计数",
        ),
        (
            "zeros.xlsx",
            ids("00260101|00260102|#260103|00260104"),
            "2 added 00260101 林示例 — —\n3 added 00260102 叶样本 — —\n4 refused 前面的 0 可能丢了\n5 added 00260104 丁假设 — —",
        ),
        (
            "letters.xlsx",
            ids("20260101|20260102|2O260103|20260104|20260105").clone(),
            "2 added 20260101 林示例 — —\n3 added 20260102 叶样本 — —\n4 refused 字母\n5 added 20260104 丁假设 — —\n6 added 20260105 戊虚构 — —",
        ),
        (
            "twice.xlsx",
            ids("20260101|20260102|20260101"),
            "2 refused 与第 4 行相同\n3 added 20260102 叶样本 — —\n4 refused 与第 2 行相同",
        ),
        (
            "copy.xlsx",
            xlsx("姓名|学号\n林示例|20260101\n林示例|20260101"),
            "2 added 20260101 林示例 — —\n3 refused 与第 2 行相同",
        ),
        ("wide.xlsx", ids("２０２６０１０１|'20260102"), "2 added 20260101 林示例 — —\n3 added 20260102 叶样本 — —"),
        ("blank.xlsx", ids("2026 0101|2026-0102"), "2 refused 空格\n3 added 2026-0102 叶样本 — —"),
        ("fraction.xlsx", ids("#2026.5|#-3"), "2 refused 不是整数\n3 refused 不是整数"),
        ("dated.xlsx", ids("@2026-01-01"), "2 refused 学号成了日期"),
        ("whole.xlsx", ids("#20260101|#20260102"), "2 added 20260101 林示例 — —\n3 added 20260102 叶样本 — —"),
    ]);
}

#[test]
fn names_and_days_that_are_doubtful() {
    let people = |name: &str| xlsx(&format!("姓名|学号\n{name}|20260101"));
    let born = |birth: &str| xlsx(&format!("姓名|学号|出生日期\n林示例|20260101|{birth}"));
    let on_the_fifth = "2 added 20260101 林示例 — 2010-03-05";
    each(&[
        ("lost.xlsx", people("王?五"), "2 refused 认不出的字"),
        ("box.xlsx", people("王□五"), "2 refused 认不出的字"),
        ("number.xlsx", people("#20260101"), "2 refused "),
        ("own-font.xlsx", people("李\u{e863}"), "2 unsure 自造的字"),
        ("remark.xlsx", people("林示例（转出）"), "2 unsure 姓名里有说明"),
        ("foreign.xlsx", people("阿依古丽·买买提"), "2 added 20260101 阿依古丽·买买提 — —"),
        ("one.xlsx", people("李雷"), "2 added 20260101 李雷 — —"),
        (
            "other-names.xlsx",
            xlsx("姓名|学号|曾用名\n林示例|20260101|林小样、林示例"),
            "2 added 20260101 林示例 — — 又名林小样",
        ),
        ("day.xlsx", born("@2010-03-05"), on_the_fifth),
        ("dashes.xlsx", born("2010-03-05"), on_the_fifth),
        ("dots.xlsx", born("2010.3.5"), on_the_fifth),
        ("slashes.xlsx", born("2010/3/5"), on_the_fifth),
        ("words.xlsx", born("2010年3月5日"), on_the_fifth),
        ("spoken.xlsx", born("二〇一〇年三月五日"), on_the_fifth),
        ("compact.xlsx", born("20100305"), on_the_fifth),
        ("compact-number.xlsx", born("#20100305"), on_the_fifth),
        ("serial.xlsx", born("#40242"), "2 refused Excel 的日期序号"),
        ("serial-text.xlsx", born("40242"), "2 refused Excel 的日期序号"),
        ("month-first.xlsx", born("03/05/2010"), "2 refused 两种读法"),
        ("two-digits.xlsx", born("10-3-5"), "2 refused 两种读法"),
        ("no-such-day.xlsx", born("2010-02-30"), "2 refused 看不懂"),
        ("month-only.xlsx", born("2010-03"), "2 refused 看不懂"),
        ("ahead.xlsx", born("2030-03-05"), "2 refused 不像学生的"),
        ("class-day.xlsx", xlsx("姓名|学号|班级\n林示例|20260101|@2026-01-03"), "2 refused 班级成了日期"),
        (
            "class-number.xlsx",
            xlsx("姓名|学号|年级|班级\n林示例|20260101|#2026|#3"),
            "2 added 20260101 林示例 2026级3班 —",
        ),
        ("phone.xlsx", xlsx("姓名|学号|家长姓名|家长电话\n林示例|20260101|叶母|1.38E+10"), "2 refused 电话"),
    ]);
}

fn roster(school: &Sandbox, text: &str, more: &[&str]) -> Ran {
    std::fs::write(school.path("名册.csv"), divided(text, ",")).unwrap();
    let ran = school.run(&[&["import", "roster", "名册.csv", "--format", "json", "--no-input"], more].concat());
    assert!(ran.status < 2, "{}", ran.stderr);
    ran
}

#[test]
fn a_second_roster_beside_the_first() {
    let school = Sandbox::school();
    let before = school.files();
    roster(&school, TWO, &[]);
    assert_eq!(school.files().len(), before.len() + 1, "nothing but the table itself lies there before --yes");
    roster(&school, TWO, &["--yes", "--dry-run"]);
    assert!(!school.path("roster.yaml").exists());
    roster(&school, TWO, &["--yes"]);
    let summer = "姓名|学号|班级|家长姓名|家长电话\n林示例|00260101|高二(3)班|林父|13800000001\n叶樣本|00260102|高二(3)班||\n\
                  林示例|00260109|高一(3)班||\n新同学|00270101|高一(3)班||\n尾零|260101|高一(3)班||";
    let ran = roster(&school, summer, &["--yes"]);
    let expected = "2 changed 00260101 林示例 高二(3)班\n3 unsure 只是写法不同\n4 unsure 换了学号或写法\n\
                    5 added 00270101 新同学 高一(3)班 —\n6 refused 0 可能丢了";
    assert!(fits(&judged(&ran), expected), "{}", judged(&ran));
    assert_eq!(ran.status, 1);
    let again = roster(&school, summer, &["--yes", "--accept", "3"]);
    assert!(
        judged(&again).contains("4 unsure"),
        "the namesake is in another class now, and still nobody looked: {}",
        judged(&again)
    );
    let student = &again.json()["lines"][1]["student"];
    assert_eq!((&student["name"], &student["also"][0]), (&"叶樣本".into(), &"叶样本".into()));
    let kept = std::fs::read_to_string(school.path("roster.yaml")).unwrap();
    assert!(kept.contains("叶樣本") && kept.contains("高二(3)班") && !kept.contains("\"260101\""), "{kept}");
    let gone = roster(&school, TWO, &["--yes", "--only-these", "--accept", "3"]);
    let told = gone.json();
    let removed = told["lines"].as_array().unwrap().iter().filter(|line| line["verdict"] == "removed").count();
    assert_eq!(removed, 1, "{told}");
    assert!(!std::fs::read_to_string(school.path("roster.yaml")).unwrap().contains("新同学"));
    let accepted = roster(&school, summer, &["--yes", "--accept", "4"]);
    assert!(judged(&accepted).contains("4 added"), "{}", judged(&accepted));
    assert!(judged(&roster(&school, summer, &[])).contains("4 same"));
    // Who may be meant by a line that nobody took does not leave the roster meanwhile.
    let other = "姓名|学号|班级\n新同学|00270109|高一(3)班";
    let ran = roster(&school, other, &["--yes", "--only-these"]);
    let left: Vec<Value> = ran.json()["lines"].as_array().unwrap().clone();
    let is_gone = |line: &&Value| line["verdict"] == "removed" && line["student"]["name"] == "新同学";
    assert!(
        !left.iter().any(|line| is_gone(&line)) && left.iter().any(|line| line["verdict"] == "removed"),
        "{left:?}"
    );
}

#[test]
fn columns_of_one_s_own_are_said_once() {
    let school = Sandbox::school();
    let own = "孩子|编号|班级\n林示例|00260101|1班";
    std::fs::write(school.path("名册.csv"), divided(own, ",")).unwrap();
    let refused = school.run(&["import", "roster", "名册.csv", "--no-input"]);
    assert!(refused.status == 2 && refused.stderr.contains("--column"), "{}", refused.stderr);
    roster(&school, own, &["--yes", "--column", "姓名=孩子", "--column", "学号=编号"]);
    let again = roster(&school, own, &[]);
    assert_eq!(again.json()["lines"][0]["verdict"], "same");
}

#[test]
fn a_sealed_repository_seals_its_roster() {
    let school = sealed_school();
    std::fs::write(school.path("名册.csv"), divided(TWO, ",")).unwrap();
    ok(&school, &["import", "roster", "名册.csv", "--yes", "--no-input"]);
    let is_clear =
        |(name, bytes): &(String, Vec<u8>)| name.starts_with("s/") && String::from_utf8_lossy(bytes).contains("林示例");
    assert!(school.path("s/roster.age").exists() && !school.path("s/roster.yaml").exists());
    assert!(!school.files().iter().any(is_clear));
    let found = ok(&school, &["search", "林示例", "--format", "json"]);
    assert!(found.stdout.contains("roster"), "{}", found.stdout);
    ok(&school, &["unseal"]);
    assert!(school.path("s/roster.yaml").exists() && !school.path("s/roster.age").exists());
    ok(&school, &["seal"]);
    assert!(school.path("s/roster.age").exists() && !school.files().iter().any(is_clear));
}

fn heard(student: &str) -> Vec<&str> {
    let mut args = vec!["open", "--student", student];
    args.extend(["--known", "昨天 21:30", "--finder", "丁假设", "--saw", "写下告别的话", "--no-input"]);
    args
}

#[test]
fn opening_a_case_takes_what_the_roster_knows() {
    let school = Sandbox::school();
    let table = "姓名|学号|班级|出生日期|母亲姓名|母亲电话\n林示例|00260101|高一3班|2010-03-05|叶母|13800000002\n\
                 周同名|00260102|高一3班|||\n周同名|00260103|高一4班|||\n阿依·古丽|00260104|高一3班|||";
    roster(&school, table, &["--yes"]);
    let ran = school.ok(&heard("林示例"));
    assert!(ran.stderr.contains("从名册取来：学号、班级、出生日期、监护人"), "{}", ran.stderr);
    let shown = school.ok(&["show", "00260101"]).stdout;
    assert!(shown.contains("高一3班") && shown.contains("叶母"), "{shown}");
    let twins = school.ok(&heard("周同名"));
    assert!(twins.stderr.contains("没有取用") && twins.stderr.contains("00260103"), "{}", twins.stderr);
    let bare = school.ok(&heard("阿依古丽"));
    assert!(bare.stderr.contains("阿依·古丽") && bare.stderr.contains("没有取用"), "{}", bare.stderr);
    let other = school.run(&[&heard("别人")[..], &["--student-id", "00260101", "--dry-run"]].concat());
    assert!(other.stderr.contains("这个学号在名册上是“林示例”"), "{}", other.stderr);
}

#[test]
fn names_of_the_roster_in_other_files_are_found() {
    let school = Sandbox::school();
    roster(&school, TWO, &["--yes"]);
    let mut args = heard("林示例");
    args.extend(["--place", "教室", "--protect", "与同学叶样本分开"]);
    school.ok(&args);
    let audit = school.run(&["audit", "--format", "json", "--only", "C08"]);
    let findings = audit.json()["cases"][0]["findings"].clone();
    assert_eq!(findings[0]["code"], "C08", "{}", audit.stdout);
    assert!(!findings.to_string().contains("叶样本"));
    let found = school.ok(&["search", "叶样本", "--format", "json"]).json();
    let kinds: Vec<&str> = found.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"roster") && kinds.contains(&"report"), "{kinds:?}");
}

#[test]
fn answers_as_workbooks() {
    let school = Sandbox::school();
    roster(&school, TWO, &["--yes"]);
    school.ok(&heard("林示例"));
    let answers: [(&str, &[&str]); 5] = [
        ("list.xlsx", &["list"]),
        ("due.xlsx", &["due"]),
        ("stats.xlsx", &["stats"]),
        ("audit.xlsx", &["audit", "--deny", "never"]),
        ("training.xlsx", &["training", "list"]),
    ];
    for (name, command) in answers {
        school.ok(&[command, &["--out", name]].concat());
        let bytes = std::fs::read(school.path(name)).unwrap();
        school.ok(&[command, &["--out", name, "--force"]].concat());
        assert!(bytes == std::fs::read(school.path(name)).unwrap(), "{name}: the same answer, the same bytes");
    }
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(school.path("list.xlsx")).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "名单").unwrap();
    let row: Vec<String> = range.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert!(row.contains(&"林示例".to_owned()) && row.contains(&"高一(3)班".to_owned()), "{row:?}");
    for wrong in [&["list", "--format", "xlsx"][..], &["list", "--out", "a.csv"], &["due", "--out", "list.xlsx"]] {
        assert_eq!(school.run(wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn texts_of_others_in_records_and_materials() {
    let school = Sandbox::school();
    school.ok(&heard("林示例"));
    let said =
        "with: [林父]\nrelation: 父亲\nguardian: true\nvia: 电话\nreached: true\nsaid: 家长说孩子在家里不肯吃饭\n";
    std::fs::write(school.path("联系.yaml"), encoded(GBK, said)).unwrap();
    let ran = school.run(&["record", "contact", "林示例", "--from", "联系.yaml", "--no-input"]);
    assert!(ran.status == 0 && ran.stderr.contains("GBK"), "{}{}", ran.stdout, ran.stderr);
    assert!(school.ok(&["show", "林示例", "--full"]).stdout.contains("不肯吃饭"));
    std::fs::create_dir(school.path("截图")).unwrap();
    let chat = encoded(GBK, "2026-03-05 21:40 张同学\n我有点难受，老师你在吗\n");
    std::fs::write(school.path("截图/聊天.txt"), &chat).unwrap();
    std::fs::write(school.path("截图/一.png"), b"\x89PNG\r\n\x1a\n1").unwrap();
    std::fs::write(school.path("截图/Thumbs.db"), b"x").unwrap();
    let args =
        ["attach", "林示例", "截图", "--category", "chat", "--provided-by", "学生本人", "--contains-others", "no"];
    let ran = school.run(&[&args[..], &["--no-input"]].concat());
    assert!(ran.status == 0 && ran.stderr.contains("GBK"), "{}{}", ran.stdout, ran.stderr);
    let filed: Vec<Vec<u8>> =
        school.files().into_iter().filter(|(path, _)| path.contains("materials/")).map(|(_, bytes)| bytes).collect();
    assert!(filed.len() == 2 && filed.contains(&chat));
}
