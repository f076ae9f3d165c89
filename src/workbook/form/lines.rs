//! The cells of a table in a text: `.csv` and its likes.

use crate::text::{divided_by, harmless};
use crate::workbook::Cell;
use crate::workbook::form::Cells;

pub struct Lines {
    divided_by: char,
    /// With `\r` where the ends of lines have it.
    end: &'static str,
    rows: Vec<Vec<String>>,
}

impl Lines {
    pub fn read(text: &str) -> Self {
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        // A lone carriage return ended lines once.
        let text = format!("{}\n", text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches('\n'));
        let divided_by = divided_by(&text);
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(u8::try_from(divided_by).unwrap_or(b','));
        let mut reader = reader.from_reader(text.as_bytes());
        let (mut rows, mut record, mut begin) = (Vec::new(), csv::StringRecord::new(), 1);
        while reader.read_record(&mut record).unwrap_or(false) {
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let own = 1 + cells.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            let end = reader.position().line();
            // The reader passes over empty lines; in a form they stand for something.
            rows.extend((begin + own..end).map(|_| Vec::new()));
            rows.push(cells);
            begin = end;
        }
        Self { divided_by, end, rows }
    }

    pub fn write(&self) -> String {
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(|cell| self.quoted(cell)).collect();
            cells.join(&self.divided_by.to_string()) + self.end
        };
        self.rows.iter().map(line).collect()
    }

    fn quoted(&self, cell: &str) -> String {
        if cell.contains([self.divided_by, '"', '\n', '\r']) {
            return format!("\"{}\"", cell.replace('"', "\"\""));
        }
        cell.to_owned()
    }

    fn at(&self, row: u32, column: u32) -> Option<&String> {
        self.rows.get(row as usize)?.get(column as usize)
    }
}

impl Cells for Lines {
    fn asking(&self) -> Vec<(u32, u32, String)> {
        let cells = (0..)
            .zip(&self.rows)
            .flat_map(|(row, cells)| (0..).zip(cells).map(move |(column, cell)| (row, column, cell)));
        cells.filter(|(.., cell)| cell.contains("{{")).map(|(row, column, cell)| (row, column, cell.clone())).collect()
    }

    fn style(&self, _row: u32, _column: u32) -> Option<String> {
        None
    }

    fn is_taken(&self, row: u32, column: u32) -> bool {
        self.at(row, column).is_some_and(|cell| !cell.trim().is_empty())
    }

    /// What a spreadsheet would count as a formula stays a text.
    fn put(&mut self, row: u32, column: u32, cell: &Cell, _style: Option<&str>) {
        let (row, column) = (row as usize, column as usize);
        self.rows.resize_with(self.rows.len().max(row + 1), Vec::new);
        let cells = &mut self.rows[row];
        cells.resize_with(cells.len().max(column + 1), String::new);
        cells[column] = harmless(&cell.shown());
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;
    use crate::workbook::Cell;
    use crate::workbook::form::Cells;

    #[test]
    fn a_table_stays_as_it_was_but_for_what_is_put_in() {
        for (text, written) in [
            ("表,\n\n学校,{{ 学校 }}\n", "表,\n\n学校,甲\n"),
            ("表;\r\n\r\n\"学\r\n校\";{{ 学校 }}\r\n", "表;\r\n\r\n\"学\n校\";甲\r\n"),
            ("a\t\"{{ 学校 }}\"", "a\t甲\n"),
        ] {
            let mut lines = Lines::read(text);
            let [(row, column, _)] = lines.asking()[..] else { panic!("{text}") };
            lines.put(row, column, &Cell::from("甲"), None);
            assert_eq!(lines.write(), written);
        }
        let mut lines = Lines::read("a,b");
        assert!(lines.is_taken(0, 1) && !lines.is_taken(1, 1));
        lines.put(2, 1, &Cell::from("=1+1"), None);
        lines.put(1, 0, &Cell::from("甲,\"乙\""), None);
        assert_eq!(lines.write(), "a,b\n\"甲,\"\"乙\"\"\"\n,'=1+1\n");
    }
}
