//! The roll of all episodes: tasks before people. Only what a list shows is kept of each.

use std::collections::BTreeMap;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::error::Result;
use crate::office::Office;
use crate::office::rounds::Rounds;
use crate::office::tasks::pressing;
use crate::stats::entry::grade;

/// One episode.
pub struct Entry {
    pub case: String,
    pub episode: u32,
    pub open: bool,
    /// Axis to the guide's word for the level.
    pub level: BTreeMap<String, String>,
    /// How much is owed now.
    pub owed: usize,
    pub overdue: bool,
    /// What is to be done first.
    pub first: String,
    pub is_locked: bool,
    pub grade: Option<String>,
    pub student: String,
    pub class: String,
    /// The guide, where it is not the one of today.
    pub judged_by: Option<String>,
}

impl Rounds<'_> {
    /// Those of which `wanted` says so: the open ones first, of these those with most to do.
    pub fn roll(&self, office: &Office, wanted: impl Fn(&Entry) -> bool + Sync) -> Result<Vec<Entry>> {
        let kept = self.collect(|case, audits| {
            let entries = audits.iter().map(|audit| entry(office, case, audit));
            entries.filter(|entry| wanted(entry)).collect::<Vec<_>>()
        })?;
        let mut roll: Vec<Entry> = kept.into_iter().flatten().collect();
        roll.sort_by_key(|entry| (!entry.open, std::cmp::Reverse(entry.owed), entry.case.clone(), entry.episode));
        Ok(roll)
    }
}

pub fn entry(office: &Office, case: &Case, audit: &CaseAudit) -> Entry {
    let student = &case.about.student;
    let pressing = if audit.open { pressing(audit) } else { Vec::new() };
    Entry {
        case: audit.case.clone(),
        episode: audit.episode,
        open: audit.open,
        level: audit.level.clone(),
        owed: pressing.iter().filter(|line| line.owed).count(),
        overdue: pressing.iter().any(|line| line.owed && line.due.is_some_and(|due| due < office.now)),
        first: pressing.first().map(|line| line.title.clone()).unwrap_or_default(),
        is_locked: case.is_locked(),
        grade: student.class.as_deref().and_then(|class| grade(class, &office.repo.config.grades)),
        student: student.name.clone(),
        class: student.class.clone().unwrap_or_default(),
        judged_by: audit.judged_by.clone(),
    }
}
