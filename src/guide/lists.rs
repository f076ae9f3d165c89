//! Lists of words that belong to one field of a kind: the guide's own, or plain ones where it owns none.

use std::sync::LazyLock;

use serde::de::value::{BorrowedStrDeserializer, Error as Unknown};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::guide::Guide;
use crate::guide::own::Answer;
use crate::record::Kind;
use crate::record::enrolment::{Change, Decision, Enrolment};
use crate::record::fields::Says;
use crate::record::shape::{self, OWN};

/// A word of a list.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The field that says it, as `kind.field`.
    pub list: String,
    pub id: String,
    pub name: String,
    /// What people also say for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The word of the plain list that it counts as: what the program does with it.
    #[serde(default, rename = "as")]
    pub counts_as: Option<String>,
    /// Fields that a record which says it may not leave open.
    #[serde(default)]
    pub needs: Vec<String>,
    #[serde(default)]
    pub clause: Option<String>,
}

#[derive(Deserialize)]
struct Plain {
    word: Vec<Listed>,
}

/// The words of lists that no guide owns.
pub static PLAIN: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let plain: Plain = toml::from_str(include_str!("../../templates/lists.toml")).expect("templates/lists.toml");
    plain.word
});

/// What is wrong with a record by what a guide owns.
pub struct Amiss<'g> {
    pub told: String,
    /// The field that lacks it, or says something else.
    pub field: &'g str,
    /// What is to be said there.
    pub said: String,
}

/// What became of an application for a change of enrolment.
pub const DECISION: &str = "enrolment.decision";

/// Stands for what only people know.
const UNSAID: &str = "内容";

/// Code and name of the words that a list has where a guide owns none.
pub fn plain(list: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    PLAIN.iter().filter(move |word| word.list == list).map(|word| (word.id.as_str(), word.name.as_str()))
}

impl Guide {
    pub(super) fn listed(&self, list: &str) -> impl Iterator<Item = &Listed> {
        self.lists.iter().filter(move |word| word.list == list)
    }

    /// What the program does with a word of a list; nothing with one that counts as none of the plain words.
    fn meant<'w, T: Deserialize<'w>>(&'w self, list: &str, word: &'w str) -> Option<T> {
        let code = self.code(list, word).unwrap_or(word);
        let known = self.listed(list).find(|known| known.id == code);
        let code = known.and_then(|known| known.counts_as.as_deref()).unwrap_or(code);
        T::deserialize(BorrowedStrDeserializer::<Unknown>::new(code)).ok()
    }

    /// What a change of enrolment is, whatever became of the application.
    pub fn change(&self, enrolment: &Enrolment) -> Option<Change> {
        self.meant("enrolment.change", &enrolment.change.0)
    }

    /// What a change of enrolment is that was not refused and is not undecided.
    pub fn granted(&self, enrolment: &Enrolment) -> Option<Change> {
        let decision = enrolment.decision.as_ref().and_then(|word| self.meant(DECISION, &word.0));
        let stands = !matches!(decision, Some(Decision::Refused | Decision::Pending));
        stands.then(|| self.change(enrolment)).flatten()
    }

    /// What is wrong with a record by the words and fields that the guide owns.
    pub fn amiss<'g>(&'g self, kind: &str, fields: &impl Says) -> Vec<Amiss<'g>> {
        let says = |word: &&Listed| {
            let (of, field) = word.list.split_once('.').unwrap_or_default();
            let said = Some(field).filter(|_| of == kind).and_then(|field| fields.said(field));
            said.and_then(Value::as_str).is_some_and(|said| self.code(&word.list, said) == Some(&word.id))
        };
        let open = |field: &&String| match fields.said(field) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => self.is_nothing(text),
            Some(Value::Array(items)) => items.is_empty(),
            _ => false,
        };
        let told = |word: &'g Listed, field: &'g String| {
            let told = format!("写了“{}”，就要写〔{}〕", word.name, shape::label(kind, field));
            Amiss { told, field, said: UNSAID.to_owned() }
        };
        let said = self.lists.iter().filter(|word| !word.needs.is_empty()).filter(says);
        let lacking = said.flat_map(|word| word.needs.iter().filter(open).map(move |field| told(word, field)));
        let own = self.own_faults(kind, fields);
        let own = own.map(|(field, told)| Amiss { told, field: OWN, said: format!("{}={}", field.id, field.wanted()) });
        lacking.chain(own).collect()
    }

    /// The schema of a kind, with the words that its fields may say (all of them, or as examples where others may be
    /// said too) and the fields that the guide adds.
    pub fn schema(&self, kind: &Kind) -> Value {
        let mut schema = kind.schema().to_value();
        self.name_words(&mut schema);
        let own = self.own_fields(kind.name).map(|field| {
            let answer = match field.answer {
                Answer::YesNo => json!({ "type": "boolean" }),
                Answer::Text => json!({ "type": "string" }),
                Answer::Date => json!({ "type": "string", "format": "date" }),
            };
            let mut answer = answer;
            answer["description"] = field.name.as_str().into();
            (field.id.clone(), answer)
        });
        let own: Map<String, Value> = own.collect();
        let required: Vec<&str> =
            self.own_fields(kind.name).filter(|field| field.required).map(|field| field.id.as_str()).collect();
        let about = schema["properties"][OWN]["description"].take();
        schema["properties"][OWN] = json!({
            "type": "object", "description": about, "properties": own, "required": required,
            "additionalProperties": false, "default": {}
        });
        schema
    }

    fn name_words(&self, schema: &mut Value) {
        match schema {
            Value::Object(entries) => {
                entries.values_mut().for_each(|entry| self.name_words(entry));
                let format = entries.get("format").and_then(Value::as_str).map(str::to_owned);
                let Some(vocabulary) = format.filter(|vocabulary| shape::is_list(vocabulary)) else { return };
                let word = |(code, name): (&str, &str)| json!({ "const": code, "description": name });
                let words: Vec<Value> = self.words(&vocabulary).map(word).collect();
                if !words.is_empty() {
                    let key = if self.is_open(&vocabulary) { "examples" } else { "oneOf" };
                    entries.insert(key.to_owned(), words.into());
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.name_words(item)),
            _ => {}
        }
    }
}
