//! Events that concern several students: each has a folder of its own, and what one of them says of the event holds for
//! all of them (guide 五(三)1: one file per student).

use std::collections::HashMap;
use std::sync::Arc;

use crate::case::{Case, Fellow};
use crate::config::Privacy;
use crate::office::Office;
use crate::record::amendment::Amendment;
use crate::record::report::Report;
use crate::record::{Fact, Named as _};

/// The name of an event to the cases whose reports have it.
pub type Events = HashMap<String, Vec<String>>;

impl Office {
    /// Reads a case whole, and what the other folders of its events say.
    pub fn case(&self, number: &str) -> Case {
        self.with_fellows(self.repo.case(number))
    }

    /// The same, of a case that was read before.
    pub fn with_fellows(&self, mut case: Case) -> Case {
        let mut events: Vec<&str> = events_of(&case).collect();
        events.sort_unstable();
        events.dedup();
        case.fellows = events.into_iter().flat_map(|event| self.fellows(&case.number, event)).collect();
        case
    }

    /// Tells it what it would have to look up in all cases.
    pub fn knows(&self, events: Events) {
        // Whoever looked it up before knows it as well.
        let _ = self.events.set(events);
    }

    fn fellows(&self, own: &str, event: &str) -> Vec<Fellow> {
        let events = self.events.get_or_init(|| self.all_events());
        let others = events.get(event).into_iter().flatten().filter(|number| *number != own);
        others.flat_map(|number| said_of(&self.repo.case(number), event)).collect()
    }

    fn all_events(&self) -> Events {
        let mut events = Events::new();
        for number in self.repo.numbers().unwrap_or_default() {
            note_events(&mut events, &number, self.named(&number).iter().map(String::as_str));
        }
        events
    }

    /// The events that the reports of a case name. Unless they are sealed, the names of the files tell which those are;
    /// what a correction makes of them only the whole case says.
    fn named(&self, number: &str) -> Vec<String> {
        if self.repo.config.privacy != Privacy::Sealed {
            let said = self.repo.said_of(number, &[Report::NAME, Amendment::NAME]);
            if !said.iter().any(|(fact, _)| matches!(fact, Fact::Amendment(_))) {
                return said.iter().filter_map(|(fact, _)| event(fact)).map(str::to_owned).collect();
            }
        }
        events_of(&self.repo.case(number)).map(str::to_owned).collect()
    }
}

/// Adds the events of a case.
pub fn note_events<'e>(events: &mut Events, number: &str, of_case: impl Iterator<Item = &'e str>) {
    for event in of_case {
        let cases = events.entry(event.to_owned()).or_default();
        if cases.last().is_none_or(|last| last != number) {
            cases.push(number.to_owned());
        }
    }
}

/// The records of the episode that was reported as that event.
fn said_of(case: &Case, event: &str) -> Vec<Fellow> {
    let reported = case.records.iter().find(|record| self::event(&record.fact) == Some(event));
    let episode = reported.map(|record| record.head.episode);
    let of_episode = case.records.iter().filter(|record| Some(record.head.episode) == episode);
    of_episode.map(|record| Fellow { event: event.to_owned(), record: Arc::clone(record) }).collect()
}

pub fn events_of(case: &Case) -> impl Iterator<Item = &str> {
    case.records.iter().filter_map(|record| event(&record.fact))
}

/// What a report calls the event, so that the folders of several students belong together.
fn event(fact: &Fact) -> Option<&str> {
    let Fact::Report(report) = fact else { return None };
    report.event.as_deref().map(str::trim).filter(|event| !event.is_empty())
}
