//! Tables of a Word file: fixed widths, borders, a head that every page repeats, rows that stay in one piece.

use crate::paper::document::{Align, Inline, Table, is_to_fill};
use crate::paper::docx::body::{Place, Writer};
use crate::paper::docx::parts::twentieths;
use crate::paper::docx::run;
use crate::paper::page::FILL;
use std::fmt::Write as _;

impl Writer {
    pub fn table(&mut self, table: &Table, place: Place) {
        let is_sign = place.style == "Sign";
        let widths: Vec<u32> =
            table.columns.iter().map(|column| self.width.saturating_sub(place.left) * column.share / 1000).collect();
        self.out.push_str(&table_properties(&widths, place.left, is_sign));
        let rows = table.rows.len();
        if !table.head.is_empty() {
            let look = if is_sign { "Normal" } else { "TableHead" };
            let keep = is_sign || rows > 0;
            self.row(&table.head, table, &widths, Place { style: look, keep_after: keep, ..place }, !is_sign);
        }
        let look = if is_sign { "Normal" } else { "TableText" };
        for (index, row) in table.rows.iter().enumerate() {
            let keep = if index + 1 < rows { place.keep_inside } else { place.keep_after };
            self.row(row, table, &widths, Place { style: look, keep_after: keep, ..place }, false);
        }
        self.out.push_str("</w:tbl>");
        // Word would join two tables that follow each other. After signatures, which may end a full page, no room is
        // taken: a gap alone on the next page would be a blank page.
        if is_sign { self.seam(place) } else { self.gap(place) }
    }

    fn row(&mut self, row: &[Vec<Inline>], table: &Table, widths: &[u32], place: Place, is_head: bool) {
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        let has_borders = place.style != "Normal";
        if has_borders && row.iter().any(|cell| cell.is_empty() || is_to_fill(cell)) {
            let _ = write!(self.out, "<w:trHeight w:val=\"{}\" w:hRule=\"atLeast\"/>", twentieths(FILL));
        }
        self.out.push_str(if is_head { "<w:tblHeader/></w:trPr>" } else { "</w:trPr>" });
        for ((cell, column), width) in row.iter().zip(&table.columns).zip(widths) {
            let _ = write!(
                self.out,
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
            );
            self.start(Place { left: 0, ..place }, "");
            if !is_head {
                self.out.push_str(alignment(column.align));
            }
            self.out.push_str("</w:pPr>");
            if !(has_borders && is_to_fill(cell)) {
                run::inlines(&mut self.out, cell);
            }
            self.out.push_str("</w:p></w:tc>");
        }
        self.out.push_str("</w:tr>");
    }
}

const fn alignment(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Center => "<w:jc w:val=\"center\"/>",
        Align::Right => "<w:jc w:val=\"right\"/>",
    }
}

fn table_properties(widths: &[u32], left: u32, is_sign: bool) -> String {
    let total: u32 = widths.iter().sum();
    let mut out =
        format!("<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:tblInd w:w=\"{left}\" w:type=\"dxa\"/>");
    if !is_sign {
        out.push_str("<w:tblBorders>");
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(out, "<w:{side} w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"/>");
        }
        out.push_str("</w:tblBorders>");
    }
    let margin = if is_sign { 0 } else { 100 };
    let _ = write!(
        out,
        "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"{margin}\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
    );
    for width in widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    out
}
