//! What an act refuses, and what it makes of what it is told, through the office alone.

use crisis::case::Case;
use crisis::error::Error;
use crisis::office::pen::Plan;
use crisis::vault::convert::{Conversion, Op};
use crisis::vault::identity::IdentityText;
use serde_json::{Map, Value, json};

use crate::office::{School, heard, keyring, object};

const CRISIS: &str = "最后一次评估仍是危机";

fn refused<T>(done: Result<T, Error>) -> Error {
    done.err().expect("it is refused")
}

impl School {
    fn opened(&mut self) -> Case {
        let plan = self.office.pen().unwrap().open(heard()).unwrap();
        self.commit(None, &plan)
    }

    fn plan(&self, case: &Case, kind: &str, fields: Value) -> Result<Plan, Error> {
        self.office.pen().unwrap().record(case, kind, object(fields), String::new())
    }

    fn closed(&self, case: &Case, fields: Value, by: Option<&str>) -> Result<crisis::office::ending::Closing, Error> {
        self.office.pen().unwrap().close(case, case.latest_episode(), object(fields), String::new(), by)
    }

    fn reopened(&self, case: &Case, episode: Option<u32>) -> Result<Plan, Error> {
        let fields = object(json!({ "why": "补一份证明", "approved_by": "苏演示" }));
        self.office.pen().unwrap().reopen(case, episode, fields, String::new())
    }
}

fn assessment(crisis: bool) -> Value {
    json!({ "dimension": { "emotion": "低落" }, "crisis": crisis, "refer": false, "rationale": "面谈所见" })
}

/// Nothing is added to an ended episode before it is opened again; what is done with its file is.
#[test]
fn what_has_ended_is_opened_again_before_anything_is_added() {
    let mut school = School::plain();
    let case = school.opened();
    refused(school.reopened(&case, None));
    let closing = school.closed(&case, json!({ "outcome": "care_ended", "reason": "平稳" }), None).unwrap();
    let case = school.commit(Some(case), &closing.plan);
    let contact = || json!({ "with": ["林样本"], "via": "电话", "reached": true });
    let error = refused(school.plan(&case, "contact", contact()));
    assert!(error.fix.as_deref().unwrap_or_default().contains("crisis reopen"), "{error}");
    assert!(
        school.office.may_write(&case, None, "contact").is_err()
            && school.office.may_write(&case, None, "transfer").is_ok()
    );
    refused(school.closed(&case, json!({ "outcome": "left", "reason": "转学" }), None));
    school.plan(&case, "transfer", json!({ "to": "某中学", "items": ["评估表"] })).unwrap();

    let plan = school.reopened(&case, None).unwrap();
    let case = school.commit(Some(case), &plan);
    refused(school.reopened(&case, None));
    let case = school.record(case, "contact", contact());
    assert!(case.strays(1).is_empty() && case.rests(1).is_none());
    let closing = school.closed(&case, json!({ "outcome": "left", "reason": "转学" }), None).unwrap();
    let case = school.commit(Some(case), &closing.plan);
    assert!(case.rests(1).is_some());

    // A later episode changes nothing of it; opening the first again needs its number.
    let case = {
        let plan = school.office.pen().unwrap().open(heard()).unwrap();
        school.commit(Some(case), &plan)
    };
    refused(school.reopened(&case, None));
    refused(school.reopened(&case, Some(3)));
    let plan = school.reopened(&case, Some(1)).unwrap();
    let case = school.commit(Some(case), &plan);
    assert_eq!(school.office.may_write(&case, Some(1), "contact").unwrap(), 1);
    let plan = school.office.pen().unwrap().record_in(&case, 1, "contact", object(contact()), String::new()).unwrap();
    let case = school.commit(Some(case), &plan);
    let fields = object(json!({ "outcome": "left", "reason": "转学" }));
    let closing = school.office.pen().unwrap().close(&case, 1, fields, String::new(), None).unwrap();
    let case = school.commit(Some(case), &closing.plan);
    assert!(case.rests(1).is_some() && case.rests(2).is_none() && case.strays(1).is_empty());
}

/// A crisis is not closed over its last assessment without a reason, unless the student left.
#[test]
fn closing_a_crisis_asks_why() {
    let mut school = School::plain();
    let case = school.opened();
    let case = school.record(case, "assessment", assessment(true));
    let closure = |outcome: &str| json!({ "outcome": outcome, "reason": "平稳" });
    let error = refused(school.closed(&case, closure("resolved"), None));
    assert!(error.what.contains(CRISIS) && error.fix.is_some(), "{error}");
    refused(school.closed(&case, json!({ "outcome": "other", "reason": "平稳", "although": "  " }), None));
    school.closed(&case, closure("left"), None).unwrap();
    school.closed(&case, json!({ "outcome": "other", "reason": "平稳", "although": "外校接手" }), None).unwrap();
    let case = school.record(case, "assessment", assessment(false));
    school.closed(&case, closure("resolved"), None).unwrap();
}

