//! The main job through the office alone, without a command line: open, assess, refer, attach, close, audit; on a
//! repository that can be read and on one that is sealed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Duration;
use crisis::case::{About, Case, Student};
use crisis::documents::Choice;
use crisis::office::Office;
use crisis::office::founding::{self, Sealing};
use crisis::office::inspection;
use crisis::office::intake::Heard;
use crisis::office::papers::{Printed, settled};
use crisis::office::pen::{Note, Plan};
use crisis::vault::identity::IdentityText;
use crisis::vault::keyring::Keyring;
use serde_json::{Map, Value, json};

use crate::common::cases::at;

/// What the life of the case says of people, which nobody may read in a sealed repository.
const SECRETS: [&str; 3] = ["林示例", "反复讲没有意思", "图里的内容"];

pub fn keyring(identity: &IdentityText) -> Keyring {
    identity.keyring(&mut || unreachable!("there is no passphrase")).unwrap()
}

pub struct School {
    pub dir: tempfile::TempDir,
    pub office: Office,
}

impl School {
    pub fn plain() -> Self {
        Self::founded(None)
    }

    pub fn sealed() -> Self {
        Self::sealed_for(keyring(&IdentityText::generate()))
    }

    pub fn sealed_for(own: Keyring) -> Self {
        Self::founded(Some((own, keyring(&IdentityText::generate()))))
    }

    fn founded(keys: Option<(Keyring, Keyring)>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let public = |keyring: &Keyring| keyring.recipients()[0].as_str().to_owned();
        let sealing = keys.as_ref().map(|(own, recovery)| Sealing { key: public(own), recovery: public(recovery) });
        let request = founding::Request {
            dir: dir.path().join("s"),
            school: "示例实验高中".to_owned(),
            guide: None,
            member: "keeper".to_owned(),
            name: "苏演示".to_owned(),
            sealing,
        };
        founding::plan(&request).unwrap_or_else(|errors| panic!("{}", errors[0])).write(|_| Ok(())).unwrap();
        let own = keys.map(|(own, _)| own);
        let office = Office::open(&request.dir, own, Some("keeper".to_owned()), at("2026-03-05 21:35"));
        Self { dir, office: office.unwrap_or_else(|errors| panic!("{}", errors[0])) }
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files(self.dir.path())
    }

    /// Commits the plan, and holds what lies on the disk and what is read from it against what was planned.
    pub fn commit(&mut self, before: Option<Case>, plan: &Plan) -> Case {
        let seen = self.files();
        let pen = self.office.pen().unwrap();
        assert!(self.office.pen().is_err(), "a second pen");
        pen.commit(plan, &|_| {}).unwrap();
        let after = pen.case(&plan.case);
        drop(pen);
        assert!(self.files().len() >= seen.len() + plan.puts.len(), "too little was written");
        for page in plan.pages() {
            let kept = after.written.iter().find(|record| record.head.id == page.record.head.id).unwrap();
            assert_eq!(kept.digest, page.record.digest, "{}", page.path);
            if self.office.repo.config.privacy == crisis::config::Privacy::Plain {
                let path = self.office.repo.root.join(self.office.path_of(&plan.case, page));
                assert_eq!(fs::read_to_string(path).unwrap(), page.text);
            }
        }
        if let Some(before) = before {
            let expected = plan.onto(before, self.office.zone());
            assert_eq!(
                told(&self.office, &expected),
                told(&self.office, &after),
                "what was planned is not what is read"
            );
        }
        self.office.now += Duration::minutes(30);
        after
    }

    /// Writes a record of a kind; gives the case as it is then.
    pub fn record(&mut self, case: Case, kind: &str, fields: Value) -> Case {
        let plan = self.office.pen().unwrap().record(&case, kind, object(fields), String::new()).unwrap();
        assert!(plan.notes.is_empty(), "{:?}", plan.notes);
        self.commit(Some(case), &plan)
    }
}

pub fn object(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { panic!("no object") };
    fields
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}

