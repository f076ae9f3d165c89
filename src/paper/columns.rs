//! How wide the columns of a table are: by the words in them, the same for HTML and Word, so that neither program's own
//! guess decides what a page looks like.

use crate::paper::document::{Inline, plain};

/// A column asks for no more than this, in half-width characters: longer text is broken into lines anyway.
const MOST: usize = 48;
/// Nor for less: two Chinese characters and some air.
const LEAST: usize = 6;

/// Shares in thousandths of `count` columns; they sum up to 1000.
pub fn shares<'a>(count: usize, rows: impl Iterator<Item = &'a Vec<Vec<Inline>>>) -> Vec<u32> {
    let mut wanted = vec![LEAST; count.max(1)];
    for row in rows {
        for (width, cell) in wanted.iter_mut().zip(row) {
            *width = (*width).max(longest_line(cell).min(MOST));
        }
    }
    let total: usize = wanted.iter().sum();
    let mut shares: Vec<u32> =
        wanted.iter().map(|width| u32::try_from(width * 1000 / total).unwrap_or_default()).collect();
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
