//! `print --for`: what a role does not see reaches no copy for it, whatever the paper and whoever wrote its template;
//! the copy says so, and one record says who was told what.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use crate::common::cases::default_guide;
use crate::common::sandbox::{Files, Ran, Sandbox, words};
use crisis::guide::sight::{STUDENT, Sight};
use crisis::guide::{Guide, Role, Standing, lists};
use crisis::record::KINDS;
use crisis::record::shape::{self, BODY, Form};
use serde_json::{Map, Value, json};

const PAPERS: [(&str, &[&str]); 16] = [
    ("assessment", &["assessment"]),
    ("meeting", &["meeting"]),
    ("plan", &["plan"]),
    ("agreement-student", &["agreement"]),
    ("agreement-guardian", &["agreement"]),
    ("safety-plan", &["safety_plan"]),
    ("referral", &["referral"]),
    ("intervention-record", &[]),
    ("contact-record", &["contact"]),
    ("leave-record", &["leave"]),
    ("enrolment", &["enrolment"]),
    ("handover", &["handover"]),
    ("disclosure-ledger", &["disclosure"]),
    ("mandatory-report", &["mandatory_report"]),
    ("transfer", &["transfer"]),
    ("timeline", &[]),
];
/// Kinds that the filler does not write: by commands of their own, or the end of the case.
const OTHERWISE: [&str; 6] = ["material", "print", "amendment", "closure", "reopening", "withdrawal"];

const NAME: &str = "龘姓名";
const NUMBER: &str = "20269142";
const CLASS: &str = "龘班级";
const PARENT: &str = "龘家长";
const PHONE: &str = "13800007777";
const TEACHER: &str = "龘班主任";

/// What stands in a field, and nowhere else.
fn token(kind: &str, field: &str) -> String {
    format!("龘{}龘{}龘", kind.replace('_', ""), field.replace('_', ""))
}

fn filled(guide: &Guide, form: &Form, token: &str) -> Value {
    let first = |vocabulary: &str| match vocabulary {
        "member" => "head".to_owned(),
        vocabulary => guide.words(vocabulary).next().unwrap().0.to_owned(),
    };
    match form {
        Form::Text | Form::Any => token.into(),
        Form::Word(list) if guide.words(list).next().is_none() && list != "member" => token.into(),
        Form::Word(vocabulary) => first(vocabulary).into(),
        Form::Bool => true.into(),
        Form::Number => 2.into(),
        Form::Day | Form::Dated => "2026-03-06".into(),
        Form::Moment => "2026-03-06T07:00+08:00".into(),
        Form::Choice(options) => options[0].0.clone().into(),
        Form::List(inner) => json!([filled(guide, inner, token)]),
        Form::Table(fields) => {
            let cell = |field: &shape::Field| (field.name.clone(), filled(guide, &field.form, token));
            fields.iter().map(cell).collect::<Map<_, _>>().into()
        }
        Form::Pairs(Some(names), _) if shape::kind_of_own(names).is_some() => json!({}),
        Form::Pairs(names, inner) => {
            let name = names.as_deref().map_or("name".to_owned(), first);
            json!({ name: filled(guide, inner, token) })
        }
    }
}

/// Free text, and no word of a list.
fn is_free(form: &Form) -> bool {
    form.is_text() && shape::vocabularies(form).iter().all(|list| lists::plain(list).next().is_none())
}

struct School {
    sandbox: Sandbox,
    case: String,
}

impl School {
    /// A case that says something in every field of every kind: written once.
    fn full() -> Self {
        static WRITTEN: OnceLock<(Files, String)> = OnceLock::new();
        let (files, case) = WRITTEN.get_or_init(|| {
            let school = Self::write();
            (school.sandbox.files(), school.case)
        });
        Self { sandbox: Sandbox::holding(files), case: case.clone() }
    }

