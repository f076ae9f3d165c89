//! What is new, gone and changed from one guide file to another, key by key, in the words that the files themselves use.

use std::collections::BTreeSet;

use serde::Serialize;
use toml::{Table, Value};

use crate::guide::language::{self, SECTIONS};

/// One table, or one key of what stands above all tables, that is not the same in both.
#[derive(Serialize)]
pub struct Change {
    /// `[[duty]]`; empty for what stands above all tables.
    pub heading: String,
    /// Its id, code or key.
    pub code: String,
    /// What the newer guide calls it, or else the older.
    pub name: String,
    pub sort: Sort,
    /// Of what is changed.
    pub keys: Vec<Changed>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    New,
    Gone,
    Changed,
}

#[derive(Serialize)]
pub struct Changed {
    pub key: String,
    /// What the key is called; empty where it has no word of its own.
    pub label: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// In the order of the newer file; what is gone comes after what is there.
pub fn compare(old: &Table, new: &Table) -> Vec<Change> {
    let mut changes = Vec::new();
    let lists: Vec<&str> = SECTIONS.iter().map(|section| section.heading).collect();
    for heading in lists {
        match heading.strip_prefix("[[").and_then(|name| name.strip_suffix("]]")) {
            Some(name) => changes.extend(of_list(heading, items(old, name), items(new, name))),
            None if heading.is_empty() => changes.extend(of_head(old, new)),
            None => {}
        }
    }
    changes
}

fn items<'t>(table: &'t Table, name: &str) -> Vec<&'t Table> {
    let list = table.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_table).collect()
}

fn text<'t>(item: &'t Table, keys: &[&str]) -> &'t str {
    keys.iter().find_map(|key| item.get(*key)?.as_str()).unwrap_or_default()
}

/// Levels of two axes may have one id, words of two lists, and fields of two kinds.
fn code(heading: &str, item: &Table) -> String {
    let own = text(item, &["code", "id", "duty", "term"]);
    let within = if heading == "[[field]]" { "kind" } else { "" };
    match text(item, &["axis", "list", within]) {
        "" => own.to_owned(),
        within => format!("{within}/{own}"),
    }
}

fn of_list(heading: &str, old: Vec<&Table>, new: Vec<&Table>) -> Vec<Change> {
    let change = |item: &Table, sort: Sort, keys: Vec<Changed>| Change {
        heading: heading.to_owned(),
        code: code(heading, item),
        name: text(item, &["title", "name"]).to_owned(),
        sort,
        keys,
    };
    let mut changes = Vec::new();
    for item in &new {
        match old.iter().find(|other| code(heading, other) == code(heading, item)) {
            None => changes.push(change(item, Sort::New, Vec::new())),
            Some(other) => {
                let keys = keys(heading, other, item);
                if !keys.is_empty() {
                    changes.push(change(item, Sort::Changed, keys));
                }
            }
        }
    }
    let gone = old.iter().filter(|item| !new.iter().any(|other| code(heading, other) == code(heading, item)));
    changes.extend(gone.map(|item| change(item, Sort::Gone, Vec::new())));
    changes
}

fn keys(heading: &str, old: &Table, new: &Table) -> Vec<Changed> {
    let all: BTreeSet<&String> = new.keys().chain(old.keys()).collect();
    let differs = |key: &&String| old.get(*key) != new.get(*key);
    let told = |value: Option<&Value>| value.map(spelt);
    let changed = all.into_iter().filter(differs).map(|key| Changed {
        key: key.clone(),
        label: language::label(heading, key).to_owned(),
        old: told(old.get(key)),
        new: told(new.get(key)),
    });
    changed.collect()
}

/// Text as people read it, everything else as the file spells it.
fn spelt(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The keys above all tables; of `[terms]`, `[people]`, `[kinds]` each by itself.
fn of_head(old: &Table, new: &Table) -> Vec<Change> {
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_table));
    let all: BTreeSet<&String> = new.keys().chain(old.keys()).collect();
    let mut changes = Vec::new();
    for key in all {
        let (before, after) = (old.get(key), new.get(key));
        if before == after || before.or(after).is_some_and(is_list) {
            continue;
        }
        let sort = match (before, after) {
            (None, _) => Sort::New,
            (_, None) => Sort::Gone,
            _ => Sort::Changed,
        };
        let keys = match (before.and_then(Value::as_table), after.and_then(Value::as_table)) {
            (Some(before), Some(after)) => keys(&format!("[{key}]"), before, after),
            _ => {
                vec![Changed { key: key.clone(), label: String::new(), old: before.map(spelt), new: after.map(spelt) }]
            }
        };
        let name = language::label("", key).to_owned();
        changes.push(Change { heading: String::new(), code: key.clone(), name, sort, keys });
    }
    changes
}
