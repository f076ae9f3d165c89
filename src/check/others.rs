//! C08: another student's name in this file, and minutes that lie in two files (guide 五(三)1 一人一案).

use std::cell::LazyCell;

use crate::case::people;
use crate::check::index::{Known, minutes_of};
use crate::check::prose::passages;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::{Fact, Record};
use crate::text::plain;

pub const CHECK: Check = Check {
    code: "C08",
    title: "档案里有其他学生",
    severity: Severity::Warning,
    page: include_str!("others.md"),
    lists: &["before", "after"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let own = LazyCell::new(|| own_names(view));
    let mut found = Vec::new();
    for record in view.records() {
        found.extend(named(view, record, &own));
        found.extend(copied(view, record));
    }
    found
}

/// Names that have their place in this file, whoever else bears them.
fn own_names(view: &View<'_>) -> Vec<String> {
    let mut names: Vec<String> = view.facts.people.names().map(str::to_owned).collect();
    for record in &view.case.records {
        if let Fact::Report(report) = &record.fact {
            names.extend([&report.finder].into_iter().chain(&report.source).map(|name| plain(name)));
        }
        names.extend(people::suspects(record).iter().map(|name| plain(name)));
    }
    names
}

type Names<F> = LazyCell<Vec<String>, F>;

fn named(view: &View<'_>, record: &Record, own: &Names<impl FnOnce() -> Vec<String>>) -> Option<Found> {
    let mut passages = passages(record).into_iter().filter(|passage| view.index.may_mention(passage.text));
    passages.find_map(|passage| {
        let text = plain(passage.text);
        let mut others = view.index.mentioned(&text).filter(|(_, other)| other.case != view.case.number);
        let (_, other) = others.find(|(at, other)| is_person(view, &text, *at, other, own))?;
        let message = format!("〔{}〕里写了另一名学生（档案 {}）的姓名", passage.label, other.case);
        let fix = "更正为不指名的说法（“一名同学”）；涉及多名学生的事，各写各的档案，用共同编号 event 相连";
        Some(Found::new(message, fix).of(record))
    })
}

/// Whether those letters are that student here: not part of a name that belongs into this file, not two letters
/// of some word, not the middle of a foreign word.
fn is_person(view: &View<'_>, text: &str, at: usize, other: &Known, own: &[String]) -> bool {
    let name = plain(&other.name);
    let (before, after) = (&text[..at], &text[at + name.len()..]);
    let within_own = own.iter().any(|own| {
        own.match_indices(&name)
            .any(|(inside, _)| before.ends_with(&own[..inside]) && after.starts_with(&own[inside + name.len()..]))
    });
    if within_own || own.contains(&name) {
        return false;
    }
    let joins = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '·');
    if joins(before.chars().next_back()) && name.is_ascii() || joins(after.chars().next()) {
        return false;
    }
    name.chars().count() > 2 || is_alone(text, &name) || is_introduced(view, before, after)
}

/// The whole of a field that holds a person.
fn is_alone(text: &str, name: &str) -> bool {
    text.trim() == name
}

/// Two letters may be any word; what stands around them must say that this is a person.
fn is_introduced(view: &View<'_>, before: &str, after: &str) -> bool {
    view.list(CHECK.code, "before").iter().any(|word| before.ends_with(word.as_str()))
        || view.list(CHECK.code, "after").iter().any(|word| after.starts_with(word.as_str()))
}

fn copied(view: &View<'_>, record: &Record) -> Option<Found> {
    let minutes = minutes_of(record)?;
    let other = view.index.with_minutes(&minutes).find(|other| other.case != view.case.number)?;
    let message = format!("同一份商议纪要也在档案 {} 里", other.case);
    let fix = "分开写：每份档案只写自己这名学生的决定，用共同编号 event 相连";
    Some(Found::new(message, fix).of(record))
}
