//! Fields that a guide adds to a kind of record: a code, a name and what may be answered. They stand under `own` in the
//! front matter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::guide::Guide;
use crate::record::fields::Says;
use crate::record::shape::{self, Form, OWN};

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OwnField {
    pub kind: String,
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub answer: Answer,
    /// A record of the kind that is written with the program may not leave it open.
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub clause: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub why: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    YesNo,
    Text,
    Date,
}

impl OwnField {
    pub fn form(&self) -> &'static Form {
        match self.answer {
            Answer::YesNo => &Form::Bool,
            Answer::Text => &Form::Text,
            Answer::Date => &Form::Day,
        }
    }

    /// What may be answered, in words.
    pub fn wanted(&self) -> &'static str {
        match self.answer {
            Answer::YesNo => "是或否",
            Answer::Text => "文字",
            Answer::Date => "日期",
        }
    }

    /// What is wrong with what a record says there.
    fn fault(&self, value: Option<&Value>, says_nothing: impl Fn(&str) -> bool) -> Option<String> {
        let name = &self.name;
        let Some(value) = value.filter(|value| !value.as_str().is_some_and(says_nothing)) else {
            return self.required.then(|| format!("缺少〔{name}〕"));
        };
        let fits = match self.answer {
            Answer::YesNo => value.is_boolean(),
            Answer::Text => value.is_string() || value.is_number(),
            Answer::Date => value.as_str().is_some_and(|day| day.parse::<NaiveDate>().is_ok()),
        };
        (!fits).then(|| format!("〔{name}〕应当是{}", self.wanted()))
    }
}

impl Guide {
    /// The fields that the guide adds to a kind, in its order.
    pub fn own_fields(&self, kind: &str) -> impl Iterator<Item = &OwnField> {
        self.fields.iter().filter(move |field| field.kind == kind)
    }

    /// One of them, by the vocabulary of their names and its code.
    pub fn own_field(&self, names: Option<&str>, code: &str) -> Option<&OwnField> {
        let kind = shape::kind_of_own(names?)?;
        self.own_fields(kind).find(|field| field.id == code)
    }

    /// What may stand beside a name of a map: what the guide says of that very name, or what is the same for all.
    pub fn beside<'f>(&self, names: Option<&str>, code: &str, all: &'f Form) -> &'f Form {
        self.own_field(names, code).map_or(all, |own| own.form())
    }

    /// What is wrong with the own fields of a record.
    pub(super) fn own_faults(&self, kind: &str, fields: &impl Says) -> impl Iterator<Item = (&OwnField, String)> {
        let own = fields.said(OWN);
        let fault =
            move |field: &OwnField| field.fault(own.and_then(|own| own.get(&field.id)), |text| self.is_nothing(text));
        self.own_fields(kind).filter_map(move |field| Some((field, fault(field)?)))
    }
}
