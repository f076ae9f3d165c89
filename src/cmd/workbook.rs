//! Where an answer becomes an Excel file instead of words on a screen.

use std::path::{Path, PathBuf};

use crate::cmd::App;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::store::{self, packed, write};
use crate::ui::{Format, csv_line};
use crate::workbook::form::{self, Answers};
use crate::workbook::{self, Cell, Sheet};

impl App {
    /// The file that is wanted: `--format xlsx --out FILE`, or the name alone where it says so.
    pub fn workbook_for<'p>(&self, office: &Office, out: Option<&'p PathBuf>) -> Result<Option<&'p Path>> {
        let Some(path) = out else {
            let none = Error::new("Excel 文件不能写到屏幕上").field("--format").fix("加上 --out 文件.xlsx");
            return if self.ui.format == Format::Xlsx { Err(none) } else { Ok(None) };
        };
        let is_named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        if !is_named {
            let other = Error::new("这里的 --out 写成 Excel 文件，名字要以 .xlsx 结尾").path(path);
            return Err(other.fix("改成 .xlsx；要别的格式，用 --format 并重定向到文件"));
        }
        office.may_put(path, self.force)?;
        Ok(Some(path))
    }

    /// The same table as lines of a spreadsheet, on the screen or into a pipe.
    pub fn say_csv(&self, sheet: &Sheet) -> Result<()> {
        let line =
            |cells: &Vec<Cell>| csv_line(cells.iter().map(Cell::shown).collect::<Vec<_>>().iter().map(String::as_str));
        let head = csv_line(sheet.heads.iter().map(String::as_str));
        self.ui.say(&[vec![head], sheet.rows.iter().map(line).collect()].concat().join("\n"))
    }

    pub fn put_workbook(&self, office: &Office, path: &Path, sheets: &[Sheet]) -> Result<()> {
        self.put_bytes(path, &workbook::bytes(sheets, office.now)?)
    }

    /// Somebody else's form with the answer in it.
    pub fn put_form(&self, office: &Office, named: &Path, path: &Path, mut answers: Answers<'_>) -> Result<()> {
        let school = office.repo.config.school.as_str().into();
        let always = [("学校".to_owned(), school), ("日期".to_owned(), Cell::Day(office.now.date_naive()))];
        answers.one.extend(always);
        let file = office.form(named)?;
        let bytes = store::read(&file)?;
        let parts = packed::texts(&bytes, form::is_part).map_err(|error| error.path(&file))?;
        let changed = form::fill(&parts, &answers).map_err(|error| error.path(&file))?;
        self.put_bytes(path, &packed::with(&bytes, &changed)?)
    }

    fn put_bytes(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        if !self.dry_run {
            write::replace(path, bytes)?;
        }
        let verb = if self.dry_run { "（没有写）将写入" } else { "已写入" };
        self.ui.hint(&format!("{verb} {}", path.display()));
        Ok(())
    }
}
