//! What a record's file is called, and the other way round: a sealed record has no telling name, so its plain one is
//! made again from its first lines. Looks at single lines only; what a record means is found out elsewhere.

use std::borrow::Cow;

use crate::front_matter;
use crate::time::{Moment, Zone};

/// What the first lines say that names depend on.
pub struct Signs {
    pub id: String,
    pub kind: String,
    pub at: Moment,
    /// The filed document, of a record that files one.
    pub file: Option<String>,
}

/// Of the whole text of a record, or of its beginning. `None` where a name can't be made of it.
pub fn signs(head: &[u8]) -> Option<Signs> {
    // What is no text keeps what its first lines say.
    let whole = simdutf8::basic::from_utf8(head).map(Cow::Borrowed);
    let text = whole.unwrap_or_else(|_| String::from_utf8_lossy(head));
    let yaml = front_matter::split(&text).ok()?.yaml;
    let id = value(yaml, "id").filter(|id| is_plain(id))?.to_owned();
    let kind = value(yaml, "kind").filter(|kind| is_plain(kind))?.to_owned();
    let at = value(yaml, "at")?.parse().ok()?;
    Some(Signs { id, kind, at, file: value(yaml, "file").map(str::to_owned) })
}

/// Within the case folder.
pub fn path(at: Moment, kind: &str, id: &str, zone: Zone) -> String {
    format!("records/{}-{kind}-{id}.md", at.date(zone))
}

/// The plain value of a key that begins its line.
pub fn value<'a>(yaml: &'a str, key: &str) -> Option<&'a str> {
    let value = yaml.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = value.split(" #").next().unwrap_or(value);
    Some(value.trim().trim_matches(['"', '\'']))
}

/// Safe as a part of a file name on every system.
pub fn is_plain(word: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    !word.is_empty() && word.len() <= 32 && word.chars().all(plain)
}