    fn write() -> Self {
        let (sandbox, guide) = (Sandbox::school(), default_guide());
        let parent = format!("{PARENT},父亲,{PHONE}");
        let who = ["--student-id", NUMBER, "--class", CLASS, "--guardian", &parent, "--class-teacher", TEACHER];
        let case = sandbox.opened(NAME, &[&who[..], &["--finder", "某人", "--saw", "某事"]].concat());
        let school = Self { sandbox, case };
        for kind in KINDS.iter().filter(|kind| kind.is_of_case() && !OTHERWISE.contains(&kind.name)) {
            school.record(&guide, kind.name, &[]);
        }
        school.record(&guide, "agreement", &[("party", json!("guardian"))]);
        fs::write(school.sandbox.path("scan.txt"), "scan").unwrap();
        let say = |field| token("material", field);
        school.sandbox.ok(&[
            "attach",
            &school.case,
            "scan.txt",
            "--by",
            "keeper",
            "--category",
            "leave",
            "--provided-by",
            &say("provided_by"),
            "--basis",
            &say("basis"),
            "--consent",
            &say("consent"),
        ]);
        let contact = school.ids("contact").pop().unwrap();
        school.sandbox.ok(&[
            "amend",
            &school.case,
            &contact,
            "--by",
            "keeper",
            "--wrong",
            &token("amendment", "wrong"),
            "--right",
            &token("amendment", "right"),
            "--set",
            &format!("agreed={}", token("contact", "agreed")),
        ]);
        school
    }

    fn record(&self, guide: &Guide, kind: &str, more: &[(&str, Value)]) {
        let left_out = |name: &str| matches!((kind, name), ("referral", "letter") | ("disclosure", "improper"));
        let kind_of = crisis::record::Kind::named(kind).unwrap();
        // What names another record holds its number alone, and is refused where there is none.
        let is_told = |field: &&shape::Field| field.names.is_none() && !left_out(&field.name) && field.name != "at";
        let fields = shape::own(kind_of).filter(is_told);
        let mut fields: Map<String, Value> =
            fields.map(|field| (field.name.clone(), filled(guide, &field.form, &token(kind, &field.name)))).collect();
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        fs::write(self.sandbox.path("said.yaml"), Value::from(fields).to_string()).unwrap();
        let body = token(kind, BODY);
        self.sandbox.ok(&["record", kind, &self.case, "--from", "said.yaml", "--body", &body, "--by", "keeper"]);
    }

    fn ids(&self, kind: &str) -> Vec<String> {
        let part = format!("-{kind}-");
        let names =
            self.sandbox.files().into_iter().filter(|(name, _)| name.contains("/records/") && name.contains(&part));
        names.filter_map(|(name, _)| Some(name.rsplit_once(&part)?.1.trim_end_matches(".md").to_owned())).collect()
    }

    fn print(&self, paper: &str, role: &str, more: &[&str]) -> Ran {
        let mut args =
            vec!["print", &self.case, paper, "--for", role, "--to", "md", "--force", "--out", "out", "--by", "keeper"];
        args.extend(more);
        self.sandbox.run(&args)
    }

    fn out(&self) -> String {
        fs::read_to_string(self.sandbox.path("out")).unwrap()
    }

    /// The school's own templates: every paper as it is, and then everything that a template can reach.
    fn tell_everything(&self) {
        fs::create_dir_all(self.sandbox.path("templates")).unwrap();
        for (paper, _) in PAPERS {
            let path = format!("{}/templates/{paper}.md", env!("CARGO_MANIFEST_DIR"));
            let own = fs::read_to_string(path).unwrap();
            let all = "\n\n{% if false %}{% include \"scope-top.md\" %}{% endif %}\n\n{{ __tera_context }}\n";
            fs::write(self.sandbox.path(&format!("templates/{paper}.md")), own + all).unwrap();
        }
    }
}

/// Every secret that a role must not read.
fn hidden(role: &Role) -> Vec<String> {
    let mut hidden = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.is_of_case()).map(|kind| kind.name) {
        let fields = shape::telling(kind).filter(|field| !role.sees_field(kind, field));
        hidden.extend(fields.map(|field| token(kind, &field.name)));
        if !role.sees_body(kind) {
            hidden.push(token(kind, BODY));
        }
    }
    let student = [
        ("name", NAME),
        ("id", NUMBER),
        ("class", CLASS),
        ("guardians", PARENT),
        ("guardians", PHONE),
        ("class_teacher", TEACHER),
    ];
    hidden.extend(student.iter().filter(|(name, _)| !role.sees_student(name)).map(|(_, secret)| (*secret).to_owned()));
    hidden
}

