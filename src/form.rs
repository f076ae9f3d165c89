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
use crate::record::shape::{self, Field, Form};
use crate::record::{Kind, Named};
use crate::store;
use crate::time::parse;
use crate::ui::Ui;
use crate::yaml;

mod ask;

use self::ask::Asked;
pub use self::ask::line as ask_line;

/// The flags of a kind, as typed.
pub struct Flags<K> {
    pub said: Said,
    kind: PhantomData<K>,
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

/// The flags of a kind. A field that is called like the flag for a file shares it: see [`is_file`].
pub fn arguments(kind: &str) -> Vec<Arg> {
    let mut arguments: Vec<Arg> = fields(kind).map(argument).collect();
    if !fields(kind).any(|field| field.name == "from") {
        arguments
            .push(Arg::new("from").long("from").value_name("FILE").help("从 .yaml 或 .md 文件读取（- 为标准输入）"));
    }
    arguments.push(Arg::new("body").long("body").value_name("TEXT").help("正文（- 为标准输入）"));
    arguments
}

fn fields(kind: &str) -> impl Iterator<Item = &'static Field> {
    let kind = Kind::named(kind).ok();
    kind.into_iter().flat_map(shape::own)
}

fn argument(field: &'static Field) -> Arg {
    let name = flag(&field.name);
    let base = Arg::new(&*field.name).long(name).allow_hyphen_values(true);
    let required = if field.required && field.name != "at" { "（必填）" } else { "" };
    let base = base.help(format!("{}{}{required}", field.about, choices(&field.form)));
    let list = matches!(field.form, Form::List(_) | Form::Pairs(..));
    base.value_name(value_name(&field.form)).action(if list { ArgAction::Append } else { ArgAction::Set })
}

fn flag(name: &str) -> String {
    name.replace('_', "-")
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
        Form::Day => "D".to_owned(),
        Form::Moment => "TIME".to_owned(),
        Form::Choice(options) => options.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join("|"),
        Form::List(inner) => value_name(inner),
        Form::Table(fields) => fields.iter().map(|field| field.name.to_uppercase()).collect::<Vec<_>>().join(","),
        Form::Pairs(..) => "NAME=TEXT".to_owned(),
        _ => "TEXT".to_owned(),
    }
}

/// What was said, by field.
pub fn said(kind: &str, matches: &ArgMatches) -> Said {
    let mut said = Said { body: matches.get_one::<String>("body").cloned(), ..Said::default() };
    for field in fields(kind) {
        if let Some(values) = matches.get_many::<String>(&field.name) {
            said.values.push((field.name.clone(), values.cloned().collect()));
        }
    }
    match said.values.iter().position(|(name, _)| name == "from") {
        Some(at) if said.values[at].1.iter().all(|value| is_file(value)) => {
            said.file = said.values.remove(at).1.pop();
        }
        Some(_) => {}
        None if fields(kind).any(|field| field.name == "from") => {}
        None => said.file = matches.get_one::<String>("from").cloned(),
    }
    said
}

/// Neither a day nor a person is called like this.
fn is_file(value: &str) -> bool {
    value == "-" || [".yaml", ".yml", ".md", ".txt"].iter().any(|end| value.to_lowercase().ends_with(end))
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
        Some(file) => from_file(file)?,
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
            let missing = Error::new(format!("缺少“{}”", field.about)).field(format!("--{}", flag(&field.name)));
            return Err(missing.fix(format!("加上 --{} {}", flag(&field.name), value_name(&field.form))));
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
    reader.check(kind, &mut given)?;
    Ok(given)
}

/// Reads what people write, with the guide's words and the time of day at hand.
pub struct Reader<'a> {
    guide: &'a Guide,
    now: DateTime<FixedOffset>,
}

impl Reader<'_> {
    /// The values given for a flag, as the field's value.
    fn value(&self, field: &Field, values: &[String]) -> Result<Value> {
        let named = |error: Error| Error { field: Some(format!("--{}", flag(&field.name))), ..error };
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
        let text = text.replace('，', ",");
        let mut entry = Map::new();
        for (field, part) in fields.iter().zip(text.splitn(fields.len(), ',')) {
            if !part.trim().is_empty() {
                entry.insert(field.name.clone(), self.single(&field.form, part)?);
            }
        }
        if let Some(missing) = fields.iter().find(|field| field.required && !entry.contains_key(&field.name)) {
            let order: Vec<&str> = fields.iter().map(|field| field.about.as_str()).collect();
            return Err(Error::new(format!("缺少“{}”", missing.about)).fix(format!("依次写：{}", order.join(","))));
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
        let unknown = self.guide.encode(shape::of_name(kind), given);
        let Some((field, word)) = unknown.first() else { return Ok(()) };
        let form = fields(kind).find(|known| known.name == *field).map(|field| &field.form);
        let vocabularies = form.map(shape::vocabularies).unwrap_or_default();
        let all: Vec<&str> =
            vocabularies.iter().flat_map(|words| self.guide.words(words)).map(|(_, name)| name).collect();
        let told = Error::new(format!("指南里没有“{word}”")).field(format!("--{}", flag(field)));
        Err(told.fix(format!("可用：{}", all.join("、"))))
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

fn standard_input() -> Result<String> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|error| Error::io("读取标准输入", Path::new("-"), &error))?;
    Ok(text)
}
