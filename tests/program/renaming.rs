//! What a guide calls something is called so everywhere: after another name no old one is left on any screen, on any
//! paper, on any page of `explain`.

#![allow(clippy::print_stdout, clippy::disallowed_macros, reason = "a measurement prints")]

use std::fs;

use crate::common::sandbox::Sandbox;
use crate::examples::{CASES, printed, school, told};
use serde_json::Value;
use toml::{Table, Value as Toml};

/// Everything that a person can see of the repository, on screens, on papers, and on every page of `explain`.
fn everything(school: &Sandbox) -> String {
    let mut text = String::new();
    for format in ["human", "json", "csv", "md", "html"] {
        text.push_str(&told(school, &["audit", "--deny", "never", "--format", format]));
    }
    text.push_str(&told(school, &["list"]));
    text.push_str(&told(school, &["due"]));
    // The other cases say nothing that these and the audit don't.
    for (_, case, _) in CASES.into_iter().step_by(2) {
        text.push_str(&told(school, &["next", case]));
        text.push_str(&told(school, &["show", case, "--full"]));
        text.push_str(&printed(school, &[case, "bundle"]));
    }
    text.push_str(&printed(school, &["all", "--blank"]));
    text.push_str(&printed(school, &["first-report-card"]));
    text.push_str(&told(school, &["dashboard", "--out", "board.html", "--force"]));
    text.push_str(&fs::read_to_string(school.path("board.html")).unwrap());
    text.push_str(&told(school, &["guide", "show"]));
    text.push_str(&told(school, &["guide", "coverage"]));
    let codes: Value = serde_json::from_str(&told(school, &["--format", "json", "explain"])).unwrap();
    let codes = codes.as_array().unwrap().iter().map(|rule| rule["code"].as_str().unwrap());
    text.push_str(&told(school, &["explain"].into_iter().chain(codes).collect::<Vec<_>>()));
    text
}

/// Words of every sort, as the guide calls them and as another school might; none of them stands in a record of the
/// examples, which keep the words of those who wrote them.
const RENAMED: [(&str, &str); 26] = [
    ("较重", "橙色"),
    ("卫生教师", "校医院室老师"),
    ("分管校领导", "副校"),
    ("应对机制", "应付办法"),
    ("行为表现", "言行"),
    ("环境支持", "身边支持"),
    ("五(一)4", "丙·四"),
    ("五(四)3", "丁·三"),
    ("二(二)1", "甲·一"),
    ("严重身心疾病急性发作", "急症发作"),
    ("聊天文字", "聊天截屏"),
    ("危机干预记录表", "帮扶登记簿"),
    ("微信和QQ文字资料", "网上来往"),
    ("有关照片和图片", "影像"),
    ("预案、方案与商议纪要", "会商材料"),
    ("急救与送医", "抢险与送诊"),
    ("团队商议", "碰头会"),
    ("家校沟通", "来往家长"),
    ("保密例外与告知", "例外登记"),
    ("危机干预工作预案与后续帮助方案", "行动办法"),
    ("当事学生", "那名同学"),
    ("学校危机干预工作组", "应急小组"),
    ("正规医院心理科/精神科", "三甲专科"),
    ("校外专业机构", "外部单位"),
    ("第一发现人", "首见人"),
    ("一人一案", "个人卷"),
];

#[test]
fn words_of_the_guide_change_everywhere() {
    let school = school();
    let before = everything(&school);
    let path = school.path("guides/shiyan.toml");
    let mut guide = fs::read_to_string(&path).unwrap();
    for (old, new) in RENAMED {
        assert!(guide.contains(old) && before.contains(old), "{old} is nowhere to be renamed");
        guide = guide.replace(old, new);
    }
    fs::write(&path, guide).unwrap();
    let after = everything(&school);
    for (old, new) in RENAMED {
        assert!(after.contains(new), "{new} does not appear");
        let trace: Vec<&str> = after.lines().filter(|line| line.contains(old)).collect();
        assert!(trace.is_empty(), "{old} is still there: {trace:#?}");
    }
}

/// Words of every other sort that a guide may have.
const OPEN_LISTS: &str = "open_lists = [\"meeting.purpose\", \"intervention.result\"]\n\n[terms]";
const OWN: &str = r#"
[[word]]
list  = "meeting.purpose"
id    = "grading"
name  = "定级碰头"
needs = ["based_on"]

[[word]]
list = "intervention.result"
id   = "calmer"
name = "情绪缓下来"

[[word]]
list = "enrolment.decision"
id   = "approved"
name = "准许离开"

[[word]]
list = "enrolment.decision"
id   = "refused"
name = "驳回所请"

[[word]]
list = "enrolment.decision"
id   = "pending"
name = "尚待议定"

[[field]]
kind     = "contact"
id       = "other_knows"
name     = "另一位是否知情"
type     = "yes_no"
required = true

[[field]]
kind = "contact"
id   = "wish"
name = "来者心愿"
type = "text"

[[group]]
id    = "leaders"
name  = "校级主事者"
roles = ["principal", "deputy_head"]

[[number]]
term   = "ambulance"
number = "8120"
name   = "院前急救专线"

# A paper about no record is called by the guide, not after a kind.
[[paper]]
id   = "staff-handover"
name = "换手清单"

[[duty]]
code   = "D90"
title  = "主事者到场"
clause = "五(一)4"
when   = [{ kind = "assessment", qualified = true, crisis = true }]
needs  = [{ kind = "meeting", purpose = "grading", participants = { role = "leaders" }, any_time = true }]
due    = "at_once"
for    = ["leaders"]
fix    = 'crisis record meeting {case} --purpose grading --participants "principal,姓名" --decisions 决定 --based-on {record}'
"#;
/// What has a name that the program shows.
const NAMED: [&str; 11] =
    ["role", "group", "axis", "level", "dimension", "type", "evidence", "material", "word", "field", "number"];

