//! The package for another school through the office alone: by what right, what goes and what stays, the duty that asks
//! for its receipt, and the same package again.

use std::fs;
use std::path::{Path, PathBuf};

use crisis::case::Case;
use crisis::duty::State;
use crisis::office::Office;
use crisis::office::recording::{Correction, Retract};
use crisis::office::transfer::{Package, Request};
use crisis::vault::identity::IdentityText;
use serde_json::{Map, json};

use crate::office::{School, heard, object};

/// A student with a plan, a talk, a picture; gives the ids of plan and picture.
fn student(school: &mut School) -> (Case, String, String) {
    let plan = school.office.pen().unwrap().open(heard()).unwrap();
    let case = school.commit(None, &plan);
    let talk = json!({ "with": "赵虚构", "via": "phone", "reached": true, "said": "隔壁班钱虚构也在场" });
    let case = school.record(case, "contact", talk);
    let case = school.record(case, "plan", json!({ "stage": "return", "subject": "林示例", "actors": [{ "role": "counsellor", "who": "苏演示" }], "methods": ["每周面谈"] }));
    let id = case.records.iter().find(|record| record.head.kind == "plan").unwrap().head.id.clone();
    let original = school.dir.path().join("画.png");
    fs::write(&original, "图里的内容").unwrap();
    let filing = school.office.measure(&original, &|_| {}).unwrap();
    let fields = object(json!({ "category": "photo", "provided_by": "父亲", "basis": "家长提供" }));
    let plan = school.office.pen().unwrap().file(&case, &filing, fields, String::new()).unwrap();
    let picture = plan.pages().next().unwrap().record.head.id.clone();
    (school.commit(Some(case), &plan), id, picture)
}

fn request(school: &School, with: &[&String]) -> Request {
    Request {
        to: "示例二中".to_owned(),
        with: with.iter().map(|id| (*id).clone()).collect(),
        consent: Some("学生和母亲，书面".to_owned()),
        basis: None,
        withheld: None,
        out: school.dir.path().join("out"),
        keys: Vec::new(),
        pdf: false,
    }
}

fn refused(office: &Office, case: &Case, request: &Request) -> String {
    match office.pen().unwrap().pack(case, request) {
        Ok(_) => panic!("not refused"),
        Err(error) => format!("{error} {}", error.fix.clone().unwrap_or_default()),
    }
}

/// What the audit says of the duty of each transfer.
fn receipts(school: &School, case: &Case) -> Vec<State> {
    let audits = school.office.judge(case);
    audits[0].duties.iter().filter(|line| line.code == "D64").map(|line| line.state).collect()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let found = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let mut files: Vec<PathBuf> =
        found.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    files.sort();
    files
}

fn holds(files: &[PathBuf], text: &str) -> bool {
    files.iter().any(|file| fs::read(file).unwrap().windows(text.len()).any(|part| part == text.as_bytes()))
}

fn made(school: &School, case: &Case, package: &Package) -> Case {
    let pen = school.office.pen().unwrap();
    pen.hand_on(case, package, &[]).unwrap_or_else(|error| panic!("{error}"));
    pen.case(&case.number)
}

#[test]
fn a_transfer_is_by_right_is_the_minimum_and_waits_for_its_receipt() {
    for mut school in [School::plain(), School::sealed()] {
        let (case, plan, picture) = student(&mut school);
        assert!(receipts(&school, &case).iter().all(|state| *state == State::NotApplicable), "nothing was transferred");
        let asked = request(&school, &[&plan, &picture]);
        for consent in [None, Some("无".to_owned())] {
            let told = refused(&school.office, &case, &Request { consent, ..asked.clone() });
            assert!(told.contains("谁同意") && told.contains("五(三)2"), "{told}");
        }
        let told = refused(&school.office, &case, &Request { with: Vec::new(), ..asked.clone() });
        assert!(told.contains(&plan) && !told.contains(&picture), "the guide lets a plan go along: {told}");
        let told = refused(&school.office, &case, &Request { with: vec!["zzzz".to_owned()], ..asked.clone() });
        assert!(told.contains("zzzz"), "{told}");
        let told = refused(&school.office, &case, &Request { out: school.office.repo.root.join("x"), ..asked.clone() });
        assert!(told.contains("不能放在档案库里"), "{told}");

        let package = school.office.pen().unwrap().pack(&case, &asked).unwrap_or_else(|error| panic!("{error}"));
        assert!(!asked.out.exists() && package.plan.is_some(), "nothing is written yet");
        assert_eq!((package.beyond.len(), package.withheld.as_str()), (1, "首见报告 1 条、家校沟通 1 条"));
        let case = made(&school, &case, &package);
        let files = all_files(&asked.out);
        for (text, goes) in [
            ("每周面谈", true),
            ("图里的内容", true),
            ("林示例", true),
            ("赵虚构", false),
            ("钱虚构", false),
            ("丁假设", false),
        ] {
            assert_eq!(holds(&files, text), goes, "{text}");
        }
        assert_eq!(receipts(&school, &case), [State::Pending], "the receipt is to come back");
        school.office.now += chrono::Duration::days(3);

        // Lost or never finished: the same again, byte for byte, and no second record.
        let bytes: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
        fs::remove_dir_all(&asked.out).unwrap();
        let again = school.office.pen().unwrap().pack(&case, &asked).unwrap_or_else(|error| panic!("{error}"));
        assert!(again.plan.is_none() && again.id == package.id);
        let case = made(&school, &case, &again);
        assert_eq!(all_files(&asked.out).iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>(), bytes);
        assert!(refused(&school.office, &case, &asked).contains("已有这个包"));

        let correction = Correction {
            record: package.id,
            wrong: None,
            right: "收到回执".to_owned(),
            set: object(json!({ "receipt": "示例二中盖章的清单", "receipt_at": "2026-03-09" })),
            add: Map::new(),
            clear: Vec::new(),
            retract: Retract::No,
        };
        let plan = school.office.pen().unwrap().amend(&case, correction).unwrap();
        let case = school.commit(Some(case), &plan);
        assert_eq!(receipts(&school, &case), [State::Met]);
    }
}

#[test]
fn a_package_sealed_for_its_receiver_can_be_read_by_nobody_else() {
    let mut school = School::sealed();
    let (case, plan, _) = student(&mut school);
    let keyring = IdentityText::generate().keyring(&mut || unreachable!("there is no passphrase")).unwrap();
    let keys = vec![keyring.recipients()[0].clone()];
    let asked = Request { keys, ..request(&school, &[&plan]) };
    let pen = school.office.pen().unwrap();
    let package = pen.pack(&case, &asked).unwrap_or_else(|error| panic!("{error}"));
    assert!(package.beyond.is_empty(), "{:?}", package.beyond);
    let made = pen.hand_on(&case, &package, &asked.keys).unwrap_or_else(|error| panic!("{error}"));
    assert!(made.path.to_string_lossy().ends_with(".bag.tar.age"));
    assert!(!holds(&[made.path], "每周面谈") && holds(&made.lists, "示例二中"), "the list is to be printed");
}

/// A file that is not as it was filed does not leave as what it was.
#[test]
fn a_changed_material_stays() {
    let mut school = School::plain();
    let (case, _, picture) = student(&mut school);
    let asked = request(&school, &[&picture]);
    let path = school.office.repo.case_dir(&case.number).join(&case.materials[0].path);
    fs::write(path, "图里的内客").unwrap();
    let told = refused(&school.office, &case, &asked);
    assert!(told.contains("与归档时不同") && !asked.out.exists(), "{told}");
}
