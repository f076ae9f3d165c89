//! The YAML that this program itself writes, read exactly and fast, straight into the type that is wanted: block mappings
//! and lists, plain words, whole numbers, `true` and `false`, quoted texts, literal blocks; above them lines that begin
//! with `#`. Anything else, however right, is left to the full parser; a test holds that both agree on all that is
//! accepted here.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use self::scalar::{Scalar, is_reserved, scalar};
use super::Placed;

mod scalar;

/// The document as a value; nothing where the full parser must be asked.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let mut lines = Vec::with_capacity(ends.clone().count() + 1);
    let may_have_control = may_have_control(text);
    let ends = ends.chain((!text.ends_with('\n')).then_some(text.len()));
    let mut start = 0;
    for end in ends {
        let line = &text[std::mem::replace(&mut start, end + 1)..end];
        let line = line.strip_suffix('\r').unwrap_or(line);
        if may_have_control && has_control(line) {
            return None;
        }
        let content = line.trim_start_matches(' ');
        lines.push(Line { indent: line.len() - content.len(), content });
    }
    let is_comment = |line: &&Line<'_>| line.indent == 0 && line.content.starts_with('#');
    let mut reader = Reader { lines: &lines, at: lines.iter().take_while(is_comment).count() };
    reader.peek(0)?;
    let value = T::deserialize(Node { reader: &mut reader, said: Said::Mapping { first: None, indent: 0 } }).ok()?;
    (reader.at == lines.len()).then_some(value)
}

/// Whether there is a control character, or what breaks a line for some readers and not for others (U+2028, U+2029, the
/// byte order mark), found in the bytes.
fn has_control(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().any(|byte| *byte < b' ' || *byte == 0x7f)
        || bytes.windows(2).any(|pair| pair[0] == 0xc2 && pair[1] < 0xa0)
        || bytes.windows(3).any(|three| matches!(three, [0xe2, 0x80, 0xa8 | 0xa9] | [0xef, 0xbb, 0xbf]))
}

/// The same of a whole text, quickly: `false` is certain. Never ends early, so that many bytes are compared at once.
fn may_have_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_control = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f || byte == 0xc2;
    let breaks = |byte: u8, next: u8| (byte == 0x80 && next & 0xfe == 0xa8) || (byte == 0xbb && next == 0xbf);
    let controls = bytes.iter().fold(0, |found, &byte| found | u8::from(is_control(byte)));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let broken = pairs.fold(0, |found, (&byte, &next)| found | u8::from(breaks(byte, next)));
    controls | broken != 0
}

#[derive(Clone, Copy)]
struct Line<'t> {
    indent: usize,
    content: &'t str,
}

struct Reader<'l, 't> {
    lines: &'l [Line<'t>],
    at: usize,
}

impl<'t> Reader<'_, 't> {
    /// The next line, if it stands at this depth.
    fn peek(&self, indent: usize) -> Option<&'t str> {
        self.lines
            .get(self.at)
            .filter(|line| line.indent == indent && !line.content.is_empty())
            .map(|line| line.content)
    }

    /// The line that begins what stands further in.
    fn inner(&self, indent: usize) -> Option<Line<'t>> {
        self.lines.get(self.at).copied().filter(|line| line.indent > indent && !line.content.is_empty())
    }

    /// A literal block without the end of its last line. Its first line says how far in it stands; blank lines at
    /// either end are the full parser's.
    fn literal(&mut self, indent: usize) -> Option<String> {
        let depth = self.inner(indent)?.indent;
        let mut text = String::new();
        let mut blank = 0;
        while let Some(line) = self.lines.get(self.at) {
            if line.content.is_empty() {
                if line.indent > 0 {
                    return None;
                }
                blank += 1;
                self.at += 1;
                continue;
            }
            if line.indent < depth {
                break;
            }
            for _ in 0..blank + usize::from(!text.is_empty()) {
                text.push('\n');
            }
            blank = 0;
            text.extend(std::iter::repeat_n(' ', line.indent - depth));
            text.push_str(line.content);
            self.at += 1;
        }
        (blank == 0).then_some(text)
    }
}

