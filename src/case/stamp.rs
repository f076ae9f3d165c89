//! The stamp of `case.yaml`: its first line, a digest of the case number and everything below. A text that was changed,
//! cut off or put into another folder after the program wrote it does not bear its own. It proves nothing against
//! somebody who makes a new one; for that there is the history.

use crate::record::digest;

const MARK: &str = " crisis 核对码 ";

/// Whether a text is as the program wrote it for that case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stamp {
    /// It bears none: an older version or a person wrote it.
    #[default]
    None,
    Right,
    Wrong,
}

/// The text without its stamp.
pub fn unstamped(text: &str) -> &str {
    let (first, below) = divided(text);
    if is_stamp(first) { below } else { text }
}

/// The text with its stamp for a case.
pub fn stamped(number: &str, text: &str) -> String {
    let text = unstamped(text);
    format!("{}{text}", line(number, text))
}

pub fn of(number: &str, text: &str) -> Stamp {
    let (first, below) = divided(text);
    if !is_stamp(first) {
        Stamp::None
    } else if first == line(number, below) {
        Stamp::Right
    } else {
        Stamp::Wrong
    }
}

fn line(number: &str, text: &str) -> String {
    format!("#{MARK}{}\n", digest(format!("{number}\n{text}").as_bytes()))
}

/// The first line with its end, and what lies below.
fn divided(text: &str) -> (&str, &str) {
    text.split_at(text.find('\n').map_or(text.len(), |at| at + 1))
}

/// Also a damaged one is a stamp: its mark or either half of its digest is enough.
fn is_stamp(line: &str) -> bool {
    const HALF: usize = 32;
    let is_hex = |text: &str| text.len() == HALF && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let start = MARK.len() + 1;
    let half = |from: usize| line.get(from..from + HALF).is_some_and(is_hex);
    line.contains(MARK) || half(start) || half(start + HALF)
}

#[cfg(test)]
mod tests {
    use super::{Stamp, of, stamped, unstamped};

    #[test]
    fn a_text_bears_the_stamp_of_its_case_and_of_itself_alone() {
        let text = "student:\n  name: 某生\n";
        let written = stamped("2026-AAAA", text);
        assert_eq!(of("2026-AAAA", &written), Stamp::Right);
        assert_eq!(of("2026-BBBB", &written), Stamp::Wrong, "put into another folder");
        assert_eq!((of("2026-AAAA", text), unstamped(&written)), (Stamp::None, text));
        assert_eq!(stamped("2026-AAAA", &written), written);
        assert_eq!(of("2026-AAAA", written.trim_end()), Stamp::Wrong, "the end of the last line is a byte, too");
    }

    /// Whatever of it is left, it was one; and nothing else is.
    #[test]
    fn half_a_stamp_is_one() {
        let written = stamped("2026-AAAA", "student:\n  name: 某生\n");
        let mark = super::MARK.len() + 1;
        let spoil = |from: [usize; 2], to: [usize; 2]| {
            let mut bytes = written.clone().into_bytes();
            (from[0]..to[0]).chain(from[1]..to[1]).for_each(|at| bytes[at] = b'~');
            of("2026-AAAA", std::str::from_utf8(&bytes).unwrap())
        };
        assert_eq!(spoil([0, mark], [mark, mark + 32]), Stamp::Wrong, "the second half is left");
        assert_eq!(spoil([0, mark + 32], [mark, mark + 64]), Stamp::Wrong, "the first half is left");
        assert_eq!(spoil([mark, 0], [mark + 64, 0]), Stamp::Wrong, "the mark is left");
        assert_eq!(spoil([0, 0], [mark + 64, 0]), Stamp::None, "nothing is left");
        assert_eq!(spoil([0, mark + 63], [mark + 1, mark + 64]), Stamp::None, "neither half is whole");
        for text in [format!("# {}\n", "说明".repeat(30)), format!("student: {{ name: {} }}\n", "x".repeat(90))] {
            assert_eq!(of("2026-AAAA", &text), Stamp::None, "{text}");
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let written = stamped("2026-AAAA", "student:\n  name: 某生\n").into_bytes();
        for at in 0..written.len() {
            for bit in 0..8 {
                let mut bytes = written.clone();
                bytes[at] ^= 1 << bit;
                // What is no text is not read at all.
                let found = std::str::from_utf8(&bytes).map_or(Stamp::Wrong, |text| of("2026-AAAA", text));
                assert_eq!(found, Stamp::Wrong, "byte {at}, bit {bit}");
            }
        }
        let text = std::str::from_utf8(&written).unwrap();
        let cut = (0..text.len())
            .filter(|at| text.is_char_boundary(*at))
            .find(|at| of("2026-AAAA", &text[..*at]) == Stamp::Right);
        assert_eq!(cut, None);
    }
}
