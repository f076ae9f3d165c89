//! What people read, and what is looked for, says something.

use std::ops::Range;

use super::RawGuide;
use super::faults::Faults;

pub(super) fn not_empty(raw: &RawGuide, faults: &mut Faults<'_>) {
    for (span, key, text) in texts(raw) {
        if text.trim().is_empty() {
            faults.say(&span, key, format!("“{key}”是空的"), format!("写上 {key}，或删去空的引号"));
        }
    }
}

/// Where it stands, under which key, and what it says.
fn texts(raw: &RawGuide) -> Vec<(Range<usize>, &'static str, &str)> {
    let head = &raw.head;
    let mut texts = vec![(0..0, "title", head.title.as_str()), (0..0, "edition", head.edition.as_str())];
    for (key, words) in [("nothing", &head.nothing), ("student", &head.people.student)] {
        texts.extend(words.iter().map(|word| (0..0, key, word.as_str())));
    }
    texts.extend(head.people.relations.iter().flatten().map(|word| (0..0, "relations", word.as_str())));
    for list in [&raw.axis, &raw.dimension, &raw.types, &raw.evidence] {
        texts.extend(list.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    }
    texts.extend(raw.role.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.group.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.level.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.material.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.word.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.field.iter().map(|item| (item.span(), "name", item.get_ref().name.as_str())));
    texts.extend(raw.number.iter().map(|item| (item.span(), "number", item.get_ref().number.as_str())));
    texts.extend(raw.clause.iter().map(|item| (item.span(), "title", item.get_ref().title.as_str())));
    texts.extend(raw.duty.iter().map(|item| (item.span(), "title", item.get_ref().title.as_str())));
    texts.extend(raw.school_duty.iter().map(|item| (item.span(), "title", item.get_ref().title.as_str())));
    for item in &raw.check {
        let check = item.get_ref();
        let words = check.words.iter().chain(check.lists.values().flat_map(|list| list.iter()));
        texts.extend(words.map(|word| (item.span(), "words", word.as_str())));
    }
    texts
}
