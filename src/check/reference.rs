//! C27: a field that should name a record of this case, or a piece of its evidence, and names none.

use serde_json::Value;

use crate::case::Case;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape::{self, Field};
use crate::record::{Record, record_of};

pub const CHECK: Check = Check {
    code: "C27",
    title: "所指的记录不在这份档案里",
    severity: Severity::Error,
    page: include_str!("reference.md"),
    lists: &[],
    look: Look::Case(look),
};

const FIX: &str = "核对编号（crisis show {case}），用更正改成要指的那一条；证据写成 记录编号/第几件";

/// What stands for all that came before, instead of a number.
const ALL: [&str; 2] = ["yes", "true"];

/// A field of a record that names another one, and what it names.
pub struct Reference<'r> {
    field: &'static Field,
    pub name: &'r str,
}

impl<'r> Reference<'r> {
    /// The record, without the piece of evidence.
    pub fn id(&self) -> &'r str {
        record_of(self.name)
    }
}

/// Everything that a record names.
pub fn references(record: &Record) -> impl Iterator<Item = Reference<'_>> {
    let fields = shape::of_name(&record.head.kind).iter().filter(|field| field.names.is_some());
    fields.flat_map(|field| {
        let names: Vec<&str> = match record.fields.get(&field.name) {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let names = names.into_iter().map(str::trim).filter(|name| !name.is_empty() && !ALL.contains(name));
        names.map(move |name| Reference { field, name })
    })
}

/// Whether a record of the case other than a filed document of the same sort speaks of this one.
pub fn is_named(case: &Case, id: &str) -> bool {
    case.records.iter().any(|record| references(record).any(|reference| reference.id() == id))
}

/// What a record names and the case does not have: the flag of the field, and what is wrong. What can't be read may be
/// what is meant.
pub fn dangling(case: &Case, record: &Record) -> Option<(String, &'static str)> {
    if !case.is_read() {
        return None;
    }
    references(record).find_map(|reference| {
        let (what, severity) = fault(case, &reference)?;
        (severity == Severity::Error).then(|| (format!("--{}", reference.field.flag), what))
    })
}

fn look(view: &View<'_>) -> Vec<Found> {
    if !view.case.is_read() {
        return Vec::new();
    }
    let wrong = |record: &'_ Record| {
        let named = references(record).filter_map(|reference| {
            let (what, severity) = fault(view.case, &reference)?;
            let message = format!("〔{}〕{what}", reference.field.label());
            Some(Found::new(message, FIX).at_most(severity).of(record))
        });
        named.collect::<Vec<_>>()
    };
    view.records().flat_map(wrong).collect()
}

fn fault(case: &Case, reference: &Reference<'_>) -> Option<(&'static str, Severity)> {
    let id = reference.id();
    let Some(meant) = case.record(id) else {
        let was_there = case.written.iter().any(|record| record.head.id == id);
        return Some(if was_there {
            ("指的记录已经作废", Severity::Warning)
        } else {
            ("指的记录不在这份档案里", Severity::Error)
        });
    };
    let item = reference.name.split_once('/').map(|(_, item)| item.trim());
    if item.is_some_and(|item| meant.head.evidence.iter().all(|evidence| evidence.id != item)) {
        return Some(("指的那条记录里没有这一件", Severity::Error));
    }
    let kinds = reference.field.names.as_deref().unwrap_or_default();
    let is_other = !kinds.is_empty() && !kinds.contains(&meant.head.kind);
    is_other.then_some(("指的不是这一种记录", Severity::Warning))
}
