//! Tables as people have them: workbooks of Excel, old and new, and texts divided by commas or tabulators in whatever
//! encoding. What they mean is somebody else's business.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::Not;
use std::path::Path;
use std::time::Duration;

use calamine::{Data, Reader, SheetType, Sheets, Xls, Xlsx};
use chrono::NaiveDate;

use super::{aside, read};
use crate::error::{Error, Result};
use crate::roster::{Cell, Sheet};
use crate::text::divided_by;
use crate::text::encoding::{self, Way};

mod measure;

/// The rosters of a whole city are read in less.
const PATIENCE: Duration = Duration::from_secs(120);
/// Cells of all sheets together, also the empty ones before the last one of a line: more than such a roster has.
const ROOM: usize = 1 << 24;

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
    let sign = divided_by(&text);
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

/// A workbook that the reader of workbooks does not understand is told of, whatever that one does over it.
fn book(bytes: &[u8]) -> Result<Vec<Sheet>> {
    let bytes = bytes.to_vec();
    let read = move || measure::promises_too_much(&bytes).not().then(|| sheets(bytes)).flatten();
    aside::run(PATIENCE, read).flatten().ok_or_else(|| {
        let broken = Error::new("这个工作簿打不开：有密码、已损坏、大得不像名册，或不是 xlsx、xls");
        broken.fix("用 Excel 打开，去掉密码，另存为 xlsx 再导入")
    })
}

fn sheets(bytes: Vec<u8>) -> Option<Vec<Sheet>> {
    let is_packed = bytes.starts_with(b"PK");
    let bytes = Cursor::new(bytes);
    let mut book = if is_packed { Sheets::Xlsx(Xlsx::new(bytes).ok()?) } else { Sheets::Xls(Xls::new(bytes).ok()?) };
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
    let mut room = ROOM;
    names.into_iter().map(|name| sheet(&mut book, name, &mut room)).collect()
}

/// Nothing where it needs more cells than there is room for.
fn sheet(book: &mut Sheets<Cursor<Vec<u8>>>, name: String, room: &mut usize) -> Option<Sheet> {
    let mut filled = Filled::new();
    match book {
        // One cell after the other: a letter in the last corner of a sheet is no reason to make room for all of it.
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(&name).ok()?;
            while let Some(found) = cells.next_cell().ok()? {
                put(&mut filled, found.get_position(), cell(&Data::from(found.get_value().clone())), room)?;
            }
        }
        Sheets::Xls(_) | Sheets::Xlsb(_) | Sheets::Ods(_) => {
            let range = book.worksheet_range(&name).ok()?;
            let first = range.start().unwrap_or_default();
            for (row, column, found) in range.used_cells() {
                let at = (first.0 + u32::try_from(row).ok()?, first.1 + u32::try_from(column).ok()?);
                put(&mut filled, at, cell(found), room)?;
            }
        }
    }
    let width = filled.values().map(Vec::len).max().unwrap_or_default();
    for merged in merged(book, &name) {
        spread(&mut filled, &merged, width, room)?;
    }
    let last = filled.keys().next_back().map_or(0, |row| row.saturating_add(1));
    *room = room.checked_sub(last as usize)?;
    let rows = (0..last).map(|row| (row as usize + 1, filled.remove(&row).unwrap_or_default())).collect();
    Some(Sheet { name, rows })
}

/// Rows that hold something, by their number from 0.
type Filled = BTreeMap<u32, Vec<Cell>>;

fn put(filled: &mut Filled, (row, column): (u32, u32), cell: Cell, room: &mut usize) -> Option<()> {
    let (row, column) = (filled.entry(row).or_default(), column as usize);
    if cell != Cell::Empty {
        lengthen(row, column + 1, room)?;
        *room = room.checked_sub(weight(&cell))?;
        row[column] = cell;
    }
    Some(())
}

/// A text takes as much room as so many cells, each time that it stands somewhere.
fn weight(cell: &Cell) -> usize {
    if let Cell::Text(text) = cell { text.len() / size_of::<Cell>() } else { 0 }
}

/// To that many cells at least.
fn lengthen(row: &mut Vec<Cell>, length: usize, room: &mut usize) -> Option<()> {
    let length = row.len().max(length);
    *room = room.checked_sub(length - row.len())?;
    row.resize(length, Cell::Empty);
    Some(())
}

