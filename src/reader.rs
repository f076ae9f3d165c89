//! Reads what people write, as flags, as answers or on a page: into the fields of a kind, in the guide's codes.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::record::Kind;
use crate::record::dated::Dated;
use crate::record::shape::{self, Field, Form};
use crate::time::parse;

pub mod student;

/// The fields of a kind that a person fills in; none of a kind that does not exist.
pub fn fields(kind: &str) -> impl Iterator<Item = &'static Field> {
    let kind = Kind::named(kind).ok();
    kind.into_iter().flat_map(shape::own)
}

/// Reads what people write, with the guide's words and the time of day at hand.
pub struct Reader<'a> {
    pub guide: &'a Guide,
    pub now: DateTime<FixedOffset>,
}

impl Reader<'_> {
    /// The values given for a flag, as the field's value.
    pub fn value(&self, field: &Field, values: &[String]) -> Result<Value> {
        let named = |error: Error| Error { field: Some(format!("--{}", field.flag)), ..error };
        match &field.form {
            Form::List(inner) => {
                let items = values.iter().map(|value| self.single(inner, value)).collect::<Result<Vec<_>>>();
                items.map(Value::Array).map_err(named)
            }
            Form::Pairs(names, inner) => self.pairs(names.as_deref(), inner, values).map_err(named),
            form => self.single(form, values.last().map_or("", String::as_str)).map_err(named),
        }
    }

    pub fn single(&self, form: &Form, text: &str) -> Result<Value> {
        let text = text.trim();
        match form {
            Form::Bool => yes_or_no(text),
            Form::Number => {
                let number = text.parse::<u64>();
                number.map(Value::from).map_err(|_| Error::new("应当是整数").fix("只写数字，例如 2"))
            }
            Form::Day => parse::day(text, self.now).map(|day| Value::from(day.to_string())),
            Form::Dated => match half_width(text).parse::<Dated>() {
                Ok(dated) => Ok(Value::from(dated.to_string())),
                Err(_) => parse::day(text, self.now).map(|day| Value::from(day.to_string())),
            },
            Form::Moment => {
                let moment = parse::moment(text, self.now)?;
                serde_json::to_value(moment).map_err(|error| Error::new(error.to_string()))
            }
            Form::Choice(options) => choice(options, text),
            Form::Table(fields) => self.entry(fields, text),
            Form::Word(words) if words == "rule" && self.guide.code(words, text).is_none() => {
                let fix = "crisis guide show 列出职责，crisis explain 列出检查";
                Err(Error::new(format!("指南里没有“{text}”这个编号")).fix(fix))
            }
            Form::Word(words) if words == "material" => self.guide.material_meant(text).map(Value::from),
            Form::Word(_) | Form::Text | Form::Any | Form::List(_) | Form::Pairs(..) => Ok(Value::from(text)),
        }
    }

    /// `A,B,C` in the order of the fields; what the last one says may itself contain commas.
    fn entry(&self, fields: &[Field], text: &str) -> Result<Value> {
        let divider = divider(fields);
        let text = if divider == ',' { text.replace('，', ",") } else { text.replace('｜', "|") };
        let fields: Vec<&Field> = shape::columns(fields).collect();
        let mut entry = Map::new();
        for (field, part) in fields.iter().zip(text.splitn(fields.len(), divider)) {
            if !part.trim().is_empty() {
                entry.insert(field.name.clone(), self.single(&field.form, part)?);
            }
        }
        match lacking(&fields, &entry) {
            None => Ok(Value::Object(entry)),
            Some(error) => {
                let order: Vec<&str> = fields.iter().map(|field| field.about.as_str()).collect();
                Err(error.fix(format!("依次写：{}", order.join(&divider.to_string()))))
            }
        }
    }

    /// An entry whose columns were given each by itself; nothing where none of them says anything.
    #[cfg_attr(not(feature = "desk"), expect(dead_code, reason = "only pages have a place for each column"))]
    pub fn columns(&self, fields: &[Field], said: impl Fn(&str) -> Option<String>) -> Result<Option<Value>> {
        let mut entry = Map::new();
        let fields: Vec<&Field> = shape::columns(fields).collect();
        for field in &fields {
            if let Some(text) = said(&field.name).filter(|text| !text.trim().is_empty()) {
                let value = self.single(&field.form, &text).map_err(|error| error.field(&field.name))?;
                entry.insert(field.name.clone(), value);
            }
        }
        match lacking(&fields, &entry) {
            _ if entry.is_empty() => Ok(None),
            None => Ok(Some(Value::Object(entry))),
            Some(error) => Err(error.fix("补上这一栏；整行不要的，各栏都清空")),
        }
    }

    fn pairs(&self, names: Option<&str>, inner: &Form, values: &[String]) -> Result<Value> {
        let mut pairs = Map::new();
        for value in values {
            let value = value.replace('＝', "=");
            let (name, text) = match value.split_once('=') {
                Some((name, text)) => (name.trim().to_owned(), text.to_owned()),
                None => (self.only_axis(names, &value)?, value),
            };
            let name = names.and_then(|names| self.guide.code(names, &name)).map_or(name.clone(), str::to_owned);
            let called = names.map_or(name.as_str(), |names| self.guide.name(names, &name));
            let of_it = |error: Error| Error { what: format!("{called}：{}", error.what), ..error };
            let value = self.single(self.guide.beside(names, &name, inner), &text).map_err(of_it)?;
            if pairs.insert(name.clone(), value).is_some() {
                return Err(Error::new(format!("“{name}”写了两次")).fix("每一项只写一次"));
            }
        }
        Ok(Value::Object(pairs))
    }

    /// A level without its axis is clear when only one axis has such a level.
    fn only_axis(&self, names: Option<&str>, value: &str) -> Result<String> {
        let unclear = Error::new("缺少等号").fix("写成 名称=内容");
        if names != Some("axis") {
            return Err(unclear);
        }
        let value = value.trim();
        let of_level = self.guide.levels.iter().filter(|level| level.id == value || level.name == value);
        let axes: Vec<&str> = of_level.map(|level| level.axis.as_str()).collect();
        match axes.as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => {
                let all: Vec<&str> = self.guide.words("level").map(|(_, name)| name).collect();
                Err(Error::new(format!("指南里没有“{value}”这个等级")).fix(format!("可用：{}", all.join("、"))))
            }
            _ => {
                let all: Vec<&str> = self.guide.words("axis").map(|(_, name)| name).collect();
                Err(unclear.fix(format!("这个等级不止一个方面有，写成 方面=等级；方面：{}", all.join("、"))))
            }
        }
    }

    /// Words of the guide become its codes; a word that it does not know is refused with those that it does.
    pub fn check(&self, kind: &str, given: &mut Map<String, Value>) -> Result<()> {
        for field in fields(kind) {
            let Some(value) = given.get_mut(&field.name) else { continue };
            shape::spell_out(&field.form, value);
            if !(field.must() || without_blanks(value)) {
                given.remove(&field.name);
                continue;
            }
            if field.must() && is_blank(value) {
                let blank = Error::new(format!("“{}”是空的", field.label())).field(format!("--{}", field.flag));
                return Err(blank.fix("写上内容；不清楚的如实写“不清楚”"));
            }
            let says_nothing = |text: &str| self.guide.is_nothing(text);
            if field.must() && field.form.is_text() && value.as_str().is_some_and(says_nothing) {
                let nothing = Error::new(format!("“{}”这样写等于没有写", field.label()));
                return Err(nothing.field(format!("--{}", field.flag)).fix("写上内容；不清楚的如实写“不清楚”"));
            }
        }
        let unknown = self.guide.encode(shape::of_name(kind), given);
        let Some((field, word)) = unknown.first() else { return Ok(()) };
        let form = fields(kind).find(|known| known.name == *field).map(|field| &field.form);
        let vocabularies = form.map(shape::vocabularies).unwrap_or_default();
        let all: Vec<&str> =
            vocabularies.iter().flat_map(|words| self.guide.words(words)).map(|(_, name)| name).collect();
        let flag = fields(kind).find(|known| known.name == *field).map_or(field, |known| &known.flag);
        let told = Error::new(format!("指南里没有“{word}”")).field(format!("--{flag}"));
        Err(told.fix(format!("可用：{}", all.join("、"))))
    }
}

