//! The names of all students, made plain by [`plain`], and where they stand in a text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::students::place;
use crate::text::bits::Bits;
use crate::text::{letters, plain, spellings};

#[derive(Default)]
pub struct Names {
    texts: String,
    /// In the order of their first two letters.
    all: Vec<Name>,
    /// The first two letters of names to the names that begin so; asked again and again, so by a quick hash.
    by_start: FxHashMap<(char, char), Range<usize>>,
    /// The first letters of names, however they are typed, and the second ones, made plain.
    firsts: Bits,
    seconds: Bits,
}

/// Where its text begins and ends, and whose it is.
#[derive(Clone, Copy)]
struct Name {
    from: u32,
    to: u32,
    student: u32,
}

impl Name {
    fn text(self, texts: &str) -> &str {
        &texts[self.from as usize..self.to as usize]
    }
}

impl Names {
    pub fn add(&mut self, name: &str, student: u32) {
        let from = place(self.texts.len());
        self.texts.push_str(&plain(name));
        let name = Name { from, to: place(self.texts.len()), student };
        let (first, second) = start(name.text(&self.texts));
        spellings(first).for_each(|first| self.firsts.insert(first as usize));
        self.seconds.insert(second as usize);
        self.all.push(name);
    }

    /// Before they are asked.
    pub fn sort(&mut self) {
        let Self { texts, all, by_start, .. } = self;
        let start = |name: &Name| start(name.text(texts));
        all.sort_by_key(start);
        let mut at = 0;
        for alike in all.chunk_by(|one, other| start(one) == start(other)) {
            by_start.insert(start(&alike[0]), at..at + alike.len());
            at += alike.len();
        }
        all.shrink_to_fit();
        by_start.shrink_to_fit();
        texts.shrink_to_fit();
    }

    fn beginning(&self, first: char, second: char) -> impl Iterator<Item = (&str, u32)> {
        let range = self.by_start.get(&(first, second)).cloned().unwrap_or_default();
        self.all[range].iter().map(|name| (name.text(&self.texts), name.student))
    }

    /// Everybody of exactly this name.
    pub fn of(&self, name: &str) -> impl Iterator<Item = u32> {
        let name = plain(name);
        let (first, second) = start(&name);
        self.beginning(first, second).filter(move |(known, _)| *known == name).map(|(_, student)| student)
    }

    /// Whether two letters of a text, however it is typed, begin the name of a student. Most texts have none.
    pub fn may_stand_in(&self, text: &str) -> bool {
        let begins =
            |(first, second)| self.seconds.has(second as usize) && self.by_start.contains_key(&(first, second));
        text.char_indices().filter(|(_, letter)| self.firsts.has(*letter as usize)).any(|(at, _)| {
            let mut letters = letters(&text[at..]);
            letters.next().zip(letters.next()).is_some_and(begins)
        })
    }

    /// Every place in a plain text where a name stands, as byte offset, with the name and whose it is.
    pub fn standing_in<'i>(&'i self, text: &'i str) -> impl Iterator<Item = (usize, &'i str, u32)> {
        let pairs = text.char_indices().zip(text.chars().skip(1));
        pairs.flat_map(move |((at, first), second)| {
            let stands = self.beginning(first, second).filter(move |(name, _)| text[at..].starts_with(name));
            stands.map(move |(name, student)| (at, name, student))
        })
    }
}

/// No text has the second letter of a name that has but one.
fn start(name: &str) -> (char, char) {
    let mut letters = name.chars();
    (letters.next().unwrap_or_default(), letters.next().unwrap_or_default())
}
