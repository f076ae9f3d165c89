//! What is owed in one case, episode by episode.

use serde_json::{Value, json};

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::office::Office;
use crate::office::tasks::{later, pressing};
use crate::wording::answer::{Line, said};
use crate::wording::steps::steps;

pub fn value(office: &Office, case: &Case) -> Value {
    let told = |audit: &CaseAudit| {
        json!({
            "case": audit.case, "episode": audit.episode, "open": audit.open,
            "duties": pressing(audit), "later": later(audit),
            "alarms": audit.alarms.iter().map(|(_, finding)| finding).collect::<Vec<_>>(), "rest": audit.rest,
        })
    };
    office.running(case).iter().map(told).collect()
}

pub fn lines(office: &Office, case: &Case) -> Vec<Line> {
    vec![said(steps(office, case))]
}
