//! The text of a Word file: paragraphs, tables, and what must stay together on one page.

use crate::paper::document::{Block, Document, Inline, Item, Region};
use crate::paper::docx::parts::{NAMESPACE, twentieths};
use crate::paper::docx::run;
use crate::paper::page::Page;
use std::fmt::Write as _;

pub fn document(document: &Document, page: &Page) -> String {
    let mut writer = Writer {
        out: String::new(),
        em: page.size.body().0 * 10,
        width: twentieths(page.size.text_width()),
        break_before: false,
    };
    let start = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let _ = write!(writer.out, "{start}<w:document xmlns:w=\"{NAMESPACE}\" xmlns:r=\"{relations}\"><w:body>");
    writer.blocks(&document.blocks, Place { style: "BodyText", left: 0, keep_inside: false, keep_after: false });
    writer.out.push_str(&section(page));
    writer.out.push_str("</w:body></w:document>");
    writer.out
}

/// A4, the margins, the footer, and lines on a grid as official letters have them.
fn section(page: &Page) -> String {
    let [top, left, bottom, right] = page.size.margins().map(twentieths);
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"851\" w:footer=\"1247\" w:gutter=\"0\"/><w:docGrid w:type=\"lines\" w:linePitch=\"{}\"/></w:sectPr>",
        page.size.body().1 * 10
    )
}

/// Where a block stands: the style of its paragraphs, how far it is set in, and whether it may be parted from what
/// follows it inside the region and after the region.
#[derive(Clone, Copy)]
pub struct Place {
    pub style: &'static str,
    pub left: u32,
    pub keep_inside: bool,
    pub keep_after: bool,
}

pub struct Writer {
    pub out: String,
    /// The width of a character of running text in twentieths of a point.
    em: u32,
    /// Between the margins, in the same unit.
    pub width: u32,
    /// The next paragraph starts a page. An empty paragraph for the break would leave a blank line on top of it.
    break_before: bool,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block], place: Place) {
        for (index, block) in blocks.iter().enumerate() {
            let keep = match blocks.get(index + 1) {
                // A signature alone on a page signs nothing, a remark says nothing.
                Some(next) => {
                    let leans = |region| matches!(region, Region::Sign | Region::Note);
                    place.keep_inside || matches!(next, Block::Region { region, .. } if leans(*region))
                }
                None => place.keep_after,
            };
            self.block(block, Place { keep_after: keep, ..place });
        }
    }

    fn block(&mut self, block: &Block, place: Place) {
        match block {
            Block::Heading { rank, text } => {
                let style = ["Title", "Heading1", "Heading2", "Heading3"][usize::from(*rank).clamp(1, 4) - 1];
                self.paragraph(text, Place { style, ..place });
            }
            Block::Paragraph(text) => self.paragraph(text, place),
            Block::List(items) => self.list(items, place),
            Block::Table(table) => self.table(table, place),
            Block::Verbatim(text) => self.verbatim(text, place),
            Block::Rule => {
                self.open(
                    place,
                    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>",
                );
                self.out.push_str("</w:p>");
            }
            Block::PageBreak => self.break_before = true,
            Block::Region { region, blocks } => self.region(*region, blocks, place),
            Block::Note { number, blocks } => self.note(*number, blocks, place),
        }
    }

    fn region(&mut self, region: Region, blocks: &[Block], place: Place) {
        let (style, keep_inside) = match region {
            Region::Sign => ("Sign", true),
            Region::Slip => return self.slip(blocks, place),
            Region::Note => ("Note", place.keep_inside),
            Region::Left => ("Normal", place.keep_inside),
            Region::Center => ("Center", place.keep_inside),
            Region::Right => ("Right", place.keep_inside),
            Region::Quote => ("Quote", place.keep_inside),
        };
        if matches!(region, Region::Sign | Region::Note) {
            self.gap(Place { keep_after: true, ..place });
        }
        self.blocks(blocks, Place { style, keep_inside, ..place });
    }

    /// A little room, as a paragraph of its own.
    pub fn gap(&mut self, place: Place) {
        self.open(Place { style: "Gap", left: 0, ..place }, "");
        self.out.push_str("</w:p>");
    }

    /// A paragraph as low as Word lets it be.
    pub fn seam(&mut self, place: Place) {
        self.open(Place { style: "Gap", left: 0, ..place }, "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>");
        self.out.push_str("</w:p>");
    }

    fn slip(&mut self, blocks: &[Block], place: Place) {
        let Some((label, rest)) = blocks.split_first() else { return };
        self.gap(Place { keep_after: true, ..place });
        let place = Place { keep_inside: true, ..place };
        self.block(label, Place { style: "Slip", keep_after: !rest.is_empty() || place.keep_after, ..place });
        self.blocks(rest, place);
    }

    /// Opens a paragraph; `border` comes where the schema wants it, between keeping and indenting.
    fn open(&mut self, place: Place, border: &str) {
        self.start(place, border);
        if place.left > 0 {
            let _ = write!(self.out, "<w:ind w:left=\"{}\"/>", place.left);
        }
        self.out.push_str("</w:pPr>");
    }

    pub fn start(&mut self, place: Place, border: &str) {
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{}\"/>", place.style);
        if place.keep_after {
            self.out.push_str("<w:keepNext/><w:keepLines/>");
        }
        if std::mem::take(&mut self.break_before) {
            self.out.push_str("<w:pageBreakBefore/>");
        }
        self.out.push_str(border);
    }

    fn paragraph(&mut self, text: &[Inline], place: Place) {
        self.open(place, "");
        run::inlines(&mut self.out, text);
        self.out.push_str("</w:p>");
    }

    fn verbatim(&mut self, text: &str, place: Place) {
        self.open(Place { style: "Normal", ..place }, "");
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                run::line_break(&mut self.out);
            }
            run::words(&mut self.out, line);
        }
        self.out.push_str("</w:p>");
    }

    /// Markers are words, not Word's numbering: what is printed is what stands in the document.
    fn list(&mut self, items: &[Item], place: Place) {
        let left = if place.left == 0 { 4 * self.em } else { place.left + 2 * self.em };
        for (index, item) in items.iter().enumerate() {
            let keep_after = if index + 1 < items.len() { place.keep_inside } else { place.keep_after };
            let place = Place { style: "Normal", left, keep_after, ..place };
            let (first, rest) = match item.blocks.split_first() {
                Some((Block::Paragraph(text), rest)) => (text.as_slice(), rest),
                _ => (&[] as &[Inline], item.blocks.as_slice()),
            };
            self.marked(&item.marker, first, Place { keep_after: keep_after || !rest.is_empty(), ..place });
            self.blocks(rest, place);
        }
    }

    fn note(&mut self, number: u32, blocks: &[Block], place: Place) {
        let place = Place { style: "Footnote", left: 2 * self.em, ..place };
        let (first, rest) = match blocks.split_first() {
            Some((Block::Paragraph(text), rest)) => (text.as_slice(), rest),
            _ => (&[] as &[Inline], blocks),
        };
        self.marked(&format!("[{number}]"), first, place);
        self.blocks(rest, place);
    }

    /// A paragraph whose marker hangs out to the left by two characters.
    fn marked(&mut self, marker: &str, text: &[Inline], place: Place) {
        self.start(place, "");
        let hanging = 2 * self.em;
        let _ =
            write!(self.out, "<w:ind w:left=\"{}\" w:hangingChars=\"0\" w:hanging=\"{hanging}\"/></w:pPr>", place.left);
        run::words(&mut self.out, &format!("{marker}\t"));
        run::inlines(&mut self.out, text);
        self.out.push_str("</w:p>");
    }
}
