//! C05: a student talked out of the school, or let back in only against a waiver (未成年人保护法 28, 义务教育法 27).

use crate::check::prose::Passage;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Record;
use crate::record::shape::{self, Trait};

pub const CHECK: Check = Check {
    code: "C05",
    title: "劝退，或以免责作为返校的条件",
    severity: Severity::Error,
    page: include_str!("return_condition.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for told in view.told() {
        let record = told.record;
        let kind = &record.head.kind;
        if !shape::is(kind, Trait::Decided) {
            continue;
        }
        let is_decided = |passage: &&Passage<'_>| shape::is_of_field(kind, passage.field, Trait::Decided);
        let concerned = told.passages.iter().filter(is_decided);
        found.extend(concerned.filter_map(|passage| in_passage(view, record, passage)));
    }
    found
}

fn in_passage(view: &View<'_>, record: &Record, passage: &Passage<'_>) -> Option<Found> {
    let said = passage.mentions(view.words(CHECK.code));
    let first = said.iter().find(|word| !word.is_denied() && !word.is_asked_for())?;
    let message = format!("〔{}〕里写了“{}”：学生的去留不能这样附条件", passage.label, first.word);
    let fix = "撤回这一条件，写明凭什么材料、由谁评估、怎样支持返校；做过的事如实保留，用更正补记";
    Some(Found::new(message, fix).of(record))
}
