//! Tables of words: for a spreadsheet, and for whoever looks at them, so wide as they may be.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use unicode_width::UnicodeWidthStr;

use crate::text::harmless;

/// A line of a spreadsheet; a field that it would take for a formula is defused.
pub fn csv_line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let field = |text: &'a str| {
        let text = harmless(text);
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    fields.into_iter().map(field).collect::<Vec<_>>().join(",")
}

/// Blank columns behind each column of a table.
const GAP: u8 = 2;

/// A table written row by row: how wide each column may become is known before. Looks like [`table`].
pub struct Columns {
    widths: Vec<usize>,
    gap: usize,
}

impl Columns {
    /// Closer to each other where the screen is too narrow.
    pub fn within(screen: Option<usize>, widths: impl IntoIterator<Item = usize>) -> Self {
        let widths: Vec<usize> = widths.into_iter().collect();
        let gap = usize::from(GAP);
        let is_wide = screen.is_some_and(|screen| widths.iter().map(|width| width + gap).sum::<usize>() > screen + gap);
        Self { widths, gap: if is_wide { 1 } else { gap } }
    }

    pub fn rule(&self) -> String {
        let width: usize = self.widths.iter().map(|width| width + self.gap).sum();
        "─".repeat(width.saturating_sub(self.gap))
    }

    pub fn row<'a>(&self, cells: impl IntoIterator<Item = &'a str>) -> String {
        let mut line = String::new();
        for (cell, width) in cells.into_iter().zip(&self.widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + self.gap));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// A table whose columns line up, Chinese or not; within a width long cells are folded.
pub fn table(head: &[impl AsRef<str>], rows: &[Vec<String>], width: Option<usize>) -> String {
    let mut table = Table::new();
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─'));
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    table.set_header(head.iter().map(AsRef::as_ref));
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP.into()));
    }
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
