//! What is owed, in the one order of urgency that every list, page and calendar shows.

use chrono::{DateTime, FixedOffset};
use serde::{Serialize, Serializer};

use crate::audit::returns::Unreturned;
use crate::audit::{CaseAudit, DutyLine};
use crate::case::Case;
use crate::check;
use crate::duty::State;
use crate::error::Result;
use crate::finding::Finding;
use crate::guide::duty::Pressing;
use crate::office::Office;
use crate::office::rounds::Rounds;

/// Something that somebody has to do in a case.
#[derive(Serialize)]
pub struct Task {
    pub case: String,
    #[serde(skip)]
    pub episode: u32,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Serialize)]
pub enum What {
    #[serde(rename = "duty")]
    Duty(DutyLine),
    /// What a check found of law or life.
    #[serde(rename = "finding", serialize_with = "finding_alone")]
    Alarm(Pressing, Finding),
    /// A paper that was printed to be signed and is still in somebody's hands.
    #[serde(rename = "unreturned")]
    Paper(Unreturned),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn finding_alone<S: Serializer>(_: &Pressing, finding: &Finding, out: S) -> Result<S::Ok, S::Error> {
    finding.serialize(out)
}

/// Law and life before paper; then the sooner, the more pressing: what is late, what is missing, what runs, what was
/// promised, what is to come back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Urgency {
    /// Before what is not to be done yet.
    is_later: bool,
    pressing: Pressing,
    rank: u8,
    at: Option<DateTime<FixedOffset>>,
}

impl Urgency {
    pub fn of(line: &DutyLine) -> Self {
        let rank = match line.state {
            State::Late => 0,
            State::Missing | State::AwaitingPaper | State::Forbidden => 1,
            State::OutOfOrder | State::Open => 2,
            _ => 3,
        };
        let pressing = if line.state == State::AwaitingPaper { Pressing::Paper } else { line.pressing };
        Self { is_later: !line.owed, pressing, rank, at: line.due.or(line.since) }
    }

    /// Of what a check found.
    pub const fn alarm(pressing: Pressing) -> Self {
        Self { is_later: false, pressing, rank: 0, at: None }
    }

    const PAPER: u8 = 4;
}

impl Task {
    pub fn urgency(&self) -> Urgency {
        match &self.what {
            What::Duty(line) => Urgency::of(line),
            What::Alarm(pressing, _) => Urgency::alarm(*pressing),
            What::Paper(_) => Urgency { is_later: true, pressing: Pressing::Paper, rank: Urgency::PAPER, at: None },
        }
    }

    /// Its place among the tasks of all cases: most pressing first, and of the same urgency in the order of the cases.
    pub fn place(&self) -> (Urgency, &str) {
        (self.urgency(), &self.case)
    }

    /// Whether somebody has something to do about it now; otherwise its day is to come.
    pub fn is_owed(&self) -> bool {
        match &self.what {
            What::Duty(line) => line.owed,
            What::Alarm(..) => true,
            What::Paper(_) => false,
        }
    }

    /// Whether it is the turn of somebody, by member id or name.
    pub fn is_for(&self, who: &str) -> bool {
        matches!(&self.what, What::Duty(line) if line.turn.iter().any(|turn| turn == who))
    }

    /// Until when, where a date is known.
    pub fn due(&self) -> Option<DateTime<FixedOffset>> {
        match &self.what {
            What::Duty(line) => line.due,
            What::Alarm(..) | What::Paper(_) => None,
        }
    }

    pub fn duty(&self) -> Option<&DutyLine> {
        match &self.what {
            What::Duty(line) => Some(line),
            What::Alarm(..) | What::Paper(_) => None,
        }
    }
}

/// What it is about, in a few words.
pub fn title(task: &Task) -> &str {
    match &task.what {
        What::Duty(line) => &line.title,
        What::Alarm(_, finding) => &finding.message,
        What::Paper(paper) => &paper.document,
    }
}

/// What is owed in an episode, then what has a date to come, then the papers that are out.
pub fn tasks(audit: CaseAudit) -> Vec<Task> {
    let CaseAudit { case, episode, open, duties, alarms, unreturned, .. } = audit;
    if !open {
        return Vec::new();
    }
    let duties = duties.into_iter().filter(is_pressing).map(What::Duty);
    let alarms = alarms.into_iter().map(|(pressing, finding)| What::Alarm(pressing, finding));
    let all = alarms.chain(duties).chain(unreturned.into_iter().map(What::Paper));
    let mut tasks: Vec<Task> = all.map(|what| Task { case: case.clone(), episode, what }).collect();
    tasks.sort_by_key(Task::urgency);
    tasks
}

impl Rounds<'_> {
    /// Of all cases, most pressing first.
    pub fn tasks(&self) -> Result<Vec<Task>> {
        let of_cases = self.collect(|_, audits| audits.into_iter().flat_map(tasks).collect::<Vec<_>>())?;
        Ok(in_order(of_cases.into_iter().flatten().collect()))
    }
}

impl Office {
    /// What is said to have happened after now: nothing is owed because of it yet, which may be a slip of the pen.
    pub fn ahead(&self, case: &Case) -> Vec<Finding> {
        check::ahead(case, self.now, self.zone())
    }

    /// The episodes of a case in which something is to be done; without any, the latest.
    pub fn running(&self, case: &Case) -> Vec<CaseAudit> {
        let mut audits = self.judge(case);
        let latest = audits.last().map(|audit| audit.episode);
        audits.retain(|audit| audit.open && !pressing(audit).is_empty() || Some(audit.episode) == latest);
        audits
    }
}

/// The duties of the same, without taking them away.
pub fn pressing(audit: &CaseAudit) -> Vec<&DutyLine> {
    let mut lines: Vec<&DutyLine> = audit.duties.iter().filter(|line| is_pressing(line)).collect();
    lines.sort_by_key(|line| Urgency::of(line));
    lines
}

/// What is not to be done now: it waits for somebody outside, or has time until the end.
pub fn later(audit: &CaseAudit) -> Vec<&DutyLine> {
    let is_later = |line: &&DutyLine| audit.open && line.state == State::Pending && line.due.is_none() && !line.owed;
    audit.duties.iter().filter(is_later).collect()
}

fn is_pressing(line: &DutyLine) -> bool {
    line.owed || (line.state == State::Pending && line.due.is_some())
}

/// The tasks of all cases together, each in its place.
pub fn in_order(mut tasks: Vec<Task>) -> Vec<Task> {
    tasks.sort_by(|one, other| one.place().cmp(&other.place()));
    tasks
}
