//! What stands in the inputs of a form, as somebody typed it; read into the fields of a kind, or made of fields that were
//! said before.

use serde_json::{Map, Value};

use crate::desk::input::{Wrong, is_list_of_tables};
use crate::error::Error;
use crate::reader::Reader;
use crate::record::fields::Says;
use crate::record::shape::{self, Field, Form};
use crate::time::{Moment, Zone};

/// Names and texts in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Typed {
    pub pairs: Vec<(String, String)>,
    /// The list that is to get one more.
    pub more: Option<String>,
}

/// The name of an input within another.
pub fn inside(name: &str, part: &str) -> String {
    format!("{name}.{part}")
}

impl Typed {
    /// The fields among everything that was sent.
    pub fn of(sent: &[(String, String)]) -> Self {
        let is_field = |(name, _): &&(String, String)| name.starts_with("f.") || name == "body";
        // Browsers send the ends of lines as the wire wants them.
        let pairs = sent.iter().filter(is_field).map(|(name, text)| (name.clone(), text.replace("\r\n", "\n")));
        let more = sent.iter().find(|(name, _)| name == "do").and_then(|(_, act)| act.strip_prefix("more:"));
        Self { pairs: pairs.collect(), more: more.map(str::to_owned) }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.iter().all(|(_, text)| text.trim().is_empty())
    }

    pub fn first(&self, name: &str) -> &str {
        let said = |(own, text): &&(String, String)| own == name && !text.trim().is_empty();
        self.pairs.iter().find(said).map_or("", |(_, text)| text)
    }

    /// Everything under a name that says something.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        let own = self.pairs.iter().filter(move |(own, _)| own == name);
        own.map(|(_, text)| text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// How many rows a table shows: one at least, and one more where that was asked for.
    pub fn rows(&self, name: &str) -> usize {
        let row = |own: &str, text: &str| {
            let at = own.strip_prefix(name)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok()?;
            (!text.trim().is_empty()).then_some(at + 1)
        };
        let said = self.pairs.iter().filter_map(|(own, text)| row(own, text)).filter(|rows| *rows <= 500).max();
        said.map_or(1, |rows| rows + usize::from(self.more.as_deref() == Some(name)))
    }

    /// The fields in the guide's codes, and everything that can't be read.
    pub fn read(&self, reader: &Reader<'_>, kind: &str, fields: &[&Field]) -> (Map<String, Value>, Wrong) {
        let (mut given, mut wrong) = (Map::new(), Wrong::new());
        for field in fields {
            let name = format!("f.{}", field.name);
            let before = wrong.len();
            let value = self.value(reader, field, &name, &mut wrong).and_then(|value| {
                let mut one = Map::from_iter([(field.name.clone(), value)]);
                match reader.check(kind, &mut one) {
                    Ok(()) => one.remove(&field.name),
                    Err(error) => {
                        wrong.entry(name.clone()).or_default().push(error);
                        None
                    }
                }
            });
            match value {
                Some(value) => drop(given.insert(field.name.clone(), value)),
                None if wrong.len() == before && field.must() && field.name != "at" => {
                    let missing = Error::new(format!("缺少“{}”", field.about));
                    wrong.entry(name).or_default().push(missing.fix("写上内容；不清楚的如实写“不清楚”"));
                }
                None => {}
            }
        }
        (given, wrong)
    }

    fn value(&self, reader: &Reader<'_>, field: &Field, name: &str, wrong: &mut Wrong) -> Option<Value> {
        let said = |name: String| Some(self.first(&name).to_owned());
        let mut columns = |name: &str, columns: &[Field]| match reader.columns(columns, |part| said(inside(name, part)))
        {
            Ok(entry) => entry,
            Err(error) => {
                let of = error.field.as_deref().map_or(name.to_owned(), |part| inside(name, part));
                wrong.entry(of).or_default().push(error);
                None
            }
        };
        let values: Vec<String> = match &field.form {
            Form::Table(parts) => return columns(name, parts),
            Form::List(inner) if is_list_of_tables(&field.form) => {
                let Form::Table(parts) = inner.as_ref() else { return None };
                let rows = (0..self.rows(name)).filter_map(|at| columns(&inside(name, &at.to_string()), parts));
                let rows: Vec<Value> = rows.collect();
                return (!rows.is_empty()).then_some(Value::Array(rows));
            }
            Form::Pairs(Some(names), _) => {
                let words = reader.guide.words(names);
                let said = words.map(|(code, _)| (code, self.first(&inside(name, code))));
                said.filter(|(_, text)| !text.is_empty()).map(|(code, text)| format!("{code}={text}")).collect()
            }
            _ => self.all(name).map(str::to_owned).collect(),
        };
        if values.is_empty() {
            return None;
        }
        match reader.value(field, &values) {
            Ok(value) => Some(value),
            Err(error) => {
                wrong.entry(name.to_owned()).or_default().push(error);
                None
            }
        }
    }

    /// What somebody would have typed to say these fields.
    pub fn of_fields(fields: &impl Says, shape: &[&Field], zone: Zone) -> Self {
        let mut typed = Self::default();
        for field in shape {
            if let Some(value) = fields.said(&field.name) {
                typed.put(&format!("f.{}", field.name), &field.form, value, zone);
            }
        }
        typed
    }

    fn put(&mut self, name: &str, form: &Form, value: &Value, zone: Zone) {
        match (form, value) {
            (Form::List(inner), Value::Array(items)) if matches!(**inner, Form::Table(_)) => {
                for (at, item) in items.iter().enumerate() {
                    self.put(&inside(name, &at.to_string()), inner, item, zone);
                }
            }
            (Form::List(inner), Value::Array(items)) => items.iter().for_each(|item| self.put(name, inner, item, zone)),
            (Form::Table(parts), Value::Object(entry)) => {
                for part in shape::columns(parts) {
                    if let Some(value) = entry.get(&part.name) {
                        self.put(&inside(name, &part.name), &part.form, value, zone);
                    }
                }
            }
            (Form::Pairs(Some(_), inner), Value::Object(pairs)) => {
                pairs.iter().for_each(|(code, value)| self.put(&inside(name, code), inner, value, zone));
            }
            (Form::Moment, Value::String(at)) => {
                let text = at.parse::<Moment>().map_or(at.clone(), |moment| moment.text(zone));
                self.pairs.push((name.to_owned(), text));
            }
            (_, Value::Bool(yes)) => self.pairs.push((name.to_owned(), if *yes { "yes" } else { "no" }.to_owned())),
            (_, Value::String(text)) => self.pairs.push((name.to_owned(), text.clone())),
            (_, other) => self.pairs.push((name.to_owned(), other.to_string())),
        }
    }
}
