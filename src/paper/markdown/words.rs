//! Text inside a block of Markdown: words, breaks, blanks to write on.

use crate::paper::document::Inline;
use comrak::nodes::{AstNode, NodeValue};

/// Stands for `_` in a blank while comrak reads: a character that no text contains and that is no markup.
const WRITING_LINE: char = '\u{fdd0}';
/// So many `_` in a row are a blank to write on; fewer are emphasis or part of a word.
const SHORTEST_BLANK: usize = 3;

/// `______` alone on a line would be a rule, two in one line emphasis.
pub fn shield_blanks(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut run = 0;
    let mut previous = '\n';
    let flush = |out: &mut String, run: usize| {
        let line = if run >= SHORTEST_BLANK { WRITING_LINE } else { '_' };
        out.extend(std::iter::repeat_n(line, run));
    };
    for character in markdown.chars() {
        if character == '_' && previous != '\\' {
            run += 1;
            continue;
        }
        flush(&mut out, run);
        run = 0;
        out.push(character);
        previous = character;
    }
    flush(&mut out, run);
    out
}

pub fn inlines<'a>(parent: &'a AstNode<'a>) -> Vec<Inline> {
    let mut out = Vec::new();
    for node in parent.children() {
        match &node.data().value {
            NodeValue::Text(text) => push_text(&mut out, text),
            NodeValue::Code(code) => push_text(&mut out, &code.literal),
            NodeValue::HtmlInline(html) => push_text(&mut out, html),
            NodeValue::SoftBreak if !ends_in_chinese(&out) => push_text(&mut out, " "),
            NodeValue::LineBreak => out.push(Inline::Break),
            NodeValue::Strong => out.push(Inline::Strong(inlines(node))),
            NodeValue::Emph => out.push(Inline::Emphasis(inlines(node))),
            NodeValue::Strikethrough => out.push(Inline::Struck(inlines(node))),
            NodeValue::Link(_) => out.extend(inlines(node)),
            NodeValue::FootnoteReference(note) => out.push(Inline::NoteMark(note.ix)),
            _ => {}
        }
    }
    out
}

/// Splits at line breaks (a value's own, see `escape`) and at blanks; joins what comrak cut in pieces.
fn push_text(out: &mut Vec<Inline>, text: &str) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push(Inline::Break);
        }
        let mut rest = line;
        while let Some(start) = rest.find(WRITING_LINE) {
            let (words, blank) = rest.split_at(start);
            rest = blank.trim_start_matches(WRITING_LINE);
            push_words(out, words);
            out.push(Inline::Blank((blank.len() - rest.len()) / WRITING_LINE.len_utf8()));
        }
        push_words(out, rest);
    }
}

fn push_words(out: &mut Vec<Inline>, words: &str) {
    if words.is_empty() {
        return;
    }
    let printable = words.chars().map(printable);
    match out.last_mut() {
        Some(Inline::Text(before)) => before.extend(printable),
        _ => out.push(Inline::Text(printable.collect())),
    }
}

/// Word's XML can't hold control characters; a visible mark is better than a silent gap.
fn printable(character: char) -> char {
    match character {
        '\t' => character,
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        _ if character.is_control() => '\u{fffd}',
        _ => character,
    }
}

pub fn restored(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            WRITING_LINE => '_',
            '\n' => '\n',
            _ => printable(character),
        })
        .collect()
}

/// Lines of Chinese are typed without a blank between them; a line that ends in a Latin word had one in mind.
fn ends_in_chinese(text: &[Inline]) -> bool {
    last_character(text).is_some_and(|last| last >= '\u{2e80}' || ('\u{2014}'..='\u{2026}').contains(&last))
}

fn last_character(text: &[Inline]) -> Option<char> {
    match text.last()? {
        Inline::Text(words) => words.chars().last(),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Struck(inner) => last_character(inner),
        Inline::Blank(_) | Inline::Break | Inline::NoteMark(_) => None,
    }
}