fn merged(book: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Vec<calamine::Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// What a merged cell says goes for all the cells that it covers, as far as the table goes.
fn spread(filled: &mut Filled, merged: &calamine::Dimensions, width: usize, room: &mut usize) -> Option<()> {
    let ((top, left), (bottom, right)) = (merged.start, merged.end);
    let Some(cell) = filled.get(&top).and_then(|row| row.get(left as usize)).cloned() else { return Some(()) };
    for row in filled.range_mut(top..=bottom.max(top)).map(|(_, row)| row) {
        lengthen(row, width.min(right as usize + 1), room)?;
        let covered = row.iter_mut().take(right as usize + 1).skip(left as usize);
        *room = room.checked_sub(weight(&cell).saturating_mul(covered.len()))?;
        covered.for_each(|place| *place = cell.clone());
    }
    Some(())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_xlsxwriter::{Format, Workbook};

    use super::{Cell, book};

    const XLS: &[u8] = include_bytes!("../../tests/fixtures/roster/old.xls");

    fn xlsx(last: (u32, u16)) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 0, 2, "花名册", &Format::new()).unwrap();
        for (column, head) in (0..).zip(["姓名", "学号", "班级"]) {
            sheet.write_string(1, column, head).unwrap();
        }
        for row in 2..40 {
            sheet.write_string(row, 0, format!("某生{row}")).unwrap().write_number(row, 1, row).unwrap();
        }
        sheet.write_string(last.0, last.1, "角落").unwrap();
        book.save_to_buffer().unwrap()
    }

    /// What an unpacked and packed again xlsx says where one of its parts has other bytes.
    fn packed(bytes: &[u8], part: usize, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        use std::io::{Cursor, Read, Write};
        let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut into = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let wanted = part % from.len();
        for at in 0..from.len() {
            let mut file = from.by_index(at).unwrap();
            let mut inside = Vec::new();
            file.read_to_end(&mut inside).unwrap();
            if at == wanted {
                change(&mut inside);
            }
            into.start_file(file.name(), zip::write::SimpleFileOptions::default()).unwrap();
            into.write_all(&inside).unwrap();
        }
        into.finish().unwrap().into_inner()
    }

    fn spoil(bytes: &mut Vec<u8>, flips: &[(prop::sample::Index, u8)], cut: Option<prop::sample::Index>) {
        if bytes.is_empty() {
            return;
        }
        for (at, with) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= with;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
    }

    /// What is wrong has a cure; nothing else may happen.
    fn read_or_told(bytes: &[u8]) {
        if let Err(error) = book(bytes) {
            assert!(error.what.contains("打不开") && error.fix.is_some());
        }
    }

    #[test]
    fn a_letter_in_the_last_corner_needs_no_room_for_all_of_the_sheet() {
        let sheets = book(&xlsx((1_048_575, 16_383))).unwrap();
        let rows = &sheets[0].rows;
        assert_eq!((rows.len(), &rows[2].1[0]), (1_048_576, &Cell::Text("某生2".to_owned())));
        assert_eq!(rows[0].1[..3], [(); 3].map(|()| Cell::Text("花名册".to_owned())));
        assert_eq!(rows[1_048_575].1[16_383], Cell::Text("角落".to_owned()));
    }

    /// A workbook whose sheet is this.
    fn holding(sheet: &str) -> Vec<u8> {
        let sound = xlsx((50, 3));
        let archive = zip::ZipArchive::new(std::io::Cursor::new(&sound)).unwrap();
        let part = archive.index_for_name("xl/worksheets/sheet1.xml").unwrap();
        packed(&sound, part, |inside| *inside = format!("<worksheet>{sheet}</worksheet>").into_bytes())
    }

    fn lines(count: usize, cell: impl Fn(usize) -> String) -> String {
        let line = |at: usize| format!("<row r=\"{at}\">{}</row>", cell(at));
        format!("<sheetData>{}</sheetData>", (1..=count).map(line).collect::<String>())
    }

    #[test]
    fn a_small_file_that_needs_much_room_is_refused() {
        let number = |place: String| format!("<c r=\"{place}\"><v>1</v></c>");
        let merged = |cells: &str| format!("<mergeCells><mergeCell ref=\"{cells}\"/></mergeCells>");
        let far = |count| lines(count, |at| number(format!("XFD{at}")));
        let near = lines(2000, |at| number(if at == 2 { "XFD2".into() } else { format!("A{at}") }));
        let long = format!("<c r=\"A1\" t=\"str\"><v>{}</v></c>", "长".repeat(100_000));
        let first = long + &number("Z1".into());
        let long = lines(200, |at| if at == 1 { first.clone() } else { number(format!("B{at}")) });
        for (sheet, is_read) in [
            (far(900), true),
            (far(2000), false),
            (near.clone() + &merged("A1:B2000"), true),
            (near + &merged("A1:XFD2000"), false),
            (long.clone() + &merged("A1:B1"), true),
            (long + &merged("A1:Z200"), false),
            (lines(1, |_| number("A4294967295".into())), false),
            (lines(1, |_| number("ZZZZZZ1".into())), false),
        ] {
            assert_eq!(book(&holding(&sheet)).is_ok(), is_read, "{}", &sheet[sheet.len() - 80..]);
        }
    }

    #[test]
    fn what_promises_more_than_there_can_be_is_refused_before_it_is_read() {
        assert!(book(XLS).is_ok());
        let at = XLS.windows(4).position(|four| four == [0x00, 0x02, 0x0e, 0x00]).unwrap();
        let mut many_lines = XLS.to_vec();
        many_lines[at + 4 + 4..at + 4 + 8].fill(0x7f);
        assert!(book(&many_lines).is_err());
        let sound = xlsx((50, 3));
        let lying = |part| {
            packed(&sound, part, |inside| {
                let text = String::from_utf8_lossy(inside).into_owned();
                *inside = text.replace("uniqueCount=\"", "uniqueCount=\"77777777777").into_bytes();
            })
        };
        assert!((0..12).any(|part| book(&lying(part)).is_err()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_spoilt_xls_is_read_or_told(
            flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 0..12),
            cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
        ) {
            let mut bytes = XLS.to_vec();
            spoil(&mut bytes, &flips, cut);
            read_or_told(&bytes);
        }

        #[test]
        fn a_spoilt_xlsx_is_read_or_told(
            flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 0..12),
            cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
            inside in prop::option::weighted(0.7, 0..16_usize),
        ) {
            let sound = xlsx((50, 3));
            let mut bytes = sound.clone();
            spoil(&mut bytes, &flips, cut);
            // Its own sums find what was spoilt, unless it was spoilt before it was packed.
            if let Some(part) = inside {
                bytes = packed(&sound, part, |bytes| spoil(bytes, &flips, cut));
            }
            read_or_told(&bytes);
        }
    }
}
