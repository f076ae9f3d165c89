//! The reference of the guide language says what the loader accepts: all of it and nothing else.

use std::collections::BTreeSet;

use crate::common::cases::{WORDS, read_guide};
use crisis::guide::language::{BEINGS, DUES, Key, MARKS, MATCHERS, SECTIONS, STARTS};
use crisis::guide::pattern::{self, Being};
use crisis::guide::{DUE_KEYS, DUE_WORDS, FROM_WORDS};

fn names(keys: &'static [Key]) -> BTreeSet<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// The keys that the loader offers where it does not know one.
fn offered(heading: &str) -> BTreeSet<String> {
    let (guide, overlay) = match heading {
        "[[clock]]" => (format!("{WORDS}duty = []"), Some("[[clock]]\nzzz = 1\n")),
        _ => (format!("{heading}\nzzz = 1\n"), None),
    };
    let faults = read_guide(&guide, overlay).err().unwrap();
    let fault = faults.into_iter().find(|fault| fault.what.contains("zzz"));
    let fix = fault.unwrap_or_else(|| panic!("{heading} takes zzz")).fix.unwrap();
    let (_, list) = fix.rsplit_once("：").unwrap_or_else(|| panic!("{heading}: {fix}"));
    list.split([',', '、']).map(|key| key.trim().to_owned()).collect()
}

#[test]
fn the_reference_names_every_key_that_the_loader_accepts() {
    for section in SECTIONS {
        let known: BTreeSet<String> = section.keys.iter().map(|key| key.name.to_owned()).collect();
        assert_eq!(offered(section.heading), known, "{}", section.heading);
    }
    let set = |words: &[&'static str]| words.iter().copied().collect::<BTreeSet<&str>>();
    assert_eq!(names(MARKS), set(&pattern::MARKS));
    assert_eq!(names(MATCHERS), set(&pattern::MATCHERS));
    assert_eq!(names(STARTS), set(&FROM_WORDS));
    assert_eq!(names(DUES), set(&[&DUE_WORDS[..], &DUE_KEYS[..]].concat()));
    assert_eq!(names(BEINGS), Being::ALL.iter().map(|(name, _)| *name).collect());
}

#[test]
fn every_list_of_a_guide_file_has_its_section() {
    let guide: toml::Table = include_str!("../../templates/guides/shiyan.toml").parse().unwrap();
    for (key, value) in guide {
        let heading = if value.is_array() && value[0].is_table() { format!("[[{key}]]") } else { String::new() };
        let section = SECTIONS.iter().find(|section| section.heading == heading).unwrap_or_else(|| panic!("{heading}"));
        assert!(!heading.is_empty() || section.keys.iter().any(|known| known.name == key), "{key}");
    }
}

#[test]
fn every_example_can_be_read() {
    for section in SECTIONS.iter().filter(|section| !section.heading.is_empty()) {
        for key in section.keys {
            let example: toml::Table = key.example.parse().unwrap_or_else(|error| panic!("{}: {error}", key.name));
            assert!(example.contains_key(key.name), "{} {}", section.heading, key.name);
        }
    }
    let guide = include_str!("../../templates/guides/shiyan.toml");
    let with = |when: &str, rest: &str| {
        let duty = format!(
            "{guide}\n[[duty]]\ncode = \"D99\"\ntitle = \"某\"\nclause = \"二(三)\"\nwhen = [{{ kind = \"{when}\" }}]\nneeds = [{{ kind = \"transfer\" }}]\n{rest}\n"
        );
        read_guide(&duty, None).err().map(|faults| faults[0].to_string())
    };
    // What is promised is a next date, and a report has none.
    for key in DUES.iter().chain(STARTS).filter(|key| key.name != "promised") {
        let due = match key.example.strip_prefix("from = ") {
            Some(from) => format!("due = {{ within = \"1d\", from = {from} }}"),
            None => key.example.to_owned(),
        };
        assert_eq!(with("report", &due), None, "{}", key.example);
    }
    assert_eq!(with("assessment", "due = \"promised\""), None);
    let duty = SECTIONS.iter().find(|section| section.heading == "[[duty]]").unwrap();
    for key in duty.keys.iter().filter(|key| {
        !["code", "title", "clause", "when", "needs", "never", "due", "declined", "moves_on"].contains(&key.name)
    }) {
        assert_eq!(with("assessment", &format!("due = \"at_once\"\n{}", key.example)), None, "{}", key.example);
    }
}

/// A blank in the place of a word names nothing, also where something has no mark of its own.
#[test]
fn an_empty_word_names_nothing() {
    let guide = crate::common::cases::default_guide();
    assert!(guide.materials.iter().any(|material| material.mark.is_empty()));
    for list in ["material", "role", "level", "type"] {
        for blank in ["", " ", "\u{3000}"] {
            assert_eq!(guide.code(list, blank), None, "{list}");
        }
    }
}
