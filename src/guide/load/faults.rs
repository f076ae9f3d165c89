//! What is wrong with a guide file, each fault with its line and its cure.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::Error;
use crate::guide::load::{Source, syntax};
use crate::guide::pattern::Fault;

pub(super) struct Faults<'a> {
    pub source: Source<'a>,
    pub found: Vec<Error>,
    /// Words of tables that could not be read: whoever names one of these is not at fault.
    pub unread: BTreeSet<String>,
    /// What is to no effect and does no harm: older guides say such things.
    pub notes: Vec<String>,
}

impl Faults<'_> {
    pub fn add(&mut self, span: &Range<usize>, fault: &Fault) {
        if self.unread.contains(&fault.word) {
            return;
        }
        let text = self.source.1;
        let line = line_of(text, span.start + place(within(text, span), &fault.word));
        let error = Error::new(fault.what.clone()).fix(fault.fix.clone()).path(self.source.0).line(line);
        let error = error.field(fault.word.clone());
        if !self.found.contains(&error) {
            self.found.push(error);
        }
    }

    pub fn say(&mut self, span: &Range<usize>, word: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.add(span, &Fault::new(word, what, fix));
    }

    /// Something without effect, on the line of the word; the guide is used all the same.
    pub fn note(&mut self, span: &Range<usize>, word: &str, what: &str, fix: &str) {
        let text = self.source.1;
        let line = line_of(text, span.start + place(within(text, span), word));
        let note = format!("第 {line} 行〔{word}〕{what}；{fix}");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// On the line of that key of a table, whatever else holds the word.
    pub fn on(&mut self, span: &Range<usize>, key: &str, word: &str, what: impl Into<String>, fix: impl Into<String>) {
        let begins = |line: &str| line.trim_start().strip_prefix(key).is_some_and(is_assigned);
        let found = lines(within(self.source.1, span)).find(|(_, line)| begins(line)).map(|(at, _)| at);
        match found {
            Some(at) => self.at(span.start + at, word, what, fix),
            None => self.say(span, word, what, fix),
        }
    }

    /// On the very line of a place in the file.
    pub fn at(&mut self, offset: usize, word: &str, what: impl Into<String>, fix: impl Into<String>) {
        let error = Error::new(what).fix(fix).path(self.source.0).line(self.line_of(offset)).field(word);
        if !self.found.contains(&error) {
            self.found.push(error);
        }
    }

    /// Counted from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        line_of(self.source.1, offset)
    }

    pub fn toml(&self, error: &toml::de::Error) -> Error {
        let line = error.span().map_or(1, |span| line_of(self.source.1, span.start));
        let place = error.span().map_or(0, |span| span.start);
        let (what, fix) = known_sentence(error.message()).unwrap_or_else(|| {
            let begin = self.source.1.get(..place).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
            let whole = self.source.1.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            syntax::sentence(whole, place - begin, error.message())
        });
        Error::new(what).fix(fix).path(self.source.0).line(line)
    }
}

/// What a table holds. The span of a `[[table]]` is its heading alone; the table ends where the next heading begins.
fn within<'a>(text: &'a str, span: &Range<usize>) -> &'a str {
    let rest = text.get(span.start..).unwrap_or_default();
    let end = rest.get(1..).and_then(|rest| rest.find("\n[[")).map_or(rest.len(), |end| end + 1);
    &rest[..end]
}

/// Where a word of a table stands: as a value in its quotes, as a key, within a value, and only then in what people read
/// (titles, reasons), which may hold any word.
fn place(table: &str, word: &str) -> usize {
    let is_read = |line: &str| {
        let line = line.trim_start();
        line.starts_with('#')
            || ["title", "name", "text", "why"].iter().any(|key| line.strip_prefix(key).is_some_and(is_assigned))
    };
    let used = || lines(table).filter(|(_, line)| !is_read(line));
    let (quoted, literal) = (format!("\"{word}\""), format!("'{word}'"));
    let as_value = |line: &str| line.find(&quoted).or_else(|| line.find(&literal)).map(|at| at + 1);
    let as_key = |line: &str| {
        let mut found = line.match_indices(word).map(|(at, _)| at);
        let stands_alone = |at: &usize| {
            let before = line[..*at].chars().next_back();
            !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
                && is_assigned(&line[at + word.len()..])
        };
        found.find(stands_alone)
    };
    let first =
        |found: &dyn Fn(&str) -> Option<usize>| used().find_map(|(at, line)| found(line).map(|within| at + within));
    let anywhere = |line: &str| line.find(word);
    first(&as_value).or_else(|| first(&as_key)).or_else(|| first(&anywhere)).or_else(|| table.find(word)).unwrap_or(0)
}

/// Each line with the place where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// Whether what stands before this is a key.
fn is_assigned(rest: &str) -> bool {
    rest.trim_start().starts_with('=')
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// The TOML crate speaks English; its sentences have few forms.
pub fn toml_sentence(message: &str) -> (String, String) {
    let unclear = || ("不是合格的 TOML".into(), "检查这一行的引号、方括号和等号".into());
    known_sentence(message).unwrap_or_else(unclear)
}

/// What does not depend on how the line is written.
fn known_sentence(message: &str) -> Option<(String, String)> {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return Some((format!("没有“{quoted}”这个键"), format!("检查拼写；可用：{}", known.replace('`', ""))));
    }
    if message.starts_with("missing field") {
        return Some((format!("缺少“{quoted}”"), format!("补上 {quoted} = …")));
    }
    if message.starts_with("unknown variant") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return Some((format!("“{quoted}”不是可选的值"), format!("可用：{}", known.replace('`', ""))));
    }
    if message.starts_with("invalid type") {
        let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
        return Some(("值的类型不对".into(), format!("这里应当是{}", plain_type(expected))));
    }
    if message.starts_with("duplicate key") {
        let fix = "也许两段之间少了一行 [[duty]]（或别的 [[……]]，要两层方括号，前面没有 #）；不是的，删去其中一个";
        return Some(("同一个键写了两次".into(), fix.into()));
    }
    if message.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)) {
        return Some((message.to_owned(), "改正后重试".into()));
    }
    None
}

fn plain_type(expected: &str) -> &'static str {
    match expected.trim() {
        "a string" | "a borrowed string" | "string" => "文字，两头加英文的引号，例如 \"文字\"",
        "a boolean" => "true 或 false，不加引号",
        "a sequence" => "一组，写在方括号里，例如 [\"……\"]；一组条件写成 [{ kind = \"……\" }]",
        name if name.starts_with(['i', 'u']) || name.contains("integer") => "数字，不加引号，例如 2",
        name if name.contains("datetime") => "日期，例如 2026-09-01，不加引号",
        _ => "“键 = 值”：写在花括号里，或者写成一段",
    }
}