/// What an entry may not leave out.
fn lacking(fields: &[&Field], entry: &Map<String, Value>) -> Option<Error> {
    let missing = fields.iter().find(|field| field.required && !entry.contains_key(&field.name))?;
    Some(Error::new(format!("缺少“{}”", missing.about)).field(&missing.name))
}

/// Nothing said where something has to be.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().any(is_blank),
        Value::Object(entries) => entries.values().any(is_blank),
        _ => false,
    }
}

/// Takes out what says nothing; `false` where nothing is left.
fn without_blanks(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => {
            items.retain_mut(without_blanks);
            !items.is_empty()
        }
        Value::Object(entries) => {
            entries.retain(|_, value| without_blanks(value));
            !entries.is_empty()
        }
        other => !is_blank(other),
    }
}

/// Digits and dashes of a Chinese keyboard, and a month as people write it: 2026年3月.
fn half_width(text: &str) -> String {
    let plain = |letter: char| match letter {
        '０'..='９' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '年' | '－' | '.' | '/' => '-',
        other => other,
    };
    let text: String = text.chars().map(plain).collect();
    match text.trim_end_matches('月').split_once('-') {
        Some((year, month)) if month.len() == 1 => format!("{year}-0{month}"),
        Some((year, month)) => format!("{year}-{month}"),
        None => text,
    }
}

fn yes_or_no(text: &str) -> Result<Value> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" | "有" => Ok(Value::Bool(true)),
        "no" | "n" | "false" | "否" | "不是" | "没有" | "无" => Ok(Value::Bool(false)),
        _ => Err(Error::new("只能回答是或否").fix("写 yes（是）或 no（否）")),
    }
}

fn choice(options: &[(String, String)], text: &str) -> Result<Value> {
    let found = options.iter().find(|(code, label)| code == text || label == text);
    found.map(|(code, _)| Value::from(code.clone())).ok_or_else(|| {
        let all: Vec<String> = options.iter().map(|(code, label)| format!("{code}（{label}）")).collect();
        Error::new(format!("没有“{text}”这个选择")).fix(format!("可用：{}", all.join("、")))
    })
}

/// What stands between the columns of an entry: one that begins with a sentence may hold commas.
pub fn divider(columns: &[Field]) -> char {
    shape::columns(columns).next().map_or(',', |first| first.divider)
}
