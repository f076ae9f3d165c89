//! Lines that fit a screen: long ones go on below, set in. Chinese may break between any two characters that the rules
//! for line breaking (UAX #14) let part; words of letters, commands' options and paths stay whole, so that they can be
//! copied.

use std::borrow::Cow;

use unicode_linebreak::linebreaks;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How much further in a line goes on than it began.
const FURTHER: usize = 2;

/// The lines of a text, none wider than a screen where there is one.
pub fn folded(text: &str, width: Option<usize>) -> Cow<'_, str> {
    width.map_or(Cow::Borrowed(text), |width| Cow::Owned(fold(text, width)))
}

/// Each line of a text at most so many columns wide, where it can be broken.
fn fold(text: &str, width: usize) -> String {
    text.lines().map(|line| line_of(line, width)).collect::<Vec<_>>().join("\n")
}

/// As much of a line as there is room for; … says that there is more.
pub fn cut(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut cut = String::new();
    let mut column = "…".width();
    for letter in line.chars() {
        column += letter.width().unwrap_or(0);
        if column > width {
            break;
        }
        cut.push(letter);
    }
    cut + "…"
}

fn line_of(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let indent = line.len() - line.trim_start_matches(' ').len() + FURTHER;
    let mut folded = String::new();
    let mut column = 0;
    for piece in pieces(line) {
        if column + piece.trim_end().width() > width && column > indent {
            folded.truncate(folded.trim_end().len());
            folded.push('\n');
            folded.push_str(&" ".repeat(indent));
            column = indent;
        }
        folded.push_str(piece);
        column += piece.width();
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What is never broken.
fn pieces(line: &str) -> Vec<&str> {
    let mut from = line.len() - line.trim_start_matches(' ').len();
    let mut pieces = vec![&line[..from]];
    for (at, _) in linebreaks(line) {
        if at > from && may_break(line, at) {
            pieces.push(&line[from..at]);
            from = at;
        }
    }
    pieces.push(&line[from..]);
    pieces
}

/// After a blank, and beside a wide character that belongs to no path.
fn may_break(line: &str, at: usize) -> bool {
    let (before, after) = (line[..at].chars().next_back(), line[at..].chars().next());
    if before.is_some_and(char::is_whitespace) {
        return true;
    }
    let is_wide = |letter: Option<char>| letter.and_then(UnicodeWidthChar::width) == Some(2);
    (is_wide(before) || is_wide(after)) && !is_in_path(line, at)
}

fn is_in_path(line: &str, at: usize) -> bool {
    let ends = |letter: char| letter.is_whitespace() || "，。；：、（）〔〕《》“”？！　".contains(letter);
    let from = line[..at].rfind(ends).map_or(0, |place| place + line[place..].chars().next().map_or(1, char::len_utf8));
    let to = line[at..].find(ends).map_or(line.len(), |place| at + place);
    line.get(from..to).is_some_and(|word| word.contains(['/', '\\']))
}

#[cfg(test)]
mod tests {
    use super::{cut, fold};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn lines_go_on_below_where_they_may_break() {
        for (line, folded) in [
            ("短句", "短句"),
            ("一二三四五六七八九十", "一二三四五\n  六七八九\n  十"),
            ("  一二三，四五六", "  一二三，\n    四五六"),
            ("写一二三 crisis next 2026-QV87", "写一二三\n  crisis\n  next\n  2026-QV87"),
            ("→ /家/老师/档案/一", "→ /家/老师/档案/一"),
            ("在这里 cases/一/二三", "在这里\n  cases/一/二三"),
        ] {
            assert_eq!(fold(line, 10), folded);
        }
    }

    #[test]
    fn what_has_no_room_is_cut() {
        for (line, cut_to) in [
            ("一二", "一二"),
            ("一二三四五六", "一二三四…"),
            ("一2三4五6七", "一2三4五6…"),
            ("一二三四56", "一二三四56"),
            ("一二三四五", "一二三四五"),
            ("一二三四五6", "一二三四…"),
        ] {
            assert_eq!(cut(line, 10), cut_to);
        }
    }

    #[test]
    fn nothing_is_lost() {
        let line = "2026-QV87  报告〔D01 五(一)1〕 自 04-20 14:30 起，已过 60 天；有 eazv（还缺：依据）";
        for width in 8..100 {
            let folded = fold(line, width);
            let joined: String = folded.lines().map(str::trim).collect();
            assert_eq!(joined.replace(' ', ""), line.replace(' ', ""));
            assert!(width < 20 || folded.lines().all(|line| line.width() <= width), "{folded}");
        }
    }
}
