//! C08: another student's name in this file, and minutes that lie in two files (guide 五(三)1 一人一案).

use std::cell::LazyCell;

use crate::case::people;
use crate::check::index::{Mentioned, minutes_of};
use crate::check::person::{LISTS, Surroundings};
use crate::check::prose::Told;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape;
use crate::record::{Fact, Record};
use crate::text::plain;

pub const CHECK: Check = Check {
    code: "C08",
    title: "档案里有其他学生",
    severity: Severity::Warning,
    page: include_str!("others.md"),
    lists: LISTS,
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let own = LazyCell::new(|| own_names(view));
    let mut found = Vec::new();
    for told in view.told() {
        found.extend(named(view, told, &own));
        found.extend(copied(view, told.record));
    }
    found
}

/// Names that have their place in this file, whoever else bears them.
fn own_names(view: &View<'_>) -> Vec<String> {
    let mut names: Vec<String> = view.facts.people.names().map(str::to_owned).collect();
    for record in &view.case.records {
        if let Fact::Report(report) = &record.fact {
            names.extend(report.finder.iter().chain(&report.source).map(|name| plain(name).into_owned()));
        }
        names.extend(people::suspects(record).iter().map(|name| plain(name).into_owned()));
    }
    names
}

type Names<F> = LazyCell<Vec<String>, F>;

fn named(view: &View<'_>, told: &Told<'_>, own: &Names<impl FnOnce() -> Vec<String>>) -> Option<Found> {
    let record = told.record;
    let original = match &record.fact {
        Fact::Material(material) => file_name(&material.name),
        _ => Vec::new(),
    };
    let original = original.into_iter().map(|part| (shape::label(&record.head.kind, "name"), part));
    let texts = told.passages.iter().map(|passage| (passage.label, passage.text)).chain(original);
    let mut texts = texts.filter(|(_, text)| view.index.may_mention(text));
    texts.find_map(|(label, text)| {
        let text = plain(text);
        let others = view.index.mentioned(&text).filter(|said| said.student.case != Some(&*view.case.number));
        let said = others.into_iter().find(|said| is_person(view, &text, said, own))?;
        let whose = said.student.case.map_or_else(String::new, |case| format!("（档案 {case}）"));
        let message = format!("〔{label}〕里写了另一名学生{whose}的姓名");
        let fix = "更正为不指名的说法（“一名同学”）；涉及多名学生的事，各写各的档案，用共同编号 event 相连";
        Some(Found::new(message, fix).of(record))
    })
}

/// The parts of a file's name, without what only sorts it: numbers, signs, the ending.
fn file_name(name: &str) -> Vec<&str> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_between = |letter: char| letter.is_ascii_digit() || "_-—+.()（）[]【】 ".contains(letter);
    stem.split(is_between).filter(|part| !part.is_empty()).collect()
}

/// Whether those letters are that student here: not part of a name that belongs into this file, not two letters
/// of some word, not the middle of a foreign word.
fn is_person(view: &View<'_>, text: &str, said: &Mentioned<'_>, own: &[String]) -> bool {
    let name = said.name;
    let (before, after) = (&text[..said.at], &text[said.at + name.len()..]);
    let within_own = own.iter().any(|own| {
        own.match_indices(name)
            .any(|(inside, _)| before.ends_with(&own[..inside]) && after.starts_with(&own[inside + name.len()..]))
    });
    if within_own {
        return false;
    }
    let joins = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_within_word = name.is_ascii() && (joins(before.chars().next_back()) || joins(after.chars().next()));
    if is_within_word || after.starts_with('·') {
        return false;
    }
    let is_name = |word: &str| own.iter().any(|own| own == word) || view.index.named(word).next().is_some();
    Surroundings::of(view, CHECK.code).tell_a_person(before, name, after, &is_name)
}

fn copied(view: &View<'_>, record: &Record) -> Option<Found> {
    let minutes = minutes_of(&record.fact, &record.body)?;
    let mut others = view.index.with_minutes(minutes);
    let other = others.find_map(|other| other.other_case(&view.case.number))?;
    let message = format!("同一份商议纪要也在档案 {other} 里");
    let fix = "分开写：每份档案只写自己这名学生的决定，用共同编号 event 相连";
    Some(Found::new(message, fix).of(record))
}