fn recipient(role: &Role) -> &'static [&'static str] {
    match role.standing {
        Standing::Fixed => &[],
        Standing::Temporary => &["--recipient", "甲某"],
        Standing::Outside => &["--recipient", "甲某", "--basis", "某条法律"],
    }
}

#[test]
fn nothing_that_a_role_does_not_see_reaches_a_copy() {
    let (school, guide) = (School::full(), default_guide());
    school.tell_everything();
    let (mut copies, mut refusals) = (0, 0);
    let before = school.ids("disclosure").len();
    for role in &guide.roles {
        let hidden = hidden(role);
        // Who sees everything is not asked once a paper.
        for (paper, kinds) in PAPERS.into_iter().filter(|(paper, _)| !hidden.is_empty() || *paper == "timeline") {
            let ran = school.print(paper, &role.id, recipient(role));
            let sees = |kind: &&str| role.sight(kind) != Sight::Nothing;
            let all = || KINDS.iter().filter(|kind| kind.is_of_case()).any(|kind| sees(&kind.name));
            if !(if kinds.is_empty() { all() } else { kinds.iter().any(sees) }) {
                assert_eq!(ran.status, 2, "{paper} for {}", role.id);
                let says = ["指南没有让", "guides/shiyan.toml", "sees = ", &role.id];
                assert!(says.iter().all(|word| ran.stderr.contains(word)), "{paper} for {}: {}", role.id, ran.stderr);
                refusals += 1;
                continue;
            }
            assert_eq!(ran.status, 0, "{paper} for {}: {}", role.id, ran.stderr);
            let text = school.out();
            let told: Vec<&String> = hidden.iter().filter(|secret| text.contains(secret.as_str())).collect();
            assert!(told.is_empty(), "{paper} for {} tells {told:?}", role.id);
            assert!(text.contains(&format!("本份提供给：{}", role.name)), "{paper} for {}", role.id);
            assert_eq!(text.contains("列出不等于有"), !text.contains("没有保留"), "{paper} for {}", role.id);
            copies += 1;
        }
    }
    assert!(copies > 50 && refusals > 60, "{copies} copies, {refusals} refusals");
    assert_eq!(school.ids("disclosure").len(), before + copies, "one record for each");
    let audit = school.sandbox.ok(&["audit", "--deny", "never", "--format", "json"]).json();
    let findings = audit["cases"][0]["findings"].as_array().unwrap();
    assert!(!findings.is_empty() && findings.iter().all(|one| one["code"] != "D61"), "who was told what is on record");
    for (name, text) in school.sandbox.files().into_iter().filter(|(name, _)| name.contains("-disclosure-")) {
        let text = String::from_utf8(text).unwrap();
        let own = text.contains("document:");
        assert!(!own || !text.contains('龘') && text.contains("withheld:") && text.contains("hash:"), "{name}: {text}");
    }
}

/// Without which the test above would prove nothing.
#[test]
fn a_role_that_sees_everything_is_told_everything() {
    let school = School::full();
    school.tell_everything();
    school.print("timeline", "counselling_head", &[]);
    let text = school.out();
    for kind in KINDS.iter().filter(|kind| kind.is_of_case() && !OTHERWISE.contains(&kind.name)) {
        let fields = shape::own(kind).filter(|field| is_free(&field.form) && field.names.is_none());
        for field in fields.map(|field| field.name.as_str()).chain([BODY]) {
            assert!(text.contains(&token(kind.name, field)), "{} {field}", kind.name);
        }
    }
    assert!([NAME, NUMBER, CLASS, PARENT, PHONE, TEACHER].iter().all(|secret| text.contains(secret)));
    assert!(text.contains("没有保留") && text.matches("〔未提供〕").count() == 1, "only among the data, as the marker");
    assert_eq!(STUDENT.len(), 6, "a new piece of the student's data needs a secret here");
}

