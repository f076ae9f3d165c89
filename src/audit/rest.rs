//! Whether the file of an episode may rest, and why not.

use serde::Serialize;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::finding::{Finding, UNREADABLE};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::parts::Accepted;

/// 可归档, 可带未决项归档, 尚未结束, 还缺, with what stands behind it.
#[derive(Default, Serialize)]
pub struct Rest {
    pub state: Resting,
    pub why: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Resting {
    Archivable,
    /// Each open point is named and accepted by somebody with a reason.
    WithOpenPoints,
    #[default]
    NotEnded,
    Lacking,
}

impl Resting {
    pub const ALL: [Self; 4] = [Self::Archivable, Self::WithOpenPoints, Self::NotEnded, Self::Lacking];

    pub const fn is_archivable(self) -> bool {
        matches!(self, Self::Archivable | Self::WithOpenPoints)
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Archivable => "可归档",
            Self::WithOpenPoints => "可带未决项归档",
            Self::NotEnded => "尚未结束",
            Self::Lacking => "还缺",
        }
    }
}

/// What the closure accepts is no error any more and stays to be seen, with who accepted it and why.
pub fn of(case: &Case, audit: &mut CaseAudit) -> Rest {
    if audit.open {
        let owed = audit.duties.iter().filter(|line| line.owed);
        return Rest {
            state: Resting::NotEnded,
            why: owed.map(|line| format!("{}〔{}〕", line.title, line.code)).collect(),
        };
    }
    let closure = case.closure(audit.episode);
    let accepted: &[Accepted] = match closure.map(|record| &record.fact) {
        Some(Fact::Closure(closure)) => &closure.accept,
        _ => &[],
    };
    let by = closure.map(|record| record.head.by.0.as_str()).unwrap_or_default();
    let mut open = Vec::new();
    for finding in audit.findings.iter_mut().filter(|finding| finding.severity != Severity::Notice) {
        let is_it = |point: &&Accepted| point.code.0 == finding.code && !point.why.trim().is_empty();
        // What could not be read is never called well.
        let Some(point) = accepted.iter().find(is_it).filter(|_| finding.code != UNREADABLE) else { continue };
        let by = point.by.as_ref().map_or(by, |member| member.0.as_str());
        finding.severity = Severity::Notice;
        finding.message.push_str(&format!("；已接受为未决项：{}（{by}）", point.why));
        open.push(told(finding));
    }
    let lacking: Vec<String> =
        audit.findings.iter().filter(|finding| finding.severity == Severity::Error).map(told).collect();
    match (lacking.is_empty(), open.is_empty()) {
        (false, _) => Rest { state: Resting::Lacking, why: lacking },
        (true, false) => Rest { state: Resting::WithOpenPoints, why: open },
        (true, true) => Rest { state: Resting::Archivable, why: Vec::new() },
    }
}

fn told(finding: &Finding) -> String {
    format!("{}〔{}〕", finding.message.split('；').next().unwrap_or_default(), finding.code)
}
