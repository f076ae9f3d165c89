//! What a person says about a record, as flags, as a file or by answering: turned into the fields of its kind.
//! The flags are read off the shape of the kind; no kind writes any of its own.

use std::io::Read;
use std::marker::PhantomData;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::front_matter;
use crate::guide::Guide;
use crate::record::dated::Dated;
use crate::record::shape::{self, Field, Form};
use crate::record::{Kind, Named};
use crate::store;
use crate::time::parse;
use crate::ui::Ui;
use crate::yaml;

pub mod ask;
pub mod correction;
pub mod person;
pub mod student;

use self::ask::Asked;

/// The flags of a kind, as typed.
pub struct Flags<K> {
    pub said: Said,
    kind: PhantomData<K>,
}

/// What somebody must say is no blank.
pub fn filled(text: &str) -> Result<String, &'static str> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).ok_or("是空的")
}

/// What was said on the command line about a record.
#[derive(Clone, Default)]
pub struct Said {
    pub values: Vec<(String, Vec<String>)>,
    pub body: Option<String>,
    pub file: Option<String>,
}

impl Said {
    pub fn has(&self, field: &str) -> bool {
        self.values.iter().any(|(name, _)| name == field)
    }
}

impl<K: Named> clap::Args for Flags<K> {
    fn augment_args(command: Command) -> Command {
        command.args(arguments(K::NAME))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<K: Named> clap::FromArgMatches for Flags<K> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self { said: said(K::NAME, matches), kind: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// No field is called like this: names of fields have no dash.
const FILE: &str = "from-file";

/// The flags of a kind.
pub fn arguments(kind: &str) -> Vec<Arg> {
    let mut arguments: Vec<Arg> = fields(kind).map(argument).collect();
    arguments.push(Arg::new(FILE).long("from").value_name("FILE").help("从 .yaml 或 .md 文件读取（- 为标准输入）"));
    arguments.push(Arg::new("body").long("body").value_name("TEXT").help("正文（- 为标准输入）"));
    arguments
}

fn fields(kind: &str) -> impl Iterator<Item = &'static Field> {
    let kind = Kind::named(kind).ok();
    kind.into_iter().flat_map(shape::own)
}

fn argument(field: &'static Field) -> Arg {
    let base = Arg::new(&*field.name).long(field.flag()).allow_hyphen_values(true);
    let required = if field.required && field.name != "at" { "（必填）" } else { "" };
    let list = matches!(field.form, Form::List(_) | Form::Pairs(..));
    let again = if list && !field.about.contains("可写多次") { "（可写多次）" } else { "" };
    let base = base.help(format!("{}{}{required}{again}", field.about, choices(&field.form)));
    base.value_name(value_name(&field.form)).action(if list { ArgAction::Append } else { ArgAction::Set })
}

fn choices(form: &Form) -> String {
    let Form::Choice(options) = form else { return String::new() };
    let all: Vec<String> = options.iter().map(|(code, label)| format!("{code} {label}")).collect();
    format!("：{}", all.join("、"))
}

fn value_name(form: &Form) -> String {
    match form {
        Form::Bool => "yes|no".to_owned(),
        Form::Number => "N".to_owned(),
        Form::Day | Form::Dated => "D".to_owned(),
        Form::Moment => "TIME".to_owned(),
        Form::Choice(options) => options.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join("|"),
        Form::List(inner) => value_name(inner),
        Form::Table(fields) => {
            let names: Vec<String> = shape::columns(fields).map(|field| field.name.to_uppercase()).collect();
            names.join(&divider(fields).to_string())
        }
        Form::Pairs(..) => "NAME=TEXT".to_owned(),
        _ => "TEXT".to_owned(),
    }
}

/// What was said, by field.
pub fn said(kind: &str, matches: &ArgMatches) -> Said {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let mut said = Said { body: given("body"), file: given(FILE), values: Vec::new() };
    for field in fields(kind) {
        if let Some(values) = matches.get_many::<String>(&field.name) {
            said.values.push((field.name.clone(), values.cloned().collect()));
        }
    }
    said
}

/// What stands between the columns of an entry: one that begins with a sentence may hold commas.
fn divider(columns: &[Field]) -> char {
    shape::columns(columns).next().map_or(',', |first| first.divider)
}

/// The fields and the body that a person gave, in the guide's codes. Asks for what is missing where it may.
pub fn fill(
    ui: &Ui,
    guide: &Guide,
    now: DateTime<FixedOffset>,
    kind: &str,
    said: &Said,
) -> Result<(Map<String, Value>, String)> {
    let reader = Reader { guide, now };
    let (mut given, mut body) = match &said.file {
        Some(file) => from_file(file).map_err(|error| not_the_field(kind, file, error))?,
        None => (Map::new(), String::new()),
    };
    for field in fields(kind) {
        let Some((_, values)) = said.values.iter().find(|(name, _)| *name == field.name) else { continue };
        given.insert(field.name.clone(), reader.value(field, values)?);
    }
    match said.body.as_deref() {
        Some("-") => body = standard_input()?,
        Some(text) => text.clone_into(&mut body),
        None => {}
    }
    reader.check(kind, &mut given)?;
    let is_missing = |field: &&Field| field.required && field.name != "at";
    if let Some(field) = fields(kind).filter(is_missing).find(|field| !given.contains_key(&field.name)) {
        if !ui.can_ask() {
            let missing = Error::new(format!("缺少“{}”", field.about)).field(format!("--{}", field.flag()));
            return Err(missing.fix(format!("加上 --{} {}", field.flag(), value_name(&field.form))));
        }
        let asked = Asked { ui, reader: &reader, kind };
        for field in fields(kind).filter(|field| is_missing(field) || field.asked) {
            if !given.contains_key(&field.name)
                && let Some(value) = asked.value(field)?
            {
                given.insert(field.name.clone(), value);
            }
        }
    }
    Ok((given, body))
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

/// Reads what people write, with the guide's words and the time of day at hand.
pub struct Reader<'a> {
    guide: &'a Guide,
    now: DateTime<FixedOffset>,
}

impl Reader<'_> {
    /// The values given for a flag, as the field's value.
    fn value(&self, field: &Field, values: &[String]) -> Result<Value> {
        let named = |error: Error| Error { field: Some(format!("--{}", field.flag())), ..error };
        match &field.form {
            Form::List(inner) => {
                let items = values.iter().map(|value| self.single(inner, value)).collect::<Result<Vec<_>>>();
                items.map(Value::Array).map_err(named)
            }
            Form::Pairs(names, inner) => self.pairs(names.as_deref(), inner, values).map_err(named),
            form => self.single(form, values.last().map_or("", String::as_str)).map_err(named),
        }
    }

    fn single(&self, form: &Form, text: &str) -> Result<Value> {
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
        if let Some(missing) = fields.iter().find(|field| field.required && !entry.contains_key(&field.name)) {
            let order: Vec<&str> = fields.iter().map(|field| field.about.as_str()).collect();
            let told = Error::new(format!("缺少“{}”", missing.about));
            return Err(told.fix(format!("依次写：{}", order.join(&divider.to_string()))));
        }
        Ok(Value::Object(entry))
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
            if pairs.insert(name.clone(), self.single(inner, &text)?).is_some() {
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
    fn check(&self, kind: &str, given: &mut Map<String, Value>) -> Result<()> {
        for field in fields(kind) {
            let Some(value) = given.get_mut(&field.name) else { continue };
            shape::spell_out(&field.form, value);
            if !field.required && !without_blanks(value) {
                given.remove(&field.name);
                continue;
            }
            if field.required && is_blank(value) {
                let blank = Error::new(format!("“{}”是空的", field.label())).field(format!("--{}", field.flag()));
                return Err(blank.fix("写上内容；不清楚的如实写“不清楚”"));
            }
        }
        let unknown = self.guide.encode(shape::of_name(kind), given);
        let Some((field, word)) = unknown.first() else { return Ok(()) };
        let form = fields(kind).find(|known| known.name == *field).map(|field| &field.form);
        let vocabularies = form.map(shape::vocabularies).unwrap_or_default();
        let all: Vec<&str> =
            vocabularies.iter().flat_map(|words| self.guide.words(words)).map(|(_, name)| name).collect();
        let flag = fields(kind).find(|known| known.name == *field).map_or(field.clone(), Field::flag);
        let told = Error::new(format!("指南里没有“{word}”")).field(format!("--{flag}"));
        Err(told.fix(format!("可用：{}", all.join("、"))))
    }
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

fn from_file(file: &str) -> Result<(Map<String, Value>, String)> {
    let text = if file == "-" { standard_input()? } else { store::read_text(Path::new(file))? };
    let placed = |error: Error| if file == "-" { error } else { error.path(file) };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim_start().starts_with("---") {
        let parts = front_matter::split(text).map_err(placed)?;
        let fields = yaml::read(parts.yaml, parts.first_line).map_err(placed)?;
        return Ok((fields, parts.body.trim().to_owned()));
    }
    let fields = yaml::read(text, 1).map_err(placed)?;
    Ok((fields, String::new()))
}

/// Who means the field that is called `from` in the file is told its flag.
fn not_the_field(kind: &str, file: &str, error: Error) -> Error {
    match fields(kind).find(|field| field.name == "from") {
        Some(field) if !Path::new(file).exists() && file != "-" => {
            error.fix(format!("--from 后面是文件；要写“{}”，用 --{}", field.label(), field.flag()))
        }
        _ => error,
    }
}

fn standard_input() -> Result<String> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|error| Error::io("读取标准输入", Path::new("-"), &error))?;
    Ok(text)
}
