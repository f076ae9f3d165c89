//! The school that `examples/gen` makes: its audit finds what was planted and nothing else, and its files are what the
//! program itself would have written.

#[path = "../../examples/gen/school/mod.rs"]
mod school;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use self::school::{Made, NOW, Plan};
use crate::common::sandbox::Sandbox;
use chrono::FixedOffset;
use crisis::config::Privacy;
use crisis::draft::Draft;
use crisis::front_matter;
use crisis::record::Record;

/// How many ways there are to spoil a case.
const FAULTS: usize = 23;

fn plan(cases: usize, fault_every: usize) -> Plan {
    Plan { cases, materials: 1, scan: 1, privacy: Privacy::Plain, seed: 1, fault_every }
}

/// Case, code and severity of everything that was planted.
fn planted(made: &Made) -> Vec<[String; 3]> {
    let one = |said: &school::Expected| [said.case.clone(), said.code.to_owned(), said.severity.to_owned()];
    sorted(made.findings.iter().map(one).collect())
}

fn sorted(mut list: Vec<[String; 3]>) -> Vec<[String; 3]> {
    list.sort();
    list
}

fn found(sandbox: &Sandbox, more: &[&str]) -> Vec<[String; 3]> {
    let audit = ["audit", "-C", "school", "--now", NOW, "--deny", "never", "--format", "json"];
    let audit = sandbox.ok(&[&audit, more].concat()).json();
    assert_eq!(audit["findings"], serde_json::json!([]), "nothing is wrong with the school itself");
    let mut found = Vec::new();
    for episode in audit["cases"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let one = |said: &serde_json::Value| [text(&episode["case"]), text(&said["code"]), text(&said["severity"])];
        found.extend(episode["findings"].as_array().unwrap().iter().map(one));
    }
    sorted(found)
}

#[test]
fn an_audit_finds_what_was_planted_and_nothing_else() {
    let sandbox = Sandbox::empty();
    let made = plan(FAULTS * 3, 3).make(&sandbox.path("school")).unwrap();
    let kinds: BTreeSet<&str> = made.findings.iter().map(|said| said.why).collect();
    assert_eq!(kinds.len(), FAULTS, "every fault is planted once");
    assert_eq!(made.lives.len(), 6, "{:?}", made.lives);
    assert_eq!(found(&sandbox, &[]), planted(&made));
}

#[test]
fn a_sealed_school_says_the_same() {
    let sandbox = Sandbox::empty();
    let plan = Plan { privacy: Privacy::Sealed, ..plan(6, 3) };
    let made = plan.make(&sandbox.path("school")).unwrap();
    fs::write(sandbox.path("identity"), made.identity.as_deref().unwrap()).unwrap();
    assert!(sandbox.files().iter().filter(|(name, _)| name.contains("/records/")).all(|(name, _)| is_sealed(name)));
    assert_eq!(found(&sandbox, &["--identity", "identity"]), planted(&made));
}

fn is_sealed(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "age")
}

#[test]
fn its_records_are_what_the_program_writes() {
    let sandbox = Sandbox::empty();
    let made = plan(30, 0).make(&sandbox.path("school")).unwrap();
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    let mut records = 0;
    for (name, bytes) in sandbox.files() {
        let Some(inside) = name.split_once("/records/").map(|(_, file)| format!("records/{file}")) else { continue };
        let record = Record::parse(&inside, &bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let head = &record.head;
        let draft = Draft {
            kind: &head.kind,
            id: head.id.clone(),
            episode: head.episode,
            by: head.by.0.clone(),
            written: head.written,
            at: head.at,
            // Read off the file, because a record that was parsed forgets in which order somebody spoke of the dimensions.
            fields: serde_yaml::from_str(front_matter::split(&text).unwrap().yaml).unwrap(),
            body: record.body.clone(),
        };
        let page = draft.page(None, zone).unwrap();
        let unlinked: String = text.split_inclusive('\n').filter(|line| !line.starts_with("prev: ")).collect();
        assert_eq!((page.path.as_str(), page.text.as_str()), (inside.as_str(), unlinked.as_str()));
        records += 1;
    }
    assert_eq!(records, made.records);
    assert!(records >= 30 * 12);
}

#[test]
fn the_same_plan_makes_the_same_school() {
    let files = |plan: &Plan| {
        let sandbox = Sandbox::empty();
        plan.make(sandbox.root()).unwrap();
        sandbox.files()
    };
    let one = files(&plan(20, 4));
    assert!(one == files(&plan(20, 4)), "the same bytes");
    assert!(one != files(&Plan { seed: 2, ..plan(20, 4) }), "another seed tells other stories");
}
