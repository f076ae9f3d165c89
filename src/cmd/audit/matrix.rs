//! The matrix of an audit on a screen: its widths are known before the first case comes.

use unicode_width::UnicodeWidthStr;

use crate::audit::rest::Resting;
use crate::checklist::{CELLS, Heading, Row};
use crate::tell;
use crate::ui::Columns;
use crate::wording::audit_book::cells;

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

/// What its columns and signs mean.
pub fn legend(headings: &[Heading]) -> String {
    let columns: Vec<String> = headings.iter().map(|heading| format!("{}{}", heading.mark, heading.name)).collect();
    let signs: Vec<String> = CELLS.iter().map(|cell| format!("{} {}", cell.sign, cell.meaning)).collect();
    format!("{}\n{}", columns.join("　"), signs.join("；"))
}
