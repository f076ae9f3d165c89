//! How much room a workbook says that it needs. Readers make that room before they have seen a cell, and a program that
//! asks for more than there is ends at once: what a damaged number promises is looked at before.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::ROOM;

/// Lines and columns of a sheet of an xls file.
const XLS: (usize, usize) = (65_536, 256);
/// Records of an xls file that hold cells of all sorts: line, column.
const CELLS: [usize; 8] = [0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];
/// Of all parts of an xlsx file, unpacked.
const UNPACKED: u64 = 1 << 30;
/// Of the part that lists the texts: how many there are stands before them.
const HEAD: u64 = 4096;

pub fn promises_too_much(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK") { xlsx(bytes) } else { xls(bytes) }
}

/// Parts that unpack to more than any roster, or more texts than the part that lists them has room for.
fn xlsx(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut room = UNPACKED;
    for at in 0..archive.len() {
        let Ok(mut part) = archive.by_index(at) else { continue };
        let mut head = Vec::new();
        let _ = part.by_ref().take(HEAD).read_to_end(&mut head);
        // What a part says of its size is a number like others.
        let rest = io::copy(&mut part.by_ref().take(room), &mut io::sink()).unwrap_or_default();
        let size = head.len() as u64 + rest;
        let is_list = part.name().to_lowercase().ends_with("sharedstrings.xml");
        if size > room || is_list && count(&head).is_some_and(|texts| texts > size) {
            return true;
        }
        room -= size;
    }
    false
}

/// What `uniqueCount="…"` says; more than any number that can be told apart where it is longer.
fn count(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, after) = head.split_once("uniqueCount")?;
    let digits: String = after
        .trim_start_matches(|letter: char| !letter.is_ascii_digit() && letter != '>')
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

/// Cells beyond the last corner, or a table of more lines than there can be.
fn xls(bytes: &[u8]) -> bool {
    // Sectors that follow each other in a circle are a stream without an end to a reader that does not look for circles.
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(bytes)) else { return true };
    let mut stream = Vec::new();
    for name in ["Workbook", "Book"] {
        if stream.is_empty()
            && let Ok(found) = file.open_stream(name)
        {
            let _ = found.take(bytes.len() as u64).read_to_end(&mut stream);
        }
    }
    room(&stream) > ROOM
        || records(&stream).any(|(kind, data)| match kind {
            // Dimensions: first and behind the last line, first and behind the last column.
            0x0200 => size(data).is_some_and(|(lines, columns)| lines > XLS.0 || columns > XLS.1),
            _ if CELLS.contains(&kind) => short(data, 2).is_some_and(|column| column >= XLS.1),
            _ => false,
        })
}

/// The cells between the corners of each sheet, for all of which room is made; several sheets may be the same one.
fn room(stream: &[u8]) -> usize {
    let mut known = BTreeMap::new();
    let places = records(stream).filter(|(kind, _)| *kind == 0x0085).filter_map(|(_, data)| long(data, 0));
    let sheet = |at| *known.entry(at).or_insert_with(|| between_corners(stream.get(at..).unwrap_or_default()));
    places.map(sheet).fold(0, usize::saturating_add)
}

fn between_corners(sheet: &[u8]) -> usize {
    let cells = records(sheet).take_while(|(kind, _)| *kind != 0x000a).filter(|(kind, _)| CELLS.contains(kind));
    let corners = cells.fold(None, |corners, (kind, data)| {
        let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else { return corners };
        // Several cells of a line end with the number of the last column.
        let last = if kind == 0x00bd { data.len().checked_sub(2).and_then(|at| short(data, at)) } else { None };
        let last = last.unwrap_or(column);
        let (top, left, bottom, right) = corners.unwrap_or((row, column, row, last));
        Some((row.min(top), column.min(left), row.max(bottom), last.max(right)))
    });
    corners.map_or(0, |(top, left, bottom, right)| (bottom - top + 1) * (right.max(left) - left + 1))
}

/// Kind, length and data, one after the other.
fn records(stream: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (short(rest, 0)?, short(rest, 2)?);
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    })
}

fn size(data: &[u8]) -> Option<(usize, usize)> {
    match data.len() {
        10 => Some((short(data, 2)?, short(data, 6)?)),
        _ => Some((long(data, 4)?, short(data, 10)?)),
    }
}

fn short(data: &[u8], at: usize) -> Option<usize> {
    let bytes = data.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}

fn long(data: &[u8], at: usize) -> Option<usize> {
    Some(short(data, at)? + (short(data, at + 2)? << 16))
}

#[cfg(test)]
mod tests {
    use super::room;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn room_for_all_between_the_corners_of_each_sheet() {
        let sheet = [cell(7, 3), cell(2, 1), record(0x000a, &[]), cell(60_000, 200)].concat();
        let several = |count: usize| {
            let named = |at: usize| record(0x0085, &[&u32::try_from(at).unwrap().to_le_bytes()[..], b"\0\0"].concat());
            let at = named(0).len() * count;
            [vec![named(at); count].concat(), sheet.clone()].concat()
        };
        assert_eq!(room(&several(1)), 6 * 3);
        assert_eq!(room(&several(4)), 4 * 6 * 3, "several names of one sheet");
        assert_eq!(room(&record(0x0085, &[0xff; 6])), 0, "a sheet that is not there");
        assert_eq!(
            room(&[record(0x0085, &[10, 0, 0, 0, 0, 0]), record(0x00bd, &[1, 0, 2, 0, 9, 9, 5, 0])].concat()),
            4
        );
    }
}
