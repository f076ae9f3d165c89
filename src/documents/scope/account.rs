//! What a copy says about itself, and what its record says: the copy names what its role does not see, whether or not
//! the file has it; the record counts what really was told and withheld.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::case::About;
use crate::documents::scope::{Scope, kinds, student_label};
use crate::guide::Guide;
use crate::guide::sight::{STUDENT, Sight};
use crate::paper::filter::WITHHELD;
use crate::record::Record;
use crate::record::shape::{self, BODY, Field};
use crate::tell;

/// What the lines around the paper are made of.
#[derive(Serialize)]
pub struct Notice {
    role: String,
    recipient: String,
    /// Number and title of the clause under which the role stands in the guide.
    clause: Option<String>,
    clause_title: Option<String>,
    /// What stands where something is withheld.
    marker: &'static str,
    /// Labels of the student's data.
    student: Vec<String>,
    /// Kinds of which only some fields are seen.
    parts: Vec<Part>,
    /// Labels of what any record may have and none of those shows.
    common: Vec<String>,
    /// Kinds of which nothing is seen.
    kinds: Vec<String>,
    /// Nothing of what this paper may hold is withheld.
    whole: bool,
}

#[derive(Serialize)]
struct Part {
    title: String,
    fields: Vec<String>,
}

/// In words, for the record of the handing over and for the screen.
pub struct Account {
    /// How many records of which kinds the copy was made from.
    pub told: Vec<String>,
    pub withheld: Vec<String>,
}

impl Scope<'_> {
    /// `record`: the only one that the paper is about.
    pub(in crate::documents) fn notice(&self, guide: &Guide, record: Option<&Record>) -> Notice {
        let clause = self.role.clause.as_ref();
        let (mut parts, mut unseen, mut common) = (Vec::new(), Vec::new(), BTreeSet::new());
        for kind in self.kinds(record) {
            let title = tell::kind(guide, kind);
            if self.role.sight(kind) == Sight::Nothing {
                unseen.push(title);
                continue;
            }
            let (of_all, own): (Vec<_>, Vec<_>) = self.hidden(guide, kind).partition(|(name, _)| is_common(name));
            common.extend(of_all.into_iter().map(|(_, label)| label));
            if !own.is_empty() {
                parts.push(Part { title, fields: own.into_iter().map(|(_, label)| label).collect() });
            }
        }
        let student: Vec<String> = self.hidden_student().map(|name| student_label(guide, name).to_owned()).collect();
        let common: Vec<String> = common.into_iter().collect();
        Notice {
            role: self.role.name.clone(),
            recipient: self.recipient.to_owned(),
            clause_title: clause.and_then(|id| guide.clause(id)).map(|clause| clause.title.clone()),
            clause: clause.cloned(),
            marker: WITHHELD,
            whole: student.is_empty() && parts.is_empty() && common.is_empty() && unseen.is_empty(),
            student,
            parts,
            common,
            kinds: unseen,
        }
    }

    pub(in crate::documents) fn account(&self, guide: &Guide, episode: u32, record: Option<&Record>) -> Account {
        let mut account = Account { told: Vec::new(), withheld: Vec::new() };
        let student = self.hidden_student().filter(|name| is_there(&self.whole.about, name));
        let student: Vec<&str> = student.map(|name| student_label(guide, name)).collect();
        if !student.is_empty() {
            account.withheld.push(format!("{}的{}", guide.term("student", "学生"), student.join("、")));
        }
        for kind in self.kinds(record) {
            let of_kind = |one: &&Record| match record {
                Some(record) => record.head.id == one.head.id,
                None => one.head.kind == kind && !self.is_of_this_copy(one),
            };
            let records: Vec<&Record> = self.whole.of_episode(episode).filter(of_kind).collect();
            if records.is_empty() {
                continue;
            }
            let (title, count) = (tell::kind(guide, kind), records.len());
            if self.role.sight(kind) == Sight::Nothing {
                account.withheld.push(format!("{title} {count} 条"));
                continue;
            }
            account.told.push(format!("{title} {count} 条"));
            let places = self.hidden(guide, kind).filter_map(|(name, label)| {
                let places = records.iter().filter(|record| says(record, &name)).count();
                (places > 0).then(|| format!("{label} {places} 处"))
            });
            let places: Vec<String> = places.collect();
            if !places.is_empty() {
                account.withheld.push(format!("{title}的{}", places.join("、")));
            }
        }
        account
    }

    fn kinds<'k>(&'k self, record: Option<&'k Record>) -> Vec<&'k str> {
        record.map_or_else(|| kinds(self.paper), |record| vec![&record.head.kind])
    }

    /// Names and labels of what the role does not see of a kind that it sees in part.
    fn hidden(&self, guide: &Guide, kind: &str) -> impl Iterator<Item = (String, String)> {
        let hidden = |field: &&Field| self.hides(guide, kind, field);
        let body = (!self.role.sees_body(kind)).then(|| (BODY.to_owned(), "正文".to_owned()));
        shape::telling(kind).filter(hidden).map(|field| (field.name.clone(), field.label().to_owned())).chain(body)
    }

    fn hidden_student(&self) -> impl Iterator<Item = &'static str> {
        STUDENT.into_iter().filter(|name| !self.role.sees_student(name))
    }
}

fn is_common(name: &str) -> bool {
    shape::common().iter().any(|field| field.name == name)
}

fn says(record: &Record, field: &str) -> bool {
    if field == BODY { !record.body.is_empty() } else { record.fields.contains_key(field) }
}

fn is_there(about: &About, name: &str) -> bool {
    match name {
        "id" => about.student.id.is_some(),
        "class" => about.student.class.is_some(),
        "birth" => about.student.birth.is_some(),
        "guardians" => !about.guardians.is_empty(),
        "class_teacher" => !about.class_teacher.is_empty(),
        _ => true,
    }
}
