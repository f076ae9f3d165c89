//! A [`Document`] as one HTML file for printing on A4: style sheet inside, no script, nothing fetched from anywhere, and
//! a content policy that forbids it. Page numbers come from the style sheet (Chromium, Edge, Chrome since 131).

use crate::paper::document::{Align, Block, Document, Inline, Item, Region, Table, is_to_fill};
use crate::paper::page::{FILL, Face, Page, RARE, SMALL};
use std::fmt::Write as _;

const STYLE: &str = include_str!("print.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

pub fn render(document: &Document, page: &Page) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    push(&mut out, &["<meta http-equiv=\"Content-Security-Policy\" content=\"", POLICY, "\">\n<title>"]);
    escape(&mut out, &page.title);
    push(&mut out, &["</title>\n<style>\n", &style(page), "</style>\n</head>\n<body>\n"]);
    blocks(&mut out, &document.blocks, None);
    out.push_str("</body>\n</html>\n");
    out
}

fn style(page: &Page) -> String {
    let (body, line) = page.size.body();
    let margins = page.size.margins().map(|side| format!("{side}mm"));
    let [top, left, bottom, right] = &margins;
    [
        ("$song", format!("{}, {RARE}, serif", Face::Song.css())),
        ("$fangsong", format!("{}, {RARE}, serif", Face::FangSong.css())),
        ("$hei", format!("{}, {RARE}, sans-serif", Face::Hei.css())),
        ("$kai", format!("{}, {RARE}, serif", Face::Kai.css())),
        ("$margins", format!("{top} {right} {bottom} {left}")),
        ("$body", points(body)),
        ("$line", points(line)),
        ("$title", points(page.size.title())),
        ("$small", points(SMALL)),
        ("$fill", format!("{FILL}mm")),
        // Last, so that nothing in it is taken for one of the words above.
        ("$mark", page.mark.as_ref().map_or_else(|| "none".to_owned(), |mark| format!("url(\"{}\")", mark.address()))),
        ("$footer", css_string(&page.footer_left)),
    ]
    .iter()
    .fold(STYLE.to_owned(), |style, (word, value)| style.replace(word, value))
}

fn points(half_points: u32) -> String {
    format!("{}pt", f64::from(half_points) / 2.0)
}

/// Inside a style element `<` could end it; every character with a meaning in CSS becomes its number.
fn css_string(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' | '<' | '>' | '&' => push(&mut out, &["\\", &format!("{:x} ", u32::from(character))]),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// Blocks of a region, or of none.
fn blocks(out: &mut String, blocks: &[Block], region: Option<Region>) {
    for inner in blocks {
        block(out, inner, region);
    }
}

fn block(out: &mut String, block: &Block, region: Option<Region>) {
    match block {
        Block::Heading { rank, text } => {
            element(out, ["h1", "h2", "h3", "h4"][usize::from(*rank).clamp(1, 4) - 1], text);
        }
        Block::Paragraph(text) => element(out, "p", text),
        Block::List(items) => list(out, items, region),
        Block::Table(content) => table(out, content, region != Some(Region::Sign)),
        Block::Verbatim(text) => {
            out.push_str("<pre>");
            escape(out, text);
            out.push_str("</pre>\n");
        }
        Block::Rule => out.push_str("<hr>\n"),
        Block::PageBreak => out.push_str("<div class=\"page\"></div>\n"),
        Block::Region { region, blocks: inner } => {
            push(out, &["<section class=\"", class(*region), "\">\n"]);
            blocks(out, inner, Some(*region));
            out.push_str("</section>\n");
        }
        Block::Note { number, blocks: inner } => {
            push(out, &["<section class=\"footnote\">\n<span>[", &number.to_string(), "]</span>\n"]);
            blocks(out, inner, region);
            out.push_str("</section>\n");
        }
    }
}

const fn class(region: Region) -> &'static str {
    match region {
        Region::Sign => "sign",
        Region::Note => "note",
        Region::Slip => "slip",
        Region::Left => "left",
        Region::Center => "center",
        Region::Right => "right",
        Region::Quote => "quote",
    }
}

fn list(out: &mut String, items: &[Item], region: Option<Region>) {
    for item in items {
        out.push_str("<div class=\"item\"><span>");
        escape(out, &item.marker);
        out.push_str("</span>\n");
        blocks(out, &item.blocks, region);
        out.push_str("</div>\n");
    }
}

fn table(out: &mut String, table: &Table, has_borders: bool) {
    out.push_str("<table>\n<colgroup>");
    for column in &table.columns {
        let _ = write!(out, "<col style=\"width: {}.{}%\">", column.share / 10, column.share % 10);
    }
    out.push_str("</colgroup>\n");
    if !table.head.is_empty() {
        out.push_str("<thead>\n<tr>");
        for cell in &table.head {
            out.push_str("<th scope=\"col\">");
            inlines(out, cell);
            out.push_str("</th>");
        }
        out.push_str("</tr>\n</thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (cell, column) in row.iter().zip(&table.columns) {
            push(out, &["<td", alignment(column.align), ">"]);
            if !(has_borders && is_to_fill(cell)) {
                inlines(out, cell);
            }
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

const fn alignment(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Center => " class=\"middle\"",
        Align::Right => " class=\"end\"",
    }
}

fn element(out: &mut String, name: &str, text: &[Inline]) {
    push(out, &["<", name, ">"]);
    inlines(out, text);
    push(out, &["</", name, ">\n"]);
}

fn inlines(out: &mut String, text: &[Inline]) {
    for inline in text {
        match inline {
            Inline::Text(words) => escape(out, words),
            Inline::Strong(inner) => wrapped(out, "strong", inner),
            Inline::Emphasis(inner) => wrapped(out, "em", inner),
            Inline::Struck(inner) => wrapped(out, "s", inner),
            Inline::Blank(length) => push(out, &["<span class=\"blank\">", &"_".repeat(*length), "</span>"]),
            Inline::Break => out.push_str("<br>"),
            Inline::NoteMark(number) => push(out, &["<sup>[", &number.to_string(), "]</sup>"]),
        }
    }
}

fn wrapped(out: &mut String, name: &str, text: &[Inline]) {
    push(out, &["<", name, ">"]);
    inlines(out, text);
    push(out, &["</", name, ">"]);
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}
