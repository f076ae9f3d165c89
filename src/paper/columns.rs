//! How wide the columns of a table are: by the words in them, the same for HTML and Word, so that neither program's own
//! guess decides what a page looks like.

use crate::paper::document::{Inline, plain};

/// A column asks for no more than this, in half-width characters: longer text is broken into lines anyway.
const MOST: usize = 48;
/// Nor for less: a mark and some air.
const LEAST: usize = 5;

/// What fits side by side on A4 in the letters of a table, in half-width characters.
const ROOM: usize = 76;

/// Shares in thousandths of `count` columns; they sum up to 1000. Where not all fit, the narrow ones keep what they
/// need and the wide ones give way.
pub fn shares<'a>(count: usize, rows: impl Iterator<Item = &'a Vec<Vec<Inline>>>) -> Vec<u32> {
    let mut wanted = vec![LEAST; count.max(1)];
    for row in rows {
        for (width, cell) in wanted.iter_mut().zip(row) {
            *width = (*width).max(longest_line(cell).min(MOST));
        }
    }
    let fair = ROOM / wanted.len();
    let narrow: usize = wanted.iter().filter(|width| **width <= fair).sum();
    let wide: usize = wanted.iter().filter(|width| **width > fair).sum();
    if narrow + wide > ROOM {
        for width in wanted.iter_mut().filter(|width| **width > fair) {
            *width = *width * (ROOM - narrow) / wide;
        }
    }
    thousandths(&wanted)
}

fn thousandths(widths: &[usize]) -> Vec<u32> {
    let total: usize = widths.iter().sum();
    let mut shares: Vec<u32> =
        widths.iter().map(|width| u32::try_from(width * 1000 / total).unwrap_or_default()).collect();
    let given: u32 = shares.iter().sum();
    if let Some(last) = shares.last_mut() {
        *last += 1000 - given;
    }
    shares
}

/// With two half-width characters for the cell's own margins.
fn longest_line(cell: &[Inline]) -> usize {
    plain(cell).lines().map(|line| line.chars().map(width).sum()).max().unwrap_or(0) + 2
}

fn width(character: char) -> usize {
    if character < '\u{2000}' { 1 } else { 2 }
}