/// Everything that can be seen of a case: its records in both orders, its materials, its audit.
fn told(office: &Office, case: &Case) -> Value {
    let ids = |records: &[std::sync::Arc<crisis::record::Record>]| -> Vec<(String, String)> {
        records.iter().map(|record| (record.path.clone(), record.digest.clone())).collect()
    };
    let mut materials = case.materials.iter().map(|stored| stored.path.clone()).collect::<Vec<_>>();
    materials.sort_unstable();
    json!([ids(&case.written), ids(&case.records), materials, case.faults.len(), office.judge(case)])
}

pub fn heard() -> Heard {
    let about = About {
        student: Student {
            name: "林示例".to_owned(),
            id: Some("20260142".to_owned()),
            class: Some("高二七班".to_owned()),
            ..Student::default()
        },
        ..About::default()
    };
    let fields = object(json!({
        "known": "2026-03-05T21:30+08:00", "at": "2026-03-05T21:20+08:00", "finder": "丁假设",
        "saw": "反复讲没有意思", "injury": "none",
    }));
    Heard { about, fields, body: String::new() }
}

/// The whole job; gives the texts of its records with what is by chance taken out.
fn life(school: &mut School) -> String {
    let untouched = school.files();
    let plan = school.office.pen().unwrap().open(heard()).unwrap();
    assert_eq!(files_without_lock(&school.files()), files_without_lock(&untouched), "a plan alone writes nothing");
    let case = school.commit(None, &plan);
    assert_eq!((case.number.as_str(), case.about.student.name.as_str()), (plan.case.as_str(), "林示例"));

    let assessment = json!({
        "dimension": { "emotion": "持续低落两周" }, "level": { "risk": "severe" }, "crisis": true, "refer": true,
    });
    let case = school.record(case, "assessment", assessment);
    let case = letter(school, case);
    let case = scan(school, case);
    let closure = json!({ "outcome": "resolved", "reason": "转为关怀", "although": "已由校外机构接手" });
    let case = school.record(case, "closure", closure);
    audited(school, &case);
    masked(&case)
}

/// The letter is ready before its record is written, and its printing is on record once.
fn letter(school: &mut School, case: Case) -> Case {
    let fields = json!({ "to": "市精神卫生中心", "reason": "持续低落两周" });
    let referred = school.office.pen().unwrap().refer(&case, object(fields), String::new()).unwrap();
    let letter = referred.letter.expect("a letter");
    assert!(letter.markdown.contains("市精神卫生中心"), "{}", letter.markdown);
    let case = school.commit(Some(case), &referred.plan);
    let paper = school.office.guide().unwrap().paper("referral").unwrap();
    let sheet = school.office.sheet(Some(&case), None, paper, Choice::Latest).unwrap();
    let printed = school.office.pen().unwrap().printed(&case, 1, &sheet).unwrap();
    let Printed::Now(plan) = printed else { panic!("nothing to write") };
    let case = school.commit(Some(case), &plan);
    assert!(matches!(settled(&case, 1, &sheet), Some(Printed::Before(_))));
    case
}

/// The same bytes are filed once, under a name that says nothing.
fn scan(school: &mut School, case: Case) -> Case {
    let original = school.dir.path().join("林示例 聊天.png");
    fs::write(&original, "图里的内容").unwrap();
    let filing = school.office.measure(&original, &|_| {}).unwrap();
    let fields = object(json!({ "category": "photo", "provided_by": "父亲", "basis": "家长提供" }));
    let plan = school.office.pen().unwrap().file(&case, &filing, fields.clone(), String::new()).unwrap();
    let case = school.commit(Some(case), &plan);
    assert_eq!(case.materials.len(), 1);
    assert!(case.materials[0].path.ends_with("-file.png"), "{}", case.materials[0].path);
    let again = school.office.pen().unwrap().file(&case, &filing, fields, String::new()).unwrap();
    assert!(again.puts.is_empty() && matches!(again.notes[..], [Note::FiledBefore { .. }]));
    fs::remove_file(original).unwrap();
    case
}

