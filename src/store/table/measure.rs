//! How much room a workbook says that it needs. Readers make that room before they have seen a cell, and a program that
//! asks for more than there is ends at once: what a damaged number promises is looked at before.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// Lines and columns of a sheet of an xls file.
const XLS: (usize, usize) = (65_536, 256);
/// Of all parts of an xlsx file, unpacked.
const UNPACKED: u64 = 1 << 30;

pub fn promises_too_much(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK") { xlsx(bytes) } else { xls(bytes) }
}

/// Parts that unpack to more than any roster, or more texts than the part that lists them has room for.
fn xlsx(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut unpacked = 0_u64;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else { continue };
        unpacked = unpacked.saturating_add(part.size());
        if part.name().to_lowercase().ends_with("sharedstrings.xml") {
            let size = part.size();
            let mut head = Vec::new();
            let said = part.take(4096).read_to_end(&mut head).ok().and_then(|_| count(&head));
            if said.is_some_and(|texts| texts > size) {
                return true;
            }
        }
    }
    unpacked > UNPACKED
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
    records(&stream).any(|(kind, data)| match kind {
        // Dimensions: first and behind the last line, first and behind the last column.
        0x0200 => size(data).is_some_and(|(lines, columns)| lines > XLS.0 || columns > XLS.1),
        // Cells of all sorts: line, column.
        0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
            short(data, 2).is_some_and(|column| column >= XLS.1)
        }
        _ => false,
    })
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
        _ => Some((short(data, 4)? + (short(data, 6)? << 16), short(data, 10)?)),
    }
}

fn short(data: &[u8], at: usize) -> Option<usize> {
    let bytes = data.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}
