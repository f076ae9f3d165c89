//! Letters that are the same to people and not to programs: full and half width, blanks, the look-alikes of a dot.

use std::borrow::Cow;

pub mod bits;
pub mod encoding;
pub mod fold;
pub mod markdown;
pub mod table;

/// A full-width sign is the same key on another keyboard.
pub fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

/// What divides the cells of a table in a text: whichever of tabulator, comma and semicolon stands most often.
pub fn divided_by(text: &str) -> char {
    let count = |sign: char| text.chars().filter(|letter| *letter == sign).count();
    ['\t', ',', ';'].into_iter().max_by_key(|sign| (count(*sign), *sign == ',')).unwrap_or(',')
}

/// A cell of a table in a text; what a spreadsheet would count as a formula stays a text there.
pub fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

/// A name, or a text in which names are looked for, as it is compared: without blanks within a line, in half width,
/// with one dot for all its look-alikes.
///
/// Most names are plain as they are written.
pub fn plain(text: &str) -> Cow<'_, str> {
    let Some(at) = text.char_indices().find(|(_, own)| letter(*own) != Some(*own)).map(|(at, _)| at) else {
        return Cow::Borrowed(text);
    };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..at]);
    plain.extend(letters(&text[at..]));
    Cow::Owned(plain)
}

/// The letters of [`plain`], one by one.
pub fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(letter)
}

/// Every letter that [`plain`] makes this one.
pub fn spellings(plain: char) -> impl Iterator<Item = char> {
    let wide = char::from_u32(u32::from(plain) + 0xfee0).filter(|wide| narrow(*wide) != *wide);
    let dots = if plain == '·' { &DOTS[..] } else { &[] };
    [plain].into_iter().chain(wide).chain(dots.iter().copied())
}

/// What stands between the parts of a name.
const DOTS: [char; 7] = ['•', '・', '‧', '∙', '⋅', '.', '．'];

fn letter(letter: char) -> Option<char> {
    match letter {
        // Most of what is written here: always itself.
        '\u{3400}'..='\u{9fff}' | '\n' => Some(letter),
        dot if DOTS.contains(&dot) => Some('·'),
        other if other.is_whitespace() => None,
        other => Some(narrow(other)),
    }
}

/// Where words begin and end in a text, word by word.
pub fn places<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = (usize, usize)> {
    words.flat_map(move |word| text.match_indices(word).map(|(at, word)| (at, at + word.len())))
}

/// The words of a line; quotes of either sort hold words together. Nothing where they don't come in pairs.
pub fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for letter in line.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            (letter, _) => word.push(letter),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    quote.is_none().then_some(words)
}

/// The same name written by two hands.
pub fn same_name(one: &str, other: &str) -> bool {
    plain(one.trim()) == plain(other.trim())
}

#[cfg(test)]
mod tests {
    use super::{letter, plain, same_name, spellings};

    #[test]
    fn one_name_however_it_is_typed() {
        for other in ["阿依·古丽", " 阿依 •古丽", "阿依．古丽", "阿依.古丽\u{3000}"] {
            assert!(same_name("阿依・古丽", other), "{other}");
        }
        assert!(same_name("Ａｎｎａ", "Anna"));
        assert!(!same_name("阿依古丽", "阿依·古丽"));
        assert_eq!(plain("见 到\n了（某人）"), "见到\n了(某人)");
    }

    #[test]
    fn every_spelling_of_a_letter_is_known() {
        for own in '\0'..=char::MAX {
            let is_known = letter(own).is_none_or(|plain| spellings(plain).any(|spelling| spelling == own));
            assert!(is_known, "{own:?}");
        }
    }
}
