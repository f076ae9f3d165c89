//! What follows from what was said, and need not be asked.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::form::Said;
use crate::guide::Guide;
use crate::office::materials::category_of;
use crate::office::referring::answering;
use crate::record::Record;

/// Who says of what it is a signed copy, or a piece, need not say what kind of material that is.
pub fn category(guide: &Guide, case: &Case, said: &Said, known: &Map<String, Value>) -> Said {
    let mut said = said.clone();
    if said.has("category") {
        return said;
    }
    let of = said.values.iter().find(|(field, _)| field == "of").and_then(|(_, values)| values.first());
    let as_the_whole = || known.get("category").and_then(Value::as_str).map(str::to_owned);
    let category = of.and_then(|id| category_of(guide, case, id)).or_else(as_the_whole);
    said.values.extend(category.map(|category| ("category".to_owned(), vec![category])));
    said
}

/// Only an answer was given: it belongs to the latest letter, whose institution and reason it repeats.
pub fn letter(said: &Said, letter: Option<&Record>) -> Said {
    let mut said = said.clone();
    let Some(letter) = letter else { return said };
    if said.file.is_some() || said.has("to") || said.has("reason") || !said.has("receipt") {
        return said;
    }
    for (field, text) in answering(letter) {
        if field == "letter" || !said.has(field) {
            said.values.push((field.to_owned(), vec![text]));
        }
    }
    said
}