/// The example school with words of every sort, each of them said by some record. Sentences of the school that say its
/// words themselves (clauses, titles, whys) say nothing: a school that finds another word writes them anew.
fn with_words_of_every_sort() -> (Sandbox, Table) {
    let school = school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap().replacen("[terms]", OPEN_LISTS, 1);
    let mut guide: Table = format!("{guide}{OWN}").parse().unwrap();
    for list in ["clause", "duty", "school_duty"] {
        for item in guide[list].as_array_mut().unwrap() {
            let item = item.as_table_mut().unwrap();
            let code = item.get("code").or_else(|| item.get("id")).unwrap().clone();
            item.insert("title".to_owned(), code);
            item.remove("text");
            item.remove("why");
        }
    }
    for list in NAMED {
        for item in guide[list].as_array_mut().unwrap() {
            item.as_table_mut().unwrap().remove("also");
        }
    }
    fs::write(&path, toml::to_string(&guide).unwrap()).unwrap();
    let case = "2026-6Q88";
    for said in [
        &[
            "meeting",
            case,
            "--purpose",
            "grading",
            "--participants",
            "class_teacher,丁假设",
            "--decisions",
            "每天见面",
            "--based-on",
            "报告",
        ][..],
        &["intervention", case, "--participants", "counsellor,苏示例", "--process", "谈话", "--result", "calmer"],
        &[
            "contact",
            case,
            "--with",
            "某",
            "--via",
            "电话",
            "--reached",
            "yes",
            "--own",
            "other_knows=yes",
            "--own",
            "wish=休息",
        ],
        &["enrolment", case, "--change", "suspend", "--effective", "2026-06-20", "--decision", "pending"],
        &["enrolment", case, "--change", "suspend", "--effective", "2026-06-20", "--decision", "refused"],
        &["enrolment", case, "--change", "suspend", "--effective", "2026-06-20", "--decision", "approved"],
    ] {
        told(&school, &[&["record"], said, &["--no-input"]].concat());
    }
    (school, guide)
}

/// Every name of the guide is made another one, of which `mark` is a part; old and new.
fn renamed(guide: &mut Table, mark: char) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut rename = |name: &mut Toml, new: String| {
        let old = std::mem::replace(name, new.clone().into());
        names.push((old.as_str().unwrap().to_owned(), new));
    };
    for list in NAMED {
        for (at, item) in guide[list].as_array_mut().unwrap().iter_mut().enumerate() {
            rename(&mut item["name"], format!("{mark}{list}{at}{mark}"));
        }
    }
    for (at, item) in guide["number"].as_array_mut().unwrap().iter_mut().enumerate() {
        rename(&mut item["number"], format!("{}{at}", u32::from(mark)));
    }
    for table in ["terms", "kinds"] {
        for (key, name) in guide[table].as_table_mut().unwrap() {
            rename(name, format!("{mark}{table}{}{mark}", key.replace('_', "")));
        }
    }
    names
}

/// Everything that people wrote, of which the program keeps every word.
fn written(folder: &std::path::Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: std::path::PathBuf| {
        if path.is_dir() {
            return if path.ends_with("guides") { String::new() } else { written(&path) };
        }
        format!("{}\n{}\n", path.display(), String::from_utf8_lossy(&fs::read(&path).unwrap()))
    };
    entries.map(text).collect()
}

/// Of names that were seen, which are still there, and for which the new one is not; how many were seen.
fn leaks(
    names: &[(String, String)],
    before: &str,
    after: &str,
    is_told_apart: impl Fn(&str) -> bool,
) -> (usize, Vec<String>) {
    let (mut seen, mut leaks) = (0, Vec::new());
    for (old, new) in names.iter().filter(|(old, _)| before.contains(old.as_str()) && is_told_apart(old)) {
        seen += 1;
        let mut others = names.iter().filter(|(other, _)| other == old);
        if !others.any(|(_, new)| after.contains(new.as_str())) {
            leaks.push(format!("{new} does not appear for {old}"));
        }
        let lines: Vec<&str> = after.lines().filter(|line| line.contains(old.as_str())).take(3).collect();
        if !lines.is_empty() {
            leaks.push(format!("{old} ({new}) is still there: {lines:#?}"));
        }
    }
    (seen, leaks)
}

/// First the names that ship become others: what the program says of itself has none of them, but for ordinary words
/// of one or two letters and what people wrote. Then those become others again: of these each can be told apart.
#[test]
fn another_name_is_the_only_one_everywhere() {
    let (school, mut guide) = with_words_of_every_sort();
    let (before, written) = (everything(&school), written(school.root()));
    let mut with = |mark: char| {
        let names = renamed(&mut guide, mark);
        fs::write(school.path("guides/shiyan.toml"), toml::to_string(&guide).unwrap()).unwrap();
        (names, everything(&school))
    };
    let ((first, then), (second, after)) = (with('龘'), with('靐'));
    let is_own = |old: &str| old.chars().count() > 2 && !written.contains(old);
    let (shipped, mut all) = leaks(&first, &before, &then, is_own);
    let (invented, others) = leaks(&second, &then, &after, |_| true);
    all.extend(others);
    println!("{shipped} and {invented} of {} names", first.len());
    assert!(all.is_empty(), "{}:\n{}", all.len(), all.join("\n"));
    assert!(shipped >= 30 && invented >= 90, "only {shipped} and {invented} names of {} were seen", first.len());
}
