//! What is wrong with a file: where, how grave, what to do; and how much of it there is. Checks, the audit and what
//! shows them all speak of it.

use std::path::PathBuf;

use serde::Serialize;

use crate::case::{Case, PROGRAM};
use crate::error::Error;
use crate::guide::Severity;

/// Code of the finding for what can't be read.
pub const UNREADABLE: &str = "C01";

/// Something wrong with the file: where, what, and what to do.
#[derive(Clone, Serialize)]
pub struct Finding {
    pub code: String,
    pub clause: Option<String>,
    pub severity: Severity,
    pub record: Option<String>,
    pub path: Option<PathBuf>,
    pub line: Option<usize>,
    pub message: String,
    pub fix: String,
}

#[derive(Default, Serialize)]
pub struct Summary {
    pub cases: usize,
    pub archivable: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notices: usize,
}

impl Summary {
    /// The sums of another part of the same whole.
    pub fn join(&mut self, other: &Self) {
        self.cases += other.cases;
        self.archivable += other.archivable;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notices += other.notices;
    }

    pub fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            match finding.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Notice => self.notices += 1,
            }
        }
    }
}

/// Grave first; within a severity as they were found.
pub fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    sorted
}

/// A path of a case, which its own records know from its folder only, as it stands in the repository: with `/` on
/// every system, because scripts read it.
pub fn from_root(case: &Case, path: PathBuf) -> PathBuf {
    let folder = if case.number == PROGRAM { PROGRAM.to_owned() } else { format!("cases/{}", case.number) };
    if path.starts_with(&folder) { path } else { PathBuf::from(format!("{folder}/{}", path.display())) }
}

/// A fault of loading as a finding.
pub fn fault(case: &Case, error: &Error) -> Finding {
    let mut message = error.what.clone();
    if let Some(field) = &error.field {
        message = format!("〔{field}〕{message}");
    }
    Finding {
        code: UNREADABLE.to_owned(),
        clause: None,
        severity: Severity::Error,
        record: None,
        path: error.path.clone().map(|path| from_root(case, path)),
        line: error.line,
        message,
        fix: error.fix.clone().unwrap_or_else(|| "打开这个文件，按提示改正".to_owned()),
    }
}
