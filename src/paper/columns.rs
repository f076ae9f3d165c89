//! How wide the columns of a table are: by the words in them, the same for HTML and Word, so that neither program's own
//! guess decides what a page looks like.

use crate::paper::document::{Inline, plain};

/// A column asks for no more than this, in half-width characters: longer text is broken into lines anyway.
const MOST: usize = 48;
/// Nor for less: a mark and some air.
const LEAST: usize = 5;

/// What fits side by side on A4 in the letters of a table, in half-width characters.
const ROOM: usize = 70;

/// Of an unbroken word a column keeps no more than this.
const WORD: usize = 14;
/// Three Chinese characters, a name, stay on one line.
const NAME: usize = 6;

/// Shares in thousandths of `count` columns; they sum up to 1000. Where not all fit, the narrow ones keep what they
/// need and the wide ones give way, but none so far that a date or a name in it is broken.
pub fn shares<'a>(count: usize, rows: impl Iterator<Item = &'a Vec<Vec<Inline>>>) -> Vec<u32> {
    let mut wanted = vec![LEAST; count.max(1)];
    let mut least = wanted.clone();
    for row in rows {
        for ((width, least), cell) in wanted.iter_mut().zip(&mut least).zip(row) {
            *width = (*width).max(longest_line(cell).min(MOST));
            *least = (*least).max(longest_word(cell));
        }
    }
    let fair = ROOM / wanted.len();
    for (least, width) in least.iter_mut().zip(&wanted) {
        *least = if *width <= fair { *width } else { (*least).min(*width) };
    }
    if wanted.iter().sum::<usize>() > ROOM {
        wanted = give_way(&wanted, &least);
    }
    thousandths(&wanted)
}

/// The columns that would shrink below their least keep it; the others share what is left.
fn give_way(wanted: &[usize], least: &[usize]) -> Vec<usize> {
    let columns = 0..wanted.len();
    let mut kept = vec![false; wanted.len()];
    loop {
        let (mut room, mut asked) = (ROOM, 0);
        for at in columns.clone() {
            if kept[at] { room = room.saturating_sub(least[at]) } else { asked += wanted[at] }
        }
        let given = |at: usize| if kept[at] { least[at] } else { wanted[at] * room / asked.max(1) };
        match columns.clone().find(|at| given(*at) < least[*at]) {
            Some(tight) => kept[tight] = true,
            None => return columns.map(given).collect(),
        }
    }
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

/// Chinese may be broken anywhere, letters and digits should not be.
fn longest_word(cell: &[Inline]) -> usize {
    let text = plain(cell);
    let words = text.split(|letter: char| letter.is_whitespace() || width(letter) > 1).map(str::len);
    // Latin letters of Chinese fonts are wider than half a Chinese one.
    let word = (words.max().unwrap_or(0).min(WORD) * 9).div_ceil(8);
    word.max(longest_line(cell).saturating_sub(2).min(NAME)) + 2
}

fn width(character: char) -> usize {
    if character < '\u{2000}' { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::{ROOM, shares};
    use crate::paper::document::Inline;

    fn row(cells: &[&str]) -> Vec<Vec<Inline>> {
        cells.iter().map(|text| vec![Inline::Text((*text).to_owned())]).collect()
    }

    #[test]
    fn a_date_and_a_name_stay_whole_beside_long_texts() {
        let long = "她回家休息几天，身边有家人陪着；谢谢你们昨晚及时来说";
        let rows = [row(&["2026-03-06 12:10", "同寝室的两名同学", long, long, long, long, "苏示例 ta2d"])];
        let shares = shares(7, rows.iter());
        let room = |share: u32| share as usize * ROOM / 1000;
        assert!(room(shares[0]) >= 11 && room(shares[6]) >= 7, "{shares:?}");
        assert_eq!(shares.iter().sum::<u32>(), 1000);
    }

    #[test]
    fn more_columns_than_there_is_room_for_still_sum_up() {
        let cells = ["2026-03-06"; 20];
        assert_eq!(shares(20, [row(&cells)].iter()).iter().sum::<u32>(), 1000);
    }
}
