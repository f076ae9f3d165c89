//! How all cases stand, kept between looks: a case is read and judged again only where its files changed, where a
//! deadline passed, or where the guide or the team became another one. What checks know of other cases is kept too.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::audit::{self, CaseAudit};
use crate::case::{Case, known};
use crate::check::{Folder, Index};
use crate::error::Result;
use crate::office::Office;
use crate::office::events::{Events, note_events};
use crate::office::roll::{Entry, entry};
use crate::office::rounds::{known_of, parallel};
use crate::office::tasks::{self, Task};
use crate::store::state::State;
use crate::time::end_of;

/// Everything that was found out. Empty: nobody looked yet.
#[derive(Default)]
pub struct Standing {
    settings: Option<State>,
    cases: BTreeMap<String, Kept>,
}

struct Kept {
    state: State,
    /// Until when the judgement holds if nobody touches a file.
    until: DateTime<FixedOffset>,
    known: Option<Folder>,
    events: Vec<String>,
    standing: Of,
}

/// Of one case.
pub struct Of {
    /// Its episodes.
    pub entries: Vec<Entry>,
    /// Most pressing first.
    pub tasks: Vec<Task>,
    /// Numbers and names by which somebody may look for it.
    pub words: String,
}

impl Standing {
    /// Every case in the order of the numbers.
    pub fn cases(&self) -> impl Iterator<Item = (&str, &Of)> {
        self.cases.iter().map(|(number, kept)| (number.as_str(), &kept.standing))
    }

    /// Of all cases, most pressing first.
    pub fn tasks(&self) -> Vec<&Task> {
        let mut tasks: Vec<&Task> = self.cases().flat_map(|(_, of)| &of.tasks).collect();
        tasks.sort_by(|one, other| one.place().cmp(&other.place()));
        tasks
    }

    /// Looks at what changed since the last time.
    pub fn look(&mut self, office: &Office) -> Result<()> {
        let settings = office.repo.state_of_settings();
        if self.settings != Some(settings) {
            *self = Self { settings: Some(settings), ..Self::default() };
        }
        let numbers = office.repo.numbers()?;
        self.cases.retain(|number, _| numbers.binary_search(number).is_ok());
        let states = parallel(&numbers, |number| office.repo.state_of(number));
        let is_old = |number: &String, state: State| {
            self.cases.get(number).is_none_or(|kept| kept.state != state || kept.until < office.now)
        };
        let old = numbers.into_iter().zip(states).filter(|(number, state)| is_old(number, *state));
        let (old, states): (Vec<String>, Vec<State>) = old.unzip();
        if old.is_empty() {
            return Ok(());
        }
        let found = parallel(&old, |number| known_of(office, number));
        let fresh: BTreeMap<&String, _> = old.iter().zip(found).collect();
        let others = self.cases.iter().filter(|(number, _)| !fresh.contains_key(number));
        let others = others.map(|(number, kept)| (number, kept.known.clone(), kept.events.clone()));
        let all = others.chain(fresh.iter().map(|(number, (known, events))| (*number, known.clone(), events.clone())));
        let (mut index, mut together) = (Index::default(), Events::new());
        for (number, known, events) in all {
            if let Some(folder) = known {
                index.add(folder);
            }
            note_events(&mut together, number, events.iter().map(String::as_str));
        }
        office.knows(together);
        let index = office.with_roster(index);
        let judged = parallel(&old, |number| judged(office, &index, number));
        let fresh: Vec<_> = fresh.into_values().collect();
        // `old` and `fresh` are both in the order of the numbers.
        for (((number, state), (known, events)), (standing, until)) in old.iter().zip(states).zip(fresh).zip(judged) {
            self.cases.insert(number.clone(), Kept { state, until, known, events, standing });
        }
        Ok(())
    }
}

fn judged(office: &Office, index: &Index, number: &String) -> (Of, DateTime<FixedOffset>) {
    let case = office.case(number);
    let audits = audit::case(&office.ground(index), &case);
    let until = holds_until(office, &case, &audits);
    let entries = audits.iter().map(|audit| entry(office, &case, audit)).collect();
    let student = &case.about.student;
    let names = [Some(&student.name), student.id.as_ref(), student.class.as_ref()].into_iter().flatten();
    let names = names.chain(&student.also).chain(case.about.guardians.iter().map(|guardian| &guardian.name));
    let words = [number].into_iter().chain(names).cloned().collect::<Vec<_>>().join(" ");
    let mut tasks: Vec<Task> = audits.into_iter().flat_map(tasks::tasks).collect();
    tasks.sort_by_key(Task::urgency);
    (Of { entries, tasks, words }, until)
}

/// A day ends, a deadline passes, something that was written as happening later comes about.
fn holds_until(office: &Office, case: &Case, audits: &[CaseAudit]) -> DateTime<FixedOffset> {
    let (now, zone) = (office.now, office.zone());
    let due = audits.iter().flat_map(|audit| &audit.duties).filter_map(|line| line.due);
    let ahead = case.written.iter().map(|record| known(record).earliest(zone));
    let first = due.chain(ahead).filter(|at| *at > now).min();
    let day = end_of(office.today(), zone);
    first.map_or(day, |at| day.min(at - TimeDelta::seconds(1)))
}
