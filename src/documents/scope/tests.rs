//! What is left of a case for a role, and what stands where something is withheld.

use serde_json::{Value, json};

use crate::case::{Case, File};
use crate::documents::entry;
use crate::documents::scope::{Audience, Scope, marker, narrowed};
use crate::guide::paper::{PLAIN, Paper};
use crate::guide::sight::Sight;
use crate::guide::{self, Guide, Role};
use crate::paper::filter::WITHHELD;
use crate::record::shape;
use crate::time::Calendar;

const SECRET: &str = "只有档案里才有的话";

fn guide(sees: &str, access: &str) -> Guide {
    let text = format!(
        "id = \"t\"\ntitle = \"某指南\"\nedition = \"1\"\nduty = []\nclause = [{{ id = \"甲1\", title = \"一条\" }}]\n\
         dimension = [{{ id = \"mood\", name = \"心境\" }}, {{ id = \"risk\", name = \"险情\" }}]\n\
         role = [{{ id = \"r\", name = \"某角色\", standing = \"outside\", keeper = true, access = \"{access}\"{sees} }}]\n"
    );
    guide::parse(("t.toml", &text), None).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

fn role(sees: &[&str]) -> Role {
    guide(&format!(", sees = {}", json!(sees)), "none").roles.remove(0)
}

fn case() -> Case {
    let file = |path: &str, text: String| File::new(path.to_owned(), Ok(text.into_bytes()));
    let record = |id: &str, kind: &str, said: &str| {
        let text = format!(
            "---\nid: {id}\nkind: {kind}\nepisode: 1\nat: 2026-03-05T21:20+08:00\nby: k\n\
             written: 2026-03-06T08:00+08:00\n{said}\n---\n{SECRET}\n"
        );
        file(&format!("records/2026-03-05-{kind}-{id}.md"), text)
    };
    let about = "student: { name: 林假名, id: '20260142', class: 高二(3)班, birth: 2009-01-01 }\n\
                 guardians: [{ name: 林大, phone: '13800000000' }]\nclass_teacher: [{ who: 丁假设 }]\n";
    let files = vec![
        file("case.yaml", about.to_owned()),
        record(
            "aaaa",
            "report",
            "known: 2026-03-05T21:30+08:00\nfinder: 丁假设\nsaw: 林假名说的话\nprotect: [陪着]\nstudents: 2",
        ),
        record(
            "bbbb",
            "assessment",
            &format!("dimension: {{ mood: {SECRET} }}\ncrisis: true\nrefer: true\nrationale: {SECRET}"),
        ),
        record("cccc", "amendment", &format!("amends: aaaa\nwrong: {SECRET}\nright: {SECRET}")),
        record("dddd", "closure", &format!("outcome: resolved\nreason: {SECRET}")),
    ];
    let case = Case::load("2026-TEST", files, Calendar::default().zone);
    assert!(case.faults.is_empty(), "{}", case.faults[0]);
    case
}

/// `sees`, kind, field → whether it is seen.
#[test]
fn what_is_named_is_seen_and_what_papers_compare() {
    let table: [(&[&str], &str, &str, bool); 12] = [
        (&["assessment"], "assessment", "rationale", true),
        (&["assessment"], "assessment", "prev", false),
        (&["assessment"], "report", "saw", false),
        (&["assessment"], "report", "known", false),
        (&["assessment.level"], "assessment", "level", true),
        (&["assessment.level"], "assessment", "at", true),
        (&["assessment.level"], "assessment", "crisis", true),
        // Not every assessment says so: no paper may take its absence for no.
        (&["assessment.level"], "assessment", "refer", false),
        (&["assessment.level"], "assessment", "dimension", false),
        (&["assessment.level"], "assessment", "evidence", false),
        (&["report.saw"], "report", "known", true),
        (&["report.saw"], "report", "injury", false),
    ];
    for (sees, kind, name, seen) in table {
        let field = shape::of_name(kind).iter().find(|field| field.name == name).unwrap();
        assert_eq!(role(sees).sees_field(kind, field), seen, "{sees:?} {kind}.{name}");
    }
    assert!(!role(&["assessment.level"]).sees_body("assessment") && role(&["assessment.body"]).sees_body("assessment"));
    assert!(role(&["case.name"]).sees_student("name") && !role(&["case.name"]).sees_student("id"));
}

#[test]
fn without_a_list_access_decides() {
    for (access, sight) in [("all", Sight::Whole), ("case", Sight::Whole), ("none", Sight::Nothing)] {
        let role = &guide("", access).roles[0];
        assert_eq!((role.sight("assessment"), role.sight("case")), (sight, sight), "{access}");
    }
    assert_eq!(role(&[]).sight("assessment"), Sight::Nothing);
}

#[test]
fn a_record_keeps_only_what_is_seen() {
    let case = case();
    let report = case.record("aaaa").unwrap();
    assert!(narrowed(&role(&["assessment"]), report).is_none());
    let seen = narrowed(&role(&["report.protect"]), report).unwrap();
    assert_eq!(
        seen.fields.to_map().keys().collect::<Vec<_>>(),
        ["id", "kind", "episode", "at", "by", "written", "known", "protect"]
    );
    assert_eq!((seen.body.as_str(), seen.digest.as_str()), ("", WITHHELD));
    let whole = narrowed(&guide("", "all").roles[0], report).unwrap();
    assert_eq!((&whole.fields, &whole.body, &whole.digest), (&report.fields, &report.body, &report.digest));
}

fn timeline() -> &'static Paper {
    PLAIN.iter().find(|paper| paper.id == "timeline").unwrap()
}

