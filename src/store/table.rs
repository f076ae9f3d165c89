//! Tables as people have them: workbooks of Excel, old and new, and texts divided by commas or tabulators in whatever
//! encoding. What they mean is somebody else's business.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, SheetType, Sheets};
use chrono::NaiveDate;

use super::read;
use crate::error::{Error, Result};
use crate::roster::{Cell, Sheet};
use crate::text::encoding::{self, Way};

/// One way of reading a file. A text without a mark can often be read in several.
pub struct Reading {
    /// How its letters are encoded; none of a workbook, which says it.
    pub encoding: Option<&'static str>,
    pub sheets: Vec<Sheet>,
}

/// Every way in which a file can be read without a letter lost; with `encoding` that one alone.
pub fn readings(path: &Path, encoding: Option<&str>) -> Result<Vec<Reading>> {
    let bytes = read(path)?;
    if bytes.is_empty() {
        return Err(Error::new("文件是空的").path(path).fix("核对是不是导出时中断了，再导出一次"));
    }
    let is_book = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    if is_book {
        return book(&bytes).map(|sheets| vec![Reading { encoding: None, sheets }]).map_err(|error| error.path(path));
    }
    if bytes.starts_with(b"%PDF") || infer::is_image(&bytes) {
        return Err(Error::new("这不是表格，是 PDF 或图片").path(path).fix("请从学籍系统导出 xlsx、xls 或 csv"));
    }
    let ways = match encoding::read(&bytes, encoding).map_err(|error| error.path(path))? {
        encoding::Reading::Sure(way) => vec![way],
        encoding::Reading::Several(ways) => ways,
    };
    let read = |way: Way| {
        let sheets = vec![divided(&way.text).map_err(|error| error.path(path))?];
        Ok(Reading { encoding: Some(way.encoding), sheets })
    };
    ways.into_iter().map(read).collect()
}

/// A table in a text: whichever of tabulator, comma and semicolon stands most often.
fn divided(text: &str) -> Result<Sheet> {
    // A lone carriage return ended lines once.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let start = text.trim_start().get(..5).unwrap_or_default().to_lowercase();
    if ["<html", "<tabl", "<!doc", "<?xml", "<meta"].contains(&start.as_str()) {
        let page = Error::new("这是网页，只是取了表格的名字（有的系统这样导出）");
        return Err(page.fix("用 Excel 打开，另存为 xlsx 再导入"));
    }
    // A quote that nobody closes takes all lines behind it into its cell.
    if text.matches('"').count() % 2 == 1 {
        let line = text.lines().position(|line| line.matches('"').count() % 2 == 1).map_or(1, |at| at + 1);
        let open = Error::new("引号没有成对，后面的行会连成一格").line(line);
        return Err(open.fix("在记事本里补上或删去这一行多出的英文引号，或用 Excel 另存为 xlsx 再导入"));
    }
    let count = |sign: char| text.chars().filter(|letter| *letter == sign).count();
    let sign = ['\t', ',', ';'].into_iter().max_by_key(|sign| (count(*sign), *sign == ',')).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(sign).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|_| Error::new("这个文件读不成一行一行的表").fix("用 Excel 打开核对，另存为 xlsx 再导入"))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|text| text.lines().count() > 1 && text.contains(sign)) {
            let joined =
                Error::new("这一格里连着好几行，多半是引号放错了").line(usize::try_from(line).unwrap_or_default());
            return Err(joined.fix("在记事本里删去多出的英文引号，或用 Excel 打开核对，另存为 xlsx 再导入"));
        }
        let cell = |text: &str| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        rows.push((usize::try_from(line).unwrap_or_default(), record.iter().map(cell).collect()));
    }
    Ok(Sheet { name: String::new(), rows })
}

fn book(bytes: &[u8]) -> Result<Vec<Sheet>> {
    let broken = || {
        let broken = Error::new("这个工作簿打不开：有密码、已损坏，或不是 xlsx、xls");
        broken.fix("用 Excel 打开，去掉密码，另存为 xlsx 再导入")
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.to_vec())).map_err(|_| broken())?;
    let mut sheets = Vec::new();
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let range = book.worksheet_range(&name).map_err(|_| broken())?;
        let first = range.start().unwrap_or_default();
        let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); first.0 as usize];
        rows.extend(range.rows().map(|row| {
            let before = vec![Cell::Empty; first.1 as usize];
            before.into_iter().chain(row.iter().map(cell)).collect()
        }));
        for merged in merged(&mut book, &name) {
            spread(&mut rows, &merged);
        }
        let rows = rows.into_iter().enumerate().map(|(at, row)| (at + 1, row)).collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn merged(book: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Vec<calamine::Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// What a merged cell says goes for all the cells that it covers.
fn spread(rows: &mut [Vec<Cell>], merged: &calamine::Dimensions) {
    let ((top, left), (bottom, right)) = (merged.start, merged.end);
    let Some(cell) = rows.get(top as usize).and_then(|row| row.get(left as usize)).cloned() else { return };
    for row in rows.iter_mut().skip(top as usize).take((bottom - top) as usize + 1) {
        for place in row.iter_mut().skip(left as usize).take((right - left) as usize + 1) {
            *place = cell.clone();
        }
    }
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            day.map_or_else(|| Cell::Text(text.clone()), Cell::Day)
        }
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet itself keeps numbers as floats")]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(is) => Cell::Text(if *is { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            day.filter(|_| moment.is_datetime()).map_or_else(|| Cell::Number(moment.as_f64()), Cell::Day)
        }
        Data::Error(error) => Cell::Broken(error.to_string()),
    }
}
