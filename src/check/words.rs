//! C25: words that the guide does not know. A level or dimension nobody defined counts for no duty, so it is said
//! aloud instead of being passed over.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape;

pub const CHECK: Check = Check {
    code: "C25",
    title: "指南里没有的词",
    severity: Severity::Warning,
    page: include_str!("words.md"),
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for seen in &view.facts.seen {
        let record = seen.record;
        let mut fields: Vec<&str> = seen.unknown.iter().map(|(field, _)| field.as_str()).collect();
        fields.dedup();
        for field in fields {
            let label = shape::label(&record.head.kind, field);
            let message = format!("〔{label}〕里有指南没有的词，没有计入任何职责");
            let fix = "用 crisis guide show 查看指南的用词，更正成其中之一；确需新词的，加到指南文件里";
            found.push(Found::new(message, fix).of(record));
        }
    }
    found
}
