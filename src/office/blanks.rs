//! What a first report left open because in the first minutes there was no time. It is asked for again until it is said.

use serde_json::{Map, Value};

use crate::case::{About, Case, text};
use crate::error::Result;
use crate::office::custody::Rewritten;
use crate::office::pen::{Pen, Plan};
use crate::office::recording::{Correction, Retract};
use crate::record::report::Report;
use crate::record::shape::{self, Field};
use crate::record::{Fact, Kind, Named, Record};

/// What is still open in the running episode of a case.
pub struct Blanks<'c> {
    /// The first report, which the answers are added to.
    pub report: &'c Record,
    /// What no report says of what is asked in the first minutes or soon after.
    pub fields: Vec<&'static Field>,
}

/// The fields of a first report that are asked for on a terminal and stand in no report of the running episode; none
/// where no episode runs.
pub fn of(case: &Case) -> Option<Blanks<'_>> {
    let episode = case.latest_episode();
    let reports: Vec<&Record> =
        case.of_episode(episode).filter(|record| matches!(record.fact, Fact::Report(_))).collect();
    let report = *reports.first().filter(|_| case.closure(episode).is_none())?;
    let kind = Kind::named(Report::NAME).ok()?;
    let is_blank = |field: &&Field| {
        (field.first || field.asked) && reports.iter().all(|report| !report.fields.contains_key(&field.name))
    };
    Some(Blanks { report, fields: shape::own(kind).filter(is_blank).collect() })
}

/// What is not known of the student, in words.
pub fn unknown(about: &About) -> Vec<&'static str> {
    let blanks = [
        (about.student.id.is_none(), "学号"),
        (about.student.class.is_none(), "班级"),
        (about.guardians.is_empty(), "监护人"),
        (about.class_teacher.is_empty(), "负责该班的教师"),
    ];
    blanks.into_iter().filter(|(is_blank, _)| *is_blank).map(|(_, what)| what).collect()
}

impl Pen<'_> {
    /// Adds to the first report what was left open then; nothing where nothing is added.
    pub fn complete(&self, case: &Case, fields: Map<String, Value>) -> Result<Option<Plan>> {
        let Some(blanks) = of(case).filter(|_| !fields.is_empty()) else { return Ok(None) };
        let correction = Correction {
            record: blanks.report.head.id.clone(),
            wrong: None,
            right: "开案时没有来得及写的".to_owned(),
            set: fields,
            add: Map::new(),
            clear: Vec::new(),
            retract: Retract::No,
        };
        self.amend(case, correction).map(Some)
    }

    /// `case.yaml` with what was not known of the student then.
    pub fn introduce(&self, case: &Case, about: &About) -> Result<Rewritten> {
        let text = text::with_person(&self.office.repo.about_text(&case.number)?, about)?;
        self.rewrite_about(case, &text)
    }
}
