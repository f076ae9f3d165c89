//! A record as templates see it: every field of its kind by name, in the guide's words, null or empty where nothing
//! was said; beside it the same as label and text.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::documents::Source;
use crate::guide::Guide;
use crate::record::Record;
use crate::record::amendment::Amended;
use crate::record::fields::Says;
use crate::record::shape::{self, Form};
use crate::tell::{self, Change};
use crate::time::{Moment, Zone};

#[derive(Serialize)]
pub struct Entry {
    pub id: String,
    pub kind: String,
    /// The kind, as the guide calls it.
    pub title: String,
    pub at: String,
    pub day: String,
    /// The hour, where it is known.
    pub clock: Option<String>,
    pub by: String,
    pub written: String,
    pub digest: String,
    /// Every field: codes are words, lists are lists, what is absent is null.
    pub fields: Map<String, Value>,
    /// Every field as text, null when absent.
    pub said: Map<String, Value>,
    /// Only what was said, in the order of the file.
    pub told: Vec<Told>,
    pub body: String,
    /// All of it in a line; of a copy for one role, which does not see all, none.
    pub gist: Option<String>,
    /// Taken back, and how: what it said stays to be seen.
    pub void: Option<Correction>,
    /// What was corrected later, in the order of writing.
    pub corrections: Vec<Correction>,
}

/// An amendment of the record.
#[derive(Serialize)]
pub struct Correction {
    pub id: String,
    pub by: String,
    pub written: String,
    /// 更正 or 补充.
    pub title: &'static str,
    pub why: String,
    pub right: String,
    pub changes: Vec<Change>,
}

#[derive(Serialize)]
pub struct Told {
    pub label: String,
    pub text: String,
}

pub fn of(source: &Source<'_>, record: &Record) -> Entry {
    let zone = source.config.calendar.zone;
    let head = &record.head;
    let about = if head.at_approx { "约 " } else { "" };
    let told = tell::fields(source.guide, zone, record).into_iter().map(|(label, text)| Told { label, text });
    let mut entry = Entry {
        id: head.id.clone(),
        kind: head.kind.clone(),
        title: tell::kind(source.guide, &head.kind),
        at: format!("{about}{}", head.at.text(zone)),
        day: head.at.date(zone).to_string(),
        clock: clock(head.at, zone).map(|clock| format!("{about}{clock}")),
        by: source.team.name(&head.by.0).to_owned(),
        written: head.written.text(zone),
        digest: record.digest.clone(),
        fields: fields(source.guide, &head.kind, &record.fields),
        said: said(source, record),
        told: told.collect(),
        body: record.body.clone(),
        gist: source.scope.is_none().then(|| tell::gist(source.guide, zone, record)),
        void: None,
        corrections: corrections(source, record),
    };
    if let Some(scope) = source.scope {
        scope.mark(source.guide, &mut entry);
    }
    entry
}

/// A record that was taken back.
pub fn void(source: &Source<'_>, step: &Amended) -> Entry {
    Entry { void: Some(correction(source, step)), ..of(source, &step.before) }
}

/// In a copy for one role there are none: they may quote what the role does not see.
fn corrections(source: &Source<'_>, record: &Record) -> Vec<Correction> {
    let steps = source.case.into_iter().flat_map(|case| case.amended(&record.head.id));
    steps.filter(|step| step.after.is_some()).map(|step| correction(source, step)).collect()
}

fn correction(source: &Source<'_>, step: &Amended) -> Correction {
    let zone = source.config.calendar.zone;
    let head = &step.by.head;
    let changes = tell::changes(source.guide, zone, step);
    Correction {
        id: head.id.clone(),
        by: source.team.name(&head.by.0).to_owned(),
        written: head.written.text(zone),
        title: tell::correcting(step),
        right: step.by.text("right").unwrap_or_default().to_owned(),
        why: tell::why(step, &changes).to_owned(),
        changes,
    }
}

fn clock(at: Moment, zone: Zone) -> Option<String> {
    match at {
        Moment::Exact(at) => Some(at.with_timezone(&zone).format("%H:%M").to_string()),
        Moment::Day(_) => None,
    }
}

/// Every field of a kind, filled in or not: what a blank form is made of.
pub fn fields(guide: &Guide, kind: &str, filled: &impl Says) -> Map<String, Value> {
    let field = |field: &shape::Field| (field.name.clone(), worded(guide, &field.form, filled.said(&field.name)));
    shape::of_name(kind).iter().map(field).collect()
}

/// Every field of a kind as text; without a record all are null.
pub fn unsaid(kind: &str) -> Map<String, Value> {
    shape::of_name(kind).iter().map(|field| (field.name.clone(), Value::Null)).collect()
}

fn said(source: &Source<'_>, record: &Record) -> Map<String, Value> {
    let zone = source.config.calendar.zone;
    let mut said = unsaid(&record.head.kind);
    for field in shape::of_name(&record.head.kind) {
        if let Some(value) = record.fields.get(&field.name) {
            said.insert(field.name.clone(), tell::text(source.guide, zone, &field.form, value).into());
        }
    }
    said
}

/// Choices keep their codes, which templates compare; words of the guide are put in its words.
fn worded(guide: &Guide, form: &Form, value: Option<&Value>) -> Value {
    match (form, value) {
        (Form::Word(vocabulary), Some(Value::String(code))) => guide.name(vocabulary, code).into(),
        (Form::List(inner), Some(Value::Array(items))) => {
            items.iter().map(|item| worded(guide, inner, Some(item))).collect()
        }
        (Form::List(_), None) => json!([]),
        (Form::Table(columns), Some(Value::Object(entry))) => {
            let cell =
                |column: &shape::Field| (column.name.clone(), worded(guide, &column.form, entry.get(&column.name)));
            columns.iter().map(cell).collect::<Map<_, _>>().into()
        }
        (Form::Pairs(names, inner), value) => {
            pairs(guide, names.as_deref(), inner, value.and_then(Value::as_object)).into()
        }
        (_, value) => value.cloned().unwrap_or_default(),
    }
}

/// Every word of the vocabulary in the guide's order, said or not; then what the guide does not know.
fn pairs(guide: &Guide, names: Option<&str>, inner: &Form, said: Option<&Map<String, Value>>) -> Vec<Value> {
    let empty = Map::new();
    let said = said.unwrap_or(&empty);
    let known: Vec<(&str, &str)> = names.map(|names| guide.words(names).collect()).unwrap_or_default();
    let unknown = said.keys().map(String::as_str).filter(|code| known.iter().all(|(name, _)| name != code));
    let text = |code: &str| match said.get(code) {
        // Beside a name there is nobody to compare it; people read it.
        Some(Value::Bool(yes)) => if *yes { "是" } else { "否" }.into(),
        value => worded(guide, inner, value),
    };
    let pair = |(code, name): (&str, &str)| json!({ "name": name, "text": text(code) });
    known.iter().copied().chain(unknown.map(|code| (code, code))).map(pair).collect()
}
