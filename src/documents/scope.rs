//! A copy for one role: the case without what the guide does not let that role see. Everything that a paper is made
//! of is taken from the narrowed case, so that no template, a school's own neither, can reach what is withheld. What
//! is withheld reads as a marker whether or not the file has it: the copy does not tell whether there was anything.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::case::{About, Case, Guardian, Student, Tenure};
use crate::documents::entry::Entry;
use crate::documents::{Paper, Subject, WHOLE_FILE};
use crate::error::{Error, Result};
use crate::guide::sight::Sight;
use crate::guide::{Guide, Role};
use crate::paper::filter::WITHHELD;
use crate::record::shape::{self, Field, Form};
use crate::record::{Fact, KINDS, Named, Record, report::Report};
use crate::tell;
use crate::time::Zone;

mod account;
#[cfg(test)]
mod tests;

pub use self::account::{Account, Notice};

/// For whom a copy is made.
#[derive(Clone, Copy)]
pub struct Audience<'a> {
    pub role: &'a Role,
    pub recipient: &'a str,
}

/// What is left of a case for an audience.
pub struct Scope<'a> {
    pub(super) role: &'a Role,
    recipient: &'a str,
    paper: &'a Paper,
    whole: &'a Case,
    pub(super) case: Case,
    pub(super) open: bool,
    /// When the episode began, as far as the role sees reports.
    pub(super) since: Option<String>,
    /// What is withheld of the student's data, wherever somebody wrote it into what is seen.
    names: Vec<String>,
}

impl<'a> Scope<'a> {
    /// Refuses where the role sees nothing of what the paper is about.
    pub fn allows(guide: &Guide, role: &Role, paper: &Paper) -> Result<()> {
        if paper.id == WHOLE_FILE {
            let fix = "交给另一所学校：用 crisis transfer，只带走要用的；给别人看经过：打印 timeline";
            return Err(Error::new("这份文书列出整份档案，不能只给一个角色看").field("DOC").fix(fix));
        }
        match kinds(paper).as_slice() {
            all if all.iter().any(|kind| role.sight(kind) != Sight::Nothing) => Ok(()),
            [kind] => Err(unseen(guide, role, kind)),
            _ => Err(refused(guide, role, "任何记录", "[\"contact\", \"assessment.level\"]")),
        }
    }

    pub fn new(
        Audience { role, recipient }: Audience<'a>,
        paper: &'a Paper,
        whole: &'a Case,
        episode: u32,
        zone: Zone,
    ) -> Self {
        let sees_reports = role.sight(Report::NAME) != Sight::Nothing;
        let since = whole.opened(episode, zone).filter(|_| sees_reports).map(|at| at.date_naive().to_string());
        let open = whole.closure(episode).is_none();
        let about = about(role, &whole.about);
        let case = Case { about, custody: None, ..Case::locked(&whole.number) };
        let names = withheld_names(role, &whole.about);
        let mut scope = Self { role, recipient, paper, whole, case, open, since, names };
        let seen = whole.records.iter().filter(|record| !scope.is_of_this_copy(record));
        scope.case.records = seen.filter_map(|record| narrowed(role, record).map(Arc::new)).collect();
        scope
    }

    /// The record as the role sees it.
    pub(super) fn record(&self, guide: &Guide, record: &Record) -> Result<&Record> {
        self.case.record(&record.head.id).ok_or_else(|| unseen(guide, self.role, &record.head.kind))
    }

    /// A copy does not list its own handing over: the same words stay the same words when it is printed again.
    fn is_of_this_copy(&self, record: &Record) -> bool {
        matches!(&record.fact, Fact::Disclosure(told)
            if told.document.as_deref() == Some(self.paper.id.as_str())
                && told.to == self.recipient
                && told.to_role.as_ref().is_some_and(|role| role.0 == self.role.id))
    }

    /// Whether the role does not see a field; the guide may add none to a kind, and then there is nothing to hide.
    fn hides(&self, guide: &Guide, kind: &str, field: &Field) -> bool {
        let is_there = field.name != shape::OWN || guide.own_fields(kind).next().is_some();
        is_there && !self.role.sees_field(kind, field)
    }

    /// Puts the marker where something is withheld, or would be.
    pub(super) fn mark(&self, guide: &Guide, entry: &mut Entry) {
        let kind = entry.kind.clone();
        for field in shape::of_name(&kind).iter().filter(|field| self.hides(guide, &kind, field)) {
            entry.fields.insert(field.name.clone(), marker(guide, &field.form));
            entry.said.insert(field.name.clone(), WITHHELD.into());
        }
        if !self.role.sees_body(&entry.kind) {
            WITHHELD.clone_into(&mut entry.body);
        }
    }

    /// A name that is withheld may stand in words that are not.
    pub(super) fn mask(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                for name in &self.names {
                    *text = text.replace(name.as_str(), WITHHELD);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            Value::Object(entries) => entries.values_mut().for_each(|entry| self.mask(entry)),
            _ => {}
        }
    }
}

/// A case of nothing but some records, for whoever takes the student on: of a kind that their role sees in part no more
/// than that part, of the student what the role sees; without a role what a timeline needs. Nobody's corrections.
pub fn taken_along(whole: &Case, role: Option<&Role>, chosen: &[&Record]) -> Case {
    let student = &whole.about.student;
    let named = || About {
        student: Student { name: student.name.clone(), class: student.class.clone(), ..Student::default() },
        ..About::default()
    };
    let about = role.map_or_else(named, |role| about(role, &whole.about));
    let along = |record: &&Record| role.and_then(|role| narrowed(role, record)).unwrap_or_else(|| (*record).clone());
    let records = chosen.iter().map(along).map(Arc::new).collect();
    Case { about, records, custody: None, ..Case::locked(&whole.number) }
}

