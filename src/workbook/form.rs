//! A form that somebody else drew: a workbook or a table in a text with `{{ words }}` in its cells. What they stand for goes there, and the rest
//! of the form (widths, colours, headings, printing) stays as it was drawn.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::workbook::{Cell, Sheet};

mod grid;
mod lines;
mod xml;

use self::grid::{Grid, address};
use self::lines::Lines;

/// What a form can ask for.
pub struct Answers<'a> {
    /// Words that stand for one thing.
    pub one: Vec<(String, Cell)>,
    /// Words that begin so are known, and what they stand for is left out.
    pub left_out: Vec<String>,
    /// Heads whose words stand for a column: the first line goes where the word stands, the next ones below.
    pub lines: Option<&'a Sheet>,
}

/// What a left out figure reads as.
pub const LEFT_OUT: &str = "不列";

const TEXTS: &str = "xl/sharedStrings.xml";
const BOOK: &str = "xl/workbook.xml";

/// Whether a part of a packed workbook is one that is read or changed here.
pub fn is_part(name: &str) -> bool {
    let is_sheet =
        || name.strip_prefix("xl/worksheets/").is_some_and(|name| name.ends_with(".xml") && !name.contains('/'));
    name == TEXTS || name == BOOK || is_sheet()
}

/// The parts of the form that change, with everything in its place.
pub fn fill(parts: &BTreeMap<String, String>, answers: &Answers<'_>) -> Result<BTreeMap<String, String>> {
    let texts = parts.get(TEXTS).map_or_else(Vec::new, |part| xml::texts(part));
    let mut changed = BTreeMap::new();
    let mut filled = Filled { answers, count: 0, faults: Vec::new() };
    for (name, part) in parts.iter().filter(|(name, _)| *name != TEXTS && *name != BOOK) {
        let Some(mut grid) = Grid::read(part, &texts) else { continue };
        filled.sheet(&mut grid);
        changed.insert(name.clone(), grid.write());
    }
    filled.ended()?;
    changed.extend(parts.get(BOOK).map(|book| (BOOK.to_owned(), xml::counted_anew(book))));
    Ok(changed)
}

/// A table in a text, divided by whatever it is divided by, with everything in its place.
pub fn fill_lines(text: &str, answers: &Answers<'_>) -> Result<String> {
    let mut lines = Lines::read(text);
    let mut filled = Filled { answers, count: 0, faults: Vec::new() };
    filled.sheet(&mut lines);
    filled.ended()?;
    Ok(lines.write())
}

/// The cells of a form, whatever they are written in; rows and columns count from nought.
trait Cells {
    /// Those in which words stand.
    fn asking(&self) -> Vec<(u32, u32, String)>;
    /// How a cell looks, to be taken over by others.
    fn style(&self, row: u32, column: u32) -> Option<String>;
    /// Whether something stands there.
    fn is_taken(&self, row: u32, column: u32) -> bool;
    /// In the looks of its cell, or in those that are given where it has none.
    fn put(&mut self, row: u32, column: u32, cell: &Cell, style: Option<&str>);
}

impl Answers<'_> {
    fn names(&self) -> String {
        let heads = self.lines.map(|sheet| sheet.heads.clone()).unwrap_or_default();
        heads.into_iter().chain(self.one.iter().map(|(name, _)| name.clone())).collect::<Vec<_>>().join("；")
    }

    fn one(&self, word: &str) -> Option<Cell> {
        let named = self.one.iter().find(|(name, _)| folded(name) == word);
        let is_left_out = || self.left_out.iter().any(|begin| word.starts_with(&folded(begin)));
        named.map(|(_, cell)| cell.clone()).or_else(|| is_left_out().then(|| LEFT_OUT.into()))
    }

    fn column(&self, word: &str) -> Option<usize> {
        self.lines?.heads.iter().position(|head| folded(head) == word)
    }
}

/// As people type it on whichever keyboard.
fn folded(word: &str) -> String {
    let plain = |letter: char| match letter {
        '（' => '(',
        '）' => ')',
        '．' | '。' => '.',
        other => other,
    };
    word.chars().filter(|letter| !letter.is_whitespace()).map(plain).collect()
}

/// A form while it is filled.
struct Filled<'a> {
    answers: &'a Answers<'a>,
    count: usize,
    faults: Vec<Error>,
}

impl Filled<'_> {
    /// The first thing that could not be filled in, or that nothing was asked for.
    fn ended(self) -> Result<()> {
        if let Some(fault) = self.faults.into_iter().next() {
            return Err(fault);
        }
        if self.count == 0 {
            let none = Error::new("表样里没有 {{ }}，不知道填在哪里");
            return Err(none.fix(format!("在要填的格子里写 {{{{ 名称 }}}}；可用：{}", self.answers.names())));
        }
        Ok(())
    }

    fn sheet(&mut self, grid: &mut impl Cells) {
        for (row, column, text) in grid.asking() {
            self.count += 1;
            let placed = |error: Error| error.field(address(row, column));
            match self.cell(grid, (row, column), &text) {
                Ok(()) => {}
                Err(error) => self.faults.push(placed(error)),
            }
        }
    }

    fn cell(&self, grid: &mut impl Cells, (row, column): (u32, u32), text: &str) -> Result<()> {
        let alone = text.trim().strip_prefix("{{").and_then(|text| text.strip_suffix("}}"));
        let alone = alone.filter(|word| !word.contains("{{")).map(folded);
        if let Some(word) = &alone {
            if let Some((lines, at)) = self.answers.lines.zip(self.answers.column(word)) {
                return down(grid, lines, at, (row, column));
            }
            if let Some(cell) = self.answers.one(word) {
                grid.put(row, column, &cell, None);
                return Ok(());
            }
        }
        let mut said = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let open = || Error::new("{{ 后面没有 }}").fix("在表样里补上 }}");
            let (word, behind) = after.split_once("}}").ok_or_else(open)?;
            let known = self.answers.one(&folded(word)).ok_or_else(|| self.unknown(word.trim()))?;
            said.push_str(before);
            said.push_str(&known.shown());
            rest = behind;
        }
        said.push_str(rest);
        grid.put(row, column, &Cell::Text(said), None);
        Ok(())
    }

    fn unknown(&self, word: &str) -> Error {
        let unknown = Error::new(format!("表样里的“{word}”不知道是什么"));
        unknown.fix(format!("改成其中之一：{}", self.answers.names()))
    }
}

/// One line below the other from the word on, as somebody with a pen would; what stands in the way is not written over.
fn down(grid: &mut impl Cells, lines: &Sheet, at: usize, (row, column): (u32, u32)) -> Result<()> {
    let style = grid.style(row, column);
    grid.put(row, column, &Cell::Empty, None);
    for (below, cells) in (row..).zip(&lines.rows) {
        if grid.is_taken(below, column) {
            let full = Error::new(format!("表样里只有 {} 行空着，名单有 {} 行", below - row, lines.rows.len()));
            let taken = address(below, column);
            return Err(full.fix(format!("在 {taken} 上面多插几行空行，或缩小名单的范围")));
        }
        grid.put(below, column, cells.get(at).unwrap_or(&Cell::Empty), style.as_deref());
    }
    Ok(())
}
