//! The invented school in `examples/`: what the program says about each of its cases, and that every word of it comes
//! from the guide. Snapshots hold the human and the JSON rendering of the same run.

#![allow(clippy::print_stdout, clippy::disallowed_macros, reason = "a measurement prints")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::common::sandbox::Sandbox;
use serde_json::Value;

/// A school day of the term, when some cases are archived and some are open.
pub const NOW: &str = "2026-06-18 09:00";

/// What each case is about, its number, and whether there is nothing to find in it.
pub const CASES: [(&str, &str, bool); 11] = [
    ("complete", "2026-Y3K5", true),
    ("care", "2026-9A2B", true),
    ("injury", "2026-368B", true),
    ("refused", "2026-GEX5", true),
    ("two_episodes", "2025-9AEA", false),
    ("suspended", "2025-FV8V", true),
    ("pending", "2026-6Q88", true),
    ("badly_kept", "2026-QV87", false),
    ("abuse", "2026-Q38F", true),
    ("event_one", "2026-NTH4", true),
    ("event_two", "2026-ZH8P", true),
];

fn number(name: &str) -> &'static str {
    CASES.iter().find(|(known, ..)| *known == name).unwrap().1
}

pub fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A copy of the example repository, so that no test can touch the original.
pub fn school() -> Sandbox {
    let sandbox = Sandbox::empty();
    copy(&here("examples/shiyan"), sandbox.root());
    sandbox
}

pub fn told(school: &Sandbox, args: &[&str]) -> String {
    let ran = school.run(&[args, &["--now", NOW]].concat());
    assert_eq!(ran.status, 0, "{args:?}\n{}{}", ran.stdout, ran.stderr);
    ran.stdout
}

fn audit(school: &Sandbox, cases: &[&str]) -> Value {
    let text = told(school, &[&["audit", "--deny", "never", "--format", "json"], cases].concat());
    serde_json::from_str(&text).unwrap()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

fn duty<'a>(episode: &'a Value, code: &str) -> &'a Value {
    list(episode, "duties").iter().find(|duty| duty["code"] == code).unwrap()
}

/// The JSON of a case, a line a duty and a line a finding; what the guide says of a duty is left out.
fn lines(audit: &Value) -> String {
    let mut text = String::new();
    for episode in list(audit, "cases") {
        for field in ["case", "episode", "open", "level", "guide", "archivable", "materials"] {
            text.push_str(&format!("{field}: {}\n", episode[field]));
        }
        for duty in list(episode, "duties") {
            let mut duty = duty.clone();
            let said = duty.as_object_mut().unwrap();
            said.retain(|name, value| !["title", "column", "fix"].contains(&name.as_str()) && !value.is_null());
            text.push_str(&format!("{duty}\n"));
        }
        for finding in list(episode, "findings") {
            text.push_str(&format!("{finding}\n"));
        }
    }
    text
}

#[test]
fn every_case_says_what_it_said() {
    let school = school();
    for (name, case, _) in CASES {
        let human = told(&school, &["audit", "--deny", "never", case]);
        let json = audit(&school, &[case]);
        for finding in list(&json, "cases").iter().flat_map(|episode| list(episode, "findings")) {
            assert!(human.contains(finding["message"].as_str().unwrap()), "{finding} is not in the human audit");
        }
        insta::assert_snapshot!(format!("{name}.human"), human);
        insta::assert_snapshot!(format!("{name}.json"), lines(&json));
    }
}

#[test]
fn clean_cases_raise_nothing() {
    let school = school();
    for (name, case, is_clean) in CASES {
        let audit = audit(&school, &[case]);
        let findings: Vec<&Value> =
            list(&audit, "cases").iter().flat_map(|episode| list(episode, "findings")).collect();
        assert_eq!(findings.is_empty(), is_clean, "{name}: {findings:#?}");
    }
}

