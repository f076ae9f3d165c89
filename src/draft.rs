//! A record before it is written: the program's own fields are added, and the text is read back before anything
//! reaches the disk. What can't be read again is never written.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::error::{Error, Result};
use crate::front_matter;
use crate::record::{Kind, Record, filled, naming, shape};
use crate::time::{Moment, Zone};
use crate::yaml;

pub struct Draft<'a> {
    pub kind: &'a str,
    pub id: String,
    pub episode: u32,
    /// Member id.
    pub by: String,
    pub written: Moment,
    /// When it happened, unless the fields say so.
    pub at: Moment,
    pub fields: Map<String, Value>,
    pub body: String,
}

/// A record's file as it will be.
pub struct Page {
    /// Within the case folder.
    pub path: String,
    pub text: String,
    pub record: Record,
}

impl Draft<'_> {
    /// The file, with the chain's links to the latest record of the case, and to what other machines wrote beside it.
    pub fn page(self, case: Option<&Case>, zone: Zone) -> Result<Page> {
        let kind = Kind::named(self.kind)?;
        let prev = case.and_then(Case::head).map(|record| record.digest.clone());
        let joins = case.map(Case::loose_ends).unwrap_or_default();
        let fields = self.all_fields(kind, prev, joins)?;
        let text = front_matter::join(&yaml::write(&fields)?, &self.body);
        let at: Moment = serde_json::from_value(fields["at"].clone())
            .map_err(|_| Error::new("时间看不懂").field("at").fix("写成 2026-03-05 21:40"))?;
        let path = naming::path(at, kind.name, &self.id, zone);
        let record =
            Record::parse(&path, text.as_bytes()).map_err(|error| Error { path: None, line: None, ..error })?;
        Ok(Page { path, text, record })
    }

    fn all_fields(&self, kind: &Kind, prev: Option<String>, joins: Vec<String>) -> Result<Map<String, Value>> {
        let moment =
            |moment: Moment| serde_json::to_value(moment).map_err(|error| Error::new(format!("时间写不出来：{error}")));
        let mut given = self.fields.clone();
        given.insert("id".to_owned(), self.id.clone().into());
        given.insert("kind".to_owned(), kind.name.into());
        if kind.is_of_case() {
            given.insert("episode".to_owned(), self.episode.into());
        }
        given.insert("by".to_owned(), self.by.clone().into());
        given.insert("written".to_owned(), moment(self.written)?);
        given.insert("prev".to_owned(), prev.map_or(Value::Null, Value::from));
        if !joins.is_empty() {
            given.insert("joins".to_owned(), joins.into());
        }
        if !given.contains_key("at") {
            given.insert("at".to_owned(), moment(self.at)?);
        }
        let mut ordered = Map::new();
        for field in shape::of(kind) {
            if let Some(value) = given.remove(&field.name) {
                ordered.insert(field.name.clone(), value);
            }
        }
        if let Some(unknown) = given.keys().next() {
            let all: Vec<&str> = shape::own(kind).map(|field| field.name.as_str()).collect();
            let told = Error::new(format!("{} 没有“{unknown}”这个字段", kind.name)).field(unknown.clone());
            return Err(told.fix(format!("可用的字段：{}", all.join("、"))));
        }
        Ok(filled::tidy(ordered))
    }
}
