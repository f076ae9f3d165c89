//! One student, one folder: who it is about, and every record in it. Loading never fails: what can't be read is a
//! fault of the case, and a fault is a finding.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::error::Error;
use crate::record::amendment::Amended;
use crate::record::material::is_system;
use crate::record::{Fact, Record};
use crate::text::same_name;
use crate::time::{Moment, Zone};

mod about;
mod chain;
mod ending;
mod history;
mod load;
pub mod merge;
pub mod people;
pub mod stamp;
pub mod text;

use self::stamp::Stamp;

pub use self::about::{About, Access, Delegate, Guardian, Student, Temporary, Tenure, read_about};
pub use self::history::does_lie_before;

/// Stands where a case number stands for what is about no student: the folder `program/`.
pub const PROGRAM: &str = "program";

/// A file of a case as it was found, deciphered if need be.
pub struct File {
    /// Within the case folder, with `/`.
    pub path: String,
    /// Of a material nothing: it is looked at, not read.
    pub content: Result<Vec<u8>, Error>,
    /// How many bytes it holds in clear, where somebody looked.
    pub size: Option<u64>,
}

impl File {
    pub fn new(path: impl Into<String>, content: Result<Vec<u8>, Error>) -> Self {
        Self { path: path.into(), content, size: None }
    }
}

/// A filed document as it lies there.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Within the case folder, with `/`.
    pub path: String,
    /// In bytes, in clear; unknown where nobody looked or could.
    pub size: Option<u64>,
    /// Why it is not what was filed, where somebody looked.
    pub fault: Option<&'static str>,
    /// What it says, where it is text and somebody read it.
    pub text: Option<String>,
}

/// How a sealed case is kept: whether this reader can open it, and for whom it is sealed.
#[derive(Clone, Default)]
pub struct Custody {
    /// Only the number is known.
    pub is_locked: bool,
    /// Public keys.
    pub holders: Vec<String>,
    /// The key on the recovery sheet.
    pub recovery: Option<String>,
    /// Files that lie there in clear.
    pub is_half: bool,
    /// The first sealed file that does not open.
    pub damaged: Option<Error>,
}

/// A case as loaded.
#[derive(Clone)]
pub struct Case {
    pub number: String,
    pub about: About,
    /// In the order in which things happened, amended and without what was retracted.
    pub records: Vec<Arc<Record>>,
    /// Every record as it stands in its file, in the order of writing: what the chain is made of.
    pub written: Vec<Arc<Record>>,
    /// What amendments made of them, in the order of writing.
    pub amendments: Vec<Amended>,
    pub faults: Vec<Error>,
    /// SHA-256 of the record files that were opened but make no sense: links of the chain all the same.
    pub broken: Vec<String>,
    /// How many record files could not be opened at all.
    pub unread: usize,
    pub materials: Vec<Stored>,
    /// Of a repository that seals.
    pub custody: Option<Custody>,
    /// What the folders of other students say about the events of this one.
    pub fellows: Vec<Fellow>,
    /// Whether `case.yaml` is as the program wrote it.
    pub stamp: Stamp,
}

/// A record of another student's folder, about an event that concerns both.
#[derive(Clone)]
pub struct Fellow {
    /// What the reports in both folders call it.
    pub event: String,
    pub record: Arc<Record>,
}

impl Case {
    /// Exit status of whoever showed the rest: 2 where a sealed file did not open.
    pub fn damage_status(&self) -> u8 {
        if self.custody.as_ref().is_some_and(|custody| custody.damaged.is_some()) { 2 } else { 0 }
    }

    pub fn is_locked(&self) -> bool {
        self.custody.as_ref().is_some_and(|custody| custody.is_locked)
    }

    /// The case as it stood on file at a moment: what was written later is not there yet.
    #[must_use]
    pub fn as_of(mut self, until: DateTime<FixedOffset>, zone: Zone) -> Self {
        self.written.retain(|record| record.head.written.earliest(zone) <= until);
        self.settle(zone);
        self
    }