#[test]
fn every_case_of_the_repository_is_listed_here() {
    let mut found: Vec<String> = fs::read_dir(here("examples/shiyan/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut known: Vec<&str> = CASES.iter().map(|(_, number, _)| *number).collect();
    known.sort_unstable();
    assert_eq!(found, known);
    let readme = fs::read_to_string(here("examples/README.md")).unwrap();
    assert!(known.iter().all(|number| readme.contains(number)), "examples/README.md tells what each case is about");
}

#[test]
fn the_example_has_the_guide_that_init_writes() {
    for name in ["shiyan.toml", "shiyan.clocks.example.toml", "shiyan.scenarios.yaml"] {
        let (ours, theirs) = (here("examples/shiyan/guides").join(name), here("templates/guides").join(name));
        assert!(
            fs::read(ours).unwrap() == fs::read(theirs).unwrap(),
            "cp templates/guides/{name} examples/shiyan/guides/"
        );
    }
}

#[test]
fn a_complete_case_can_be_archived() {
    let audit = audit(&school(), &[number("complete")]);
    let episode = &audit["cases"][0];
    assert_eq!(episode["archivable"], true);
    let owed = ["pending", "open", "refused", "out_of_order", "late", "missing", "waived"];
    let unmet: Vec<&Value> =
        list(episode, "duties").iter().filter(|duty| owed.contains(&duty["state"].as_str().unwrap())).collect();
    assert!(unmet.is_empty(), "{unmet:#?}");
}

/// Nothing of the crisis branch is asked of a case that is none.
#[test]
fn a_false_alarm_owes_care_and_no_more() {
    let audit = audit(&school(), &[number("care")]);
    let episode = &audit["cases"][0];
    let owed: Vec<&str> = list(episode, "duties")
        .iter()
        .filter(|duty| duty["state"] != "not_applicable")
        .map(|duty| duty["code"].as_str().unwrap())
        .collect();
    assert_eq!(owed, ["D01", "D04", "D05", "D20", "D21", "D25", "D26"]);
    assert_eq!(episode["archivable"], true);
}

#[test]
fn a_refusal_stays_visible_and_does_not_bar_the_archive() {
    let audit = audit(&school(), &[number("refused")]);
    let episode = &audit["cases"][0];
    assert_eq!(
        (&duty(episode, "D35")["state"], &duty(episode, "D42")["state"]),
        (&"refused".into(), &"refused".into())
    );
    assert!(list(episode, "findings").iter().all(|finding| finding["severity"] == "notice"));
    assert_eq!(episode["archivable"], true);
}

#[test]
fn one_episode_neither_reddens_nor_feeds_the_other() {
    let school = school();
    let case = number("two_episodes");
    let both = audit(&school, &[case]);
    let [first, second] = list(&both, "cases") else { panic!("two episodes: {both:#}") };
    assert_eq!((&first["archivable"], &second["archivable"]), (&true.into(), &false.into()));
    assert!(list(first, "findings").is_empty());
    let records = school.path(&format!("cases/{case}/records"));
    let of_first: Vec<PathBuf> = fs::read_dir(&records)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| fs::read_to_string(path).unwrap().contains("\nepisode: 1\n"))
        .collect();
    assert!(of_first.len() > 8);
    for path in of_first {
        fs::remove_file(path).unwrap();
    }
    let alone = audit(&school, &[case]);
    assert_eq!(alone["cases"][0]["duties"], second["duties"], "the second episode borrows from the first");
}

/// The one who is suspected is asked for nothing, and nothing that is not his business is missing.
#[test]
fn a_suspect_is_not_asked() {
    let audit = audit(&school(), &[number("abuse")]);
    let episode = &audit["cases"][0];
    for code in ["D11", "D33", "D35", "D43", "D53"] {
        assert_eq!(duty(episode, code)["state"], "not_applicable", "{code}");
    }
    assert_eq!(duty(episode, "D63")["state"], "met");
}

/// Suspension and return are each filed by the class teacher of that day.
#[test]
fn the_class_teacher_of_another_day_files_nothing() {
    let school = school();
    let case = number("suspended");
    let state = |school: &Sandbox| duty(&audit(school, &[case])["cases"][0], "D60")["state"].clone();
    assert_eq!(state(&school), "met");
    let path = school.path(&format!("cases/{case}/case.yaml"));
    let about = fs::read_to_string(&path).unwrap();
    fs::write(&path, about.replace("since: 2026-01-24", "since: 2026-03-24")).unwrap();
    assert_eq!(state(&school), "missing");
}

#[test]
fn every_clause_that_is_cited_exists() {
    let guide: toml::Table = fs::read_to_string(here("examples/shiyan/guides/shiyan.toml")).unwrap().parse().unwrap();
    let clauses: Vec<&str> =
        guide["clause"].as_array().unwrap().iter().map(|clause| clause["id"].as_str().unwrap()).collect();
    let audit = audit(&school(), &[]);
    for episode in list(&audit, "cases") {
        for duty in list(episode, "duties") {
            assert!(clauses.contains(&duty["clause"].as_str().unwrap()), "{duty}");
        }
        for finding in list(episode, "findings").iter().filter(|finding| !finding["clause"].is_null()) {
            assert!(clauses.contains(&finding["clause"].as_str().unwrap()), "{finding}");
        }
    }
}

/// A paper as text.
pub fn printed(school: &Sandbox, args: &[&str]) -> String {
    told(school, &[&["print"], args, &["--to", "md", "--out", "paper.md", "--force"]].concat());
    fs::read_to_string(school.path("paper.md")).unwrap()
}

/// The guide without one of its materials.
fn without_material(guide: &str, id: &str) -> String {
    let start = guide.find(&format!("[[material]]\nid     = \"{id}\"\n"));
    let start = start.or_else(|| guide.find(&format!("[[material]]\nid      = \"{id}\"\n"))).unwrap();
    let end = start + 1 + guide[start + 1..].find("\n[[").unwrap();
    let mut rest = format!("{}{}", &guide[..start], &guide[end..]);
    // What names it goes along: its duties are switched off, and no check looks at it.
    let named = format!("column = \"{id}\"\n");
    rest = rest.replace(&named, &format!("off = true\n{named}"));
    let lines = rest.lines().map(|line| {
        let listed = line.starts_with("materials ");
        if listed {
            line.replace(&format!("\"{id}\", "), "").replace(&format!("\"{id}\""), "")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_material_that_is_deleted_is_never_mentioned() {
    let school = school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    let parsed: toml::Table = guide.parse().unwrap();
    let materials: Vec<&toml::Value> = parsed["material"].as_array().unwrap().iter().collect();
    let columns: Vec<(&str, &str)> = materials
        .iter()
        .filter(|material| material.get("extra").is_none())
        .map(|material| (material["id"].as_str().unwrap(), material["name"].as_str().unwrap()))
        .collect();
    assert_eq!(columns.len(), 10);
    // Each is looked for in what tells the most, and in another form.
    for ((id, name), other) in columns.into_iter().zip(["human", "csv", "md", "html"].into_iter().cycle()) {
        fs::write(&path, without_material(&guide, id)).unwrap();
        for format in ["json", other] {
            let text = told(&school, &["audit", "--deny", "never", "--format", format]);
            let trace: Vec<&str> = text.lines().filter(|line| line.contains(name)).collect();
            assert!(trace.is_empty(), "{format} still speaks of {name}: {trace:#?}");
        }
    }
}

#[test]
fn without_numbers_nothing_is_ever_late() {
    let school = school();
    for now in [NOW, "2031-01-01 00:00"] {
        for format in ["human", "json", "csv", "md"] {
            let ran = school.run(&["audit", "--deny", "never", "--format", format, "--now", now]);
            for word in ["小时", "天内", "迟", "逾期", "超时", "超过时限", "late"] {
                assert!(!ran.stdout.contains(word), "{format} at {now} says {word}");
            }
        }
    }
}

#[test]
fn what_can_not_be_read_stops_nothing_and_never_counts() {
    let school = school();
    let before = audit(&school, &[]);
    let case = number("complete");
    let records = school.path(&format!("cases/{case}/records"));
    let agreement = fs::read_dir(&records)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| fs::read_to_string(path).unwrap().contains("\nparty: guardian\n"))
        .unwrap();
    let text = fs::read_to_string(&agreement).unwrap();
    for (broken, has_line) in [
        (text.replace("party: guardian", "party：guardian").into_bytes(), true),
        (text.replace("outcome: signed", "outcome: 已签").into_bytes(), true),
        (text.replace("party: guardian", "party: guardian\nsigned_by: 某人").into_bytes(), true),
        (text.as_bytes()[..40].to_vec(), false),
        (vec![0xd6, 0xd0, 0xce, 0xc4], false),
        (Vec::new(), false),
    ] {
        fs::write(&agreement, broken).unwrap();
        let after = audit(&school, &[]);
        assert_eq!(list(&after, "cases").len(), list(&before, "cases").len());
        let episode = list(&after, "cases").iter().find(|episode| episode["case"] == case).unwrap();
        assert_eq!(duty(episode, "D35")["state"], "missing", "an unreadable agreement does not count");
        assert_eq!(episode["archivable"], false);
        let fault = list(episode, "findings").iter().find(|finding| finding["code"] == "C01").unwrap();
        assert!(fault["path"].as_str().unwrap().contains(case));
        assert!(!has_line || fault["line"].is_u64(), "{fault}");
    }
    fs::write(records.join("说明.docx"), b"PK\x03\x04").unwrap();
    fs::write(school.path(&format!("cases/{case}/case.yaml")), "student: [").unwrap();
    assert_eq!(list(&audit(&school, &[]), "cases").len(), list(&before, "cases").len());
}

/// A thousand cases of twelve records each, made of the complete case; a tenth of it of the program as developers have it.
#[test]
fn a_thousand_cases_are_audited_at_once() {
    let school = school();
    let case = school.path(&format!("cases/{}", number("complete")));
    let about = fs::read_to_string(case.join("case.yaml")).unwrap();
    let mut records: Vec<PathBuf> =
        fs::read_dir(case.join("records")).unwrap().map(|entry| entry.unwrap().path()).collect();
    records.retain(|path| !path.to_string_lossy().contains("-material-"));
    records.sort();
    records.truncate(12);
    let texts: Vec<(PathBuf, String)> =
        records.iter().map(|path| (path.file_name().unwrap().into(), fs::read_to_string(path).unwrap())).collect();
    fs::remove_dir_all(school.path("cases")).unwrap();
    let cases = if cfg!(debug_assertions) { 100 } else { 1000 };
    for at in 0..cases {
        let folder = school.path(&format!("cases/2026-{at:04}"));
        fs::create_dir_all(folder.join("records")).unwrap();
        let about = about.replace("林示例", &format!("示例{at}")).replace("20250142", &format!("9{at:07}"));
        fs::write(folder.join("case.yaml"), about).unwrap();
        for (name, text) in &texts {
            fs::write(folder.join("records").join(name), text).unwrap();
        }
    }
    let began = Instant::now();
    let audit = audit(&school, &[]);
    let took = began.elapsed();
    println!("{cases} cases of 12 records audited in {took:?}");
    assert_eq!(audit["summary"]["cases"], cases);
    let limit = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_secs(1) };
    assert!(took < limit, "auditing {cases} cases took {took:?}");
}

#[test]
fn starting_takes_no_time() {
    let school = Sandbox::empty();
    let once = || {
        let began = Instant::now();
        school.ok(&["--version"]);
        began.elapsed()
    };
    let fastest = (0..20).map(|_| once()).min().unwrap();
    println!("started and ended in {fastest:?}");
    if !cfg!(debug_assertions) {
        assert!(fastest < Duration::from_millis(10), "starting took {fastest:?}");
    }
}

/// Every role of a file by its word in the guide instead of its code.
fn in_words(text: &str) -> String {
    let guide: toml::Table = fs::read_to_string(here("templates/guides/shiyan.toml")).unwrap().parse().unwrap();
    let roles = guide["role"].as_array().unwrap();
    roles.iter().fold(text.to_owned(), |text, role| {
        let (code, name) = (role["id"].as_str().unwrap(), role["name"].as_str().unwrap());
        text.replace(&format!("[{code}]"), &format!("[{name}]"))
    })
}

#[test]
fn a_role_counts_however_it_is_written() {
    let school = school();
    let (codes, vacant) = (audit(&school, &[]), told(&school, &["member", "list"]));
    let team = school.path("team.yaml");
    let words = in_words(&fs::read_to_string(&team).unwrap());
    assert!(words.contains("roles: [心理老师]") && !words.contains("counsellor"), "{words}");
    fs::write(&team, words).unwrap();
    assert_eq!(audit(&school, &[]), codes);
    assert_eq!(told(&school, &["member", "list"]), vacant);
}

#[test]
fn a_role_that_the_guide_does_not_know_is_told_with_its_line() {
    let school = school();
    let team = school.path("team.yaml");
    let text = fs::read_to_string(&team).unwrap().replace("[health_teacher]", "[校医院]");
    fs::write(&team, &text).unwrap();
    let line_of = |text: &str, word: &str| Value::from(text.lines().position(|line| line.contains(word)).unwrap() + 1);
    let about = school.path(&format!("cases/{}/case.yaml", number("care")));
    let case =
        fs::read_to_string(&about).unwrap().replace("temporary: []", "temporary:\n  - who: 某甲\n    role: 楼长");
    fs::write(&about, &case).unwrap();
    let found = audit(&school, &[]);
    let words = |findings: &[Value]| {
        let unknown = findings.iter().filter(|finding| finding["message"].as_str().unwrap().contains("这个角色"));
        unknown.map(|finding| (finding["path"].clone(), finding["line"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(words(list(&found, "findings")), [("team.yaml".into(), line_of(&text, "校医院"))]);
    let cases = list(&found, "cases").iter().flat_map(|case| list(case, "findings")).cloned().collect::<Vec<_>>();
    let path = format!("cases/{}/case.yaml", number("care"));
    assert_eq!(words(&cases), [(path.into(), line_of(&case, "楼长"))]);
    assert!(school.run(&["member", "list", "--now", NOW]).stderr.contains("校医院"));
}
