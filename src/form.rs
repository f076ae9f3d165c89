//! What a person says about a record, as flags, as a file or by answering: turned into the fields of its kind.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::front_matter;
use crate::guide::Guide;
use crate::reader::{Reader, fields};
use crate::record::shape::{self, Field, OWN, Trait};
use crate::yaml;

pub mod ask;
pub mod correction;
mod flags;
pub mod foreign;
pub mod person;
mod question;
pub mod student;
pub mod talk;

use self::flags::value_name;
pub use self::flags::{Flags, Said, arguments, said};
use self::talk::Talk;

/// What somebody must say is no blank.
pub fn filled(text: &str) -> Result<String, &'static str> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).ok_or("是空的")
}

/// The fields and the body that a person gave, in the guide's codes. Asks for what is missing where it may.
pub fn fill(talk: &Talk<'_>, kind: &str, said: &Said) -> Result<(Map<String, Value>, String)> {
    let (mut given, body) = given(talk, kind, said)?;
    let is_missing = |field: &&Field| field.must() && field.name != "at" && !given.contains_key(&field.name);
    if let Some(field) = fields(kind).find(is_missing) {
        if !talk.ui.can_ask() {
            let missing = Error::new(format!("缺少“{}”", field.about)).field(format!("--{}", field.flag));
            return Err(missing.fix(format!("加上 --{} {}", field.flag, value_name(&field.form))));
        }
        let asked: Vec<&Field> = asked(talk.guide, kind).filter(|field| !given.contains_key(&field.name)).collect();
        talk.ask(kind, &asked, &mut given)?;
    }
    if talk.ui.can_ask() {
        let lacking: Vec<&str> = talk.guide.amiss(kind, &given).into_iter().map(|amiss| amiss.field).collect();
        let asked: Vec<&Field> = fields(kind).filter(|field| lacking.contains(&field.name.as_str())).collect();
        if !asked.is_empty() {
            talk.ask(kind, &asked, &mut given)?;
        }
    }
    Ok((given, body))
}

/// What was said on the command line and in files, and nothing else.
pub fn given(talk: &Talk<'_>, kind: &str, said: &Said) -> Result<(Map<String, Value>, String)> {
    let reader = Reader { guide: talk.guide, now: talk.now };
    let (mut given, mut body) = match &said.file {
        Some(file) => from_file(talk, file).map_err(|error| not_the_field(kind, file, error))?,
        None => (Map::new(), String::new()),
    };
    for field in fields(kind) {
        let Some((_, values)) = said.values.iter().find(|(name, _)| *name == field.name) else { continue };
        given.insert(field.name.clone(), reader.value(field, values)?);
    }
    match said.body.as_deref() {
        Some("-") => body = foreign::standard_input(talk.ui, talk.encoding)?,
        Some(text) => text.clone_into(&mut body),
        None => {}
    }
    reader.check(kind, &mut given)?;
    Ok((given, body))
}

/// What a person at a terminal is asked about: when it was, what is required, and what duties of the guide look at.
fn asked<'g>(guide: &'g Guide, kind: &'g str) -> impl Iterator<Item = &'static Field> + 'g {
    let wanted = guide.looks_at(kind);
    let is_timely = !shape::is(kind, Trait::AboutRecords);
    let time = fields(kind).filter(move |field| field.name == "at" && is_timely);
    let adds = guide.own_fields(kind).next().is_some();
    let is_asked = move |field: &&Field| {
        field.must() || field.asked || wanted.contains(field.name.as_str()) || adds && field.name == OWN
    };
    time.chain(fields(kind).filter(|field| field.name != "at").filter(is_asked))
}

/// Only what was said, in the guide's codes, with nothing required: what an amendment sets.
pub fn encode(guide: &Guide, now: DateTime<FixedOffset>, kind: &str, said: &Said) -> Result<Map<String, Value>> {
    let reader = Reader { guide, now };
    let mut given = Map::new();
    for field in fields(kind) {
        if let Some((_, values)) = said.values.iter().find(|(name, _)| *name == field.name) {
            given.insert(field.name.clone(), reader.value(field, values)?);
        }
    }
    let said: Vec<String> = given.keys().cloned().collect();
    reader.check(kind, &mut given)?;
    match said.into_iter().find(|name| !given.contains_key(name)) {
        Some(name) => Err(Error::new("后面没有内容").field(&name).fix(format!("要清空它，用 --clear {name}"))),
        None => Ok(given),
    }
}

fn from_file(talk: &Talk<'_>, file: &str) -> Result<(Map<String, Value>, String)> {
    let text = foreign::text(talk.ui, talk.encoding, file)?;
    let placed = |error: Error| if file == "-" { error } else { error.path(file) };
    if let Some(error) = Error::unmerged(&text) {
        return Err(placed(error));
    }
    if text.trim_start().starts_with("---") {
        let parts = front_matter::split(&text).map_err(placed)?;
        let fields = yaml::read(parts.yaml, parts.first_line).map_err(placed)?;
        return Ok((fields, parts.body.trim().to_owned()));
    }
    let fields = yaml::read(&text, 1).map_err(placed)?;
    Ok((fields, String::new()))
}

/// Who means the field that is called `from` in the file is told its flag.
fn not_the_field(kind: &str, file: &str, error: Error) -> Error {
    match fields(kind).find(|field| field.name == "from") {
        Some(field) if !Path::new(file).exists() && file != "-" => {
            error.fix(format!("--from 后面是文件；要写“{}”，用 --{}", field.label(), field.flag))
        }
        _ => error,
    }
}
