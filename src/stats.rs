//! Figures about all cases from which nobody can be told: counts of episodes, delays, small cells left out. Pure; what
//! goes in is one [`Entry`] an episode, and no name gets that far.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub mod entry;
mod suppress;

pub use self::entry::Entry;
use self::suppress::{Cell, hidden};

/// What may be given away.
#[derive(Serialize)]
pub struct Figures {
    /// Fewer students than this are never told.
    pub suppress_below: usize,
    /// Nothing when there are too few for any figure.
    pub episodes: Option<usize>,
    pub students: Option<usize>,
    pub tables: Vec<Table>,
    pub delays: Vec<Delay>,
}

#[derive(Serialize)]
pub struct Table {
    pub key: String,
    pub title: String,
    /// Too few in too many of its rows: none is told.
    pub suppressed: bool,
    pub rows: Vec<Row>,
}

#[derive(Serialize)]
pub struct Row {
    pub item: String,
    /// Nothing when it is left out.
    pub episodes: Option<usize>,
}

/// How long something took, in minutes.
#[derive(Serialize)]
pub struct Delay {
    pub key: &'static str,
    pub title: &'static str,
    /// Only the days are known.
    pub in_days: bool,
    pub episodes: Option<usize>,
    pub median: Option<i64>,
    pub shortest: Option<i64>,
    pub longest: Option<i64>,
}

/// A question to be counted: its words in their order, and which of them hold for an episode (none: `otherwise`).
pub struct Question {
    pub key: String,
    pub title: String,
    pub words: Vec<String>,
    pub otherwise: String,
    pub answer: Answer,
}

/// The words that hold for an episode.
pub type Answer = Box<dyn Fn(&Entry) -> Vec<String>>;

/// Counts every question. Below the threshold nothing at all is told.
pub fn figures(entries: &[Entry], questions: &[Question], below: usize) -> Figures {
    let students = students(entries.iter());
    if students < below {
        return Figures {
            suppress_below: below,
            episodes: None,
            students: None,
            tables: Vec::new(),
            delays: Vec::new(),
        };
    }
    Figures {
        suppress_below: below,
        episodes: Some(entries.len()),
        students: Some(students),
        tables: questions.iter().map(|question| table(entries, question, below)).collect(),
        delays: entry::DELAYS.iter().enumerate().map(|(at, about)| delay(entries, at, about, below)).collect(),
    }
}

fn students<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    entries.map(|entry| entry.case.as_str()).collect::<BTreeSet<_>>().len()
}

fn table(entries: &[Entry], question: &Question, below: usize) -> Table {
    let mut found: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let mut answers = (question.answer)(entry);
        if answers.is_empty() {
            answers.push(question.otherwise.clone());
        }
        for answer in answers {
            found.entry(answer).or_default().push(entry);
        }
    }
    let mut items = question.words.clone();
    let unknown: Vec<String> =
        found.keys().filter(|item| !items.contains(item) && **item != question.otherwise).cloned().collect();
    items.extend(unknown);
    if found.contains_key(&question.otherwise) && !items.contains(&question.otherwise) {
        items.push(question.otherwise.clone());
    }
    let of = |item: &String| found.get(item).map_or(&[][..], Vec::as_slice);
    let cell = |item: &String| Cell { episodes: of(item).len(), students: students(of(item).iter().copied()) };
    let cells: Vec<Cell> = items.iter().map(cell).collect();
    let Some(hidden) = hidden(&cells, below) else {
        return Table { key: question.key.clone(), title: question.title.clone(), suppressed: true, rows: Vec::new() };
    };
    let row =
        |((item, cell), hidden): ((String, &Cell), bool)| Row { item, episodes: (!hidden).then_some(cell.episodes) };
    let rows = items.into_iter().zip(&cells).zip(hidden).map(row).collect();
    Table { key: question.key.clone(), title: question.title.clone(), suppressed: false, rows }
}

fn delay(entries: &[Entry], at: usize, about: &entry::About, below: usize) -> Delay {
    let (with, without): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.delays[at].is_some());
    let mut lengths: Vec<i64> = with.iter().filter_map(|entry| entry.delays[at]).collect();
    lengths.sort_unstable();
    let enough = students(with.iter().copied()) >= below;
    // Those without are told by subtraction, so they must be many or none as well.
    let countable = enough && (without.is_empty() || students(without.iter().copied()) >= below);
    let told = |length: Option<i64>| length.filter(|_| enough);
    Delay {
        key: about.key,
        title: about.title,
        in_days: about.in_days,
        episodes: countable.then_some(with.len()),
        median: told(median(&lengths)),
        shortest: told(lengths.first().copied()),
        longest: told(lengths.last().copied()),
    }
}

/// Of an even number, the middle of the two in the middle.
fn median(sorted: &[i64]) -> Option<i64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    Some(if sorted.len() % 2 == 1 { upper } else { i64::midpoint(sorted[middle - 1], upper) })
}
