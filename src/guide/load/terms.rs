//! What a guide calls things: no word that nothing ever says, no gap that no word fills.

use super::faults::Faults;
use super::{RawGuide, RawHead};
use crate::guide::terms::{PLAIN, gaps};

/// Whether the first minutes leave a gap for it.
pub(super) fn is_said(head: &RawHead, key: &str) -> bool {
    head.first_minutes.iter().any(|line| gaps(line.get_ref()).any(|gap| gap == key))
}

pub(super) fn check_terms(raw: &RawGuide, faults: &mut Faults<'_>) {
    let head = &raw.head;
    for (key, word) in head.terms.iter().filter(|(key, _)| !PLAIN.contains_key(*key) && !is_said(head, key)) {
        let all: Vec<&str> = PLAIN.keys().map(String::as_str).collect();
        let fix = format!("改成：{}；本校自己的模板要用的，写在 [own_terms] 里", all.join("、"));
        faults.at(word.span().start, key, format!("称呼“{key}”没有哪里用到"), fix);
    }
    for (key, word) in head.own_terms.iter().filter(|(key, _)| PLAIN.contains_key(*key)) {
        let what = format!("“{key}”是程序自己要说的称呼，不是本校模板另有的");
        faults.at(word.span().start, key, what, "移到 [terms] 里");
    }
    for (key, word) in head.terms.iter().chain(&head.own_terms).filter(|(_, word)| word.get_ref().trim().is_empty()) {
        faults.at(word.span().start, key, format!("称呼“{key}”是空的"), "写上本校的说法，或删去这一行");
    }
    let is_number = |key: &str| raw.number.iter().any(|number| number.get_ref().term == key);
    let is_filled = |key: &str| {
        PLAIN.contains_key(key) || head.terms.contains_key(key) || head.own_terms.contains_key(key) || is_number(key)
    };
    for line in &head.first_minutes {
        for gap in gaps(line.get_ref()).filter(|gap| !is_filled(gap)) {
            let fix = format!("在 [terms] 里写 {gap} = \"……\"，或改掉花括号里的字");
            let what = format!("first_minutes 里的 {{{gap}}} 没有称呼可换");
            faults.at(line.span().start, gap, what, fix);
        }
    }
}