/// Only what is open can be accepted; it is on record who accepts it and why, and the rest is told.
#[test]
fn open_points_are_accepted_by_somebody_with_a_reason() {
    let mut school = School::plain();
    let case = school.opened();
    let case = school.record(case, "assessment", assessment(true));
    let closure = |accept: Value| json!({ "outcome": "left", "reason": "转学", "accept": accept });
    let closing = school.closed(&case, closure(json!([])), None).unwrap();
    assert!(!closing.open.is_empty());
    let code = closing.open[0].code.clone();
    let accept = json!([{ "code": code.to_lowercase(), "why": "转学后由新学校继续" }]);
    let fewer = school.closed(&case, closure(accept.clone()), Some("苏演示")).unwrap();
    assert_eq!(fewer.open.len(), closing.open.len() - 1);
    let page = fewer.plan.pages().next().unwrap();
    let entry = &page.record.fields.get("accept").unwrap()[0];
    assert_eq!((entry["code"].as_str(), entry["by"].as_str()), (Some(code.as_str()), Some("keeper")));
    refused(school.closed(&case, closure(accept), Some("nobody")));
    let error = refused(school.closed(&case, closure(json!([{ "code": "D999", "why": "无" }])), None));
    assert!(error.fix.unwrap_or_default().contains(&code));
}

/// How an episode ended can itself be corrected; taken back, the episode goes on.
#[test]
fn an_end_can_be_taken_back() {
    use crisis::office::recording::{Correction, Retract};
    let mut school = School::plain();
    let case = school.opened();
    let closing = school.closed(&case, json!({ "outcome": "care_ended", "reason": "平稳" }), None).unwrap();
    let id = closing.plan.pages().next().unwrap().record.head.id.clone();
    let case = school.commit(Some(case), &closing.plan);
    let correction = Correction {
        record: id,
        wrong: Some("结束早了".to_owned()),
        right: "还没有结束".to_owned(),
        set: Map::new(),
        add: Map::new(),
        clear: Vec::new(),
        retract: Retract::Yes,
    };
    let plan = school.office.pen().unwrap().amend(&case, correction).unwrap();
    let case = school.commit(Some(case), &plan);
    assert!(case.rests(1).is_none());
    school.plan(&case, "contact", json!({ "with": ["林样本"], "via": "电话", "reached": true })).unwrap();
}

/// A new class teacher ends the old one's time, a substitute does not; what people wrote in `case.yaml` stays.
#[test]
fn the_class_changes_hands() {
    use crisis::case::Tenure;
    for mut school in [School::plain(), School::sealed()] {
        let case = school.opened();
        let appoint = |school: &mut School, who: &str, since: &str, substitute: bool| {
            let case = school.office.repo.case(&case.number);
            let tenure = Tenure { who: who.to_owned(), since: since.parse().ok(), until: None, substitute };
            let pen = school.office.pen().unwrap();
            pen.appoint(&case, tenure).and_then(|new| pen.put_rewritten(&new))
        };
        appoint(&mut school, "丁假设", "2026-02-20", false).unwrap();
        appoint(&mut school, "苏演示", "2026-03-02", false).unwrap();
        refused(appoint(&mut school, "keeper", "2026-03-05", false));
        refused(appoint(&mut school, "丁假设", "2026-03-01", false));
        appoint(&mut school, "代假设", "2026-03-03", true).unwrap();
        let about = school.office.repo.case(&case.number).about;
        let told: Vec<(String, Option<String>, bool)> = about
            .class_teacher
            .iter()
            .map(|one| (one.who.clone(), one.until.map(|day| day.to_string()), one.substitute))
            .collect();
        assert_eq!(
            told,
            [
                ("丁假设".to_owned(), Some("2026-03-01".to_owned()), false),
                ("keeper".to_owned(), None, false),
                ("代假设".to_owned(), None, true)
            ]
        );
        assert_eq!(about.student.name, "林示例");
    }
}