    /// The case by what has happened until a moment: what lies later does not count yet. What is written stays.
    pub fn happened_by(&self, now: DateTime<FixedOffset>, zone: Zone) -> Cow<'_, Self> {
        let is_ahead = |record: &Arc<Record>| known(record).earliest(zone) > now;
        if !self.records.iter().any(is_ahead) {
            return Cow::Borrowed(self);
        }
        let mut case = self.clone();
        case.records.retain(|record| !is_ahead(record));
        Cow::Owned(case)
    }

    /// The case with one record more, as it is read once that is on the disk.
    #[must_use]
    pub fn with(mut self, record: Record, zone: Zone) -> Self {
        self.written.push(Arc::new(record));
        self.order(zone);
        self
    }

    /// What the written records say once they are amended, in the order in which things happened.
    fn settle(&mut self, zone: Zone) {
        let mut faults = Vec::new();
        (self.records, self.amendments) = history::amended(&self.written, &mut faults);
        faults.retain(|fault| !self.faults.contains(fault));
        self.faults.append(&mut faults);
        self.records.sort_by_key(|record| (record.head.at.earliest(zone), record.head.written.earliest(zone)));
    }

    /// The numbers of the episodes, in order.
    pub fn episodes(&self) -> Vec<u32> {
        let mut found: Vec<u32> = self.written.iter().map(|record| record.head.episode).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The one to which something is added now.
    pub fn latest_episode(&self) -> u32 {
        self.written.iter().map(|record| record.head.episode).max().unwrap_or(1)
    }

    pub fn of_episode(&self, episode: u32) -> impl Iterator<Item = &Record> {
        self.records.iter().map(Arc::as_ref).filter(move |record| record.head.episode == episode)
    }

    pub fn closure(&self, episode: u32) -> Option<&Record> {
        self.of_episode(episode).filter(|record| matches!(record.fact, Fact::Closure(_))).last()
    }

    /// The moment an episode began for the school.
    pub fn opened(&self, episode: u32, zone: Zone) -> Option<DateTime<FixedOffset>> {
        let reports = self.of_episode(episode).filter(|record| matches!(record.fact, Fact::Report(_)));
        let first = reports.map(|record| known(record).earliest(zone)).min();
        first.or_else(|| self.of_episode(episode).map(|record| record.head.at.earliest(zone)).min())
    }

    /// A filed document by the path that its record names.
    pub fn stored(&self, path: &str) -> Option<&Stored> {
        self.materials.iter().find(|stored| stored.path == path)
    }

    /// Whether every record could be read: what one of the others says, nobody knows.
    pub const fn is_read(&self) -> bool {
        self.unread == 0 && self.broken.is_empty()
    }

    /// Documents that no record tells of, also none that was retracted since; what systems leave behind is no document.
    /// While a record can't be read there are none: that one may tell of them.
    pub fn unrecorded(&self) -> impl Iterator<Item = &Stored> {
        let is_read = self.is_read();
        let is_document = |stored: &Stored| !is_system(stored.path.trim_start_matches("materials/"));
        let is_of =
            |record: &Record, path: &str| matches!(&record.fact, Fact::Material(material) if material.file == path);
        let is_told = move |stored: &Stored| self.written.iter().any(|record| is_of(record, &stored.path));
        self.materials.iter().filter(move |stored| is_read && is_document(stored) && !is_told(stored))
    }

    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.iter().map(Arc::as_ref).find(|record| record.head.id == id)
    }

    /// What amendments made of one record.
    pub fn amended(&self, id: &str) -> impl Iterator<Item = &Amended> {
        self.amendments.iter().filter(move |step| step.before.head.id == id)
    }

    /// Everything that was ever said in an episode, in the order in which it happened: what was taken back is among it,
    /// as it stood then, with how that came.
    pub fn told(&self, episode: u32, zone: Zone) -> Vec<(&Record, Option<&Amended>)> {
        let taken = |step: &&Amended| step.after.is_none() && step.before.head.episode == episode;
        let taken = self.amendments.iter().filter(taken).map(|step| (step.before.as_ref(), Some(step)));
        let mut told: Vec<_> = self.of_episode(episode).map(|record| (record, None)).chain(taken).collect();
        told.sort_by_key(|(record, _)| (record.head.at.earliest(zone), record.head.written.earliest(zone)));
        told
    }

    /// Whether that was the class teacher on that day.
    pub fn is_class_teacher(&self, who: &str, day: NaiveDate) -> bool {
        self.class_teachers(day).any(|known| same_name(known, who))
    }

    /// Who was the class teacher on a day, and who stood in; names or member ids.
    pub fn class_teachers(&self, day: NaiveDate) -> impl Iterator<Item = &str> {
        let held = move |tenure: &&Tenure| {
            tenure.since.is_none_or(|since| since <= day) && tenure.until.is_none_or(|until| day <= until)
        };
        self.about.class_teacher.iter().filter(held).map(|tenure| tenure.who.as_str())
    }
}

/// When the school knew of what a record says: a report says so itself, everything else was known when it happened.
pub fn known(record: &Record) -> Moment {
    match &record.fact {
        Fact::Report(report) => report.known,
        _ => record.head.at,
    }
}