/// Something to be read: what is said of it so far, and the lines that follow.
struct Node<'r, 'l, 't> {
    reader: &'r mut Reader<'l, 't>,
    said: Said<'t>,
}

#[derive(Clone, Copy)]
enum Said<'t> {
    /// Behind a colon or a dash that stands so far in.
    Beside { text: &'t str, indent: usize },
    /// Nothing behind the colon of a key that stands so far in.
    Further { indent: usize },
    /// A mapping so far in; its first entry may stand beside a dash.
    Mapping { first: Option<&'t str>, indent: usize },
}

/// Not for this reader; nobody asks why.
#[derive(Debug)]
struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("left to the full parser")
    }
}

impl std::error::Error for Unread {}

impl serde::de::Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'t> Node<'_, '_, 't> {
    /// A text, where it is one; otherwise the node again.
    fn scalar(&mut self) -> Option<Result<Scalar<'t>, Unread>> {
        let Said::Beside { text, indent } = self.said else { return None };
        Some(match text {
            "|" => self.reader.literal(indent).map(|text| Scalar::Text(Cow::Owned(text + "\n"))).ok_or(Unread),
            "|-" => self.reader.literal(indent).map(|text| Scalar::Text(Cow::Owned(text))).ok_or(Unread),
            said => scalar(said).ok_or(Unread),
        })
    }
}

impl<'de> Deserializer<'de> for Node<'_, '_, 'de> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Unread> {
        let Self { reader, said } = match self.scalar() {
            Some(scalar) => return scalar?.visit(visitor),
            None => self,
        };
        match said {
            Said::Mapping { first, indent } => visitor.visit_map(Entries::new(reader, first, indent)),
            Said::Further { indent } => {
                let inner = reader.inner(indent).ok_or(Unread)?;
                if inner.content.starts_with("- ") {
                    visitor.visit_seq(Items { reader, indent: inner.indent })
                } else {
                    visitor.visit_map(Entries::new(reader, None, inner.indent))
                }
            }
            Said::Beside { .. } => Err(Unread),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name != Placed::NAME {
            return visitor.visit_newtype_struct(self);
        }
        // The lines before it and its own have been read.
        let line = self.reader.at;
        match self.scalar() {
            Some(Ok(Scalar::Text(Cow::Borrowed(text)))) => {
                visitor.visit_map(MapDeserializer::new(std::iter::once((text, line))))
            }
            _ => Err(Unread),
        }
    }

    /// A list of values is none, whatever its fields are.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        let is_list = match self.said {
            Said::Beside { text, .. } => text != "{}",
            Said::Further { indent } => self.reader.inner(indent).is_some_and(|line| line.content.starts_with('-')),
            Said::Mapping { .. } => false,
        };
        if is_list { Err(Unread) } else { self.deserialize_any(visitor) }
    }

    /// A word for one of several; one that holds more is left to the full parser.
    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        match self.scalar() {
            Some(Ok(Scalar::Text(Cow::Borrowed(text)))) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Some(Ok(Scalar::Text(Cow::Owned(text)))) => visitor.visit_enum(StringDeserializer::new(text)),
            _ => Err(Unread),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// A word of small letters and figures, and what stands behind its colon.
fn keyed(line: &str) -> Option<(&str, &str)> {
    let is_of_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let end = line.bytes().position(|byte| !is_of_key(byte))?;
    Some((&line[..end], line[end..].strip_prefix(':')?))
}

/// The entries of a mapping, each key at the same depth.
struct Entries<'r, 'l, 't> {
    reader: &'r mut Reader<'l, 't>,
    first: Option<&'t str>,
    indent: usize,
    /// Nobody may say the same twice.
    keys: Vec<&'t str>,
    value: Said<'t>,
}

impl<'r, 'l, 't> Entries<'r, 'l, 't> {
    fn new(reader: &'r mut Reader<'l, 't>, first: Option<&'t str>, indent: usize) -> Self {
        Self { reader, first, indent, keys: Vec::with_capacity(16), value: Said::Further { indent } }
    }

