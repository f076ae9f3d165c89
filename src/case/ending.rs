//! Whether an episode rests: it was closed and not opened again since, and what was added to it all the same.

use crate::case::Case;
use crate::record::shape::{self, Trait};
use crate::record::{Fact, Record, record_of};

impl Case {
    /// The closing record of an episode that was not opened again after it.
    pub fn rests(&self, episode: u32) -> Option<&Record> {
        self.walked(episode).0
    }

    /// What was written into an ended episode without opening it again, in the order of writing.
    pub fn strays(&self, episode: u32) -> Vec<&Record> {
        self.walked(episode).1
    }

    /// Whether the last assessment of an episode says crisis; of two at the same time the graver one counts.
    pub fn is_still_crisis(&self, episode: u32) -> bool {
        let assessments = self.of_episode(episode).filter_map(|record| match &record.fact {
            Fact::Assessment(assessment) => Some((record.head.at, assessment.crisis)),
            _ => None,
        });
        let all: Vec<_> = assessments.collect();
        all.last().is_some_and(|(last, _)| all.iter().any(|(at, crisis)| at == last && *crisis))
    }

    fn walked(&self, episode: u32) -> (Option<&Record>, Vec<&Record>) {
        let (mut closed, mut strays) = (None, Vec::new());
        if self.closure(episode).is_none() {
            return (closed, strays);
        }
        let stands = |record: &&Record| self.record(&record.head.id).is_some();
        let written = self.written.iter().map(AsRef::as_ref);
        for record in written.filter(|record: &&Record| record.head.episode == episode).filter(stands) {
            match &record.fact {
                Fact::Closure(_) => closed = Some(record),
                Fact::Reopening(_) => closed = None,
                _ if closed.is_some() && !self.is_of_file(record) => strays.push(record),
                _ => {}
            }
        }
        (closed, strays)
    }

    /// Whether a record of this kind, about that other record, needs no reopening: it tells what was done with the
    /// ended file itself, or corrects how it ended.
    pub fn may_follow(&self, kind: &str, about: Option<&str>) -> bool {
        let about = about.map(record_of);
        let target = || self.written.iter().find(|record| about == Some(record.head.id.as_str()));
        let is_of_file = |kind: &str| shape::is(kind, Trait::OfFile);
        is_of_file(kind) || target().is_some_and(|record| is_of_file(&record.head.kind))
    }

    /// Whether a record of the case is one that needs no reopening.
    pub fn is_of_file(&self, record: &Record) -> bool {
        self.may_follow(&record.head.kind, subject(record))
    }
}

/// The record that another one corrects or belongs to.
fn subject(record: &Record) -> Option<&str> {
    record.head.amends.as_deref().or_else(|| record.text("of"))
}
