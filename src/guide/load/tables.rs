//! The tables of a guide file, each read by itself, so that what is wrong in one hides nothing that is wrong in another.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::faults::Faults;
use crate::error::Error;
use crate::guide::language::SECTIONS;

/// What the file holds, and which of its words could not be read: whoever names one of these is not at fault.
pub(super) struct Tables<'a> {
    root: Spanned<DeTable<'a>>,
    pub unread: BTreeSet<String>,
}

impl<'a> Tables<'a> {
    pub fn parse(text: &'a str, faults: &mut Faults<'_>) -> Option<Self> {
        match DeTable::parse(text) {
            Ok(root) => Some(Self { root, unread: BTreeSet::new() }),
            Err(error) => {
                let fault = faults.toml(&error);
                faults.found.push(fault);
                None
            }
        }
    }

    /// Whether it is there, in capitals or not.
    pub fn is_meant(&self, name: &str) -> bool {
        self.root.get_ref().keys().any(|key| key.get_ref().eq_ignore_ascii_case(name))
    }

    /// Every `[[name]]` that can be read.
    pub fn list<T: DeserializeOwned>(&mut self, name: &str, faults: &mut Faults<'_>) -> Vec<Spanned<T>> {
        let Some(list) = self.root.get_mut().remove(name) else { return Vec::new() };
        let span = list.span();
        let DeValue::Array(items) = list.into_inner() else {
            let fix = format!("写成 [[{name}]]，每一项一段");
            faults.say(&span, name, format!("“{name}”应当是一段一段的"), fix);
            return Vec::new();
        };
        let mut read = Vec::new();
        for item in items {
            let named = ["id", "code"].iter().find_map(|key| {
                let found = item.get_ref().as_table()?.get(*key)?.get_ref().as_str()?;
                Some(found.to_owned())
            });
            match one(item, false, faults) {
                Some(item) => read.push(item),
                None => self.unread.extend(named),
            }
        }
        read
    }

    /// Everything that is no list.
    pub fn head<T: DeserializeOwned>(self, faults: &mut Faults<'_>) -> Option<T> {
        let span = self.root.span();
        one(Spanned::new(span, DeValue::Table(self.root.into_inner())), true, faults).map(Spanned::into_inner)
    }
}

/// Reads one table. Keys that it does not know are told, all of them, and left out.
fn one<T: DeserializeOwned>(item: Spanned<DeValue<'_>>, is_head: bool, faults: &mut Faults<'_>) -> Option<Spanned<T>> {
    let span = item.span();
    let mut value = item.into_inner();
    let mut misspelt = false;
    loop {
        let copy = Spanned::new(span.clone(), value.clone());
        let error = match T::deserialize(ValueDeserializer::from(copy)) {
            Ok(read) => return Some(Spanned::new(span, read)),
            Err(error) => error,
        };
        let unknown = error.message().strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let key = unknown.and_then(|key| match &mut value {
            DeValue::Table(table) => table.remove(key).map(|_| key.to_owned()),
            _ => None,
        });
        // A required key that is misspelt is not missing as well.
        if key.is_some() || !(misspelt && error.message().starts_with("missing field")) {
            let fault = faults.toml(&error);
            let fault = elsewhere(fault, key.as_deref(), is_head);
            faults.found.push(with_start(fault, &error, &span, faults));
        }
        misspelt = true;
        key.as_ref()?;
    }
}

/// What to do about a key that belongs elsewhere: to the beginning of the file, or to no table that there is.
fn elsewhere(fault: Error, unknown: Option<&str>, is_head: bool) -> Error {
    let Some(key) = unknown else { return fault };
    let is_of_head = || SECTIONS.first().is_some_and(|head| head.keys.iter().any(|known| known.name == key));
    if is_head {
        let headings = SECTIONS.iter().map(|section| section.heading);
        let headings: Vec<&str> = headings.filter(|it| !it.is_empty() && *it != "[[clock]]").collect();
        let known = fault.fix.clone().unwrap_or_default();
        fault.fix(format!("大小写也要对；段有：{}；文件开头的键，{known}", headings.join("、")))
    } else if is_of_head() {
        fault.fix(format!("{key} 是文件开头的：移到文件最前面，任何一段（[[……]]）之前"))
    } else {
        fault
    }
}

/// Where the error itself names no place, that of the table.
fn with_start(fault: Error, error: &toml::de::Error, span: &std::ops::Range<usize>, faults: &Faults<'_>) -> Error {
    if error.span().is_some() { fault } else { fault.line(faults.line_of(span.start)) }
}
