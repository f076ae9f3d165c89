//! Reads Markdown with comrak and brings its tree down to a [`Document`]: pictures are dropped, links become their
//! words, HTML is shown as it was typed, line breaks inside Chinese text vanish, `______` is always a line to write on.

use crate::error::{Error, Result};
use crate::paper::columns;
use crate::paper::document::{Align, Block, Column, Document, Inline, Item, Region, Table, plain};
use crate::paper::numbering::Numbering;
use comrak::nodes::{AstNode, ListType, NodeList, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

/// Stands for `_` in a blank while comrak reads: a character that no text contains and that is no markup.
const WRITING_LINE: char = '\u{fdd0}';
/// So many `_` in a row are a blank to write on; fewer are emphasis or part of a word.
const SHORTEST_BLANK: usize = 3;

/// Fails on a `:::` that is unknown, never closed, or closes nothing.
pub fn parse(markdown: &str) -> Result<Document> {
    let source = shield_blanks(markdown);
    let arena = Arena::new();
    let root = parse_document(&arena, &source, &options());
    let mut lowering = Lowering { lines: source.lines().collect(), numbering: Numbering::default(), notes: 0 };
    Ok(Document { blocks: lowering.blocks(root)? })
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.cjk_friendly_emphasis = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.block_directive = true;
    options
}

/// `______` alone on a line would be a rule, two in one line emphasis.
fn shield_blanks(markdown: &str) -> String {
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

struct Lowering<'s> {
    lines: Vec<&'s str>,
    numbering: Numbering,
    notes: u32,
}

impl Lowering<'_> {
    fn blocks<'a>(&mut self, parent: &'a AstNode<'a>) -> Result<Vec<Block>> {
        let mut out = Vec::new();
        for node in parent.children() {
            out.extend(self.block(node)?);
        }
        Ok(out)
    }

    fn block<'a>(&mut self, node: &'a AstNode<'a>) -> Result<Option<Block>> {
        let block = match &node.data().value {
            NodeValue::Heading(heading) => self.heading(heading.level, inlines(node)),
            NodeValue::Paragraph => {
                let text = inlines(node);
                // What is left of a paragraph that held nothing but a picture.
                if text.is_empty() {
                    return Ok(None);
                }
                Block::Paragraph(text)
            }
            NodeValue::List(list) => Block::List(self.items(node, *list)?),
            NodeValue::Table(table) => Block::Table(table_of(node, &table.alignments)),
            NodeValue::CodeBlock(code) => Block::Verbatim(restored(code.literal.trim_end_matches('\n'))),
            NodeValue::HtmlBlock(html) => Block::Verbatim(restored(html.literal.trim_end_matches('\n'))),
            NodeValue::ThematicBreak => Block::Rule,
            NodeValue::BlockQuote => Block::Region { region: Region::Quote, blocks: self.blocks(node)? },
            NodeValue::BlockDirective(directive) => return self.directive(node, &directive.info).map(Some),
            NodeValue::FootnoteDefinition(_) => {
                self.notes += 1;
                Block::Note { number: self.notes, blocks: self.blocks(node)? }
            }
            // The options above let comrak make no other block.
            _ => return Ok(None),
        };
        Ok(Some(block))
    }

    fn heading(&mut self, rank: u8, mut text: Vec<Inline>) -> Block {
        if let Some(Inline::Text(words)) = text.first_mut() {
            self.numbering.apply(words);
        }
        Block::Heading { rank, text }
    }

    fn items<'a>(&mut self, list: &'a AstNode<'a>, kind: NodeList) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for (index, node) in list.children().enumerate() {
            let marker = match &node.data().value {
                NodeValue::TaskItem(task) if task.symbol.is_some() => "☑".to_owned(),
                NodeValue::TaskItem(_) => "□".to_owned(),
                _ if kind.list_type == ListType::Ordered => format!("{}．", kind.start + index),
                _ => "•".to_owned(),
            };
            items.push(Item { marker, blocks: self.blocks(node)? });
        }
        Ok(items)
    }

    fn directive<'a>(&mut self, node: &'a AstNode<'a>, name: &str) -> Result<Block> {
        let position = node.data().sourcepos;
        let region = match name {
            "page" => None,
            "sign" => Some(Region::Sign),
            "note" => Some(Region::Note),
            "cut" => Some(Region::Cut),
            "left" => Some(Region::Left),
            "center" => Some(Region::Center),
            "right" => Some(Region::Right),
            _ => return Err(unknown_directive(name, position.start.line)),
        };
        let last = self.lines.get(position.end.line.saturating_sub(1)).map_or("", |line| line.trim());
        if position.end.line == position.start.line || !last.ends_with(":::") {
            return Err(Error::new(format!("“:::{name}”没有结束"))
                .line(position.start.line)
                .fix("在这一部分之后另起一行写 :::"));
        }
        let Some(region) = region else { return Ok(Block::PageBreak) };
        Ok(Block::Region { region, blocks: self.blocks(node)? })
    }
}

fn unknown_directive(name: &str, line: usize) -> Error {
    let what = if name.is_empty() { "多出一个“:::”".to_owned() } else { format!("不认识“:::{name}”") };
    Error::new(what)
        .line(line)
        .fix("可用的有 sign（落款）、note（说明）、cut（裁切线）、left、center、right、page（换页）")
}

fn table_of<'a>(node: &'a AstNode<'a>, alignments: &[TableAlignment]) -> Table {
    let mut rows: Vec<_> = node.children().map(|row| row.children().map(inlines).collect::<Vec<_>>()).collect();
    let shares = columns::shares(alignments.len(), rows.iter());
    let columns = alignments.iter().zip(shares).map(|(align, share)| Column { align: lower(*align), share }).collect();
    let mut head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    // Markdown demands a head; one without a word in it is there only for Markdown's sake.
    if head.iter().all(|cell| plain(cell).trim().is_empty()) {
        head.clear();
    }
    Table { columns, head, rows }
}

fn lower(align: TableAlignment) -> Align {
    match align {
        TableAlignment::None | TableAlignment::Left => Align::Left,
        TableAlignment::Center => Align::Center,
        TableAlignment::Right => Align::Right,
    }
}

fn inlines<'a>(parent: &'a AstNode<'a>) -> Vec<Inline> {
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

fn restored(text: &str) -> String {
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
    plain(text).chars().last().is_some_and(|last| last >= '\u{2e80}' || ('\u{2014}'..='\u{2026}').contains(&last))
}
