//! What the tests of the pure layers share: a small guide that is not the school's, and cases made of a few lines.

use chrono::{DateTime, FixedOffset};
use crisis::case::{Case, File};
use crisis::duty::{self, Outcome, Setting};
use crisis::guide::{self, Guide};
use crisis::team::Team;
use crisis::time::Calendar;

/// Words of an invented school; the duties are the test's own.
pub const WORDS: &str = r#"
id = "test"
title = "测试指南"
edition = "1"
same_time = "15m"
about = "60m"
clause = [{ id = "甲1", title = "一条" }]
role = [
  { id = "head", name = "组长", standing = "fixed" },
  { id = "counsellor", name = "辅导员", standing = "fixed", keeper = true },
  { id = "class_teacher", name = "导师", standing = "temporary" },
]
axis = [{ id = "self", name = "对己" }, { id = "others", name = "对人" }]
level = [
  { axis = "self", id = "low", name = "低", order = 1 },
  { axis = "self", id = "high", name = "高", order = 2 },
  { axis = "others", id = "low", name = "低", order = 1 },
  { axis = "others", id = "high", name = "高", order = 2 },
]
dimension = [{ id = "mood", name = "心境" }, { id = "risk", name = "险情" }]
evidence = [{ id = "photo", name = "照片" }]
material = [{ id = "paper", mark = "①", name = "某纸" }]
"#;

pub fn read_guide(text: &str, overlay: Option<&str>) -> Result<Guide, Vec<crisis::error::Error>> {
    guide::parse(("test.toml", text), overlay.map(|text| ("test.clocks.toml", text)))
}

/// The guide that `init` writes.
pub fn default_guide() -> Guide {
    let text = include_str!("../../templates/guides/shiyan.toml");
    read_guide(text, None).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// A guide with one duty `D1`; `rest` is everything of it but code, title and clause.
pub fn one_duty(rest: &str) -> Guide {
    one_duty_in(WORDS, rest)
}

/// The same in a guide of other words.
pub fn one_duty_in(words: &str, rest: &str) -> Guide {
    let text = format!("{words}\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\n{rest}\n");
    match read_guide(&text, None) {
        Ok(guide) => guide,
        Err(faults) => panic!("{}", faults[0]),
    }
}

pub fn at(text: &str) -> DateTime<FixedOffset> {
    let text = if text.len() == 16 { format!("{text}:00+08:00") } else { text.to_owned() };
    DateTime::parse_from_rfc3339(&text.replace(' ', "T")).expect("a time of the tests")
}

/// A case of records `(kind, at, the rest of the front matter)`; ids are `r1`, `r2` …
pub fn case(records: &[(&str, &str, &str)]) -> Case {
    case_of("student: { name: 某生 }\nguardians: [{ name: 父甲 }]\nclass_teacher: [{ who: 师乙 }]\n", records)
}

pub fn case_of(about: &str, records: &[(&str, &str, &str)]) -> Case {
    let mut files = vec![File::new("case.yaml", Ok(about.as_bytes().to_vec()))];
    for (number, (kind, at, rest)) in records.iter().enumerate() {
        let id = format!("r{}", number + 1);
        let (day, at) = (&at[..10], at.replace(' ', "T"));
        let at = if at.len() == 16 { format!("{at}+08:00") } else { at };
        let episode = if rest.contains("episode:") { "" } else { "episode: 1\n" };
        let by = if rest.contains("\nby:") || rest.starts_with("by:") { "" } else { "by: c\n" };
        let known =
            if *kind == "report" && !rest.contains("known:") { format!("known: {at}\n") } else { String::new() };
        let text = format!("---\nid: {id}\nkind: {kind}\n{episode}at: {at}\n{by}written: {at}\n{known}{rest}\n---\n");
        files.push(File::new(format!("records/{day}-{kind}-{id}.md"), Ok(text.into_bytes())));
    }
    Case::load("2026-TEST", files, Calendar::default().zone)
}

pub fn team() -> Team {
    Team::read(
        "members:\n  - { id: c, name: 辅甲, roles: [counsellor] }\n  - { id: t, name: 师乙, roles: [class_teacher] }\n  - { id: h, name: 组甲, roles: [head] }\n",
    )
    .expect("a team of the tests")
}

/// The level of the first episode, in the guide's words.
pub fn level(guide: &Guide, case: &Case) -> Vec<String> {
    let (team, calendar) = (team(), Calendar::default());
    let setting = Setting { guide, team: &team, calendar: &calendar, now: at("2026-06-18 09:00") };
    duty::Facts::of(setting, case, 1).level().into_values().collect()
}

/// The state of duty `D1` in the last episode, and the outcome for what else there is to see.
pub fn judged<T>(guide: &Guide, case: &Case, now: &str, look: impl FnOnce(&Outcome<'_>) -> T) -> T {
    assert!(case.faults.is_empty(), "{}", case.faults[0]);
    let (team, calendar) = (team(), Calendar::default());
    let setting = Setting { guide, team: &team, calendar: &calendar, now: at(now) };
    let episode = case.episodes().last().copied().unwrap_or(1);
    let outcomes = duty::outcomes(&duty::Facts::of(setting, case, episode));
    look(&outcomes[0])
}
