//! Reads Markdown with comrak and brings its tree down to a [`Document`]: pictures are dropped, links become their
//! words, HTML is shown as it was typed, line breaks inside Chinese text vanish, `______` is always a line to write on.

mod words;

use crate::error::{Error, Result};
use crate::paper::columns;
use crate::paper::document::{Align, Block, Column, Document, Inline, Item, Region, Table, plain};
use crate::paper::numbering::Numbering;
use comrak::nodes::{AstNode, ListType, NodeList, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};
use words::{inlines, restored, shield_blanks};

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

    /// A title begins a new paper (or its second copy), whose sections count from one again.
    fn heading(&mut self, rank: u8, mut text: Vec<Inline>) -> Block {
        if rank == 1 {
            self.numbering = Numbering::default();
        }
        if let Some(Inline::Text(words)) = text.first_mut() {
            self.numbering.apply(words);
        }
        Block::Heading { rank, text }
    }

    fn items<'a>(&mut self, list: &'a AstNode<'a>, kind: NodeList) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for (index, node) in list.children().enumerate() {
            let marker = match &node.data().value {
                NodeValue::TaskItem(task) if task.symbol.is_some() => "■".to_owned(),
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
            "slip" => Some(Region::Slip),
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
        .fix("可用的有 sign（落款）、note（说明）、slip（回执）、left、center、right、page（换页）")
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
