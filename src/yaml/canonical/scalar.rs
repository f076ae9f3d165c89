//! Texts, whole numbers, `true` and `false`, as the program itself writes them.

use std::borrow::Cow;

use serde::de::Visitor;
use serde::de::value::{MapDeserializer, SeqDeserializer};

use super::Unread;

/// What stands behind a colon or a dash, as far as it is certain.
pub enum Scalar<'t> {
    Text(Cow<'t, str>),
    Whole(u64),
    Bool(bool),
    NoItems,
    NoEntries,
}

impl<'t> Scalar<'t> {
    pub fn visit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Self::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Self::Whole(number) => visitor.visit_u64(number),
            Self::Bool(yes) => visitor.visit_bool(yes),
            Self::NoItems => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<u8>())),
            Self::NoEntries => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(u8, u8)>())),
        }
    }
}

pub fn scalar(said: &str) -> Option<Scalar<'_>> {
    match said.chars().next()? {
        '"' => double_quoted(said).map(Scalar::Text),
        '\'' => single_quoted(said).map(Scalar::Text),
        '[' if said == "[]" => Some(Scalar::NoItems),
        '{' if said == "{}" => Some(Scalar::NoEntries),
        first if first.is_ascii_digit() => whole(said).or_else(|| moment(said)).or_else(|| after_digit(said)),
        first if first.is_ascii_alphabetic() || !(first.is_ascii() || first.is_whitespace()) => plain(said),
        _ => None,
    }
}

fn plain(said: &str) -> Option<Scalar<'_>> {
    match said {
        "true" => Some(Scalar::Bool(true)),
        "false" => Some(Scalar::Bool(false)),
        _ if is_reserved(said) || said.ends_with([' ', ':']) || is_divided(said) => None,
        _ => Some(Scalar::Text(Cow::Borrowed(said))),
    }
}

/// Holds what ends a key, or what begins a comment.
fn is_divided(said: &str) -> bool {
    said.as_bytes().windows(2).any(|pair| matches!(pair, b": " | b" #"))
}

/// Means something else than itself to some reader of YAML.
pub fn is_reserved(word: &str) -> bool {
    const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    word.len() <= 5 && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Digits alone; one that begins with a nought is something else to some readers.
fn whole(said: &str) -> Option<Scalar<'_>> {
    let is_plain =
        said.len() <= 15 && said.bytes().all(|byte| byte.is_ascii_digit()) && (said == "0" || !said.starts_with('0'));
    if is_plain { said.parse().ok().map(Scalar::Whole) } else { None }
}

/// A day and a time with its offset: a text to every reader, because of its colons.
fn moment(said: &str) -> Option<Scalar<'_>> {
    const SHAPE: &[u8] = b"0000-00-00T00:00+00:00";
    const WITH_SECONDS: &[u8] = b"0000-00-00T00:00:00+00:00";
    let fits = |shape: &[u8]| {
        let alike = |(byte, wanted): (u8, &u8)| match wanted {
            b'0' => byte.is_ascii_digit(),
            b'+' => byte == b'+' || byte == b'-',
            wanted => byte == *wanted,
        };
        said.len() == shape.len() && said.bytes().zip(shape).all(alike)
    };
    (fits(SHAPE) || fits(WITH_SECONDS)).then_some(Scalar::Text(Cow::Borrowed(said)))
}

/// A word that begins with a digit and is a number to no reader, because of a letter in it: `134da9e1`, `3次`.
fn after_digit(said: &str) -> Option<Scalar<'_>> {
    let is_based = said.starts_with('0') && said[1..].starts_with(['x', 'X', 'o', 'O', 'b', 'B']);
    let is_word = said.contains(|letter: char| letter.is_alphabetic() && !matches!(letter, 'e' | 'E'));
    if is_word && !is_based { plain(said) } else { None }
}

fn single_quoted(said: &str) -> Option<Cow<'_, str>> {
    let inner = said.strip_prefix('\'')?.strip_suffix('\'').filter(|_| said.len() > 1)?;
    if !inner.contains('\'') {
        return Some(Cow::Borrowed(inner));
    }
    let plain = inner.replace("''", "\u{0}");
    if plain.contains('\'') { None } else { Some(Cow::Owned(plain.replace('\u{0}', "'"))) }
}

fn double_quoted(said: &str) -> Option<Cow<'_, str>> {
    let inner = said.strip_prefix('"')?.strip_suffix('"').filter(|_| said.len() > 1)?;
    if !inner.contains(['\\', '"']) {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => text.push(match letters.next()? {
                '"' => '"',
                '\\' => '\\',
                'n' => '\n',
                't' => '\t',
                _ => return None,
            }),
            other => text.push(other),
        }
    }
    Some(Cow::Owned(text))
}
