//! A field of a kind as something to fill in, made of its shape alone: a kind that is added to the program has its form
//! without a line here.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::case::Case;
use crate::case::people::SUSPECTS;
use crate::desk::form::typed::{Typed, inside};
use crate::desk::reading;
use crate::desk::room::Room;
use crate::error::Error;
use crate::guide::Guide;
use crate::record::shape::{self, Field, Form};
use crate::tell;

/// What is wrong, by the name of the input.
pub type Wrong = BTreeMap<String, Vec<Error>>;

/// One thing to fill in.
#[derive(Default, Serialize)]
pub struct Input {
    /// As it is sent.
    pub name: String,
    pub label: String,
    pub help: String,
    pub required: bool,
    pub control: &'static str,
    pub value: String,
    /// Of lists of lines.
    pub values: Vec<String>,
    pub options: Vec<Choice>,
    /// Of a table: its columns, and its rows.
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Input>>,
    /// Of what is said piece by piece.
    pub parts: Vec<Input>,
    /// How a time is read.
    pub reading: String,
    /// Whose words are offered; of a line with choices, those.
    pub list: &'static str,
    pub errors: Vec<Told>,
}

#[derive(Serialize)]
pub struct Choice {
    pub code: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Serialize)]
pub struct Told {
    pub what: String,
    pub fix: String,
}

impl From<&Error> for Told {
    fn from(error: &Error) -> Self {
        Self { what: error.what.clone(), fix: error.fix.clone().unwrap_or_default() }
    }
}

/// Fields that hold a person's name in every kind.
const PERSONS: [&str; 2] = ["name", "who"];
/// So few choices are seen at once.
const FEW: usize = 5;

/// What inputs are made of.
pub struct Maker<'a> {
    pub room: &'a Room,
    pub guide: &'a Guide,
    pub case: Option<&'a Case>,
    pub kind: &'a str,
    pub typed: &'a Typed,
    pub wrong: &'a Wrong,
}

