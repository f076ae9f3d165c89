//! Scenarios beside a guide: what happened when → which duties stand how at which time. A guide is tried on invented
//! files before it is trusted with real ones, and whatever no scenario decides is told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::audit::kept::Keeping;
use crate::audit::school;
use crate::case::Case;
use crate::duty::{self, Facts, Setting, State};
use crate::guide::Guide;
use crate::guide::duty::Duty;
use crate::team::Team;
use crate::time::{Calendar, whole_stamp};

mod fact;
mod read;

pub use self::read::read;

/// Everything that a file of scenarios says, read against its guide.
pub struct Suite {
    team: Team,
    scenarios: Vec<Scenario>,
}

/// One story, and what it should make of the duties at some times.
struct Scenario {
    name: String,
    calendar: Calendar,
    case: Case,
    program: Case,
    stands: Vec<Stand>,
}

struct Stand {
    at: DateTime<FixedOffset>,
    /// Of the file, counted from 1.
    line: usize,
    expected: Vec<(String, Expected)>,
    /// Exactly these and no others are to be done now.
    owed: Option<BTreeSet<String>>,
    /// Exactly these records lack what the guide's words and fields ask for, or say it otherwise.
    amiss: Option<BTreeSet<String>>,
    /// Until when the file is kept, in words.
    kept: Option<String>,
}

struct Expected {
    state: State,
    due: Option<DateTime<FixedOffset>>,
    /// What is said beside it, in part; nothing: that nothing is.
    said: Option<String>,
}

/// What a stand asks for besides duties.
pub const OWED: &str = "owed";
pub const AMISS: &str = "amiss";
pub const KEPT: &str = "kept";

/// How a duty stands in a scenario at a time, and how it should.
#[derive(Serialize)]
pub struct Answer {
    pub scenario: String,
    pub line: usize,
    pub at: String,
    pub code: String,
    pub passed: bool,
    pub expected: String,
    pub found: String,
    /// What the engine says of it.
    pub reason: Option<String>,
    #[serde(skip)]
    owed: bool,
    /// How it stands, where the scenario says so, too.
    #[serde(skip)]
    shown: Option<State>,
}

/// Whether some scenario says of a duty that it is owed, and some that it is not; and whether one shows that it can be
/// met at all: a condition that nothing satisfies leaves a duty owed for ever, which looks like a duty.
#[derive(Serialize)]
pub struct Covered {
    pub code: String,
    pub title: String,
    pub owed: bool,
    pub quiet: bool,
    pub shown: bool,
    /// What the scenarios leave open; nothing where they decide it in every way.
    pub lacks: Vec<&'static str>,
}

/// How one duty stands.
struct Found {
    state: State,
    owed: bool,
    due: Option<DateTime<FixedOffset>>,
    reason: Option<String>,
    /// Everything that is said beside it.
    said: String,
}

impl Suite {
    pub fn len(&self) -> usize {
        self.scenarios.len()
    }

    pub fn is_empty(&self) -> bool {
        self.scenarios.is_empty()
    }

    /// Every expectation, in the order of the file.
    pub fn play<'s>(&'s self, guide: &'s Guide) -> impl Iterator<Item = Answer> + 's {
        let stands = |scenario: &'s Scenario| scenario.stands.iter().map(move |stand| (scenario, stand));
        self.scenarios.iter().flat_map(stands).flat_map(|(scenario, stand)| answers(&self.team, guide, scenario, stand))
    }
}

/// What no scenario shows of what is to be done: that it is owed, that it is met.
const TO_DO: [&str; 2] = [
    "没有一个情景要求它（缺、逾期、待收件、期限内、顺序不对）",
    "没有一个情景里做到过（也许 needs 里的条件谁也合不上）",
];
/// And of what must not happen.
const NEVER: [&str; 2] = [TO_DO[0], "没有一个情景里“不许有”过（也许 never 里的条件谁也合不上）"];
const QUIET: &str = "没有一个情景不要求它（做到、不适用、等待……）";

/// Every duty of the guide, and which ways the scenarios decide it.
pub fn coverage(guide: &Guide, answers: &[Answer]) -> Vec<Covered> {
    let covered = |code: &str, title: &str, never: bool| {
        let own = || answers.iter().filter(|answer| answer.code == code);
        let (owed, quiet) = (own().any(|answer| answer.owed), own().any(|answer| !answer.owed));
        let wanted = if never { State::Forbidden } else { State::Met };
        let shown = own().any(|answer| answer.shown == Some(wanted));
        let [unowed, unshown] = if never { NEVER } else { TO_DO };
        let lacks = match (owed, quiet) {
            (false, false) => vec!["没有一个情景提到它"],
            _ => [(owed || never, unowed), (quiet, QUIET), (shown, unshown)]
                .into_iter()
                .filter_map(|(is_so, lack)| (!is_so).then_some(lack))
                .collect(),
        };
        Covered { code: code.to_owned(), title: title.to_owned(), owed, quiet, shown, lacks }
    };
    let duties = guide.duties.iter().map(|duty| covered(&duty.code, &duty.title, !duty.never.is_empty()));
    duties.chain(guide.school_duties.iter().map(|duty| covered(&duty.code, &duty.title, false))).collect()
}

