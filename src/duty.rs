//! The one engine: facts × guide × now → for every duty its state, the record that proves it, and why.
//! Everything that a screen, a calendar or an archive check says about duties is a view of this answer.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::case::About;
use crate::case::people::{Kin, People};
use crate::guide::Guide;
use crate::guide::duty::Duty;
use crate::team::Team;
use crate::time::Calendar;

mod absence;
mod clock;
mod facts;
mod items;
mod level;
mod matching;
mod nearest;
mod proof;
mod state;

pub use self::facts::{Facts, Seen, Span};
pub use self::matching::Hit;
pub use self::nearest::{lacks, unnamed};
pub use self::proof::unsound;
pub use self::state::outcome;

/// What the engine looks at besides the case. `now` is a parameter: nothing below the command line has a clock.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub guide: &'a Guide,
    pub team: &'a Team,
    pub calendar: &'a Calendar,
    pub now: DateTime<FixedOffset>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its conditions do not hold.
    NotApplicable,
    /// Set aside by a waiver, or by a declaration that there is nothing to file.
    Waived,
    Met,
    /// It holds, but its time has not come, or somebody outside must act first.
    Pending,
    /// A clock with a number is running.
    Open,
    /// Asked, refused, and on record what, why and before whom.
    Refused,
    /// Done, but clearly after what it had to precede.
    OutOfOrder,
    /// A clock with a number has run out; `met_by` tells whether it was done since.
    Late,
    /// Done and on record; the paper that proves it is not on file.
    AwaitingPaper,
    Missing,
    /// What must not happen has happened; `met_by` is the record of it.
    Forbidden,
}

impl State {
    pub const ALL: [Self; 11] = [
        Self::NotApplicable,
        Self::Waived,
        Self::Met,
        Self::Pending,
        Self::Open,
        Self::Refused,
        Self::OutOfOrder,
        Self::Late,
        Self::AwaitingPaper,
        Self::Missing,
        Self::Forbidden,
    ];

    /// As JSON says it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Waived => "waived",
            Self::Met => "met",
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Refused => "refused",
            Self::OutOfOrder => "out_of_order",
            Self::Late => "late",
            Self::AwaitingPaper => "awaiting_paper",
            Self::Missing => "missing",
            Self::Forbidden => "forbidden",
        }
    }

    /// As people say it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "不适用",
            Self::Waived => "豁免",
            Self::Met => "做到",
            Self::Pending => "等待",
            Self::Open => "期限内",
            Self::Refused => "拒绝",
            Self::OutOfOrder => "顺序不对",
            Self::Late => "逾期",
            Self::AwaitingPaper => "待收件",
            Self::Missing => "缺",
            Self::Forbidden => "不许有",
        }
    }

    /// Whether it asks something of somebody, or asked it too late.
    pub const fn is_unsettled(self) -> bool {
        matches!(
            self,
            Self::Open | Self::OutOfOrder | Self::Late | Self::AwaitingPaper | Self::Missing | Self::Forbidden
        )
    }
}

/// A duty of the guide in one episode.
pub struct Outcome<'a> {
    pub duty: &'a Duty,
    pub state: State,
    /// When the duty began.
    pub since: Option<DateTime<FixedOffset>>,
    pub due: Option<DateTime<FixedOffset>>,
    pub met_by: Option<String>,
    pub met_at: Option<DateTime<FixedOffset>>,
    pub reason: Option<String>,
    /// What is noteworthy although it is met, or although it is not demanded.
    pub remark: Option<String>,
    /// The record that comes closest to a duty that is not met.
    pub nearest: Option<String>,
    /// What that record lacks.
    pub lacking: Option<String>,
    /// The shortest act that mends it, where that is not the duty's own; `{case}` stands for the case number.
    pub cure: Option<String>,
    /// Met by what lies with somebody outside the school.
    pub is_elsewhere: bool,
    /// The record that started it, where each such record imposes it anew.
    pub trigger: Option<String>,
    /// A declaration says that there is none.
    pub declared: bool,
}

impl Outcome<'_> {
    /// Whether somebody has something to do about it now.
    pub fn is_owed(&self) -> bool {
        match self.state {
            State::Missing | State::AwaitingPaper | State::Open | State::OutOfOrder | State::Forbidden => true,
            State::Late => self.met_by.is_none(),
            _ => false,
        }
    }
}

/// Every duty of the guide in an episode, in the guide's order; the worst instance of those that recur.
pub fn outcomes<'a>(facts: &Facts<'a, '_>) -> Vec<Outcome<'a>> {
    facts.guide().duties.iter().map(|duty| outcome(facts, duty)).collect()
}

/// Everybody whom a case and the team know, by the guide's words for people.
pub fn people<'a>(guide: &'a Guide, team: &'a Team, about: &'a About) -> People<'a> {
    let kin = Kin { student: &guide.people.student, relations: &guide.people.relations };
    People::of(about, kin, team.members.iter().map(|member| (member.id.as_str(), member.name.as_str())))
}

/// Whether a declaration in the episode says that there is no such material.
pub fn is_declared(facts: &Facts<'_, '_>, material: &str) -> bool {
    state::declaration(facts, material, None).is_some()
}
