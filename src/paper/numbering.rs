//! Numbers of headings: `〇、` and `（〇）` at a heading's start stand for the next number of their rank, so that a
//! template may leave out a section without numbering the others anew. Numbers written out are left alone.

/// Counts the headings of one document.
#[derive(Default)]
pub struct Numbering {
    section: usize,
    clause: usize,
}

impl Numbering {
    /// Replaces the placeholder at the start of a heading's words; a new section starts its clauses at 一.
    pub fn apply(&mut self, words: &mut String) {
        if let Some(rest) = words.strip_prefix("〇、") {
            self.section += 1;
            self.clause = 0;
            *words = format!("{}、{rest}", chinese(self.section));
        } else if let Some(rest) = words.strip_prefix("（〇）") {
            self.clause += 1;
            *words = format!("（{}）{rest}", chinese(self.clause));
        }
    }
}

/// 1 to 99 in Chinese; no document has more sections, and what has would show plain digits.
pub fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..10, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}
