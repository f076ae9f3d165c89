//! What the guide imposes, and by when.

use serde::{Deserialize, Serialize};

use crate::guide::Severity;
use crate::guide::pattern::{Being, Pattern};
use crate::time::Length;

/// Something that must be done in an episode once its conditions hold.
#[derive(Clone)]
pub struct Duty {
    pub code: String,
    pub title: String,
    pub clause: String,
    /// Id of the material whose column in the archive checklist this duty fills.
    pub column: Option<String>,
    /// What must not happen while it holds; it has no `needs` then, and no time by which it is due.
    pub never: Vec<Pattern>,
    /// All must hold; the last one to hold starts the duty.
    pub when: Vec<Pattern>,
    /// The duty holds as long as the latest record of each of these kinds says so.
    pub whiles: Vec<Pattern>,
    /// None may hold.
    pub unless: Vec<Pattern>,
    /// Any one discharges it.
    pub needs: Vec<Pattern>,
    /// Any one answers it with a refusal that counts.
    pub refused: Vec<Pattern>,
    /// Somebody outside must act first; until any of these holds, the duty is pending.
    pub awaits: Vec<Pattern>,
    /// Somebody outside said no to that step: still pending, and told apart from nobody having done it yet.
    pub declined: Vec<Pattern>,
    /// What is told beside the duty although it is met.
    pub beside: Vec<Pattern>,
    /// Tries that did not succeed; told, never counted.
    pub attempts: Vec<Pattern>,
    /// Material that must be on file for each record that discharges the duty, tied to that record.
    pub paper: Option<String>,
    pub each: Each,
    /// Whose turn it is while it is not done.
    pub turn: Vec<Turn>,
    pub pressing: Pressing,
    pub due: Due,
    /// The discharge must not be clearly later than any of these.
    pub not_after: Vec<Pattern>,
    /// How grave it is that the duty is not done.
    pub severity: Severity,
    /// The command that discharges it, `{case}` standing for the case number.
    pub fix: String,
    /// Why, and how it is read; shown by `explain`.
    pub why: String,
    /// Where a number comes from, when `due` is a clock.
    pub source: Option<String>,
    pub confirmed_by: Option<String>,
    /// Whether the guide has words for what it demands: a school without levels owes no level.
    pub has_words: bool,
}

/// What imposes a duty anew.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Each {
    /// Nothing: it is one duty in an episode.
    #[default]
    Once,
    /// Every record that matches the last `when`.
    Record,
    /// Every piece of evidence that such a record names.
    Item,
    /// Every school day of absence that such records show.
    Day,
}

/// What a list of open duties begins with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pressing {
    /// What the law demands at once, whoever else must wait.
    Law,
    /// What keeps somebody alive and unharmed.
    Life,
    #[default]
    Care,
    Paper,
}

impl Pressing {
    pub const fn is_alarm(self) -> bool {
        matches!(self, Self::Law | Self::Life)
    }
}

/// Somebody whose turn it is: whoever holds a role of the guide today, or is something in the case.
#[derive(Clone, PartialEq, Eq)]
pub enum Turn {
    Role(String),
    Is(Being),
}

/// When a duty is due. Only the last three hold numbers, and only an overlay may write those.
#[derive(Clone)]
pub enum Due {
    AtOnce,
    /// By the end of the episode.
    Close,
    /// By the next date that the records themselves promise.
    Promised,
    /// Once the file moves on without it: a record after the trigger that matches one of these.
    MovesOn(Vec<Pattern>),
    Within {
        limit: Length,
        from: From,
        vary: Vec<Vary>,
    },
    /// So long before a date that lies ahead.
    Before {
        lead: Length,
        date: From,
    },
    Every {
        interval: Length,
        vary: Vec<Vary>,
        until: Vec<Pattern>,
    },
    /// So many in every period, again and again.
    Count {
        count: u32,
        per: Period,
    },
    /// So many in each of these stretches, one after the other, and then no more.
    Stages(Vec<Stage>),
}

/// A stretch in which something is counted.
#[derive(Clone, Copy)]
pub enum Period {
    /// From the start, one after the other.
    Length(Length),
    /// Monday to Sunday; the week in which the duty began is not counted unless it began on its first day.
    Week,
    /// Of the calendar; the month in which the duty began is not counted unless it began on its first day.
    Month,
}

#[derive(Clone, Copy)]
pub struct Stage {
    pub count: u32,
    pub per: Length,
}

/// Where a clock starts.
#[derive(Clone)]
pub enum From {
    /// When the duty began.
    Start,
    /// When the first member of staff knew.
    Known,
    Happened,
    Written,
    /// The student's birthday: the limit is an age.
    Birthday,
    /// The day on which the student graduates.
    Graduation,
    /// Of the first term that begins with the duty or later.
    TermStart,
    /// Of the term in which the duty began.
    TermEnd,
    /// The first record that matches.
    Record(Box<Pattern>),
}

/// Another limit where a condition holds; the first that holds counts.
#[derive(Clone)]
pub struct Vary {
    pub when: Pattern,
    pub limit: Length,
}

/// Until when within a term.
#[derive(Clone, Copy)]
pub enum TermDue {
    /// A day of the year: month and day.
    Day(u32, u32),
    /// So long after the term began.
    Within(Length),
    /// So long before the term ends.
    Before(Length),
}

/// Something that the school owes everybody, in every term or in some months of it.
#[derive(Clone)]
pub struct SchoolDuty {
    pub code: String,
    pub title: String,
    pub clause: String,
    pub needs: Vec<Pattern>,
    /// How often.
    pub count: usize,
    /// In each of these months (1 to 12) that lie in the term; none: in the term.
    pub months: Vec<u32>,
    /// None: by the end of the term or month.
    pub due: Option<TermDue>,
    pub fix: String,
    pub why: String,
    pub severity: Severity,
}
