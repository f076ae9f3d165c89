//! C04: words that would free the school of its liability (民法典 506: void, and they frighten families away).

use crate::check::prose::{Passage, mentions};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape::{self, Trait};
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C04",
    title: "协议里有免责的话",
    severity: Severity::Error,
    page: include_str!("waiver_wording.md"),
    lists: &[],
    look: Look::Case(look),
};

const FIX: &str = "换一份写明双方责任、没有免责字句的协议重新签署，再记一次 agreement；原件照样保留";

fn look(view: &View<'_>) -> Vec<Found> {
    let words = view.words(CHECK.code);
    let mut found = Vec::new();
    for told in view.told() {
        let record = told.record;
        let kind = &record.head.kind;
        found.extend(of_paper(view, record).map(|found| found.of(record)));
        if !shape::is(kind, Trait::Signed) {
            continue;
        }
        let concerned =
            |passage: &&Passage<'_>| shape::is_of_field(kind, passage.field, Trait::Signed) && !passage.of_others;
        for passage in told.passages.iter().filter(concerned) {
            let said = passage.mentions(words);
            let Some(first) = said.iter().find(|word| !word.is_denied() && !word.is_asked_for()) else { continue };
            let message = format!("〔{}〕里有免责的话“{}”，这样的约定无效", passage.label, first.word);
            found.push(Found::new(message, FIX).of(record));
        }
    }
    found
}

/// What is known of a signed paper itself: its title, what is in it, what its file was called.
fn of_paper(view: &View<'_>, record: &Record) -> Option<Found> {
    let Fact::Material(material) = &record.fact else { return None };
    if !view.materials(CHECK.code).iter().any(|id| id == view.category(&material.category.0)) {
        return None;
    }
    let label = |field: &'static str| shape::label(&record.head.kind, field);
    let known = [
        (label("title"), material.title.as_deref()),
        (label("description"), material.description.as_deref()),
        (label("name"), Some(material.name.as_str())),
        ("内容", view.case.stored(&material.file).and_then(|stored| stored.text.as_deref())),
    ];
    known.into_iter().find_map(|(label, text)| {
        let said = mentions(text?, view.words(CHECK.code));
        let first = said.into_iter().find(|word| !word.is_denied() && !word.is_asked_for())?;
        let message = format!("文件的〔{label}〕里有免责的话“{}”，这样的约定无效", first.word);
        Some(Found::new(message, FIX))
    })
}