#[test]
fn the_same_words_to_the_same_person_are_told_once() {
    let school = School::full();
    let before: BTreeSet<String> = school.ids("disclosure").into_iter().collect();
    let new = || school.ids("disclosure").into_iter().filter(|id| !before.contains(id)).count();
    let dry = school.print("timeline", "principal", &["--dry-run"]);
    assert!(dry.status == 0 && dry.stdout.contains("（没有写）") && dry.stdout.contains("withheld:"), "{}", dry.stdout);
    assert!(new() == 0 && !school.sandbox.path("out").exists());
    // The timeline and the ledger show disclosures, but not the handing over of themselves.
    for paper in ["timeline", "disclosure-ledger"] {
        for _ in 0..2 {
            assert_eq!(school.print(paper, "principal", &[]).status, 0);
        }
    }
    assert_eq!(new(), 2);
    let to = "--recipient 甲某 --basis 某条法律 --exception 某种 --student-told no --approved-by 严示例 --format json";
    let to = words(to);
    let first = school.print("plan", "监护人", &to).json();
    assert_eq!((new(), &first["for"], &first["document"]), (3, &json!("guardian"), &json!("plan")));
    assert_eq!(first["withheld"], json!([]), "a plan is seen whole");
    assert_eq!(school.print("plan", "guardian", &to).json()["disclosure"], first["disclosure"]);
    assert_eq!(school.print("plan", "guardian", &["--recipient", "乙某", "--basis", "某条法律"]).status, 0);
    assert_eq!(new(), 4, "somebody else is told, too");
    let ledger =
        school.sandbox.ok(&["print", &school.case, "disclosure-ledger", "--to", "md", "--force", "--out", "out"]);
    assert!(ledger.stderr.is_empty());
    let text = school.out();
    assert!(
        text.contains("甲某（学生监护人）") && text.contains("某种 某条法律") && text.contains("告知学生：否"),
        "{text}"
    );
}

#[test]
fn what_must_not_be_given_is_refused_before_anything_is_written() {
    let school = School::full();
    let suspect = token("report", "suspects");
    let cases: [(&str, &str, &[&str], &str); 10] = [
        ("plan", "guardian", &["--recipient", "甲某"], "--basis"),
        ("plan", "guardian", &["--basis", "某条法律"], "--recipient"),
        ("plan", "guardian", &["--basis", "某条法律", "--recipient", &suspect], "疑似加害人"),
        ("plan", "principal", &["--recipient", "甲某"], "收件人现在不是"),
        ("plan", "校工", &[], "没有“校工”这个角色"),
        // The only one of the team that is a class teacher is another class's.
        ("plan", "class_teacher", &[], "--recipient"),
        ("plan", "principal", &["--blank"], "--blank"),
        ("archive-catalogue", "principal", &[], "移交"),
        ("plan", "principal", &["--student-told", "也许"], "是或否"),
        ("plan", "team", &["--recipient", "甲某", "--basis", "某条法律"], "指南没有让"),
    ];
    let before = school.sandbox.files();
    for (paper, role, more, says) in cases {
        let ran = school.print(paper, role, more);
        assert_eq!(ran.status, 2, "{paper} {role} {more:?}");
        assert!(ran.stderr.contains(says) && ran.stderr.contains("怎么办"), "{paper} {role} {more:?}: {}", ran.stderr);
    }
    let whole = school.sandbox.run(&["print", "audit", "--for", "principal", "--to", "md", "--force", "--out", "out"]);
    assert!(whole.status == 2 && whole.stderr.contains("全校的文书"), "{}", whole.stderr);
    let alone = school.sandbox.run(&[
        "print",
        &school.case,
        "plan",
        "--recipient",
        "甲某",
        "--to",
        "md",
        "--force",
        "--out",
        "out",
    ]);
    assert!(alone.status == 2 && alone.stderr.contains("--for"), "{}", alone.stderr);
    let args = ["print", &school.case, "plan", "--for", "principal", "--out", "out.pdf", "--by", "keeper"];
    let no_pdf = school.sandbox.run_with(&args, &[("CRISIS_BROWSER", "/nonexistent/browser")]);
    assert!(no_pdf.status == 2 && no_pdf.stderr.contains("--to docx"), "{}", no_pdf.stderr);
    let after: Vec<_> = school.sandbox.files().into_iter().filter(|(name, _)| !name.ends_with(".lock")).collect();
    let before: Vec<_> = before.into_iter().filter(|(name, _)| !name.ends_with(".lock")).collect();
    assert!(before == after, "something was written");
}

