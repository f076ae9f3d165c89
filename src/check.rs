//! Small independent checks of what a duty can't see. One check, one file, beside the page that explains it; the
//! page's examples are its test. Whether a check is on, how grave it is and which words it looks for is data of
//! the guide.

use std::path::PathBuf;

use crate::audit::{Finding, fault};
use crate::case::Case;
use crate::duty::Facts;
use crate::guide::{Guide, Severity};
use crate::record::Record;

pub mod custody;

/// Code of the finding for what can't be read.
pub const UNREADABLE: &str = "C01";
/// Code of the finding for a waiver that does not hold.
pub const WAIVER: &str = "C02";

/// One episode of a case, prepared.
pub struct View<'a> {
    pub facts: &'a Facts<'a, 'a>,
    pub case: &'a Case,
    pub episode: u32,
    /// What belongs to the whole case is told once, with its last episode.
    pub is_last: bool,
    pub index: &'a Index,
}

/// What checks across cases need to know of the others: nothing but who has which folder.
#[derive(Default)]
pub struct Index {
    pub students: Vec<Known>,
}

pub struct Known {
    pub case: String,
    pub name: String,
    pub id: Option<String>,
}

/// A check as the registry knows it.
pub struct Check {
    pub code: &'static str,
    pub title: &'static str,
    pub severity: Severity,
    /// Markdown, shown by `explain`.
    pub page: &'static str,
    pub run: fn(&View<'_>) -> Vec<Found>,
}

/// What a check found in a record, or in the case as a whole.
pub struct Found {
    pub record: Option<String>,
    pub path: Option<PathBuf>,
    pub message: String,
    pub fix: String,
}

pub static CHECKS: &[Check] = &[];

/// Every check that the guide has not switched off, and every fault of loading.
pub fn run(view: &View<'_>) -> Vec<Finding> {
    let guide = view.facts.guide();
    let mut findings: Vec<Finding> = Vec::new();
    if view.is_last {
        findings.extend(view.case.faults.iter().map(|error| fault(view.case, error)));
    }
    for check in CHECKS {
        let rule = guide.check(check.code);
        if rule.is_some_and(|rule| rule.off) {
            continue;
        }
        let severity = rule.and_then(|rule| rule.severity).unwrap_or(check.severity);
        let clause = rule.and_then(|rule| rule.clause.clone());
        findings.extend((check.run)(view).into_iter().map(|found| Finding {
            code: check.code.to_owned(),
            clause: clause.clone(),
            severity,
            record: found.record,
            path: found.path,
            line: None,
            message: found.message,
            fix: found.fix,
        }));
    }
    findings
}

/// Code and title of everything that a finding can be besides an unmet duty.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = [(UNREADABLE, "读不出的记录"), (WAIVER, "不成立的豁免")];
    own.into_iter()
        .chain(custody::CODES.map(|(code, title, _)| (code, title)))
        .chain(CHECKS.iter().map(|check| (check.code, check.title)))
}

/// Whether a finding can have this code.
pub fn is_code(code: &str) -> bool {
    all().any(|(known, _)| known == code)
}

pub fn waiver_finding(guide: &Guide, record: &Record, message: &str, fix: &str) -> Finding {
    let rule = guide.check(WAIVER);
    Finding {
        code: WAIVER.to_owned(),
        clause: rule.and_then(|rule| rule.clause.clone()),
        severity: rule.and_then(|rule| rule.severity).unwrap_or(Severity::Warning),
        record: Some(record.head.id.clone()),
        path: Some(PathBuf::from(&record.path)),
        line: None,
        message: message.to_owned(),
        fix: fix.to_owned(),
    }
}
