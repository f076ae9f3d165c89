//! C25: words that the guide does not know. A level or dimension nobody defined counts for no duty, so it is said
//! aloud instead of being passed over.

use std::path::PathBuf;

use crate::check::{Check, Found, Look, School, View};
use crate::error::Error;
use crate::guide::lists::Amiss;
use crate::guide::{Guide, Severity};
use crate::record::shape;
use crate::team::unknown_role;

pub const CHECK: Check = Check {
    code: "C25",
    title: "指南里没有的词",
    severity: Severity::Warning,
    page: include_str!("words.md"),
    lists: &[],
    look: Look::Both(of_case, of_school),
};

fn of_case(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for seen in &view.facts.seen {
        let record = seen.record;
        let mut fields: Vec<&str> = seen.unknown.iter().map(|(field, _)| field.as_str()).collect();
        fields.dedup();
        for field in fields {
            let label = shape::label(&record.head.kind, field);
            let message = format!("〔{label}〕里有指南没有的词，没有计入任何职责");
            let all = known(view.guide(), &record.head.kind, field);
            let fix = format!("更正成其中之一：{all}；确需新词的，加到指南文件里");
            found.push(Found::new(message, fix).of(record));
        }
        for Amiss { told, field, said } in view.guide().amiss(&record.head.kind, &*seen.fields) {
            let fix = format!("补写：crisis amend {{case}} {} --right 补写 --set {field}={said}", record.head.id);
            found.push(Found::new(told, fix).of(record));
        }
    }
    if view.is_last {
        let roles = view.case.about.temporary.iter().map(|temporary| &temporary.role);
        let unknown = roles.filter(|role| view.guide().code("role", &role.text).is_none());
        found.extend(unknown.map(|role| placed("case.yaml", unknown_role(Some(view.guide()), role))));
    }
    found
}

/// The words that a field may say.
fn known(guide: &Guide, kind: &str, field: &str) -> String {
    let form = shape::of_name(kind).iter().find(|known| known.name == field).map(|field| &field.form);
    let words = form.into_iter().flat_map(shape::vocabularies).flat_map(|vocabulary| guide.words(vocabulary));
    words.map(|(_, name)| name).collect::<Vec<_>>().join("、")
}

/// Roles of the team that no guide knows: nobody is entitled to anything by them.
fn of_school(school: &School<'_>) -> Vec<Found> {
    school.team.faults.iter().map(|fault| placed("team.yaml", fault.clone())).collect()
}

fn placed(path: &str, fault: Error) -> Found {
    let found = Found::new(fault.what, fault.fix.unwrap_or_default());
    Found { path: Some(PathBuf::from(path)), line: fault.line, ..found }
}
