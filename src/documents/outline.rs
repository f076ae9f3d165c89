//! An episode on one page, for a head who has a minute: what follows upon itself is one line, and where there are still
//! more lines than a page has, what happened most often is.

use serde::Serialize;

use crate::documents::entry::Entry;

/// What stands on a page with everything around it, in quarters of a line; Word and its like need more than a browser.
const PAGE: usize = 112;
/// So many letters stand in a line of the table.
const LINE: usize = 20;
/// Whoever else did something that was done often goes unnamed.
const NAMES: usize = 2;

/// Something that was done once, or several times from one day to another.
#[derive(Serialize)]
pub struct Milestone {
    from: String,
    /// The last day, where there are several.
    to: Option<String>,
    title: String,
    times: usize,
    /// The beginning of what the last of them says.
    gist: String,
    by: Vec<String>,
}

/// From entries in the order in which things happened.
pub fn of(entries: impl Iterator<Item = Entry>) -> Vec<Milestone> {
    let mut lines: Vec<Milestone> = Vec::new();
    for entry in entries {
        let next = milestone(entry);
        match lines.last_mut() {
            Some(last) if last.title == next.title => last.goes_on(next),
            _ => lines.push(next),
        }
    }
    let fits = |lines: &[Milestone]| lines.iter().map(Milestone::height).sum::<usize>() <= PAGE;
    for line in &mut lines {
        line.keep(2);
    }
    while !fits(&lines) && gathered(&mut lines) {}
    if !fits(&lines) {
        for line in &mut lines {
            line.keep(1);
        }
    }
    lines
}

/// Makes one line of those of the title that has the most; none has several: false.
fn gathered(lines: &mut Vec<Milestone>) -> bool {
    let count = |title: &str| lines.iter().filter(|line| line.title == title).count();
    let Some(title) = lines.iter().map(|line| &line.title).rev().max_by_key(|title| count(title)).cloned() else {
        return false;
    };
    let (mut same, mut rest) = (Vec::new(), Vec::new());
    let at = lines.iter().position(|line| line.title == title).unwrap_or_default();
    for line in lines.drain(..) {
        if line.title == title { same.push(line) } else { rest.push(line) }
    }
    let several = same.len() > 1;
    if let Some(one) = same.into_iter().reduce(|mut one, next| {
        one.goes_on(next);
        one
    }) {
        rest.insert(at, one);
    }
    *lines = rest;
    several
}

impl Milestone {
    /// With the air of its row.
    fn height(&self) -> usize {
        4 * self.told(self.gist.chars().count()).div_ceil(LINE).max(usize::from(self.to.is_some()) + 1) + 1
    }

    /// The letters of its cell, with so many of the gist.
    fn told(&self, gist: usize) -> usize {
        let times = if self.times > 1 { 5 } else { 0 };
        self.title.chars().count() + times + 1 + gist
    }

    /// Tells no more than so many lines.
    fn keep(&mut self, lines: usize) {
        let room = (lines * LINE).saturating_sub(self.told(0) + 1);
        if self.gist.chars().count() > room {
            self.gist = self.gist.chars().take(room).chain(['…']).collect();
        }
    }

    fn goes_on(&mut self, next: Self) {
        let last = next.to.unwrap_or(next.from);
        self.to = Some(last).filter(|last| *last != self.from);
        self.times += next.times;
        self.gist = next.gist;
        for name in next.by {
            if !self.by.contains(&name) && self.by.len() < NAMES {
                self.by.push(name);
            }
        }
    }
}

fn milestone(entry: Entry) -> Milestone {
    let gist = entry.gist.unwrap_or_default();
    Milestone { from: entry.day, to: None, title: entry.title, times: 1, gist, by: vec![entry.by] }
}
