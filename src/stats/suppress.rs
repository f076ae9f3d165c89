//! Which cells of a table may not be told: the small ones, and as many more as it takes that nobody can work them out
//! from the sum.

/// A count of episodes, and how many students stand behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    pub episodes: usize,
    pub students: usize,
}

/// Whether each cell is left out; nothing when no choice of cells protects the small ones.
pub fn hidden(cells: &[Cell], below: usize) -> Option<Vec<bool>> {
    let is_small = |cell: &Cell| cell.students > 0 && cell.students < below;
    let mut hidden: Vec<bool> = cells.iter().map(is_small).collect();
    while !is_protected(cells, &hidden, below) {
        let shown = (0..cells.len()).filter(|at| !hidden[*at] && cells[*at].episodes > 0);
        let next = shown.min_by_key(|at| cells[*at].students)?;
        hidden[next] = true;
    }
    Some(hidden)
}

/// What is left out has a sum that the reader can work out: it must be of many students, from two cells at least, and
/// more episodes than cells, or every cell would be known to hold one.
fn is_protected(cells: &[Cell], hidden: &[bool], below: usize) -> bool {
    let left_out = || cells.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(cell, _)| cell);
    let (count, episodes) = (left_out().count(), left_out().map(|cell| cell.episodes).sum::<usize>());
    count == 0 || (count >= 2 && left_out().map(|cell| cell.students).sum::<usize>() >= below && episodes > count)
}

#[cfg(test)]
mod tests {
    use super::{Cell, hidden};
    use proptest::prelude::*;

    fn cells(counts: &[usize]) -> Vec<Cell> {
        counts.iter().map(|count| Cell { episodes: *count, students: *count }).collect()
    }

    #[test]
    fn small_cells_and_what_would_give_them_away() {
        let table: [(&[usize], Option<&[usize]>); 9] = [
            (&[], Some(&[])),
            (&[0, 0, 0], Some(&[])),
            (&[10, 20, 0], Some(&[])),
            // One small cell would follow from the sum: the next larger goes too.
            (&[2, 20, 9], Some(&[0, 2])),
            // Two small cells whose sum is small give each other away.
            (&[1, 2, 20, 9], Some(&[0, 1, 3])),
            (&[4, 3, 20], Some(&[0, 1])),
            // Five cells with a sum of five are all known to be one.
            (&[1, 1, 1, 1, 1, 8], Some(&[0, 1, 2, 3, 4, 5])),
            (&[3, 0, 0], None),
            (&[1, 1, 1, 1, 1], None),
        ];
        for (counts, expected) in table {
            let found = hidden(&cells(counts), 5);
            let found = found.map(|hidden| (0..hidden.len()).filter(|at| hidden[*at]).collect::<Vec<_>>());
            assert_eq!(found.as_deref(), expected, "{counts:?}");
        }
    }

    #[test]
    fn many_episodes_of_one_student_are_a_small_cell() {
        let one = Cell { episodes: 9, students: 1 };
        let many = Cell { episodes: 9, students: 9 };
        assert_eq!(hidden(&[one, many, many], 5), Some(vec![true, true, false]));
    }

    proptest! {
        /// For whoever knows the shown cells, the sum and the rule, a hidden cell can still be one of several numbers.
        #[test]
        fn nothing_hidden_can_be_worked_out(counts in prop::collection::vec(0usize..30, 0..9), below in 2usize..12) {
            let cells = cells(&counts);
            let Some(hidden) = hidden(&cells, below) else { return Ok(()) };
            let out: Vec<usize> = (0..counts.len()).filter(|at| hidden[*at]).map(|at| counts[at]).collect();
            let sum: usize = out.iter().sum();
            for (count, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || *count == 0 || *count >= below);
            }
            prop_assert!(out.is_empty() || (out.len() >= 2 && sum - (out.len() - 1) >= 2 && sum >= below));
        }
    }
}