/// A file in the wrong folder goes where somebody says; who took it, why, what and where to stay on record.
#[test]
fn a_file_is_taken_out_with_its_trace() {
    for mut school in [School::plain(), School::sealed()] {
        let case = school.opened();
        let original = school.dir.path().join("照片.png");
        std::fs::write(&original, "图里的内容").unwrap();
        let filing = school.office.measure(&original, &|_| {}).unwrap();
        let fields = object(json!({ "category": "photo", "provided_by": "父亲", "basis": "家长提供" }));
        let plan = school.office.pen().unwrap().file(&case, &filing, fields, String::new()).unwrap();
        let id = plan.pages().next().unwrap().record.head.id.clone();
        let case = school.commit(Some(case), &plan);

        let out = school.dir.path().join("取出");
        std::fs::create_dir(&out).unwrap();
        let withdraw = |case: &Case, what: &str, to: &std::path::Path| {
            let fields = json!({ "why": "别的学生的照片", "to": to.display().to_string() });
            school.office.pen().unwrap().withdraw(case, what, object(fields), String::new())
        };
        refused(withdraw(&case, &id, &school.office.repo.root.join("里面.png")));
        std::fs::write(&original, "另一张").unwrap();
        refused(withdraw(&case, &id, &original));
        refused(withdraw(&case, "nope", &out));
        let plan = withdraw(&case, &id, &out.join("照片.png")).unwrap();
        let case = school.commit(Some(case), &plan);

        assert_eq!(std::fs::read_to_string(out.join("照片.png")).unwrap(), "图里的内容");
        assert!(case.materials.is_empty() && case.record(&id).is_none() && case.faults.is_empty());
        let told = case.told(1, school.office.zone());
        let (_, taken) = told.iter().find(|(record, _)| record.head.id == id).unwrap();
        let by = &taken.unwrap().by;
        assert_eq!((by.text("sha256"), by.text("why")), (Some(filing.sha256.as_str()), Some("别的学生的照片")));
        assert!(by.text("to").unwrap().ends_with("照片.png"));
        refused(school.office.pen().unwrap().withdraw(&case, &id, object(json!({ "to": "x" })), String::new()));
    }
}

/// A large file is copied before anybody has to wait for it; where the case has another key since, it is copied again.
#[test]
fn others_write_while_a_file_is_copied() {
    for (mut school, is_rekeyed) in [(School::plain(), false), (School::sealed(), false), (School::sealed(), true)] {
        let case = school.opened();
        let original = school.dir.path().join("录音.m4a");
        std::fs::write(&original, "录下的话".repeat(50_000)).unwrap();
        let filing = school.office.measure(&original, &|_| {}).unwrap();
        let staged = school.office.stage(&case, &filing, &|_| {}).unwrap();

        let meanwhile = json!({ "with": ["林样本"], "via": "电话", "reached": true });
        let plan = school.plan(&case, "contact", meanwhile).unwrap();
        let case = school.commit(Some(case), &plan);
        if is_rekeyed {
            let holders = school.office.rules().unwrap().holders(&case.about).unwrap();
            school.office.repo.rekey_case(&case.number, &holders).unwrap();
        }
        let case = school.office.repo.case(&case.number);
        let fields = object(json!({ "category": "recording", "provided_by": "父亲", "basis": "家长提供" }));
        let plan = school.office.pen().unwrap().file(&case, &staged, fields.clone(), String::new()).unwrap();
        let case = school.commit(Some(case), &plan);
        let filed = school.office.repo.material(&case.number, &case.materials[0].path).unwrap();
        assert!(*filed == *std::fs::read(&original).unwrap() && case.faults.is_empty());
        drop((staged, plan));
        let left = std::fs::read_dir(school.office.repo.root.join("drafts")).unwrap().count();
        assert_eq!(left, 0, "nothing is left where it was copied to");

        // What changes between two looks is not filed.
        let longer = school.office.measure(&original, &|_| {}).unwrap();
        std::fs::write(&original, "别的话").unwrap();
        let other = crisis::office::materials::Filing { sha256: "0".repeat(64), ..longer };
        assert!(school.office.stage(&case, &other, &|_| {}).is_err());
    }
}

/// Whoever lost a key reads nothing that is written later; what a run that was cut off left under the old key is taken
/// over by the next.
#[test]
fn a_change_of_keys_that_was_cut_off_is_completed() {
    let identity = IdentityText::generate();
    let own = || keyring(&identity);
    let mut school = School::sealed_for(own());
    let case = school.opened();
    let repo = &school.office.repo;
    let folder = repo.case_dir(&case.number);
    let holders = school.office.rules().unwrap().holders(&case.about).unwrap();
    let leaving = keyring(&IdentityText::generate()).recipients().to_vec();
    repo.hand_out(&case.number, &[&holders[..], &leaving].concat()).unwrap();
    let old = own().unlock(&std::fs::read(folder.join("key.age")).unwrap()).unwrap();
    let readable = || {
        let files = ["case.yaml.age".to_owned()].into_iter().chain(
            std::fs::read_dir(folder.join("records"))
                .unwrap()
                .map(|file| format!("records/{}", file.unwrap().file_name().to_str().unwrap())),
        );
        files.filter(|name| old.open(&std::fs::read(folder.join(name)).unwrap()).is_ok()).count()
    };
    assert_eq!(readable(), 2);
    let (ring, mut steps) = (own(), 0);
    let mut cut_off = |_: Op, _: &std::path::Path| {
        steps += 1;
        if steps > 6 { Err(crisis::error::Error::new("cut off")) } else { Ok(()) }
    };
    assert!(Conversion::new(&folder, &ring, &mut cut_off).rotate(&holders).is_err());
    assert_eq!(readable(), 1, "half of it is done");
    repo.hand_out(&case.number, &holders).unwrap();
    assert_eq!(readable(), 0);
}