fn answers(team: &Team, guide: &Guide, scenario: &Scenario, stand: &Stand) -> Vec<Answer> {
    let found = found(team, guide, scenario, stand);
    let answer = |code: &str, expected: String, passed: bool, owed: bool| {
        let now = found.get(code);
        Answer {
            scenario: scenario.name.clone(),
            line: stand.line,
            at: whole_stamp(stand.at),
            code: code.to_owned(),
            passed,
            expected,
            found: now.map_or_else(|| "没有这项职责".to_owned(), told),
            reason: now.and_then(|found| found.reason.clone()),
            owed,
            shown: now.filter(|_| passed).map(|found| found.state),
        }
    };
    let mut answers: Vec<Answer> = Vec::new();
    for (code, expected) in &stand.expected {
        let passed = found.get(code).is_some_and(|found| expected.is_so(found));
        answers.push(answer(code, expected.told(), passed, expected.state.is_unsettled()));
    }
    if let Some(owed) = &stand.owed {
        for code in owed {
            let passed = found.get(code).is_some_and(|found| found.owed);
            answers.push(answer(code, "应当做".to_owned(), passed, true));
        }
        let others = found.iter().filter(|(code, found)| found.owed && !owed.contains(*code));
        answers.extend(others.map(|(code, _)| answer(code, "不在应当做的里面".to_owned(), false, false)));
    }
    let plain = |code: &str, expected: String, found: String| Answer {
        passed: expected == found,
        found,
        ..answer(code, expected, false, false)
    };
    if let Some(expected) = &stand.amiss {
        let listed = |ids: &BTreeSet<String>| ids.iter().map(String::as_str).collect::<Vec<_>>().join("、");
        answers.push(plain(AMISS, listed(expected), listed(&amiss(team, guide, scenario, stand.at))));
    }
    if let Some(expected) = &stand.kept {
        answers.push(plain(KEPT, expected.clone(), until(kept(guide, scenario, stand.at))));
    }
    answers
}

impl Expected {
    fn is_so(&self, found: &Found) -> bool {
        let is_said = |said: &String| if said.is_empty() { found.said.is_empty() } else { found.said.contains(said) };
        found.state == self.state
            && self.due.is_none_or(|due| found.due == Some(due))
            && self.said.as_ref().is_none_or(is_said)
    }

    fn told(&self) -> String {
        let due = self.due.map(|due| format!("，期限 {}", whole_stamp(due))).unwrap_or_default();
        let said = self.said.as_ref().map(|said| format!("，说“{said}”")).unwrap_or_default();
        format!("{}{due}{said}", self.state.word())
    }
}

fn told(found: &Found) -> String {
    let due = found.due.map(|due| format!("，期限 {}", whole_stamp(due))).unwrap_or_default();
    format!("{}{due}", found.state.word())
}

/// The records of a case of which something is amiss by the guide's words and fields.
fn amiss(team: &Team, guide: &Guide, scenario: &Scenario, now: DateTime<FixedOffset>) -> BTreeSet<String> {
    let calendar = &scenario.calendar;
    let case = scenario.case.happened_by(now, calendar.zone);
    let mut all = BTreeSet::new();
    for episode in case.episodes() {
        let facts = Facts::of(Setting { guide, team, calendar, now }, &case, episode);
        let wrong = facts.seen.iter().filter(|seen| !guide.amiss(&seen.record.head.kind, &*seen.fields).is_empty());
        all.extend(wrong.map(|seen| seen.record.head.id.clone()));
    }
    all
}

/// Of a file that goes on, and of one that lacks a day, there is none.
fn until(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "没有期限".to_owned(), |day| day.to_string())
}

/// Until when the guide has the file kept.
fn kept(guide: &Guide, scenario: &Scenario, now: DateTime<FixedOffset>) -> Option<NaiveDate> {
    let case = scenario.case.happened_by(now, scenario.calendar.zone);
    let rules = guide.retention.iter().map(|rule| (rule.from, rule.keep)).collect();
    Keeping { guide, calendar: &scenario.calendar, rules }.of(&case, now)?.until
}

/// Duties by their codes, as they stand at a time: those that are asked for, or all where what is owed is.
fn found(team: &Team, guide: &Guide, scenario: &Scenario, stand: &Stand) -> BTreeMap<String, Found> {
    let is_asked = |code: &str| stand.owed.is_some() || stand.expected.iter().any(|(asked, _)| asked == code);
    let (calendar, now) = (&scenario.calendar, stand.at);
    let setting = Setting { guide, team, calendar, now };
    let mut found = BTreeMap::new();
    let asked: Vec<&Duty> = guide.duties.iter().filter(|duty| is_asked(&duty.code)).collect();
    if !asked.is_empty() {
        let case = scenario.case.happened_by(now, calendar.zone);
        let episode = case.records.iter().map(|record| record.head.episode).max().unwrap_or(1);
        let facts = Facts::of(setting, &case, episode);
        found.extend(asked.into_iter().map(|duty| {
            let outcome = duty::outcome(&facts, duty);
            let owed = outcome.is_owed();
            let said = [&outcome.reason, &outcome.lacking, &outcome.remark].into_iter().flatten().cloned();
            let said = said.collect::<Vec<_>>().join("；");
            let reason = outcome.reason.or(outcome.lacking);
            (duty.code.clone(), Found { state: outcome.state, owed, due: outcome.due, reason, said })
        }));
    }
    if guide.school_duties.iter().any(|duty| is_asked(&duty.code)) {
        found.extend(school::latest(setting, &scenario.program).into_iter().map(|line| {
            let owed = line.state == State::Missing;
            let said = line.reason.clone().unwrap_or_default();
            (line.code, Found { state: line.state, owed, due: None, reason: line.reason, said })
        }));
    }
    found
}
