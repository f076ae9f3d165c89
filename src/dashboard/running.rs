//! What a head looks at first: the cases in progress, gravest first, and who has what to do about them.

use std::cmp::Reverse;

use chrono::{DateTime, Datelike, FixedOffset};
use serde::Serialize;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::dashboard::Names;
use crate::duty::State;
use crate::guide::Guide;
use crate::time::Zone;

#[derive(Serialize)]
pub struct Running {
    case: String,
    name: Option<String>,
    episode: u32,
    levels: Vec<String>,
    /// The day on which it began.
    since: Option<String>,
    /// It began in the week of the page.
    is_new: bool,
    /// What is owed now, most pressing first, each with whose turn it is.
    pub owed: Vec<Owed>,
    /// Days that were agreed and have passed.
    passed: Vec<String>,
    #[serde(skip)]
    gravity: Reverse<i64>,
}

#[derive(Serialize)]
pub struct Owed {
    pub title: String,
    /// Ids of members; of others nothing.
    #[serde(skip)]
    pub turn: Vec<String>,
    pub who: Vec<String>,
}

/// An episode in progress; none where it has ended.
pub fn running(
    guide: &Guide,
    zone: Zone,
    case: &Case,
    audit: &CaseAudit,
    names: Names,
    now: DateTime<FixedOffset>,
) -> Option<Running> {
    if !audit.open || case.is_locked() {
        return None;
    }
    let since = case.opened(audit.episode, zone);
    let today = now.with_timezone(&zone).date_naive();
    let is_new = since.is_some_and(|since| since.date_naive().iso_week() == today.iso_week());
    let agreed = |state| matches!(state, State::Missing | State::Late);
    let passed = audit.duties.iter().filter(|line| agreed(line.state)).filter_map(|line| line.due);
    let passed = passed.filter(|due| *due < now).map(|due| due.format("%m-%d").to_string());
    Some(Running {
        case: case.number.clone(),
        name: (names == Names::Shown).then(|| case.about.student.name.clone()),
        episode: audit.episode,
        levels: audit.level.values().cloned().collect(),
        since: since.map(|since| since.format("%Y-%m-%d").to_string()),
        is_new,
        owed: Vec::new(),
        passed: passed.collect(),
        gravity: Reverse(gravity(guide, audit)),
    })
}

/// Gravest first; of equals the one that lasts longest.
pub fn sort(running: &mut [Running]) {
    running.sort_by(|one, other| (one.gravity, &one.since, &one.case).cmp(&(other.gravity, &other.since, &other.case)));
}

/// The place of the gravest level in the order that the guide gives.
fn gravity(guide: &Guide, audit: &CaseAudit) -> i64 {
    let order = |(axis, name): (&String, &String)| {
        let is_meant = |level: &&crate::guide::Level| level.axis == *axis && (level.name == *name || level.id == *name);
        guide.levels.iter().find(is_meant).map(|level| level.order)
    };
    audit.level.iter().filter_map(order).max().unwrap_or(i64::MIN)
}
