//! The words that checks look for in what people wrote. Each has one place, however many lists name it, so that one
//! reading of a text tells all of them that stand in it.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use serde::{Deserialize, Serialize};

use crate::text::bits::Bits;
use crate::text::places;

/// A list of words that the guide gives a check.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct WordList {
    words: Vec<String>,
    /// Where each stands in the lexicon; none of a list that is not sought in every text.
    #[serde(skip)]
    places: Vec<u32>,
    /// The same as a set.
    #[serde(skip)]
    all_places: Bits,
}

impl WordList {
    pub const NONE: &'static Self = &Self { words: Vec::new(), places: Vec::new(), all_places: Bits::NONE };
}

impl Deref for WordList {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

/// Every word that is sought.
#[derive(Default)]
pub struct Lexicon {
    places: HashMap<String, u32>,
    /// Made when the first text is read: most commands read none. Nothing where nothing is sought.
    automaton: OnceLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>>,
}

impl Lexicon {
    /// The words of a list get their places.
    pub fn add(&mut self, list: &mut WordList) {
        let mut place = |word: &String| {
            let next = u32::try_from(self.places.len()).expect("a guide has no billions of words");
            *self.places.entry(word.clone()).or_insert(next)
        };
        list.places = list.words.iter().map(&mut place).collect();
        list.places.iter().for_each(|place| list.all_places.insert(*place as usize));
    }

    /// Which of its words stand in a text, and where.
    pub fn standing(&self, text: &str) -> Standing {
        let automaton = self.automaton.get_or_init(|| {
            let words = self.places.iter().filter(|(word, _)| !word.is_empty());
            // A filter of pairs of bytes costs more than it saves in a Chinese text.
            let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().use_prefilter(false);
            builder.build_with_values(words.map(|(word, place)| (word, *place))).ok()
        });
        let mut standing = Standing::default();
        for found in automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            standing.words.insert(found.value() as usize);
            standing.at.push(Stands { at: found.start(), end: found.end(), word: found.value() });
        }
        standing
    }
}

/// Which words stand in a text.
#[derive(Default)]
pub struct Standing {
    words: Bits,
    /// In the order of where they end.
    at: Vec<Stands>,
}

/// A word where it begins and ends, by its place in the lexicon.
struct Stands {
    at: usize,
    end: usize,
    word: u32,
}

impl Standing {
    /// The words of a list that stand in the text of which this was told, in the order of the list.
    pub fn of<'w>(&self, list: &'w WordList, text: &str) -> impl Iterator<Item = &'w str> {
        let is_sought = !list.places.is_empty();
        // Most texts have no word of the list.
        let words = if is_sought && !self.words.meets(&list.all_places) { &[][..] } else { &list.words[..] };
        let stands = move |at: usize, word: &str| {
            list.places.get(at).map_or_else(|| text.contains(word), |place| self.words.has(*place as usize))
        };
        words.iter().enumerate().filter(move |(at, word)| stands(*at, word)).map(|(_, word)| word.as_str())
    }

    /// Where words of the lists begin and end in that text, in the order of where they begin.
    pub fn places(&self, lists: &[&WordList], text: &str) -> Vec<(usize, usize)> {
        let is_meant = |stands: &&Stands| lists.iter().any(|list| list.all_places.has(stands.word as usize));
        let sought = self.at.iter().filter(is_meant).map(|stands| (stands.at, stands.end));
        let others = lists.iter().filter(|list| list.places.is_empty()).flat_map(|list| &list.words);
        let mut places: Vec<_> = sought.chain(places(text, others.map(String::as_str))).collect();
        places.sort_unstable();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, WordList};

    fn list(words: &[&str]) -> WordList {
        WordList { words: words.iter().map(|word| (*word).to_owned()).collect(), ..WordList::default() }
    }

    #[test]
    fn every_word_is_found_also_within_another() {
        let mut lists = [list(&["打", "打人", "殴打"]), list(&["殴打", "没有的"]), list(&["人"])];
        let mut lexicon = Lexicon::default();
        lists[..2].iter_mut().for_each(|list| lexicon.add(list));
        for (text, standing) in [
            ("他殴打人", [&["打", "打人", "殴打"][..], &["殴打"], &["人"]]),
            ("别人的话", [&[], &[], &["人"]]),
            ("", [&[], &[], &[]]),
        ] {
            let found = lexicon.standing(text);
            assert_eq!(lists.each_ref().map(|list| found.of(list, text).collect::<Vec<_>>()), standing, "{text}");
        }
        let text = "人人殴打人";
        let places =
            |of: &[usize]| lexicon.standing(text).places(&of.iter().map(|at| &lists[*at]).collect::<Vec<_>>(), text);
        assert_eq!(places(&[0]), [(6, 12), (9, 12), (9, 15)]);
        assert_eq!(places(&[1, 2]), [(0, 3), (3, 6), (6, 12), (12, 15)]);
        assert_eq!(Lexicon::default().standing("殴打").of(&lists[2], "打人").count(), 1);
    }
}
