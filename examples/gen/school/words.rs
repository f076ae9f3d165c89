//! Invented phrases and sentences, from `words.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::random::Random;

static GROUPS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let groups = include_str!("words.txt").split("= ").skip(1);
    groups
        .map(|group| {
            let mut lines = group.lines();
            (lines.next().unwrap_or_default(), lines.collect())
        })
        .collect()
});

/// One phrase of a group.
pub fn say(group: &str, random: &mut Random) -> &'static str {
    let phrases = GROUPS.get(group).unwrap_or_else(|| panic!("there is no group of words called {group}"));
    random.pick(phrases)
}

/// Paragraphs of 1 to 3 KB.
pub fn body(random: &mut Random) -> String {
    let length = 1000 + random.below(1800);
    let lines = &GROUPS["line"];
    // Their number is a prime, so that every step comes by all of them before any comes again.
    let (start, step) = (random.below(lines.len()), 1 + random.below(lines.len() - 1));
    let mut text = String::with_capacity(length + 200);
    let mut sentences = 0;
    while text.len() < length {
        if sentences > 0 && sentences % 5 == 0 {
            text.push_str("\n\n");
        }
        text.push_str(&numbered(lines[(start + sentences * step) % lines.len()], random));
        sentences += 1;
    }
    text
}

/// `<in 2 5>` in a sentence is a number from 2 to 5.
fn numbered(sentence: &str, random: &mut Random) -> String {
    let mut parts = sentence.split("<in ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (range, rest) = part.split_once('>').expect("a number between angle brackets");
        let (from, to) = range.split_once(' ').expect("two numbers");
        let (from, to): (usize, usize) = (from.parse().expect("a number"), to.parse().expect("a number"));
        text.push_str(&(from + random.below(to - from + 1)).to_string());
        text.push_str(rest);
    }
    text
}