#[test]
fn a_scope_holds_nothing_else() {
    let (case, role) = (case(), role(&["case.class", "report.protect", "report.saw"]));
    let audience = Audience { role: &role, recipient: "某人" };
    let scope = Scope::new(audience, timeline(), &case, 1, Calendar::default().zone);
    assert_eq!(scope.case.records.len(), 1);
    assert!(scope.case.written.is_empty() && scope.case.head().is_none());
    // Neither is told by a record that is left out: that it is closed, and when it began.
    assert!(!scope.open && scope.since.as_deref() == Some("2026-03-05"));
    let student = &scope.case.about.student;
    assert_eq!((student.name.as_str(), student.class.as_deref()), (WITHHELD, Some("高二(3)班")));
    assert_eq!((student.id.as_deref(), student.birth), (Some(WITHHELD), None));
    let guardian = &scope.case.about.guardians[0];
    assert_eq!((guardian.name.as_str(), guardian.phone.as_deref()), (WITHHELD, Some(WITHHELD)));
    let mut said = json!({ "saw": "林假名说的话", "list": ["打给林大 13800000000"], "class": "高二(3)班" });
    scope.mask(&mut said);
    assert_eq!(said, json!({ "saw": "〔未提供〕说的话", "list": ["打给〔未提供〕 〔未提供〕"], "class": "高二(3)班" }));
}

/// The same where the record has something and where it has not.
#[test]
fn the_marker_has_the_shape_of_the_field() {
    let guide = guide("", "all");
    let table: [(&str, &str, Value); 7] = [
        ("assessment", "rationale", json!(WITHHELD)),
        ("assessment", "refer", Value::Null),
        ("assessment", "next", json!(WITHHELD)),
        ("assessment", "suspects", json!([WITHHELD])),
        (
            "assessment",
            "dimension",
            json!([{ "name": "心境", "text": WITHHELD }, { "name": "险情", "text": WITHHELD }]),
        ),
        ("meeting", "assignments", json!([{ "who": WITHHELD, "what": WITHHELD, "until": WITHHELD }])),
        ("agreement", "outcome", json!(WITHHELD)),
    ];
    for (kind, name, expected) in table {
        let field = shape::of_name(kind).iter().find(|field| field.name == name).unwrap();
        assert_eq!(marker(&guide, &field.form), expected, "{kind}.{name}");
        let blank = entry::fields(&guide, kind, &serde_json::Map::new());
        let alike = blank[name].is_array() == expected.is_array();
        assert!(alike, "{kind}.{name}: a template that goes through a list must find one");
    }
}

#[test]
fn the_copy_names_what_it_withholds_and_the_record_counts_it() {
    let (case, guide) = (case(), guide(", sees = [\"case\", \"report.protect\", \"closure\"]", "none"));
    let audience = Audience { role: &guide.roles[0], recipient: "某人" };
    let scope = Scope::new(audience, timeline(), &case, 1, Calendar::default().zone);
    let account = scope.account(&guide, 1, None);
    assert_eq!(account.told, ["首见报告 1 条", "结束 1 条"]);
    let report = "首见报告的最先发现的人 1 处、看到、听到了什么 1 处、涉及几名学生 1 处、正文 1 处";
    assert_eq!(account.withheld, [report, "评估 1 条", "更正 1 条"]);
    let notice = serde_json::to_value(scope.notice(&guide, None)).unwrap();
    assert_eq!(notice["student"], json!([]));
    assert_eq!(notice["parts"][0]["title"], "首见报告");
    assert!(notice["kinds"].as_array().unwrap().contains(&json!("诊断证明")), "whether or not the file has one");
    assert!(!format!("{notice}{:?}{:?}", account.told, account.withheld).contains(SECRET));
}
