//! Reading what people wrote, carefully. When unsure, a check stays silent.

mod mention;

pub use self::mention::{Mention, is_hedged, mentions};

use self::mention::{sentences_at, wherever};
use serde_json::Value;

use crate::guide::lexicon::{Lexicon, Standing, WordList};
use crate::record::Record;
use crate::record::shape::{self, Form};

/// A text that a person wrote into a record.
pub struct Passage<'r> {
    /// The field of the record, or [`shape::BODY`].
    pub field: &'static str,
    /// What somebody else said, wrote or measured.
    pub of_others: bool,
    /// What the field is called on a screen.
    pub label: &'static str,
    pub text: &'r str,
    standing: Standing,
}

impl Passage<'_> {
    /// The words of a list that stand in it, in the order of the list.
    pub fn of<'w>(&self, list: &'w WordList) -> impl Iterator<Item = &'w str> {
        self.standing.of(list, self.text)
    }

    /// Every word of the list in every sentence.
    pub fn mentions<'t>(&'t self, list: &'t WordList) -> Vec<Mention<'t>> {
        wherever(self.sentences(&[list]), &self.of(list).collect::<Vec<_>>())
    }

    /// The sentences in which a word of one of the lists stands, in their order.
    pub fn sentences(&self, lists: &[&WordList]) -> Vec<&str> {
        sentences_at(self.text, self.standing.places(lists, self.text))
    }
}

/// A record and what people wrote into it.
pub struct Told<'r> {
    pub record: &'r Record,
    pub passages: Vec<Passage<'r>>,
}

impl<'r> Told<'r> {
    /// Every free text of a record, field by field, and its body.
    pub fn of(record: &'r Record, lexicon: &Lexicon) -> Self {
        Self { record, passages: passages(record, lexicon) }
    }
}

fn passages<'r>(record: &'r Record, lexicon: &Lexicon) -> Vec<Passage<'r>> {
    let read = |field, label, of_others, text| {
        let standing = lexicon.standing(text);
        Passage { field, of_others, label, text, standing }
    };
    let mut found = Vec::new();
    for field in shape::texts(&record.head.kind) {
        let Some(value) = record.fields.get(&field.name) else { continue };
        let (label, of_others) = (field.label(), field.of_others);
        collect(&field.form, value, &mut |text| {
            found.push(read(&field.name, label, of_others, text));
        });
    }
    if !record.body.is_empty() {
        found.push(read(shape::BODY, "正文", false, &record.body));
    }
    found
}

fn collect<'v>(form: &Form, value: &'v Value, take: &mut dyn FnMut(&'v str)) {
    match (form, value) {
        (form, Value::String(text)) if form.is_text() => take(text),
        (Form::List(inner), Value::Array(items)) => items.iter().for_each(|item| collect(inner, item, take)),
        (Form::Pairs(Some(names), _), Value::Object(entries)) if shape::kind_of_own(names).is_some() => {
            entries.values().filter_map(Value::as_str).for_each(take);
        }
        (Form::Pairs(_, inner), Value::Object(entries)) => {
            entries.values().for_each(|entry| collect(inner, entry, take));
        }
        (Form::Table(fields), Value::Object(entries)) => {
            for field in fields.iter().filter(|field| shape::holds_text(&field.form)) {
                if let Some(entry) = entries.get(&field.name) {
                    collect(&field.form, entry, take);
                }
            }
        }
        _ => {}
    }
}
