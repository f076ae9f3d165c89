//! Where an answer becomes a file of Excel, or fills somebody else's form, instead of words on a screen.

use std::path::{Path, PathBuf};

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::foreign;
use crate::office::Office;
use crate::store::{self, packed, write};
use crate::text::encoding;
use crate::text::table::csv_line;
use crate::ui::Format;
use crate::wording::answer::kept;
use crate::workbook::form::{self, Answers};
use crate::workbook::{self, Cell, Sheet};

/// The flags of what is a table.
#[derive(clap::Args)]
pub struct Table {
    /// 写成 Excel 文件（.xlsx）
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub form: Form,
}

/// The flag for a form that somebody else drew.
#[derive(clap::Args)]
pub struct Form {
    /// 填进这份表样（.xlsx 或 .csv，格子里写 {{ 栏名 }}，往下一行一行填；也可以是 templates 文件夹里的名字）
    #[arg(long, value_name = "FORM", requires = "out")]
    pub template: Option<PathBuf>,
}

impl App {
    /// Whether a table is wanted and no words, and if as a file, that it can be put there.
    pub fn wants_table(&self, office: &Office, table: &Table) -> Result<bool> {
        Ok(self.is_file(office, table)? || self.ui.format == Format::Csv)
    }

    /// The same where only a file is one.
    pub fn is_file(&self, office: &Office, table: &Table) -> Result<bool> {
        let Some(path) = &table.out else {
            return if self.ui.format == Format::Xlsx { Err(no_screen_for_it()) } else { Ok(false) };
        };
        match &table.form.template {
            Some(form) => fits(&office.form(form)?, path)?,
            None if ends_in(path, "xlsx") => {}
            None => {
                let other = Error::new("这里的 --out 写成 Excel 文件，名字要以 .xlsx 结尾").path(path);
                return Err(other.fix("改成 .xlsx；要别的格式，用 --format 并重定向到文件"));
            }
        }
        office.may_put(path, self.force)?;
        Ok(true)
    }

    /// The table as it is wanted: a form with it, a file of Excel, or lines of a spreadsheet.
    pub fn put_table(&self, office: &Office, table: &Table, sheet: &Sheet) -> Result<()> {
        match (&table.out, &table.form.template) {
            (Some(path), Some(form)) => {
                let answers = Answers { one: Vec::new(), left_out: Vec::new(), lines: Some(sheet) };
                self.put_form(office, form, path, answers)
            }
            (Some(path), None) => self.put_workbook(office, path, std::slice::from_ref(sheet)),
            (None, _) => self.say_csv(sheet),
        }
    }

    fn say_csv(&self, sheet: &Sheet) -> Result<()> {
        let line =
            |cells: &Vec<Cell>| csv_line(cells.iter().map(Cell::shown).collect::<Vec<_>>().iter().map(String::as_str));
        let head = csv_line(sheet.heads.iter().map(String::as_str));
        self.ui.say(&[vec![head], sheet.rows.iter().map(line).collect()].concat().join("\n"))
    }

    pub fn put_workbook(&self, office: &Office, path: &Path, sheets: &[Sheet]) -> Result<()> {
        self.put_bytes(path, &workbook::bytes(sheets, office.now)?)
    }

    /// Somebody else's form with the answer in it, in the encoding of the form.
    pub fn put_form(&self, office: &Office, named: &Path, path: &Path, mut answers: Answers<'_>) -> Result<()> {
        let school = office.repo.config.school.as_str().into();
        let always = [("学校".to_owned(), school), ("日期".to_owned(), Cell::Day(office.now.date_naive()))];
        let count = answers.lines.map(|lines| ("份数".to_owned(), Cell::Count(lines.rows.len())));
        answers.one.extend(always.into_iter().chain(count));
        let file = office.form(named)?;
        fits(&file, path)?;
        let bytes = store::read(&file)?;
        let filled = if ends_in(&file, "csv") { self.lines(&bytes, &answers) } else { book(&bytes, &answers) };
        self.put_bytes(path, &filled.map_err(|error| error.path(&file))?)
    }

    fn lines(&self, bytes: &[u8], answers: &Answers<'_>) -> Result<Vec<u8>> {
        let resaved = |error: Error| error.fix("用记事本打开表样，核对文字，另存时把“编码”选成 UTF-8");
        let way = foreign::as_it_is(&self.ui, bytes, None, self.ui.can_ask()).map_err(resaved)?;
        let filled = form::fill_lines(way.text.trim_start_matches('\u{feff}'), answers)?;
        let has_mark = encoding_rs::Encoding::for_bom(bytes).is_some();
        Ok(encoding::bytes(&filled, way.encoding, has_mark).unwrap_or_else(|| {
            self.ui.hint(&format!("{} 里没有其中的一些字，改写成 UTF-8", way.encoding));
            ["\u{feff}", &filled].concat().into_bytes()
        }))
    }

    fn put_bytes(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        if !self.dry_run {
            write::replace(path, bytes)?;
        }
        self.say([kept(self.dry_run, path.display())])
    }
}

fn book(bytes: &[u8], answers: &Answers<'_>) -> Result<Vec<u8>> {
    let parts = packed::texts(bytes, form::is_part)?;
    packed::with(bytes, &form::fill(&parts, answers)?)
}

pub fn no_screen_for_it() -> Error {
    Error::new("Excel 文件不能写到屏幕上").field("--format").fix("加上 --out 文件.xlsx")
}

pub fn ends_in(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// A filled form is what the form is.
fn fits(form: &Path, path: &Path) -> Result<()> {
    let ending = if ends_in(form, "csv") { "csv" } else { "xlsx" };
    if ends_in(path, ending) {
        return Ok(());
    }
    let other = Error::new(format!("表样是 .{ending}，填好的也是")).path(path).field("--out");
    Err(other.fix(format!("把 --out 的名字改成以 .{ending} 结尾")))
}