impl Maker<'_> {
    pub fn field(&self, field: &Field) -> Input {
        let is_now = field.name == "at" && self.kind != "report";
        let mut input = self.of(&format!("f.{}", field.name), field);
        input.required = field.must() && field.name != "at";
        if is_now && input.help.is_empty() {
            "空着就是现在".clone_into(&mut input.help);
        }
        input
    }

    fn of(&self, name: &str, field: &Field) -> Input {
        let is_plain = !matches!(field.form, Form::Pairs(..) | Form::Table(_)) && !is_list_of_tables(&field.form);
        let help = field.about.strip_prefix(field.label()).unwrap_or_default();
        let help = help.trim_start_matches(['：', '（']).trim_end_matches('）');
        let mut input = Input {
            name: name.to_owned(),
            label: field.label().to_owned(),
            help: if is_plain { help.to_owned() } else { String::new() },
            required: field.required,
            errors: self.wrong.get(name).into_iter().flatten().map(Told::from).collect(),
            ..Input::default()
        };
        match (&field.form, &field.names) {
            (Form::List(inner), None) => self.list(&mut input, inner),
            (Form::List(_), Some(kinds)) => self.many(&mut input, self.records(kinds)),
            (_, Some(kinds)) => self.choose(&mut input, self.records(kinds)),
            (form, None) => self.single(&mut input, form),
        }
        let is_person = self.guide.identifies(self.kind, &field.name)
            || field.name == SUSPECTS
            || PERSONS.contains(&field.name.as_str());
        if is_person && matches!(input.control, "text" | "lines") {
            input.list = "people";
            input.control = if input.control == "text" { "line" } else { "lines" };
        }
        input
    }

    fn single(&self, input: &mut Input, form: &Form) {
        self.typed.first(&input.name).clone_into(&mut input.value);
        match form {
            Form::Bool => {
                self.choose(input, vec![("yes".to_owned(), "是".to_owned()), ("no".to_owned(), "否".to_owned())]);
            }
            Form::Choice(options) => self.choose(input, options.clone()),
            Form::Word(words) if words == "member" => self.choose(input, self.members()),
            Form::Word(words) if shape::is_list(words) && self.guide.words(words).next().is_none() => {
                input.control = "text";
            }
            Form::Word(words) if words == "rule" || self.guide.words(words).next().is_none() => input.control = "line",
            Form::Word(words) if words == "role" => (input.control, input.list) = ("line", "roles"),
            Form::Word(words) if self.guide.is_open(words) => {
                self.choose(input, pairs(self.guide.words(words)));
                input.control = "line";
            }
            Form::Word(words) => self.choose(input, pairs(self.guide.words(words))),
            Form::Moment | Form::Day | Form::Dated => {
                input.control = if matches!(form, Form::Moment) { "moment" } else { "day" };
                input.reading = reading::told(self.room, form, &input.value).unwrap_or_default();
            }
            Form::Number => input.control = "number",
            Form::Table(columns) => {
                input.control = "group";
                input.parts =
                    shape::columns(columns).map(|column| self.of(&inside(&input.name, &column.name), column)).collect();
            }
            Form::Pairs(Some(names), inner) => {
                input.control = "group";
                let part = |(code, word)| {
                    let own = self.guide.own_field(Some(names), code);
                    let form = own.map_or(inner.as_ref(), |own| own.form());
                    let part = self.pair(&input.name, code, word, form);
                    Input { required: own.is_some_and(|own| own.required), ..part }
                };
                input.parts = self.guide.words(names).map(part).collect();
            }
            Form::Pairs(None, _) | Form::List(_) => self.lines(input),
            Form::Text | Form::Any => input.control = "text",
        }
    }

    /// One word of a vocabulary and what is said of it.
    fn pair(&self, name: &str, code: &str, word: &str, inner: &Form) -> Input {
        let mut part = Input { name: inside(name, code), label: word.to_owned(), ..Input::default() };
        part.errors = self.wrong.get(&part.name).into_iter().flatten().map(Told::from).collect();
        match inner {
            Form::Word(words) if words == "level" => {
                let levels = self.guide.levels.iter().filter(|level| level.axis == code);
                let levels = levels.map(|level| (level.id.clone(), level.name.clone())).collect();
                self.typed.first(&part.name).clone_into(&mut part.value);
                self.choose(&mut part, levels);
            }
            form => self.single(&mut part, form),
        }
        part
    }

    fn list(&self, input: &mut Input, inner: &Form) {
        match inner {
            Form::Word(words) if words == "member" => self.many(input, self.members()),
            Form::Word(words) if !self.guide.is_open(words) && self.guide.words(words).next().is_some() => {
                self.many(input, pairs(self.guide.words(words)));
            }
            Form::Choice(options) => self.many(input, options.clone()),
            Form::Table(columns) => {
                input.control = "rows";
                input.heads = shape::columns(columns).map(|column| column.label().to_owned()).collect();
                let row = |at: usize| {
                    let name = |column: &Field| inside(&inside(&input.name, &at.to_string()), &column.name);
                    shape::columns(columns).map(|column| self.of(&name(column), column)).collect()
                };
                input.rows = (0..self.typed.rows(&input.name)).map(row).collect();
            }
            _ => self.lines(input),
        }
    }

    fn lines(&self, input: &mut Input) {
        input.control = "lines";
        input.values = self.typed.all(&input.name).map(str::to_owned).collect();
        if input.values.is_empty() || self.typed.more.as_deref() == Some(&input.name) {
            input.values.push(String::new());
        }
    }

    /// One of them, or none.
    fn choose(&self, input: &mut Input, options: Vec<(String, String)>) {
        let value = self.typed.first(&input.name);
        let is_known = options.iter().any(|(code, label)| code == value || label == value);
        let mut options = options;
        if !value.is_empty() && !is_known {
            options.push((value.to_owned(), value.to_owned()));
        }
        input.control = if options.len() <= FEW { "radios" } else { "select" };
        let chosen = |code: &str, label: &str| code == value || label == value;
        input.options =
            options.into_iter().map(|(code, label)| Choice { chosen: chosen(&code, &label), code, label }).collect();
    }

    /// Any number of them.
    fn many(&self, input: &mut Input, options: Vec<(String, String)>) {
        input.control = "many";
        let chosen = |code: &str, label: &str| self.typed.all(&input.name).any(|value| value == code || value == label);
        input.options =
            options.into_iter().map(|(code, label)| Choice { chosen: chosen(&code, &label), code, label }).collect();
    }

    fn members(&self) -> Vec<(String, String)> {
        self.room.office.repo.team.members.iter().map(|one| (one.id.clone(), one.name.clone())).collect()
    }

    /// The records of the case that may be meant, the latest first, and the pieces of evidence that they name.
    fn records(&self, kinds: &[String]) -> Vec<(String, String)> {
        let (office, guide) = (&self.room.office, self.guide);
        let fits = |kind: &str| kinds.is_empty() || kinds.iter().any(|own| own == kind);
        let records = self.case.into_iter().flat_map(|case| case.records.iter().rev());
        let named = records.filter(|record| fits(&record.head.kind)).flat_map(|record| {
            let head = &record.head;
            let told = format!("{} {}〔{}〕", head.at.text(office.zone()), tell::kind(guide, &head.kind), head.id);
            let pieces = head.evidence.iter().filter(|_| kinds.is_empty()).map(|piece| {
                let name = guide.name("evidence", &piece.kind.0);
                (format!("{}/{}", head.id, piece.id), format!("{told} 的{name}"))
            });
            std::iter::once((head.id.clone(), told.clone())).chain(pieces.collect::<Vec<_>>())
        });
        named.collect()
    }
}

fn pairs<'g>(words: impl Iterator<Item = (&'g str, &'g str)>) -> Vec<(String, String)> {
    words.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
}

pub fn is_list_of_tables(form: &Form) -> bool {
    matches!(form, Form::List(inner) if matches!(**inner, Form::Table(_)))
}
