//! Records, corrections of records, and what the school does for everybody.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::audit::school::SchoolLine;
use crate::case::{Case, PROGRAM};
use crate::duty::State;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::pen::{Pen, Plan};
use crate::record::amendment::Change;
use crate::record::{Fact, Record};

/// What was wrong with a record and what is right.
pub struct Correction {
    /// The record's id.
    pub record: String,
    /// Nothing, where something is only added.
    pub wrong: Option<String>,
    pub right: String,
    /// Fields of the corrected record, in the guide's codes.
    pub set: Map<String, Value>,
    /// Entries that its lists get, in the same way.
    pub add: Map<String, Value>,
    /// Names of fields that say nothing any more.
    pub clear: Vec<String>,
    pub retract: Retract,
}

impl Correction {
    /// Whether it says something of a field.
    pub fn touches(&self, field: &str) -> bool {
        self.set.contains_key(field) || self.add.contains_key(field) || self.clear.iter().any(|name| name == field)
    }
}

/// Whether the whole record is taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Retract {
    Yes,
    No,
}

impl Office {
    /// A case as [`Office::find`] does, or `program`: the records about no student.
    pub fn find_or_program(&self, wanted: &str) -> Result<Case> {
        if wanted == PROGRAM { Ok(self.repo.program()) } else { self.find(wanted) }
    }

    /// What the school did for everybody, in one term or ever.
    pub fn trainings<'c>(&self, program: &'c Case, term: Option<&str>) -> Result<Vec<&'c Record>> {
        let term = term.map(|name| self.repo.config.calendar.named(name)).transpose()?;
        let zone = self.zone();
        let within = |record: &Record| {
            let day = record.head.at.date(zone);
            term.is_none_or(|term| term.from <= day && day <= term.to)
        };
        let records = program.records.iter().map(Arc::as_ref);
        Ok(records.filter(|record| matches!(record.fact, Fact::Training(_)) && within(record)).collect())
    }

    /// What the school still owes everybody in the term that runs.
    pub fn school_pending(&self) -> Vec<SchoolLine> {
        let (mut duties, today) = (self.school(None).duties, self.today());
        let runs = |name: &String| {
            self.repo
                .config
                .calendar
                .terms
                .iter()
                .any(|term| term.name == *name && term.from <= today && today <= term.to)
        };
        // What is overdue is still owed as long as the term runs.
        duties.retain(|line| match line.state {
            State::Pending => true,
            State::Missing => line.term.as_ref().is_some_and(runs),
            _ => false,
        });
        duties
    }
}

/// Whom an activity is for are roles of the school, one by one: a word that means none would count for no duty.
fn known_roles(guide: &Guide, fields: &mut Map<String, Value>) -> Result<()> {
    let Some(Value::Array(named)) = fields.get_mut("roles") else { return Ok(()) };
    let mut roles: Vec<Value> = Vec::new();
    for word in named.iter().filter_map(Value::as_str) {
        let meant = guide.roles_of(word);
        if meant.is_empty() {
            let unknown = Error::new(format!("指南里没有“{word}”这个角色")).field("--roles");
            return Err(unknown.fix(format!("可用：{}", guide.role_words().join("、"))));
        }
        for role in meant.into_iter().map(Value::from) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    *named = roles;
    Ok(())
}

/// The record that is to be corrected.
pub fn target<'c>(case: &'c Case, id: &str) -> Result<&'c Record> {
    case.record(id).ok_or_else(|| {
        let list = if case.number == PROGRAM { "training list".to_owned() } else { format!("show {}", case.number) };
        Error::new("没有这个编号的记录").field("record").fix(format!("`crisis {list}` 列出全部记录和编号"))
    })
}

impl Pen<'_> {
    /// A correction beside the record that it corrects. What the corrected record would not allow is refused.
    pub fn amend(&self, case: &Case, correction: Correction) -> Result<Plan> {
        let target = target(case, &correction.record)?;
        if correction.retract == Retract::Yes && correction.wrong.is_none() {
            let unsaid = Error::new("整条作废要写明错在哪里").field("--wrong");
            return Err(unsaid.fix("加上 --wrong，例如：记错了人；作废的仍看得见"));
        }
        target.amended(Change { set: &correction.set, add: &correction.add, clear: &correction.clear })?;
        let mut draft = self.office.draft("amendment", Some(case))?;
        draft.episode = target.head.episode;
        draft.fields.extend([
            ("amends".to_owned(), Value::from(correction.record)),
            ("wrong".to_owned(), correction.wrong.into()),
            ("right".to_owned(), correction.right.into()),
            ("set".to_owned(), Value::Object(correction.set)),
            ("add".to_owned(), Value::Object(correction.add)),
            ("clear".to_owned(), correction.clear.into()),
            ("retract".to_owned(), (correction.retract == Retract::Yes).into()),
        ]);
        Ok(Plan::record(&case.number, self.page(case, draft)?))
    }

    /// Education, training, drills and meetings for everybody, in `program/`.
    pub fn training(&self, fields: Map<String, Value>, body: String) -> Result<Plan> {
        let program = self.office.repo.program();
        let mut draft = self.office.draft("training", Some(&program))?;
        (draft.fields, draft.body) = (fields, body);
        known_roles(self.office.guide()?, &mut draft.fields)?;
        Ok(Plan::record(PROGRAM, draft.page(Some(&program), self.office.zone())?))
    }
}
