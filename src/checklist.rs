//! The archive checklist and what is wrong, as every screen, page and paper shows them: columns, cells, rows and
//! problems in words. One place for it, so that no two views disagree.

use serde::Serialize;

use crate::audit::school::SchoolLine;
use crate::audit::{CaseAudit, DutyLine};
use crate::duty::State;
use crate::finding::{Finding, sorted};
use crate::guide::{Guide, Material, Severity};
use crate::tell;

/// A column of the checklist.
#[derive(Serialize)]
pub struct Heading {
    /// Its mark, or its number where the guide gives it none.
    pub mark: String,
    pub name: String,
}

/// How a state stands in a cell, and what it means.
#[derive(Serialize)]
pub struct Cell {
    pub code: &'static str,
    pub sign: &'static str,
    pub meaning: &'static str,
}

/// Every state of a cell, in the order of the legend.
pub static CELLS: [Cell; 9] = [
    Cell { code: "met", sign: "有", meaning: "已有" },
    Cell { code: "missing", sign: "缺", meaning: "应有而没有" },
    Cell { code: "awaiting_paper", sign: "收", meaning: "有记录，纸件待收" },
    Cell { code: "pending", sign: "待", meaning: "时候未到或等待校外" },
    Cell { code: "refused", sign: "拒", meaning: "对方拒绝，有记录" },
    Cell { code: "elsewhere", sign: "外", meaning: "存于他处" },
    Cell { code: "not_assessed", sign: "未", meaning: "尚未评估" },
    Cell { code: "declared_none", sign: "无", meaning: "已说明没有" },
    Cell { code: "not_applicable", sign: "－", meaning: "不适用" },
];

/// Of a case of which nothing is known.
static UNKNOWN: Cell = Cell { code: "unknown", sign: "？", meaning: "不明" };

/// One episode in the matrix, with what is wrong with it; grave first.
#[derive(Serialize)]
pub struct Row {
    pub case: String,
    pub episode: u32,
    pub open: bool,
    pub archivable: bool,
    pub state: &'static str,
    pub levels: Vec<String>,
    /// The guide by which it is judged, where that is not today's.
    pub judged_by: Option<String>,
    pub cells: Vec<&'static Cell>,
    /// Why it may rest or may not.
    pub why: Vec<String>,
    /// What is noteworthy though nothing is wrong.
    pub remarks: Vec<String>,
    pub findings: Vec<Problem>,
}

/// A finding in words.
#[derive(Serialize)]
pub struct Problem {
    pub severity: &'static str,
    pub grave: bool,
    pub code: String,
    pub clause: Option<String>,
    pub record: Option<String>,
    /// The file and the line in it.
    pub place: Option<String>,
    pub message: String,
    pub fix: String,
}

pub fn columns(guide: &Guide) -> Vec<Heading> {
    let heading = |(at, material): (usize, &Material)| Heading {
        mark: if material.mark.is_empty() { (at + 1).to_string() } else { material.mark.clone() },
        name: material.name.clone(),
    };
    guide.columns().enumerate().map(heading).collect()
}

/// The cell of a material in an episode.
pub fn cell(audit: Option<&CaseAudit>, material: &Material) -> &'static Cell {
    let state = audit.and_then(|audit| audit.materials.get(&material.column()));
    state.and_then(|state| CELLS.iter().find(|cell| state == cell.code)).unwrap_or(&UNKNOWN)
}

pub fn row(guide: &Guide, audit: &CaseAudit) -> Row {
    Row {
        case: audit.case.clone(),
        episode: audit.episode,
        open: audit.open,
        archivable: audit.archivable,
        state: audit.rest.state.word(),
        levels: audit.level.values().cloned().collect(),
        judged_by: audit.judged_by.clone(),
        cells: guide.columns().map(|material| cell(Some(audit), material)).collect(),
        why: audit.rest.why.clone(),
        remarks: remarks(audit),
        findings: problems(&audit.findings),
    }
}

/// What stands beside the duties that are not owed.
pub fn remarks(audit: &CaseAudit) -> Vec<String> {
    let remark = |line: &DutyLine| {
        let remark = line.remark.as_ref().filter(|_| !line.owed)?;
        Some(format!("{}〔{}〕：{remark}", line.title, line.code))
    };
    audit.duties.iter().filter_map(remark).collect()
}

/// Grave first.
pub fn problems(findings: &[Finding]) -> Vec<Problem> {
    sorted(findings).into_iter().map(problem).collect()
}

fn problem(finding: &Finding) -> Problem {
    let place = finding.path.as_ref().map(|path| match finding.line {
        Some(line) => format!("{} 第 {line} 行", path.display()),
        None => path.display().to_string(),
    });
    Problem {
        severity: tell::severity(finding.severity),
        grave: finding.severity == Severity::Error,
        code: finding.code.clone(),
        clause: finding.clause.clone(),
        record: finding.record.clone(),
        place,
        message: finding.message.clone(),
        fix: finding.fix.clone(),
    }
}

/// How a duty towards everybody stands, as code and in words.
pub fn prevention(line: &SchoolLine) -> (&'static str, &'static str) {
    match line.state {
        State::Met => ("met", "已有"),
        State::Late => ("met", "迟了"),
        State::Missing => ("missing", "没有"),
        State::Pending => ("pending", "尚未"),
        _ => ("not_applicable", "不适用"),
    }
}