/// The kinds of record that a paper may draw on.
fn kinds(paper: &Paper) -> Vec<&str> {
    match &paper.subject {
        Subject::Record(fitting) => vec![&fitting.kind],
        Subject::Episode(kinds) if kinds.is_empty() => {
            KINDS.iter().filter(|kind| kind.is_of_case()).map(|kind| kind.name).collect()
        }
        Subject::Episode(kinds) => kinds.iter().map(String::as_str).collect(),
        Subject::School => Vec::new(),
    }
}

fn unseen(guide: &Guide, role: &Role, kind: &str) -> Error {
    refused(guide, role, &format!("“{}”", tell::kind(guide, kind)), &format!("[\"{kind}\"]"))
}

/// A guide file is called like its guide.
fn refused(guide: &Guide, role: &Role, what: &str, sees: &str) -> Error {
    let fix = format!(
        "确有必要、并与工作组商定之后，在 guides/{}.toml 里 id = \"{}\" 的 [[role]] 中写 sees = {sees}（可以只写其中几项，\
         已有 sees 的加进去）；只口头告诉的，用 crisis record disclosure 登记",
        guide.id, role.id
    );
    Error::new(format!("指南没有让“{}”看{what}", role.name)).field("--for").fix(fix)
}

/// A record without the fields that the role does not see; none where it sees none of them.
fn narrowed(role: &Role, record: &Record) -> Option<Record> {
    let kind = &record.head.kind;
    if role.sight(kind) == Sight::Nothing {
        return None;
    }
    let mut seen = record.clone();
    let hidden = |field: &&Field| !role.sees_field(kind, field);
    for field in shape::of_name(kind).iter().filter(hidden) {
        seen.fields.remove(&field.name);
    }
    if !role.sees_body(kind) {
        seen.body.clear();
    }
    if role.sees.is_some() {
        // By the digest of a file one could try what it says.
        WITHHELD.clone_into(&mut seen.digest);
    }
    Some(seen)
}

fn about(role: &Role, about: &About) -> About {
    let sees = |name: &str| role.sees_student(name);
    let word = |name: &str, text: &Option<String>| if sees(name) { text.clone() } else { Some(WITHHELD.to_owned()) };
    let student = &about.student;
    let nobody = || WITHHELD.to_owned();
    let guardian = Guardian { name: nobody(), relation: Some(nobody()), phone: Some(nobody()), ..Guardian::default() };
    let tenure = Tenure { who: nobody(), ..Tenure::default() };
    About {
        student: Student {
            name: if sees("name") { student.name.clone() } else { nobody() },
            also: if sees("name") { student.also.clone() } else { Vec::new() },
            id: word("id", &student.id),
            class: word("class", &student.class),
            birth: student.birth.filter(|_| sees("birth")),
            graduation: None,
        },
        guardians: if sees("guardians") { about.guardians.clone() } else { vec![guardian] },
        class_teacher: if sees("class_teacher") { about.class_teacher.clone() } else { vec![tenure] },
        ..About::default()
    }
}

/// Those that can be told from other words: nobody is called by one letter, and a short number may be anything.
fn withheld_names(role: &Role, about: &About) -> Vec<String> {
    let student = &about.student;
    let of_guardian = |guardian: &Guardian| {
        let names = guardian.also.iter().chain(guardian.delegates.iter().map(|delegate| &delegate.name));
        names.chain([&guardian.name]).chain(&guardian.phone).cloned().collect::<Vec<_>>()
    };
    let guardians = about.guardians.iter().flat_map(of_guardian);
    let data = [&student.name].into_iter().chain(&student.also).map(|name| ("name", name));
    let data =
        data.chain(student.id.iter().map(|id| ("id", id))).chain(student.class.iter().map(|class| ("class", class)));
    let data = data.map(|(field, text)| (field, text.clone())).chain(guardians.map(|text| ("guardians", text)));
    let hidden = data.filter(|(name, _)| !role.sees_student(name)).map(|(_, text)| text);
    let mut names: Vec<String> =
        hidden.filter(|text| text.chars().count() >= if text.is_ascii() { 6 } else { 2 }).collect();
    // A name that holds another goes first.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Of the shape that a template expects of the field. Yes or no has no third word: there it is null.
fn marker(guide: &Guide, form: &Form) -> Value {
    match form {
        Form::Bool => Value::Null,
        Form::List(inner) => vec![marker(guide, inner)].into(),
        Form::Table(columns) => columns
            .iter()
            .map(|column| (column.name.clone(), marker(guide, &column.form)))
            .collect::<Map<_, _>>()
            .into(),
        Form::Pairs(names, inner) => {
            let known = names.iter().flat_map(|names| guide.words(names)).map(|(_, name)| name);
            let pair = |name: &str| serde_json::json!({ "name": name, "text": marker(guide, inner) });
            let pairs: Vec<Value> = known.map(pair).collect();
            if pairs.is_empty() { vec![pair(WITHHELD)].into() } else { pairs.into() }
        }
        _ => WITHHELD.into(),
    }
}

/// What the school calls a piece of the student's data.
fn student_label<'a>(guide: &'a Guide, name: &'a str) -> &'a str {
    match name {
        "name" => "姓名",
        "id" => "学号",
        "class" => "班级",
        "birth" => "出生日期",
        "guardians" => guide.term("guardian", "监护人"),
        "class_teacher" => guide.term("class_teacher", "负责该班的老师"),
        other => other,
    }
}
