//! A document as Markdown that reads well where nobody knows Markdown: in Notepad. Headings carry their numbers, what a
//! page alone can show (sides, frames, bold letters) is gone, and only what Markdown would take for a mark is escaped.

use unicode_width::UnicodeWidthStr;

use crate::paper::document::{Block, Document, Inline, Item, Region, Table};

/// A table no wider than this, in half-width characters, stays one; the rows of a wider one are told one by one.
const ROOM: usize = 100;
/// Ends a line within a paragraph; nobody sees it.
const BREAK: &str = "  \n";

pub fn render(document: &Document) -> String {
    let mut text = blocks(&document.blocks).join("\n\n");
    text.push('\n');
    text
}

/// Each block without the empty lines between them.
fn blocks(all: &[Block]) -> Vec<String> {
    all.iter().flat_map(block).filter(|text| !text.trim().is_empty()).collect()
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Heading { rank, text } => {
            let words = lines(text).join(" ");
            vec![format!("{} {words}", "#".repeat(usize::from(*rank)))]
        }
        Block::Paragraph(text) => vec![paragraph(lines(text))],
        Block::List(items) => vec![items.iter().map(item).collect::<Vec<_>>().join("\n")],
        Block::Table(table) => vec![of_table(table)],
        Block::Verbatim(text) => vec![format!("```\n{text}\n```")],
        Block::Rule | Block::PageBreak => vec!["---".to_owned()],
        Block::Region { region: Region::Quote, blocks: inner } => {
            vec![blocks(inner).join("\n\n").lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")]
        }
        Block::Region { region: Region::Slip, blocks: inner } => [vec!["---".to_owned()], blocks(inner)].concat(),
        Block::Region { blocks: inner, .. } => blocks(inner),
        Block::Note { number, blocks: inner } => vec![format!("注{number}：{}", blocks(inner).join("\n\n"))],
    }
}

fn paragraph(lines: Vec<String>) -> String {
    lines.into_iter().map(|line| at_start(&line)).collect::<Vec<_>>().join(BREAK)
}

fn item(Item { marker, blocks: inner }: &Item) -> String {
    let marker = match marker.as_str() {
        "•" => "-".to_owned(),
        other => other.replace('．', "."),
    };
    let text = blocks(inner).join("\n\n");
    format!("{marker} {}", text.replace('\n', "\n   "))
}

fn of_table(table: &Table) -> String {
    let cells = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| lines(cell)).collect::<Vec<_>>();
    let rows: Vec<Vec<Vec<String>>> = table.rows.iter().map(cells).collect();
    if table.head.is_empty() {
        return paragraph(rows.iter().flat_map(|row| form_row(row)).collect());
    }
    let head: Vec<String> = table.head.iter().map(|cell| lines(cell).join("")).collect();
    match grid(&head, &rows) {
        Some(grid) => grid,
        None => rows.iter().map(|row| told(&head, row)).collect::<Vec<_>>().join("\n"),
    }
}

/// A row of a form: what stands before a cell is its label, unless the cells speak for themselves.
fn form_row(row: &[Vec<String>]) -> Vec<String> {
    let cells: Vec<String> = row.iter().map(|lines| lines.join("\n")).collect();
    let pairs = || cells.chunks(2).map(|pair| (pair[0].as_str(), pair.get(1).map_or("", String::as_str)));
    let is_form = cells.len().is_multiple_of(2) && pairs().all(|(label, _)| !label.contains(['：', '＿']));
    let told = |(label, text): (&str, &str)| match label {
        "" => text.to_owned(),
        "□" | "■" => format!("{label} {text}"),
        _ => format!("{label}：{text}"),
    };
    let parts: Vec<String> = if is_form { pairs().map(told).collect() } else { cells };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("　　").split('\n').map(str::to_owned).collect()
}

