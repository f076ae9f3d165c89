//! C04: words that would free the school of its liability (民法典 506: void, and they frighten families away).

use crate::check::prose::{Passage, mentions, passages};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape::{self, Trait};

pub const CHECK: Check = Check {
    code: "C04",
    title: "协议里有免责的话",
    severity: Severity::Error,
    page: include_str!("waiver_wording.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let words = view.words(CHECK.code);
    let mut found = Vec::new();
    for record in view.records() {
        let kind = &record.head.kind;
        if !shape::is(kind, Trait::Signed) {
            continue;
        }
        let concerned =
            |passage: &&Passage<'_>| shape::is_of_field(kind, passage.field, Trait::Signed) && !passage.of_others;
        for passage in passages(record).iter().filter(concerned) {
            let said = mentions(passage.text, words);
            let Some(first) = said.iter().find(|word| !word.is_denied() && !word.is_asked_for()) else { continue };
            let message = format!("〔{}〕里有免责的话“{}”，这样的约定无效", passage.label, first.word);
            let fix = "换一份写明双方责任、没有免责字句的协议重新签署，再记一次 agreement；原件照样保留";
            found.push(Found::new(message, fix).of(record));
        }
    }
    found
}
