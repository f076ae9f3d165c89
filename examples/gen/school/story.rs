//! A life told of one student: sections become record files, linked by their digests.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use crisis::front_matter;
use crisis::record::digest;

use super::life::Section;
use super::person::Person;
use super::random::Random;
use super::{NOW, material, words};

/// Letters of a record's number, as the program draws them.
const RECORD_LETTERS: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";

/// What all the texts of a case have in common.
pub struct Setting<'a> {
    pub person: &'a Person,
    pub anchor: NaiveDate,
    /// Added to every time of day.
    pub minutes: i64,
    /// In KiB; what a life itself files is smaller.
    pub scan: usize,
}

/// The files of a case under their plain names.
#[derive(Default)]
pub struct Folder {
    pub about: String,
    pub pages: Vec<Page>,
    pub materials: Vec<(String, Vec<u8>)>,
}

pub struct Page {
    pub label: String,
    pub path: String,
    pub text: String,
}

pub fn tell(setting: &Setting<'_>, about: &str, sections: &[Section], random: &mut Random) -> Folder {
    let ids = ids(sections, random);
    let mut folder = Folder { about: fill(about, setting, random, &mut |_| None), ..Folder::default() };
    let mut prev: Option<String> = None;
    for section in sections {
        let id = ids[section.label.as_str()].clone();
        let mut known = BTreeMap::new();
        if section.kind == "material" {
            let scan = section.label.starts_with("scan").then_some(setting.scan * 1024);
            let bytes = material::pdf(scan.unwrap_or_else(|| 500 + random.below(1500)), random);
            let name = format!("materials/{id}-file.pdf");
            known = BTreeMap::from([
                ("file".to_owned(), name.clone()),
                ("sha256".to_owned(), digest(&bytes)),
                ("size".to_owned(), bytes.len().to_string()),
            ]);
            folder.materials.push((name, bytes));
        }
        let text = fill(&section.text, setting, random, &mut |word| match word.strip_prefix("of ") {
            Some(label) => ids.get(label).map(|id| quoted(id)),
            None => known.get(word).cloned(),
        });
        let yaml = with_own_fields(section, &id, &text, prev.as_deref());
        let body = section.body.clone().unwrap_or_else(|| words::body(random));
        let text = front_matter::join(&yaml, &body);
        prev = Some(digest(text.as_bytes()));
        let at = text.split("\nat: ").nth(1).expect("every record says when");
        let path = format!("records/{}-{}-{id}.md", &at[..10], section.kind);
        folder.pages.push(Page { label: section.label.clone(), path, text });
    }
    folder
}

fn ids<'s>(sections: &'s [Section], random: &mut Random) -> BTreeMap<&'s str, String> {
    let mut taken = BTreeSet::new();
    let mut ids = BTreeMap::new();
    for section in sections {
        let mut id = String::new();
        while id.is_empty() || !taken.insert(id.clone()) {
            id = (0..4).map(|_| char::from(RECORD_LETTERS[random.below(RECORD_LETTERS.len())])).collect();
        }
        ids.insert(section.label.as_str(), id);
    }
    ids
}

/// As YAML: a number that could be taken for one is quoted.
fn quoted(id: &str) -> String {
    if id.parse::<f64>().is_ok() { format!("\"{id}\"") } else { id.to_owned() }
}

/// In the order of the file, as the program writes them.
fn with_own_fields(section: &Section, id: &str, text: &str, prev: Option<&str>) -> String {
    let start = text.find("\nwritten: ").expect("every record says when it was written") + 1;
    let end = start + text[start..].find('\n').map_or(text.len() - start, |end| end + 1);
    let prev = prev.map(|prev| format!("prev: {prev}\n")).unwrap_or_default();
    let (kind, episode) = (&section.kind, &section.episode);
    let id = quoted(id);
    format!("id: {id}\nkind: {kind}\nepisode: {episode}\n{}{prev}{}", &text[..end], &text[end..])
}

/// Puts words where the angle brackets are.
fn fill(
    text: &str,
    setting: &Setting<'_>,
    random: &mut Random,
    known: &mut dyn FnMut(&str) -> Option<String>,
) -> String {
    let mut parts = text.split('<');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_once('>').expect("what is opened is closed");
        let said = match word.strip_prefix("say ") {
            Some(group) => Some(words::say(group, random).to_owned()),
            None => setting.person.word(word).or_else(|| known(word)).or_else(|| time(word, setting)),
        };
        filled.push_str(&said.unwrap_or_else(|| panic!("nobody knows what <{word}> is")));
        filled.push_str(rest);
    }
    filled
}

/// `3 21:40`, `3`, `now-2 16:30`, `now+12`.
fn time(word: &str, setting: &Setting<'_>) -> Option<String> {
    let (day, clock) = word.split_once(' ').map_or((word, None), |(day, clock)| (day, Some(clock)));
    let day = match day.strip_prefix("now") {
        Some(days) => NOW[..10].parse::<NaiveDate>().ok()? + TimeDelta::days(days.parse().ok()?),
        None => setting.anchor + TimeDelta::days(day.parse().ok()?),
    };
    let Some(clock) = clock else { return Some(day.to_string()) };
    let at = NaiveDateTime::parse_from_str(&format!("{day} {clock}"), "%Y-%m-%d %H:%M").ok()?;
    Some(format!("{}+08:00", (at + TimeDelta::minutes(setting.minutes)).format("%Y-%m-%dT%H:%M")))
}