#[test]
fn a_record_stands_when_the_file_can_not_be_written() {
    let school = School::full();
    let before = school.ids("disclosure").len();
    fs::write(school.sandbox.path("folder"), "a file").unwrap();
    let args =
        ["print", &school.case, "plan", "--for", "principal", "--to", "md", "--by", "keeper", "--out", "folder/x"];
    let failed = school.sandbox.run(&args);
    assert!(failed.status == 2 && failed.stderr.contains("告知已登记为记录"), "{}", failed.stderr);
    let ids = school.ids("disclosure");
    assert_eq!(ids.len(), before + 1);
    let again = school.print("plan", "principal", &["--format", "json"]).json();
    assert!(failed.stderr.contains(again["disclosure"].as_str().unwrap()), "the same record");
    assert_eq!(school.ids("disclosure").len(), before + 1);
}

#[test]
fn the_one_who_has_the_role_need_not_be_named() {
    let sandbox = Sandbox::school();
    let case = sandbox.opened(NAME, &["--class-teacher", "ding", "--finder", "某人", "--saw", "某事"]);
    for (role, name) in [("班主任", "丁假设"), ("principal", "严示例")] {
        sandbox.ok(&[
            "print", &case, "timeline", "--for", role, "--to", "md", "--force", "--out", "out", "--by", "keeper",
        ]);
        assert!(fs::read_to_string(sandbox.path("out")).unwrap().contains(name), "{role}");
    }
}

#[test]
fn a_closed_episode_can_be_handed_over() {
    let school = School::full();
    school.sandbox.ok(&["record", "closure", &school.case, "--outcome", "left", "--reason", "转学", "--by", "keeper"]);
    let before = school.ids("disclosure").len();
    let ran = school.print("transfer", "receiving_school", &["--recipient", "某某中学", "--basis", "家长同意"]);
    assert!(ran.status == 0 && ran.stderr.contains("已经结束"), "{}", ran.stderr);
    assert_eq!(school.ids("disclosure").len(), before + 1);
}

#[test]
fn a_school_may_write_its_own_words_around_a_copy() {
    let school = School::full();
    fs::create_dir_all(school.sandbox.path("templates")).unwrap();
    fs::write(school.sandbox.path("templates/scope-end.md"), "本校的话：{{ scope.recipient }}").unwrap();
    fs::write(school.sandbox.path("templates/plan.md"), "# 本校的方案\n\n{{ student.name }}").unwrap();
    let more = ["--recipient", "甲某", "--basis", "某条法律"];
    assert_eq!(school.print("timeline", "threatened", &more).status, 0);
    assert!(school.out().contains("本校的话：甲某"));
    assert_eq!(school.print("plan", "principal", &[]).status, 0);
    assert!(school.out().contains("本份提供给：书记/校长") && school.out().contains("# 本校的方案"));
}

#[test]
fn a_copy_stays_as_it_was_looked_at() {
    let school = School::full();
    assert_eq!(school.print("intervention-record", "class_teacher", &["--recipient", "甲某"]).status, 0);
    let mut text = school.out().replace(&school.case, "案号");
    for kind in KINDS {
        for id in school.ids(kind.name) {
            text = text.replace(&id, "编号");
        }
    }
    // Written within the same minute, they stand in the order of chance.
    let (mut rows, mut sorted): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.starts_with("| 2026") {
            rows.push(line);
            continue;
        }
        rows.sort_unstable();
        sorted.append(&mut rows);
        sorted.push(line);
    }
    insta::assert_snapshot!("copy_for_the_class_teacher", sorted.join("\n"));
}
