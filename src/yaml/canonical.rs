//! The YAML that this program itself writes, read exactly and fast: block mappings and lists, plain words, whole
//! numbers, `true` and `false`, quoted texts, literal blocks. Anything else, however right, is left to the full parser;
//! a test holds that both agree on all that is accepted here.

use serde_json::{Map, Number, Value};

/// The document as a value; nothing where the full parser must be asked.
pub fn read(text: &str) -> Option<Value> {
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if has_control(line) {
            return None;
        }
        let content = line.trim_start_matches(' ');
        lines.push(Line { indent: line.len() - content.len(), content });
    }
    let mut reader = Reader { lines: &lines, at: 0 };
    let map = reader.mapping(0)?;
    (reader.at == lines.len()).then_some(Value::Object(map))
}

/// Whether there is a control character, or what breaks a line for some readers and not for others (U+2028, U+2029, the
/// byte order mark), found in the bytes.
fn has_control(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().any(|byte| *byte < b' ' || *byte == 0x7f)
        || bytes.windows(2).any(|pair| pair[0] == 0xc2 && pair[1] < 0xa0)
        || bytes.windows(3).any(|three| matches!(three, [0xe2, 0x80, 0xa8 | 0xa9] | [0xef, 0xbb, 0xbf]))
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

    fn mapping(&mut self, indent: usize) -> Option<Map<String, Value>> {
        let mut map = Map::new();
        while let Some(content) = self.peek(indent).filter(|content| !content.starts_with('-')) {
            self.at += 1;
            self.entry(content, indent, &mut map)?;
        }
        if map.is_empty() { None } else { Some(map) }
    }

    /// `key: value`, or `key:` with what belongs to it further in.
    fn entry(&mut self, content: &str, indent: usize, map: &mut Map<String, Value>) -> Option<()> {
        let (key, rest) = content.split_once(':')?;
        let is_key = key.starts_with(|letter: char| letter.is_ascii_lowercase())
            && key.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
            && !is_reserved(key);
        if !is_key {
            return None;
        }
        let value = match rest.strip_prefix(' ') {
            Some(said) => self.value(said, indent)?,
            None if rest.is_empty() => self.nested(indent)?,
            None => return None,
        };
        map.insert(key.to_owned(), value).is_none().then_some(())
    }

    fn value(&mut self, said: &str, indent: usize) -> Option<Value> {
        match said {
            "|" => self.literal(indent).map(|text| Value::String(text + "\n")),
            "|-" => self.literal(indent).map(Value::String),
            said => scalar(said),
        }
    }

    fn nested(&mut self, indent: usize) -> Option<Value> {
        let inner = self.lines.get(self.at).filter(|line| line.indent > indent && !line.content.is_empty())?;
        if inner.content.starts_with("- ") {
            self.list(inner.indent)
        } else {
            self.mapping(inner.indent).map(Value::Object)
        }
    }

    fn list(&mut self, indent: usize) -> Option<Value> {
        let mut items = Vec::new();
        while let Some(content) = self.peek(indent) {
            let said = content.strip_prefix("- ")?;
            self.at += 1;
            items.push(self.item(said, indent)?);
        }
        Some(Value::Array(items))
    }

    /// A scalar, or a mapping whose first entry stands beside the dash.
    fn item(&mut self, said: &str, indent: usize) -> Option<Value> {
        let begins_map = said.split_once(':').is_some_and(|(key, rest)| {
            (rest.is_empty() || rest.starts_with(' '))
                && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        });
        if !begins_map {
            return self.value(said, indent);
        }
        let mut map = Map::new();
        self.entry(said, indent + 2, &mut map)?;
        while let Some(content) = self.peek(indent + 2).filter(|content| !content.starts_with('-')) {
            self.at += 1;
            self.entry(content, indent + 2, &mut map)?;
        }
        Some(Value::Object(map))
    }

    /// A literal block without the end of its last line. Its first line says how far in it stands; blank lines at
    /// either end are the full parser's.
    fn literal(&mut self, indent: usize) -> Option<String> {
        let depth = self.lines.get(self.at).filter(|line| line.indent > indent && !line.content.is_empty())?.indent;
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

fn scalar(said: &str) -> Option<Value> {
    match said.chars().next()? {
        '"' => double_quoted(said).map(Value::String),
        '\'' => single_quoted(said).map(Value::String),
        '[' if said == "[]" => Some(Value::Array(Vec::new())),
        '{' if said == "{}" => Some(Value::Object(Map::new())),
        first if first.is_ascii_digit() => whole(said).or_else(|| moment(said)).or_else(|| after_digit(said)),
        first if first.is_alphabetic() || !(first.is_ascii() || first.is_whitespace()) => plain(said),
        _ => None,
    }
}

fn plain(said: &str) -> Option<Value> {
    match said {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ if is_reserved(said) || said.ends_with([' ', ':']) || said.contains(": ") || said.contains(" #") => None,
        _ => Some(Value::String(said.to_owned())),
    }
}

/// Means something else than itself to some reader of YAML.
fn is_reserved(word: &str) -> bool {
    const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    word.is_ascii() && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Digits alone; one that begins with a nought is something else to some readers.
fn whole(said: &str) -> Option<Value> {
    let is_plain =
        said.len() <= 15 && said.bytes().all(|byte| byte.is_ascii_digit()) && (said == "0" || !said.starts_with('0'));
    if is_plain { said.parse::<u64>().ok().map(|number| Value::Number(Number::from(number))) } else { None }
}

/// A day and a time with its offset: a text to every reader, because of its colons.
fn moment(said: &str) -> Option<Value> {
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
    (fits(SHAPE) || fits(WITH_SECONDS)).then(|| Value::String(said.to_owned()))
}

/// A word that begins with a digit and is a number to no reader, because of a letter in it: `134da9e1`, `3次`.
fn after_digit(said: &str) -> Option<Value> {
    let is_based = said.starts_with('0') && said[1..].starts_with(['x', 'X', 'o', 'O', 'b', 'B']);
    let is_word = said.contains(|letter: char| letter.is_alphabetic() && !matches!(letter, 'e' | 'E'));
    if is_word && !is_based { plain(said) } else { None }
}

fn single_quoted(said: &str) -> Option<String> {
    let inner = said.strip_prefix('\'')?.strip_suffix('\'').filter(|_| said.len() > 1)?;
    let plain = inner.replace("''", "\u{0}");
    if plain.contains('\'') { None } else { Some(plain.replace('\u{0}', "'")) }
}

fn double_quoted(said: &str) -> Option<String> {
    let inner = said.strip_prefix('"')?.strip_suffix('"').filter(|_| said.len() > 1)?;
    if !inner.contains(['\\', '"']) {
        return Some(inner.to_owned());
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
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::read;
    use crate::yaml;

    /// What is accepted here means the same to the full parser.
    fn agree(text: &str) {
        if let Some(value) = read(text) {
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
        assert_eq!(read(&text), Some(record), "{text}");
    }

    #[test]
    fn control_characters_are_known_by_their_bytes() {
        let is_one = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}');
        for letter in (0..=0xffff).filter_map(char::from_u32) {
            assert_eq!(super::has_control(&format!("甲{letter}乙")), is_one(letter), "{letter:?}");
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
            "# c\na: b\n",
            "a: \"\\x41\"\n",
            "A: b\n",
            "a:\tb\n",
            "yes: 1\n",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn both_readers_agree_on_what_begins_with_a_digit(word in "[0-9][0-9a-fA-FxoXO_.:+eEiInN次-]{0,6}") {
            agree(&format!("a: {word}\n"));
        }

        #[test]
        fn both_readers_agree_on_texts(text in "[a-c]{1,2}:( |\n  )(- )?[a-z0-9:#'\"\\\\| 甲。\\-~\\[\\]{}.]{0,12}\n([ab]: [|>]-?\n  [a甲 ]{0,4}\n(  b)?\n)?") {
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