/// A round sees what the case alone shows, and the audit of everything counts it.
fn audited(school: &School, case: &Case) {
    let rounds = school.office.rounds().unwrap().collect(|case, audits| (case.number.clone(), audits)).unwrap();
    let [(number, audits)] = &rounds[..] else { panic!("{} cases", rounds.len()) };
    assert_eq!(number, &case.number);
    let duties =
        |audits: &[crisis::audit::CaseAudit]| json!(audits.iter().map(|audit| &audit.duties).collect::<Vec<_>>());
    assert_eq!(duties(audits), duties(&school.office.judge(case)));
    assert!(!audits[0].open);
    let inspection = school.office.inspection(inspection::Request::default()).unwrap();
    let mut seen = Vec::new();
    let sums = inspection
        .each(
            |_, audit| audit.case,
            |number| {
                seen.push(number);
                Ok(())
            },
        )
        .unwrap();
    assert_eq!((sums.cases, seen), (1, vec![case.number.clone()]));
}

fn files_without_lock(files: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<&PathBuf> {
    files.keys().filter(|path| !path.ends_with(".crisis.lock")).collect()
}

/// What the records say, in the order of writing, with ids as their place and without digests.
fn masked(case: &Case) -> String {
    let mut text = String::new();
    for record in &case.written {
        text.push_str(&format!("{} {:?}\n{}\n", record.head.kind, record.fields, record.body));
    }
    for (place, record) in case.written.iter().enumerate() {
        text = text.replace(&record.digest, "…").replace(&format!("\"{}", record.head.id), &format!("\"r{place}"));
        text = text.replace(&format!("/{}-", record.head.id), &format!("/r{place}-"));
    }
    text.replace(&case.number, "案号")
}

#[test]
fn the_main_job_needs_no_command_line_and_sealing_changes_nothing_of_it() {
    let (mut plain, mut sealed) = (School::plain(), School::sealed());
    let (one, other) = (life(&mut plain), life(&mut sealed));
    assert_eq!(one.lines().count(), other.lines().count());
    assert!(one.contains("市精神卫生中心") && one.contains("closure"), "{one}");
    let unhashed = |text: &str| text.lines().filter(|line| !line.starts_with("print ")).collect::<Vec<_>>().join("\n");
    assert_eq!(unhashed(&one), unhashed(&other));

    let readable = |school: &School, secret: &str| {
        let files = school.files();
        files.iter().any(|(path, bytes)| {
            path.to_string_lossy().contains(secret) || bytes.windows(secret.len()).any(|part| part == secret.as_bytes())
        })
    };
    for secret in SECRETS {
        assert!(readable(&plain, secret), "{secret}");
        assert!(!readable(&sealed, secret), "{secret} can be read in a sealed repository");
    }
}

/// A student who has a folder gets a new episode in it, and whoever opens is told that the old one goes on.
#[test]
fn a_second_report_is_a_second_episode() {
    for mut school in [School::plain(), School::sealed()] {
        let plan = school.office.pen().unwrap().open(heard()).unwrap();
        let first = school.commit(None, &plan);
        let plan = school.office.pen().unwrap().open(heard()).unwrap();
        assert_eq!(
            (plan.case.as_str(), &plan.notes[..]),
            (first.number.as_str(), &[Note::StillOpen { episode: 1 }][..])
        );
        let case = school.commit(Some(first), &plan);
        assert_eq!(case.episodes(), [1, 2]);
    }
}

/// Who writes is known before anybody is asked anything.
#[test]
fn nobody_writes_under_no_name() {
    let mut school = School::plain();
    let plan = school.office.pen().unwrap().open(heard()).unwrap();
    let case = school.commit(None, &plan);
    school.office.by = Some("nobody".to_owned());
    assert!(school.office.writer(&case).is_err());
    assert!(school.office.pen().unwrap().record(&case, "contact", Map::new(), String::new()).is_err());
}
