//! The text files of a bag: their encoding, `Label: value` lines, lines of a manifest.

use std::collections::BTreeMap;

use crate::disk::name::unfit;

/// What parts the words of a line.
const BLANKS: [char; 2] = [' ', '\t'];

/// `Label: value` of `bagit.txt` and `bag-info.txt`.
pub type Label = (String, String);

/// How the text files are written (RFC 8493 § 2.1.1): what `bagit.txt` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Utf16,
    Latin1,
}

impl Encoding {
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_uppercase().as_str() {
            "UTF-8" | "UTF8" | "US-ASCII" | "ASCII" => Some(Self::Utf8),
            "UTF-16" | "UTF-16LE" | "UTF-16BE" => Some(Self::Utf16),
            "ISO-8859-1" | "LATIN-1" | "LATIN1" => Some(Self::Latin1),
            _ => None,
        }
    }

    /// The letters; nothing where the bytes are not in this encoding.
    pub fn text(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').to_owned()),
            Self::Latin1 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Self::Utf16 => {
                let (is_little, rest) = match bytes {
                    [0xff, 0xfe, rest @ ..] => (true, rest),
                    // Without a mark the byte order is big, too (RFC 2781 § 4.3).
                    [0xfe, 0xff, rest @ ..] | rest => (false, rest),
                };
                let (pairs, odd) = rest.as_chunks::<2>();
                let unit =
                    |pair: &[u8; 2]| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
                let units: Vec<u16> = pairs.iter().map(unit).collect();
                odd.is_empty().then(|| String::from_utf16(&units).ok())?
            }
        }
    }
}

/// Lines end in CR, LF or CRLF (RFC 8493 § 2.1.1).
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = |letter| letter == '\n' || letter == '\r';
    let crlf = text.replace("\r\n", "\n").len() != text.len();
    let split: Vec<&str> =
        if crlf { text.split("\r\n").flat_map(|line| line.split(ends)).collect() } else { text.split(ends).collect() };
    split.into_iter().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty())
}