    /// `key: value`, or `key:` with what belongs to it further in.
    fn key(&mut self) -> Result<Option<&'t str>, Unread> {
        let indent = self.indent;
        let content = match self.first.take() {
            Some(first) => first,
            None => match self.reader.peek(indent).filter(|content| !content.starts_with('-')) {
                Some(content) => {
                    self.reader.at += 1;
                    content
                }
                // An empty mapping is said otherwise.
                None if self.keys.is_empty() => return Err(Unread),
                None => return Ok(None),
            },
        };
        let (key, rest) = keyed(content).ok_or(Unread)?;
        let is_key = key.starts_with(|letter: char| letter.is_ascii_lowercase())
            && !is_reserved(key)
            && !self.keys.contains(&key);
        self.value = match rest.strip_prefix(' ') {
            Some(text) => Said::Beside { text, indent },
            None if rest.is_empty() => Said::Further { indent },
            None => return Err(Unread),
        };
        if !is_key {
            return Err(Unread);
        }
        self.keys.push(key);
        Ok(Some(key))
    }
}

impl<'t> MapAccess<'t> for Entries<'_, '_, 't> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, seed: K) -> Result<Option<K::Value>, Unread> {
        let Some(key) = self.key()? else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        seed.deserialize(Node { reader: &mut *self.reader, said: self.value })
    }
}

/// The items of a list, each behind a dash at the same depth.
struct Items<'r, 'l, 't> {
    reader: &'r mut Reader<'l, 't>,
    indent: usize,
}

