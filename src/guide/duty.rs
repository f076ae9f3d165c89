//! What the guide imposes, and by when.

use crate::guide::Severity;
use crate::guide::pattern::Pattern;
use crate::time::Length;

/// Something that must be done in an episode once its conditions hold.
#[derive(Clone)]
pub struct Duty {
    pub code: String,
    pub title: String,
    pub clause: String,
    /// Id of the material whose column in the archive checklist this duty fills.
    pub column: Option<String>,
    /// All must hold; the last one to hold starts the duty.
    pub when: Vec<Pattern>,
    /// None may hold.
    pub unless: Vec<Pattern>,
    /// Any one discharges it.
    pub needs: Vec<Pattern>,
    /// Any one answers it with a refusal that counts.
    pub refused: Vec<Pattern>,
    /// Somebody outside must act first; until any of these holds, the duty is pending.
    pub awaits: Vec<Pattern>,
    /// Tries that did not succeed; told, never counted.
    pub attempts: Vec<Pattern>,
    /// Every record that matches the last `when` imposes the duty anew.
    pub each: bool,
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
}

/// When a duty is due. Only the last three hold numbers, and only an overlay may write those.
#[derive(Clone)]
pub enum Due {
    AtOnce,
    /// By the end of the episode.
    Close,
    /// By the next date that the records themselves promise.
    Promised,
    Within {
        limit: Length,
        from: From,
        vary: Vec<Vary>,
    },
    Every {
        interval: Length,
        vary: Vec<Vary>,
        until: Vec<Pattern>,
    },
    Count {
        count: u32,
        per: Length,
    },
}

/// Where a clock starts.
#[derive(Clone)]
pub enum From {
    /// When the first member of staff knew.
    Known,
    Happened,
    Written,
    /// The student's birthday: the limit is an age.
    Birthday,
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

/// Something that the school owes everybody, once in every term.
#[derive(Clone)]
pub struct SchoolDuty {
    pub code: String,
    pub title: String,
    pub clause: String,
    pub needs: Vec<Pattern>,
    pub fix: String,
    pub why: String,
    pub severity: Severity,
}
