//! Answers as a workbook of Excel: real days, heads that stay in sight, columns as wide as their Chinese. What begins like
//! a formula stays a text, and the same answer at the same time gives the same bytes.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::error::{Error, Result};

pub mod form;

/// What browsers and mail programs call such a file.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Clone)]
pub enum Cell {
    Empty,
    /// Also what begins with `=`, `+`, `-` or `@`.
    Text(String),
    Count(usize),
    Day(NaiveDate),
    Minute(DateTime<FixedOffset>),
}

impl Cell {
    /// As a line of words has it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Minute(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

pub struct Sheet {
    pub name: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    pub fn new(name: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        Self { name: name.to_owned(), heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows }
    }
}

/// The widest that a column becomes; longer texts go on in the next line.
const WIDEST: usize = 60;

/// The bytes of the file.
pub fn bytes(sheets: &[Sheet], now: DateTime<FixedOffset>) -> Result<Vec<u8>> {
    written(sheets, now).map_err(|_| {
        let large = Error::new("写不成 Excel 文件：内容超出了一张工作表能放的");
        large.fix("缩小范围再写，或用 --format csv、json")
    })
}

fn written(sheets: &[Sheet], now: DateTime<FixedOffset>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment(now)?));
    for sheet in sheets {
        put(book.add_worksheet().set_name(&sheet.name)?, sheet)?;
    }
    book.save_to_buffer()
}

fn put(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let day = body.clone().set_num_format("yyyy-mm-dd");
    let minute = body.clone().set_num_format("yyyy-mm-dd hh:mm");
    for (column, name) in (0..).zip(&sheet.heads) {
        page.write_string_with_format(0, column, name, &head)?;
        page.set_column_width(column, width(sheet, usize::from(column)))?;
    }
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => drop(page.write_string_with_format(row, column, text, &body)?),
                #[expect(clippy::cast_precision_loss, reason = "no school counts so far")]
                Cell::Count(count) => drop(page.write_number_with_format(row, column, *count as f64, &body)?),
                Cell::Day(at) => drop(page.write_datetime_with_format(row, column, &date(*at)?, &day)?),
                Cell::Minute(at) => drop(page.write_datetime_with_format(row, column, &moment(*at)?, &minute)?),
            }
        }
    }
    page.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    if let (Ok(last), Some(width)) = (u32::try_from(sheet.rows.len()), sheet.heads.len().checked_sub(1)) {
        page.autofilter(0, 0, last, u16::try_from(width).unwrap_or(u16::MAX))?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a width is small")]
fn width(sheet: &Sheet, column: usize) -> f64 {
    let shown = |cell: &Cell| match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default(),
        Cell::Count(_) => 6,
        Cell::Day(_) => 10,
        Cell::Minute(_) => 16,
    };
    let widest = sheet.rows.iter().filter_map(|row| row.get(column)).map(shown).max().unwrap_or_default();
    // The arrow of the filter needs its place beside the head.
    widest.max(sheet.heads[column].width() + 3).min(WIDEST) as f64 + 1.0
}

fn date(at: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(at.year()).unwrap_or_default(), part(at.month()), part(at.day()))
}

fn moment(at: DateTime<FixedOffset>) -> Result<ExcelDateTime, XlsxError> {
    let minute = u8::try_from(at.minute()).unwrap_or_default();
    date(at.date_naive())?.and_hms(u16::try_from(at.hour()).unwrap_or_default(), minute, 0)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use chrono::{DateTime, NaiveDate};

    use super::{Cell, Sheet, bytes};

    #[test]
    fn what_is_written_is_read_again() {
        let now = DateTime::parse_from_rfc3339("2026-03-06T08:05:00+08:00").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let make = || {
            let texts = ["=1+1", "+86", "-x", "@sum", "00260101"].map(|text| vec![Cell::from(text)]);
            let mut rows = texts.into_iter().collect::<Vec<_>>();
            rows.push(vec![Cell::Day(day)]);
            rows.push(vec![Cell::Minute(now)]);
            rows.push(vec![Cell::Count(7)]);
            bytes(&[Sheet::new("名单", &["姓名"], rows)], now).unwrap()
        };
        let written = make();
        assert_eq!(written, make(), "the same bytes");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(written)).unwrap();
        let range = book.worksheet_range("名单").unwrap();
        let cell = |row| range.get_value((row, 0)).unwrap().clone();
        for (row, text) in (1..).zip(["=1+1", "+86", "-x", "@sum", "00260101"]) {
            assert_eq!(cell(row), Data::String(text.to_owned()));
        }
        let read = |row| match cell(row) {
            Data::DateTime(at) => at.to_ymd_hms_milli(),
            other => panic!("{other} is no date"),
        };
        assert_eq!((read(6), read(7)), ((2026, 3, 5, 0, 0, 0, 0), (2026, 3, 6, 8, 5, 0, 0)));
        assert_eq!(cell(8), Data::Float(7.0));
        assert!(book.worksheet_formula("名单").unwrap().is_empty());
    }
}