impl<'t> SeqAccess<'t> for Items<'_, '_, 't> {
    type Error = Unread;

    /// A scalar, or a mapping whose first entry stands beside the dash.
    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Unread> {
        let Some(content) = self.reader.peek(self.indent) else { return Ok(None) };
        let text = content.strip_prefix("- ").ok_or(Unread)?;
        self.reader.at += 1;
        let begins_map = keyed(text).is_some_and(|(key, rest)| {
            (rest.is_empty() || rest.starts_with(' ')) && !key.bytes().any(|byte| byte.is_ascii_digit())
        });
        let said = if begins_map {
            Said::Mapping { first: Some(text), indent: self.indent + 2 }
        } else {
            Said::Beside { text, indent: self.indent }
        };
        seed.deserialize(Node { reader: &mut *self.reader, said }).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Placed, read};
    use crate::yaml;

    /// What is accepted here means the same to the full parser.
    fn agree(text: &str) {
        if let Some(value) = read::<Value>(text) {
            let full: Result<Value, _> = yaml::read(text, 1);
            assert_eq!(full.ok(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_the_program_writes_is_read() {
        let record = json!({
            "id": "m4t9", "episode": 1, "at": "2026-03-05T21:40+08:00", "reached": true, "said": "她说：“好的”",
            "saw": "第一行\n\n  第二行", "notified": [{ "role": "principal", "who": "林样本", "at": "2026-03-05" }, { "role": "team" }],
            "prev": "134da9e127f0fa30a734f25dcd5cf4bf92e43baff5e00c5645a85629309306c1", "quoted": "“好”，她说", "times": "3次",
            "decisions": ["一", "二: 三", "四 # 五", "- 六", "007", "1e5", "null"], "level": { "risk": "high" }, "none": [],
        });
        let text = yaml::write(&record).unwrap();
        assert_eq!(read(&text), Some(record.clone()), "{text}");
    }

    #[test]
    fn a_struct_is_written_by_its_names() {
        #[derive(serde::Deserialize, Default, PartialEq, Debug)]
        #[serde(default)]
        struct Whole {
            part: Part,
        }
        #[derive(serde::Deserialize, Default, PartialEq, Debug)]
        #[serde(default)]
        struct Part {
            name: String,
        }
        let named = Whole { part: Part { name: "甲".to_owned() } };
        assert_eq!(read::<Whole>("part:\n  name: 甲\n"), Some(named));
        assert_eq!(read::<Whole>("part: {}\n"), Some(Whole::default()));
        for text in ["part:\n  - 甲\n", "part: []\n", "part: 甲\n"] {
            assert_eq!(read::<Whole>(text), None, "{text:?}");
            assert!(yaml::read::<Whole>(text, 1).is_err(), "{text:?}");
        }
    }

    #[test]
    fn both_readers_know_on_which_line_a_text_stands() {
        type Roles = std::collections::BTreeMap<String, Vec<std::collections::BTreeMap<String, Placed>>>;
        let places = |roles: Roles| {
            let all = roles.into_values().flatten().flatten();
            all.map(|(key, placed)| (key, placed.text, placed.line)).collect::<Vec<_>>()
        };
        let text = "# 备注\n#\na:\n  - b: 甲\n    c: \"2026-03-05\"\nd:\n  - b: 乙 丙\n";
        let expected = [("b", "甲", 4), ("c", "2026-03-05", 5), ("b", "乙 丙", 7)];
        let expected = expected.map(|(key, text, line)| (key.to_owned(), text.to_owned(), line));
        assert_eq!(read::<Roles>(text).map(places).unwrap(), expected);
        assert_eq!(yaml::read::<Roles>(text, 1).map(places).unwrap(), expected);
        assert!(read::<Roles>("a:\n  - b: |-\n      甲\n").is_none(), "the full parser's");
    }

    #[test]
    fn control_characters_are_known_by_their_bytes() {
        let is_one = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}');
        for letter in (0..=0xffff).filter_map(char::from_u32) {
            let text = format!("甲{letter}乙");
            assert_eq!(super::has_control(&text), is_one(letter), "{letter:?}");
            let is_certain = letter != '\n' && is_one(letter);
            assert!(super::may_have_control(&text) || !is_certain, "{letter:?}");
            assert!(super::may_have_control(&letter.to_string()) || !is_certain, "{letter:?}");
        }
    }

    #[test]
    fn what_is_not_certain_is_left_to_the_full_parser() {
        for text in [
            "",
            "a: b: c\n",
            "a: &x 1\n",
            "a: [1, 2]\n",
            "a: 'b\n",
            "a: b\n  c\n",
            "a: 1\na: 2\n",
            "- a\n",
            "a:\n",
            "a: ~\n",
            "a: 0x10\n",
            "a: 1.5\n",
            "a: 0b1c\n",
            "a: 1e5\n",
            "a: 12 # d\n",
            "a: 2026-03-05\n",
            "a: \u{3000}b\n",
            "a: |+\n  b\n",
            "a: b # c\n",
            "a: b\n# c\n",
            "a:\n  # c\n  b: d\n",
            " # c\na: b\n",
            "a: \"\\x41\"\n",
            "A: b\n",
            "a:\tb\n",
            "yes: 1\n",
        ] {
            assert_eq!(read::<Value>(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn both_readers_agree_on_what_begins_with_a_digit(word in "[0-9][0-9a-fA-FxoXO_.:+eEiInN次-]{0,6}") {
            agree(&format!("a: {word}\n"));
        }

        #[test]
        fn both_readers_agree_on_texts(text in "(#[ -~甲]{0,4}\n){0,2}[a-c]{1,2}:( |\n  )(- )?[a-z0-9:#'\"\\\\| 甲。\\-~\\[\\]{}.]{0,12}\n([ab]: [|>]-?\n  [a甲 ]{0,4}\n(  b)?\n)?") {
            agree(&text);
        }

        #[test]
        fn both_readers_agree_on_what_is_written(one in "\\PC{0,24}", other in "[甲乙 \n:#'\"-]{0,24}", number in 0u64..u64::MAX) {
            let value = json!({ "a": one, "b": [other.clone(), { "c": other, "d": number }], "e": { "f": one } });
            if let Ok(text) = yaml::write(&value) {
                agree(&text);
            }
        }
    }
}