/// The labels of a metadata file; a line that is indented goes on with the value before it (RFC 8493 § 2.2.2). The
/// number of the first line that is neither.
pub fn info(text: &str) -> Result<Vec<Label>, usize> {
    let mut labels: Vec<Label> = Vec::new();
    for (at, line) in lines(text) {
        if line.starts_with([' ', '\t']) {
            let (_, value) = labels.last_mut().ok_or(at)?;
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (label, value) = line.split_once(':').ok_or(at)?;
        labels.push((label.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(labels)
}

/// A line of a manifest.
#[derive(PartialEq, Eq, Debug)]
pub struct Entry {
    /// In lower case.
    pub sum: String,
    /// As it is on a disk.
    pub path: String,
    /// As some tools write it: `*` before the path, for a file compared as bytes, or `./`.
    pub is_marked: bool,
}

/// `is_strict`: since version 1.0 a percent sign is written as `%25` (RFC 8493 § 2.1.3).
pub fn entry(line: &str, is_strict: bool) -> Option<Entry> {
    let (sum, written) = line.split_once(BLANKS)?;
    let written = written.trim_start_matches(BLANKS);
    let path = written.strip_prefix('*').unwrap_or(written);
    let path = path.strip_prefix("./").unwrap_or(path);
    let is_sum = !sum.is_empty() && sum.chars().all(|letter| letter.is_ascii_hexdigit());
    (is_sum && !path.is_empty()).then(|| Entry {
        sum: sum.to_lowercase(),
        path: decoded(path, is_strict),
        is_marked: path.len() < written.len(),
    })
}

/// `URL LENGTH PATH` of `fetch.txt` (RFC 8493 § 2.2.3): the path.
pub fn fetched(line: &str, is_strict: bool) -> Option<String> {
    let (url, rest) = line.split_once(BLANKS)?;
    let (length, path) = rest.trim_start_matches(BLANKS).split_once(BLANKS)?;
    let path = path.trim_start_matches(BLANKS);
    let is_length = length == "-" || length.chars().all(|letter| letter.is_ascii_digit());
    // An absolute address begins with its scheme (RFC 3986 § 4.3).
    let scheme = url.split_once(':').filter(|(_, rest)| !rest.is_empty())?.0;
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let path = path.strip_prefix("./").unwrap_or(path);
    (is_scheme && is_length && !path.is_empty()).then(|| decoded(path, is_strict))
}

fn decoded(path: &str, is_strict: bool) -> String {
    let breaks = path.replace("%0A", "\n").replace("%0a", "\n").replace("%0D", "\r").replace("%0d", "\r");
    if is_strict { breaks.replace("%25", "%") } else { breaks }
}

/// A path as a manifest writes it.
pub fn encoded(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

/// Whether a path stays in the bag whatever the system: relative, without `..`, a home or a drive (RFC 8493 § 5.2).
pub fn stays_inside(path: &str) -> bool {
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    !path.starts_with(['/', '\\', '~']) && !is_drive && !path.split(['/', '\\']).any(|part| part == ".." || part == ".")
}

/// Whether every system can keep a file under this path; Windows is the most particular.
pub fn fits_anywhere(path: &str) -> bool {
    path.split('/').all(|part| unfit(part).is_none())
}

/// Paths that fall on one another where letters have no case or an accent is a letter of its own.
pub fn clashes<'p>(paths: impl Iterator<Item = &'p String>) -> Vec<(&'p String, &'p String)> {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    let mut clashes = Vec::new();
    for path in paths {
        if let Some(other) = seen.insert(folded(path), path) {
            clashes.push((other, path));
        }
    }
    clashes
}

/// The path as the least particular of file systems compares it.
pub fn folded(path: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    path.nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, clashes, encoded, entry, fetched, fits_anywhere, info, lines, stays_inside};

    #[test]
    fn lines_of_a_manifest() {
        let read_as =
            |line: &str, is_strict| entry(line, is_strict).map(|entry| (entry.sum, entry.path, entry.is_marked));
        let read = |line: &str| read_as(line, true);
        let told = |sum: &str, path: &str, is_marked| Some((sum.to_owned(), path.to_owned(), is_marked));
        assert_eq!(read("ABCD  data/a b.txt"), told("abcd", "data/a b.txt", false));
        assert_eq!(read("abcd *data/a"), told("abcd", "data/a", true));
        assert_eq!(read("abcd\t./data/a"), told("abcd", "data/a", true));
        assert_eq!(read("abcd  data/a%0Ab%25c%0d"), told("abcd", "data/a\nb%c\r", false));
        assert_eq!(read("abcd  data/%250A"), told("abcd", "data/%0A", false));
        assert_eq!(read_as("abcd  data/a%25", false), told("abcd", "data/a%25", false), "before version 1.0");
        for line in ["abcd", "xyz  data/a", "  data/a", "abcd  "] {
            assert_eq!(read(line), None, "{line:?}");
        }
        for path in ["data/a\nb%c\r", "data/%0A", "data/100%"] {
            let line = format!("ab  {}", encoded(path));
            assert_eq!(read(&line), told("ab", path, false));
        }
    }

    #[test]
    fn lines_of_what_is_to_be_fetched() {
        for line in [
            "http://example.org/a 12 data/a b",
            "http://example.org/a\t-\tdata/a b",
            "http://example.org/a   12 \t data/a b",
            "file:///a 0 ./data/a b",
        ] {
            assert_eq!(fetched(line, true).as_deref(), Some("data/a b"), "{line:?}");
        }
        for line in
            ["http://example.org/a x data/a", "http://example.org/a 1", "a 1 data/a", "/a 1 data/a", ": 1 data/a"]
        {
            assert_eq!(fetched(line, true), None, "{line:?}");
        }
    }

    #[test]
    fn labels_and_their_values() {
        let read = |text| {
            info(text)
                .map(|labels| labels.into_iter().map(|(label, value)| format!("{label}={value}")).collect::<Vec<_>>())
        };
        assert_eq!(read("A: b\r\n  c\r\nA: d\n"), Ok(vec!["A=b c".to_owned(), "A=d".to_owned()]));
        assert_eq!(read(" a\n"), Err(1));
        assert_eq!(read("A: b\n\nno colon\n"), Err(3));
        assert_eq!(lines("a\r\nb\rc\n").collect::<Vec<_>>(), [(1, "a"), (2, "b"), (3, "c")]);
    }

    #[test]
    fn paths_that_leave_the_bag_or_fall_on_one_another() {
        for path in ["data/a", "data/a..b", "data/~a", "a"] {
            assert!(stays_inside(path), "{path}");
        }
        for path in
            ["/a", "../a", "data/../a", "~/a", "~user/a", "C:/a", "c:\\a", "data\\..\\a", "\\\\host\\a", "data/./a"]
        {
            assert!(!stays_inside(path), "{path}");
        }
        let paths = [
            "data/A".to_owned(),
            "data/a".to_owned(),
            "data/b".to_owned(),
            "data/e\u{301}".to_owned(),
            "data/\u{e9}".to_owned(),
        ];
        assert_eq!(clashes(paths.iter()).len(), 2);
    }

    #[test]
    fn names_that_not_every_system_keeps() {
        for path in ["data/卷内目录.html", "data/a b.txt", "data/.x", "data/console.txt", "data/com.txt"] {
            assert!(fits_anywhere(path), "{path}");
        }
        for path in
            ["data/a:b", "data/aux", "data/NUL.txt", "data/com1", "data/a.", "data/a /b", "data/a\nb", "data\\a"]
        {
            assert!(!fits_anywhere(path), "{path}");
        }
    }

    #[test]
    fn encodings() {
        assert_eq!(Encoding::named("utf-8"), Some(Encoding::Utf8));
        assert_eq!(Encoding::named("KOI8-R"), None);
        assert_eq!(Encoding::Utf16.text(b"\xfe\xff\0a\0b").as_deref(), Some("ab"));
        assert_eq!(Encoding::Utf16.text(b"\xff\xfea\0b\0").as_deref(), Some("ab"));
        assert_eq!(Encoding::Utf16.text(b"\0a\0b").as_deref(), Some("ab"));
        assert_eq!(Encoding::Utf16.text(b"\0a\0"), None);
        assert_eq!(Encoding::Latin1.text(b"\xe9").as_deref(), Some("\u{e9}"));
        assert_eq!(Encoding::Utf8.text(b"\xff"), None);
    }
}
