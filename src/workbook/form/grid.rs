//! The cells of one sheet of a form, each as it is written there; what is put in takes over how its cell looks.

use std::collections::BTreeMap;

use super::xml::{self, Tag};
use crate::workbook::Cell;
use crate::workbook::form::Cells;

pub struct Grid<'x> {
    before: &'x str,
    after: &'x str,
    prefix: &'x str,
    rows: BTreeMap<u32, Row<'x>>,
}

#[derive(Default)]
struct Row<'x> {
    attributes: &'x str,
    cells: BTreeMap<u32, Place>,
}

/// A cell as it is written, and what is to be known of it.
struct Place {
    xml: String,
    style: Option<String>,
    text: Option<String>,
    is_empty: bool,
}

/// `B3`.
pub fn address(row: u32, column: u32) -> String {
    let (mut letters, mut left) = (String::new(), column + 1);
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

fn place(address: &str) -> Option<(u32, u32)> {
    let cut = address.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, digits) = address.split_at(cut);
    let digit = |letter: u8| letter.is_ascii_uppercase().then(|| u32::from(letter - b'A' + 1));
    let added = |sum: u32, letter: u8| sum.checked_mul(26)?.checked_add(digit(letter)?);
    let column = letters.bytes().try_fold(0, added)?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

impl<'x> Grid<'x> {
    /// Nothing where this is no sheet with cells.
    pub fn read(xml: &'x str, texts: &[String]) -> Option<Self> {
        let mut tags = xml::tags(xml);
        let data = tags.find(|tag| tag.name == "sheetData" && !tag.is_end)?;
        let mut grid = Self { before: &xml[..data.at.start], after: "", prefix: data.prefix, rows: BTreeMap::new() };
        if data.is_empty {
            grid.after = &xml[data.at.end..];
            return Some(grid);
        }
        // Who writes no address means the next one.
        let (mut next_row, mut next_column, mut begun) = (0, 0, None);
        for tag in tags {
            match tag.name {
                "sheetData" => {
                    grid.after = &xml[tag.at.end..];
                    return Some(grid);
                }
                "row" if !tag.is_end => {
                    let said =
                        xml::attribute(tag.attributes, "r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
                    let row = said.unwrap_or(next_row);
                    grid.rows.entry(row).or_default().attributes = tag.attributes;
                    (next_row, next_column) = (row.checked_add(1)?, 0);
                }
                "c" if !tag.is_end => {
                    let said = xml::attribute(tag.attributes, "r").and_then(place);
                    let column = said.map_or(next_column, |(_, column)| column);
                    next_column = column.checked_add(1)?;
                    if tag.is_empty {
                        grid.keep((next_row.checked_sub(1)?, column), &tag, "", texts);
                    } else {
                        begun = Some((column, tag));
                    }
                }
                "c" => {
                    let (column, begin) = begun.take()?;
                    let inside = &xml[begin.at.end..tag.at.start];
                    grid.keep((next_row.checked_sub(1)?, column), &begin, inside, texts);
                }
                _ => {}
            }
        }
        None
    }

    fn keep(&mut self, (row, column): (u32, u32), tag: &Tag<'x>, inside: &str, texts: &[String]) {
        let text = match xml::attribute(tag.attributes, "t") {
            Some("s") => value(inside).and_then(|at| texts.get(at.parse::<usize>().ok()?).cloned()),
            Some("inlineStr") => Some(xml::letters(inside)),
            _ => None,
        };
        let (prefix, attributes) = (tag.prefix, tag.attributes);
        let xml = match without_result(inside) {
            kept if kept.is_empty() => format!("<{prefix}c {attributes}/>"),
            kept => format!("<{prefix}c {attributes}>{kept}</{prefix}c>"),
        };
        let style = xml::attribute(attributes, "s").map(str::to_owned);
        let is_empty = inside.trim().is_empty() || text.as_ref().is_some_and(|text| text.trim().is_empty());
        self.rows.entry(row).or_default().cells.insert(column, Place { xml, style, text, is_empty });
    }

    /// The sheet with all that was put in.
    pub fn write(&self) -> String {
        let x = self.prefix;
        let mut out = format!("{}<{x}sheetData>", self.before);
        for (at, row) in &self.rows {
            // How far a row goes is only told to be quick, and may be another now.
            let attributes = xml::without(row.attributes, &["r", "spans"]);
            out.push_str(&format!("<{x}row r=\"{}\"{attributes}>", at + 1));
            out.extend(row.cells.values().map(|place| place.xml.as_str()));
            out.push_str(&format!("</{x}row>"));
        }
        out.push_str(&format!("</{x}sheetData>{}", self.after));
        out
    }
}

impl Cells for Grid<'_> {
    fn asking(&self) -> Vec<(u32, u32, String)> {
        let mut asking = Vec::new();
        for (row, line) in &self.rows {
            for (column, place) in &line.cells {
                let text = place.text.iter().filter(|text| text.contains("{{"));
                asking.extend(text.map(|text| (*row, *column, text.clone())));
            }
        }
        asking
    }

    fn style(&self, row: u32, column: u32) -> Option<String> {
        self.rows.get(&row)?.cells.get(&column)?.style.clone()
    }

    fn is_taken(&self, row: u32, column: u32) -> bool {
        self.rows.get(&row).and_then(|row| row.cells.get(&column)).is_some_and(|place| !place.is_empty)
    }

    fn put(&mut self, row: u32, column: u32, cell: &Cell, style: Option<&str>) {
        let style = self.style(row, column).or_else(|| style.map(str::to_owned));
        let looks = style.as_ref().map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
        let x = self.prefix;
        let begin = format!("<{x}c r=\"{}\"{looks}", address(row, column));
        let xml = match cell {
            Cell::Empty => format!("{begin}/>"),
            Cell::Count(count) => format!("{begin}><{x}v>{count}</{x}v></{x}c>"),
            said => {
                let text = xml::escaped(&said.shown());
                let item = format!("<{x}is><{x}t xml:space=\"preserve\">{text}</{x}t></{x}is>");
                format!("{begin} t=\"inlineStr\">{item}</{x}c>")
            }
        };
        let place = Place { xml, style, text: None, is_empty: matches!(cell, Cell::Empty) };
        self.rows.entry(row).or_default().cells.insert(column, place);
    }
}

/// The value of a cell, with its tags and without them.
fn value(inside: &str) -> Option<&str> {
    let (whole, letters) = valued(inside)?;
    Some(inside[whole][letters].trim())
}

fn valued(inside: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut tags = xml::tags(inside).filter(|tag| tag.name == "v" && !tag.is_empty);
    let (begin, end) = (tags.next()?, tags.next()?);
    let (start, width) = (begin.at.start, begin.at.len());
    Some((start..end.at.end, width..end.at.start - start))
}

/// What a formula gave with the form's own cells is no longer so.
fn without_result(inside: &str) -> String {
    let is_formula = xml::tags(inside).any(|tag| tag.name == "f");
    match valued(inside).filter(|_| is_formula) {
        Some((whole, _)) => format!("{}{}", &inside[..whole.start], &inside[whole.end..]),
        None => inside.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, Grid, address, place};
    use crate::workbook::Cell;

    #[test]
    fn addresses_come_and_go() {
        for (row, column, name) in [(0, 0, "A1"), (2, 25, "Z3"), (9, 26, "AA10"), (1_048_575, 16_383, "XFD1048576")] {
            assert_eq!((address(row, column).as_str(), place(name)), (name, Some((row, column))));
        }
        assert_eq!((place("3"), place("B"), place("b1"), place("B0")), (None, None, None, None));
    }

    #[test]
    fn a_sheet_stays_as_it_was_but_for_what_is_put_in() {
        let texts = ["表头".to_owned(), "{{ 学生 }}".to_owned()];
        let sheet = "<worksheet><dimension ref=\"A1\"/><sheetData><row r=\"1\" spans=\"1:2\" ht=\"30\"><c r=\"A1\" s=\"4\" t=\"s\">\
                     <v>0</v></c><c s=\"5\" t=\"s\"><v>1</v></c></row><row r=\"3\"><c r=\"B3\"><f>SUM(B1)</f><v>9</v></c></row>\
                     </sheetData><mergeCells/></worksheet>";
        let mut grid = Grid::read(sheet, &texts).unwrap();
        assert_eq!(grid.asking(), [(0, 1, "{{ 学生 }}".to_owned())]);
        grid.put(0, 1, &Cell::Count(7), None);
        grid.put(1, 1, &Cell::from("=甲<乙"), Some("5"));
        assert!(grid.is_taken(2, 1) && !grid.is_taken(3, 1));
        assert_eq!(
            grid.write(),
            "<worksheet><dimension ref=\"A1\"/><sheetData><row r=\"1\" ht=\"30\"><c r=\"A1\" s=\"4\" t=\"s\">\
             <v>0</v></c><c r=\"B1\" s=\"5\"><v>7</v></c></row>\
             <row r=\"2\"><c r=\"B2\" s=\"5\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=甲&lt;乙</t></is></c></row>\
             <row r=\"3\"><c r=\"B3\"><f>SUM(B1)</f></c></row></sheetData><mergeCells/></worksheet>"
        );
        assert!(Grid::read("<chartsheet/>", &texts).is_none());
    }
}
