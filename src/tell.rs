//! A record in words: every field with its label, codes as the guide's words, times as people read them.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::guide::{Guide, Severity};
use crate::record::amendment::Amended;
use crate::record::shape::{self, Field, Form, OWN};
use crate::record::{Fact, Kind, Record};
use crate::time::{Moment, Zone};

/// Label and text of everything that the record itself says, in the order of the file. What an amendment changed is
/// told beside the record that it changed, not by the names of its fields.
pub fn fields(guide: &Guide, zone: Zone, record: &Record) -> Vec<(String, String)> {
    let is_addition = |field: &Field| matches!(&record.fact, Fact::Amendment(amendment) if amendment.wrong.is_none() && field.name == "right");
    let said = |(field, value): (&'static Field, &Value)| match &field.form {
        // What the guide adds is told under its own name, as if the kind had it.
        Form::Pairs(names, all) if field.name == OWN => {
            let pairs = sorted(guide, names.as_deref(), value.as_object().into_iter().flatten());
            let told = |(code, value): (&String, &Value)| {
                let form = guide.beside(names.as_deref(), code, all);
                (
                    names.as_deref().map_or(code.as_str(), |names| guide.name(names, code)).to_owned(),
                    text(guide, zone, form, value),
                )
            };
            pairs.into_iter().map(told).collect()
        }
        form => {
            let label = if is_addition(field) { "补充了什么" } else { field.label() };
            vec![(label.to_owned(), text(guide, zone, form, value))]
        }
    };
    let about = if matches!(record.fact, Fact::Withdrawal(_)) { "取出的材料记录" } else { "所更正的记录" };
    let amends = record.head.amends.iter().map(|id| (about.to_owned(), id.clone()));
    amends.chain(told(record).flat_map(said)).collect()
}

fn told(record: &Record) -> impl Iterator<Item = (&'static Field, &Value)> {
    let is_told =
        |field: &&Field| !matches!(record.fact, Fact::Amendment(_)) || !CHANGES.contains(&field.name.as_str());
    let fields = shape::telling(&record.head.kind).filter(is_told);
    fields.filter_map(|field| Some((field, record.fields.get(&field.name)?)))
}

/// The same in a line, what says most first: levels, then what somebody wrote, the longest before the others, then the
/// rest. What only the program computed is no part of it.
pub fn gist(guide: &Guide, zone: Zone, record: &Record) -> String {
    let rank = |form: &Form| match form {
        form if shape::vocabularies(form).contains(&"level") => 0,
        Form::List(inner) if inner.is_text() => 1,
        form if form.is_text() => 1,
        _ => 2,
    };
    let told = told(record).filter(|(field, _)| !field.read_only);
    let told = told.map(|(field, value)| (rank(&field.form), text(guide, zone, &field.form, value)));
    let mut told: Vec<_> = told.chain([(1, record.body.clone())]).filter(|(_, said)| !said.is_empty()).collect();
    // Whoever wrote most about something thought most of it.
    told.sort_by_key(|(rank, said)| (*rank, Reverse(said.chars().count())));
    let told: Vec<&str> = told.iter().flat_map(|(_, said)| said.lines()).map(str::trim).collect();
    told.join("；")
}

/// The fields of an amendment that say what it changes.
const CHANGES: [&str; 4] = ["set", "add", "clear", "retract"];

/// A field before and after a correction, in words. None: it said nothing.
#[derive(Serialize)]
pub struct Change {
    pub label: String,
    pub was: Option<String>,
    pub now: Option<String>,
}

/// What was done to the record, in a word.
pub fn correcting(step: &Amended) -> &'static str {
    match (&step.by.fact, &step.after) {
        (Fact::Withdrawal(_), _) => "取出",
        (_, None) => "作废",
        _ if step.by.text("wrong").is_some() => "更正",
        _ => "补充",
    }
}

/// Why: what was wrong, or what was added, where that does not itself say all of it.
pub fn why<'s>(step: &'s Amended, changes: &[Change]) -> &'s str {
    let right = || step.by.text("right").filter(|_| step.after.is_none() || !changes.is_empty());
    step.by.text("wrong").or_else(|| step.by.text("why")).or_else(right).unwrap_or_default()
}

