//! The matrix of an audit on a screen: its widths are known before the first case comes.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr;

use crate::audit::rest::Resting;
use crate::checklist::{CELLS, Heading, Row};
use crate::tell;
use crate::text::table::Columns;
use crate::wording::audit::book::cells;

/// Cases × the guide's archive materials.
pub struct Matrix(Columns);

impl Matrix {
    pub fn new(headings: &[Heading], numbers: &[String], screen: Option<usize>) -> Self {
        let widest = |words: &[&str]| words.iter().map(|word| word.width()).max().unwrap_or(0);
        let number = numbers.iter().map(|number| number.width()).max().unwrap_or(0).max("案号".width());
        let state = widest(&[tell::episode(true), tell::episode(false), "状态"]);
        let sign = CELLS.iter().map(|cell| cell.sign.width()).max().unwrap_or(0);
        let marks = headings.iter().map(|heading| heading.mark.width().max(sign));
        let rest = widest(&Resting::ALL.map(Resting::word));
        let widths = [number, "次".width(), state].into_iter().chain(marks).chain([rest]);
        Self(Columns::within(screen, widths))
    }

    pub fn head(&self, headings: &[Heading]) -> String {
        let marks = headings.iter().map(|heading| heading.mark.as_str());
        let head = self.0.row(["案号", "次", "状态"].into_iter().chain(marks).chain(["归档"]));
        format!("{head}\n{}", self.0.rule())
    }

    pub fn row(&self, row: &Row) -> String {
        self.0.row(cells(row).iter().map(String::as_str))
    }
}

/// The rows of a matrix, kept until what stands above them is known. Behind their numbers most look like others; each
/// look is kept once.
pub struct Rows<'r> {
    matrix: &'r Matrix,
    /// Of all cases, in the order in which the rows come.
    numbers: &'r [String],
    looks: HashMap<String, u32>,
    /// Which number, and which look.
    all: Vec<(u32, u32)>,
}

impl<'r> Rows<'r> {
    pub fn new(matrix: &'r Matrix, numbers: &'r [String]) -> Self {
        Self { matrix, numbers, looks: HashMap::new(), all: Vec::new() }
    }

    pub fn add(&mut self, row: &Row) {
        let before = self.all.last().map_or(0, |(number, _)| *number as usize);
        let ahead = self.numbers[before..].iter().position(|number| *number == row.case);
        let number = before + ahead.expect("rows are of these numbers, in their order");
        let text = self.matrix.row(row);
        let look = text.strip_prefix(&row.case).expect("a row begins with its number").to_owned();
        let next = place(self.looks.len());
        self.all.push((place(number), *self.looks.entry(look).or_insert(next)));
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// As they are written.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let mut looks = vec![""; self.looks.len()];
        for (look, at) in &self.looks {
            looks[*at as usize] = look;
        }
        self.all
            .iter()
            .map(move |(number, look)| format!("{}{}", self.numbers[*number as usize], looks[*look as usize]))
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("no school has billions of cases")
}

/// What its columns and signs mean.
pub fn legend(headings: &[Heading]) -> String {
    let columns: Vec<String> = headings.iter().map(|heading| format!("{}{}", heading.mark, heading.name)).collect();
    let signs: Vec<String> = CELLS.iter().map(|cell| format!("{} {}", cell.sign, cell.meaning)).collect();
    format!("{}\n{}", columns.join("　"), signs.join("；"))
}

#[cfg(test)]
mod tests {
    use super::{Matrix, Rows};
    use crate::checklist::{CELLS, Heading, Row};

    /// A second episode, a case without a row, and one that is asked for twice.
    #[test]
    fn kept_rows_are_those_that_came() {
        let numbers = ["2026-AAAA", "2025-BBBB", "2026-CCCC", "2026-AAAA"].map(str::to_owned);
        let headings = [Heading { mark: "①".to_owned(), name: "报告".to_owned() }];
        let matrix = Matrix::new(&headings, &numbers, None);
        let row = |case: &str, episode, open| Row {
            case: case.to_owned(),
            episode,
            open,
            archivable: !open,
            state: "还缺",
            levels: Vec::new(),
            judged_by: None,
            cells: vec![&CELLS[0]],
            why: Vec::new(),
            remarks: Vec::new(),
            findings: Vec::new(),
        };
        let came = [
            row("2026-AAAA", 1, false),
            row("2026-AAAA", 2, true),
            row("2026-CCCC", 1, false),
            row("2026-AAAA", 1, false),
        ];
        let mut rows = Rows::new(&matrix, &numbers);
        for row in &came {
            rows.add(row);
        }
        assert_eq!(rows.lines().collect::<Vec<_>>(), came.each_ref().map(|row| matrix.row(row)));
        assert_eq!(rows.looks.len(), 2);
    }
}
