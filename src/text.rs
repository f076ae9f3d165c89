//! Letters that are the same to people and not to programs: full and half width, blanks, the look-alikes of a dot.

/// A full-width sign is the same key on another keyboard.
pub fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    }
}

/// A name, or a text in which names are looked for, as it is compared: without blanks within a line, in half width,
/// with one dot for all its look-alikes.
pub fn plain(text: &str) -> String {
    let shown = |letter: &char| *letter == '\n' || !letter.is_whitespace();
    let dot = |letter| if matches!(letter, '•' | '・' | '‧' | '∙' | '⋅' | '.') { '·' } else { letter };
    text.chars().filter(shown).map(narrow).map(dot).collect()
}

/// The same name written by two hands.
pub fn same_name(one: &str, other: &str) -> bool {
    plain(one.trim()) == plain(other.trim())
}

#[cfg(test)]
mod tests {
    use super::{plain, same_name};

    #[test]
    fn one_name_however_it_is_typed() {
        for other in ["阿依·古丽", " 阿依 •古丽", "阿依．古丽", "阿依.古丽\u{3000}"] {
            assert!(same_name("阿依・古丽", other), "{other}");
        }
        assert!(same_name("Ａｎｎａ", "Anna"));
        assert!(!same_name("阿依古丽", "阿依·古丽"));
        assert_eq!(plain("见 到\n了（某人）"), "见到\n了(某人)");
    }
}
