//! What is wrong with a guide file, each fault with its line and its cure.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::Error;
use crate::guide::load::Source;
use crate::guide::pattern::Fault;

pub(super) struct Faults<'a> {
    pub source: Source<'a>,
    pub found: Vec<Error>,
    /// Words of tables that could not be read: whoever names one of these is not at fault.
    pub unread: BTreeSet<String>,
}

impl Faults<'_> {
    pub fn add(&mut self, span: &Range<usize>, fault: &Fault) {
        if self.unread.contains(&fault.word) {
            return;
        }
        let text = self.source.1;
        // The span of a `[[table]]` is its heading alone; what it holds ends where the next heading begins.
        let rest = text.get(span.start..).unwrap_or_default();
        let end = rest.get(1..).and_then(|rest| rest.find("\n[[")).map_or(rest.len(), |end| end + 1);
        let within = rest[..end].find(&fault.word).unwrap_or(0);
        let line = line_of(text, span.start + within);
        let error = Error::new(fault.what.clone()).fix(fault.fix.clone()).path(self.source.0).line(line);
        let error = error.field(fault.word.clone());
        if !self.found.contains(&error) {
            self.found.push(error);
        }
    }

    pub fn say(&mut self, span: &Range<usize>, word: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.add(span, &Fault::new(word, what, fix));
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
        let (what, fix) = toml_sentence(error.message());
        Error::new(what).fix(fix).path(self.source.0).line(line)
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// The TOML crate speaks English; its sentences have few forms.
pub fn toml_sentence(message: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return (format!("没有“{quoted}”这个键"), format!("检查拼写；可用：{}", known.replace('`', "")));
    }
    if message.starts_with("missing field") {
        return (format!("缺少“{quoted}”"), format!("补上 {quoted} = …"));
    }
    if message.starts_with("unknown variant") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return (format!("“{quoted}”不是可选的值"), format!("可用：{}", known.replace('`', "")));
    }
    if message.starts_with("invalid type") {
        return ("值的类型不对".into(), "对照默认指南文件中同一项的写法".into());
    }
    if message.starts_with("duplicate key") {
        return ("同一个键写了两次".into(), "删去其中一个".into());
    }
    if message.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)) {
        return (message.to_owned(), "改正后重试".into());
    }
    ("不是合格的 TOML".into(), "检查这一行的引号、方括号和等号".into())
}