/// Columns of even width, the lines of a cell side by side; none where the rows would be too long.
fn grid(head: &[String], rows: &[Vec<Vec<String>>]) -> Option<String> {
    let escaped = |text: &str| text.replace('|', "\\|");
    let all = || {
        let rows = rows.iter().map(|row| row.iter().map(|cell| escaped(cell.join(" ").trim())).collect());
        [head.iter().map(|text| escaped(text)).collect::<Vec<String>>()].into_iter().chain(rows)
    };
    let mut widths = vec![3; head.len()];
    for row in all() {
        for (width, cell) in widths.iter_mut().zip(&row) {
            *width = (*width).max(cell.width());
        }
    }
    if widths.iter().sum::<usize>() + 3 * widths.len() > ROOM {
        return None;
    }
    let line = |row: Vec<String>| {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        format!("| {} |", padded.collect::<Vec<_>>().join(" | "))
    };
    let mut lines: Vec<String> = all().map(line).collect();
    lines.insert(1, format!("|{}|", widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|")));
    Some(lines.join("\n"))
}

/// A row as an item: every cell that says something, after the head of its column.
fn told(head: &[String], row: &[Vec<String>]) -> String {
    let mut said = Vec::new();
    for (label, cell) in head.iter().zip(row).filter(|(_, cell)| cell.iter().any(|line| !line.is_empty())) {
        let gap = if label.is_empty() { "" } else { "：" };
        let mut cell = cell.iter();
        said.push(at_start(&format!("{label}{gap}{}", cell.next().map_or("", String::as_str))));
        said.extend(cell.map(|line| format!("　　{line}")));
    }
    format!("- {}", said.join("  \n  "))
}

/// The lines of a text, escaped; a struck word stays struck.
fn lines(text: &[Inline]) -> Vec<String> {
    let mut lines = vec![String::new()];
    push(&mut lines, text);
    lines
}

fn push(lines: &mut Vec<String>, text: &[Inline]) {
    for inline in text {
        let last = lines.len() - 1;
        match inline {
            Inline::Text(words) => lines[last].push_str(&escaped(words)),
            Inline::Strong(inner) | Inline::Emphasis(inner) => push(lines, inner),
            Inline::Struck(inner) => {
                let mut struck = vec![String::new()];
                push(&mut struck, inner);
                let struck = struck.iter().map(|line| format!("~~{}~~", line.trim())).collect::<Vec<_>>();
                lines[last].push_str(&struck[0]);
                lines.extend_from_slice(&struck[1..]);
            }
            // Full width: a row of half-width ones would be a rule, or emphasis.
            Inline::Blank(length) => lines[last].push_str(&"＿".repeat(length.div_ceil(2))),
            Inline::Break => lines.push(String::new()),
            Inline::NoteMark(number) => lines[last].push_str(&format!("［注{number}］")),
        }
    }
}

/// Only what would be a mark.
fn escaped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let struck = letters.iter().filter(|letter| **letter == '~').count() > 1;
    let linked = ["](", "][", "]:"].iter().any(|mark| text.contains(mark));
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).map(|at| letters[at]), letters.get(at + 1).copied());
        let is_mark = match letter {
            '\\' => after.is_none_or(|next| next.is_ascii_punctuation()),
            '_' => !(is_word(before) && is_word(after)),
            '*' | '`' => true,
            '~' => struck,
            '[' => linked || after == Some('^'),
            '<' => after.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => is_reference(&letters[at + 1..]),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(*letter);
    }
    out
}

fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphanumeric)
}

/// `&lt;` and its like, behind the `&`.
fn is_reference(rest: &[char]) -> bool {
    let end = rest.iter().position(|letter| !letter.is_ascii_alphanumeric() && *letter != '#');
    end.is_some_and(|end| end > 0 && rest[end] == ';')
}

/// What only the beginning of a line makes a mark: a heading, a quotation, a list, a rule, a table's second line.
fn at_start(line: &str) -> String {
    let line = line.trim_matches([' ', '\t']);
    let only = |letters: &str| line.chars().all(|letter| letters.contains(letter));
    let after = |mark: &str| line.trim_start_matches(mark).starts_with([' ', '\t']) || only(mark);
    let is_mark = match line.chars().next() {
        Some('#') => after("#"),
        Some('>') => true,
        Some('-' | '+') => after("-") || after("+") || only("- "),
        Some('=') => only("="),
        Some(':') => line.starts_with(":::") || only("-:| "),
        Some('|') => only("-:| "),
        _ => false,
    };
    if is_mark { format!("\\{line}") } else { line.to_owned() }
}
