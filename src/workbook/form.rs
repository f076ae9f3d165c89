//! A form that somebody else drew: a workbook with `{{ words }}` in its cells. What they stand for goes there, and the rest
//! of the form (widths, colours, headings, printing) stays as it was drawn.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::error::{Error, Result};
use crate::workbook::{Cell, Sheet};

mod grid;
mod xml;

use self::grid::{Grid, address};

/// No form is larger when it is unpacked.
const LARGEST: u64 = 64 << 20;

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

/// The bytes of the form with everything in its place.
pub fn fill(form: &[u8], answers: &Answers<'_>) -> Result<Vec<u8>> {
    let mut parts = Parts::open(form)?;
    let texts = parts.text("xl/sharedStrings.xml")?.map_or_else(Vec::new, |xml| xml::texts(&xml));
    let mut changed = BTreeMap::new();
    let mut filled = Filled { answers, count: 0, faults: Vec::new() };
    for name in parts.sheets() {
        let Some(xml) = parts.text(&name)? else { continue };
        let Some(mut grid) = Grid::read(&xml, &texts) else { continue };
        filled.sheet(&mut grid);
        changed.insert(name, grid.write());
    }
    if let Some(fault) = filled.faults.into_iter().next() {
        return Err(fault);
    }
    if filled.count == 0 {
        let none = Error::new("表样里没有 {{ }}，不知道填在哪里");
        return Err(none.fix(format!("在要填的格子里写 {{{{ 名称 }}}}；可用：{}", answers.names())));
    }
    if let Some(book) = parts.text("xl/workbook.xml")? {
        changed.insert("xl/workbook.xml".to_owned(), xml::counted_anew(&book));
    }
    parts.written(&changed)
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
    fn sheet(&mut self, grid: &mut Grid<'_>) {
        for (row, column, text) in grid.asking() {
            self.count += 1;
            let placed = |error: Error| error.field(address(row, column));
            match self.cell(grid, (row, column), &text) {
                Ok(()) => {}
                Err(error) => self.faults.push(placed(error)),
            }
        }
    }

    fn cell(&self, grid: &mut Grid<'_>, (row, column): (u32, u32), text: &str) -> Result<()> {
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
fn down(grid: &mut Grid<'_>, lines: &Sheet, at: usize, (row, column): (u32, u32)) -> Result<()> {
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

/// The files that an xlsx file packs.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Parts<'a> {
    fn open(form: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(form)).map_err(|_| broken())?;
        let parts = Self { archive };
        let is_book = parts.archive.index_for_name("xl/workbook.xml").is_some();
        if is_book { Ok(parts) } else { Err(broken()) }
    }

    fn sheets(&self) -> Vec<String> {
        let is_sheet = |name: &&str| {
            name.starts_with("xl/worksheets/") && name.ends_with(".xml") && name.matches('/').count() == 2
        };
        self.archive.file_names().filter(is_sheet).map(str::to_owned).collect()
    }

    fn text(&mut self, name: &str) -> Result<Option<String>> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut text = String::new();
        let read = part.take(LARGEST).read_to_string(&mut text);
        read.map(|_| Some(text)).map_err(|_| broken())
    }

    fn written(mut self, changed: &BTreeMap<String, String>) -> Result<Vec<u8>> {
        let failed = |_| broken();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..self.archive.len() {
            let part = self.archive.by_index_raw(at).map_err(failed)?;
            let Some(text) = changed.get(part.name()) else {
                out.raw_copy_file(part).map_err(failed)?;
                continue;
            };
            let options = SimpleFileOptions::default().last_modified_time(part.last_modified().unwrap_or_default());
            out.start_file(part.name(), options).map_err(failed)?;
            out.write_all(text.as_bytes()).map_err(|_| broken())?;
        }
        out.finish().map(Cursor::into_inner).map_err(failed)
    }
}

fn broken() -> Error {
    let broken = Error::new("这个表样打不开：有密码、已损坏，或不是 xlsx");
    broken.fix("用 Excel 打开，去掉密码，另存为“Excel 工作簿（.xlsx）”")
}