/// What an amendment changed of a record; nothing where it took it back.
pub fn changes(guide: &Guide, zone: Zone, step: &Amended) -> Vec<Change> {
    let Some(after) = &step.after else { return Vec::new() };
    let said = |record: &Record, field: &Field| {
        record.fields.get(&field.name).map(|value| text(guide, zone, &field.form, value))
    };
    let changed = |field: &&Field| step.before.fields.get(&field.name) != after.fields.get(&field.name);
    let change = |field: &Field| Change {
        label: field.label().to_owned(),
        was: said(&step.before, field),
        now: said(after, field),
    };
    shape::of_name(&step.before.head.kind).iter().filter(changed).map(change).collect()
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { label, was, now } = self;
        match (was, now) {
            (Some(was), Some(now)) => write!(out, "{label}：{was} → {now}"),
            (Some(was), None) => write!(out, "{label}：{was} →（清空）"),
            (None, now) => write!(out, "{label}：（原来没有）→ {}", now.as_deref().unwrap_or_default()),
        }
    }
}

/// What the school calls a kind of record, or what the program does.
pub fn kind(guide: &Guide, name: &str) -> String {
    let own = || Kind::named(name).map_or(name.to_owned(), |kind| kind.title().to_owned());
    guide.kinds.get(name).cloned().unwrap_or_else(own)
}

/// Whether an episode goes on, in words.
pub const fn episode(open: bool) -> &'static str {
    if open { "进行中" } else { "已结束" }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Notice => "提示",
    }
}

pub fn text(guide: &Guide, zone: Zone, form: &Form, value: &Value) -> String {
    match (form, value) {
        (Form::Word(vocabulary), Value::String(code)) => guide.name(vocabulary, code).to_owned(),
        (Form::Choice(options), Value::String(code)) => {
            options.iter().find(|(known, _)| known == code).map_or(code.clone(), |(_, label)| label.clone())
        }
        (Form::Moment, Value::String(at)) => {
            at.parse::<Moment>().map_or_else(|_| at.clone(), |moment| moment.text(zone))
        }
        (_, Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        (Form::List(inner), Value::Array(items)) => {
            items.iter().map(|item| text(guide, zone, inner, item)).collect::<Vec<_>>().join("；")
        }
        (Form::Table(fields), Value::Object(entry)) => {
            let is_time =
                |field: &&Field| matches!(field.form, Form::Day | Form::Moment) && entry.contains_key(&field.name);
            let begin = fields.iter().find(is_time).map(|field| &field.name);
            let part = |field: &Field| {
                let part = text(guide, zone, &field.form, entry.get(&field.name)?);
                // A second time in one entry is the end of what began with the first.
                let is_end = is_time(&field) && begin != Some(&field.name);
                Some(if is_end { format!("至 {part}") } else { part })
            };
            fields.iter().filter_map(part).collect::<Vec<_>>().join(" ")
        }
        (Form::Pairs(names, inner), Value::Object(pairs)) => pairs_text(guide, zone, names.as_deref(), inner, pairs),
        (_, Value::String(plain)) => plain.clone(),
        (_, other) => other.to_string(),
    }
}

/// In the guide's order, and then what the guide does not know.
fn sorted<'p>(
    guide: &Guide,
    names: Option<&str>,
    pairs: impl Iterator<Item = (&'p String, &'p Value)>,
) -> Vec<(&'p String, &'p Value)> {
    let order = |code: &str| names.and_then(|names| guide.words(names).position(|(known, _)| known == code));
    let mut sorted: Vec<(&String, &Value)> = pairs.collect();
    sorted.sort_by_key(|(code, _)| order(code).unwrap_or(usize::MAX));
    sorted
}

fn pairs_text(
    guide: &Guide,
    zone: Zone,
    names: Option<&str>,
    inner: &Form,
    pairs: &serde_json::Map<String, Value>,
) -> String {
    let told = sorted(guide, names, pairs.iter()).into_iter().map(|(code, value)| {
        let name = names.map_or(code.as_str(), |names| guide.name(names, code));
        format!("{name}：{}", text(guide, zone, inner, value))
    });
    told.collect::<Vec<_>>().join("；")
}
