//! What is said of a record on the command line. The flags are read off the shape of the kind; no kind writes any of its
//! own.

use std::marker::PhantomData;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::guide::lists;
use crate::reader::{divider, fields};
use crate::record::Named;
use crate::record::shape::{self, Field, Form};

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

/// No field is called like this: names of fields have no dash.
const FILE: &str = "from-file";

/// The flags of a kind.
pub fn arguments(kind: &str) -> Vec<Arg> {
    let mut arguments: Vec<Arg> = fields(kind).map(argument).collect();
    arguments.push(Arg::new(FILE).long("from").value_name("FILE").help("从 .yaml 或 .md 文件读取（- 为标准输入）"));
    arguments.push(Arg::new("body").long("body").value_name("TEXT").help("正文（- 为标准输入）"));
    arguments
}

fn argument(field: &'static Field) -> Arg {
    let base = Arg::new(&*field.name).long(field.flag.as_str()).allow_hyphen_values(true);
    let required = if field.must() && field.name != "at" { "（必填）" } else { "" };
    let list = matches!(field.form, Form::List(_) | Form::Pairs(..));
    let again = if list && !field.about.contains("可写多次") { "（可写多次）" } else { "" };
    let base = base.help(format!("{}{}{required}{again}", field.about, choices(&field.form)));
    base.value_name(value_name(&field.form)).action(if list { ArgAction::Append } else { ArgAction::Set })
}

fn choices(form: &Form) -> String {
    let all: Vec<String> = match form {
        Form::Choice(options) => options.iter().map(|(code, label)| format!("{code} {label}")).collect(),
        Form::Word(list) => lists::plain(list).map(|(code, name)| format!("{code} {name}")).collect(),
        _ => Vec::new(),
    };
    if all.is_empty() { String::new() } else { format!("：{}", all.join("、")) }
}

pub(super) fn value_name(form: &Form) -> String {
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
