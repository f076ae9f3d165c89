//! The audit as sheets of a workbook: the matrix, what is wrong, the school's own duties.

use crate::audit::CaseAudit;
use crate::audit::school::SchoolLine;
use crate::case::Case;
use crate::checklist::{self, Problem, Row};
use crate::error::Result;
use crate::finding::Summary;
use crate::guide::{Material, Severity};
use crate::office::inspection::Inspection;
use crate::tell;
use crate::workbook::form::Answers;
use crate::workbook::{Cell, Sheet};

pub const PROBLEM_HEAD: [&str; 8] = ["案号", "次", "轻重", "编号", "条款", "记录", "问题", "怎么办"];
pub const SCHOOL_HEAD: [&str; 5] = ["编号", "职责", "依据", "学期", "状态"];

/// Of the episodes that are wanted.
pub fn sheets(
    inspection: &Inspection<'_>,
    wanted: impl Fn(&Case, &CaseAudit) -> bool + Sync,
) -> Result<(Vec<Sheet>, Summary)> {
    let guide = inspection.guide;
    let (mut matrix, mut problems) = (Vec::new(), Vec::new());
    let sums = inspection.each(
        |case, audit| wanted(case, &audit).then(|| checklist::row(guide, &audit)),
        |row| {
            let Some(row) = row else { return Ok(()) };
            let episode = || Cell::Count(row.episode as usize);
            problems.extend(row.findings.iter().map(|problem| line(&row.case, episode(), problem)));
            matrix.push(line_of(inspection, &row).into_iter().map(Cell::from).collect());
            Ok(())
        },
    )?;
    let school = checklist::problems(&inspection.school.findings);
    problems.extend(school.iter().map(|problem| line("", Cell::Empty, problem)));
    let duties = inspection.school.duties.iter().map(|duty| school_row(duty).into_iter().map(Cell::from).collect());
    let head = head(inspection);
    let sheets = vec![
        Sheet::new("完整情况", &head.iter().map(String::as_str).collect::<Vec<_>>(), matrix),
        Sheet::new("问题", &PROBLEM_HEAD, problems),
        Sheet::new("学校的职责", &SCHOOL_HEAD, duties.collect()),
    ];
    Ok((sheets, sums))
}

/// What a form can ask for: the matrix, and how many of what there are.
pub fn answers<'s>(sheets: &'s [Sheet], sums: &Summary) -> Answers<'s> {
    let counts = [
        ("可归档", sums.archivable),
        (tell::severity(Severity::Error), sums.errors),
        (tell::severity(Severity::Warning), sums.warnings),
        (tell::severity(Severity::Notice), sums.notices),
    ];
    let one = counts.map(|(name, count)| (name.to_owned(), Cell::Count(count))).into();
    Answers { one, left_out: Vec::new(), lines: sheets.first() }
}

/// What stands above the matrix.
pub fn head(inspection: &Inspection<'_>) -> Vec<String> {
    let columns = inspection.guide.columns().map(Material::column);
    let first = ["案号", "次", "状态"].map(str::to_owned);
    let judged_by = names_guides(inspection).then(|| "不是现行指南的".to_owned());
    first.into_iter().chain(columns).chain(["归档".to_owned()]).chain(judged_by).collect()
}

fn names_guides(inspection: &Inspection<'_>) -> bool {
    inspection.office.repo.guides.are_several()
}

/// A row below [`head`].
pub fn line_of(inspection: &Inspection<'_>, row: &Row) -> Vec<String> {
    let judged_by = names_guides(inspection).then(|| row.judged_by.clone().unwrap_or_default());
    cells(row).into_iter().chain(judged_by).collect()
}

/// A row of the matrix, as text too.
pub fn cells(row: &Row) -> Vec<String> {
    let mut cells = vec![row.case.clone(), row.episode.to_string(), tell::episode(row.open).to_owned()];
    cells.extend(row.cells.iter().map(|cell| cell.sign.to_owned()));
    cells.push(row.state.to_owned());
    cells
}

pub fn school_row(line: &SchoolLine) -> Vec<String> {
    let (_, state) = checklist::prevention(line);
    let reason = line.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    vec![line.code.clone(), line.title.clone(), line.clause.clone(), line.when(), format!("{state}{reason}")]
}

fn line(case: &str, episode: Cell, problem: &Problem) -> Vec<Cell> {
    let clause = problem.clause.as_deref().unwrap_or_default();
    let record = problem.record.as_deref().unwrap_or_default();
    let rest = [problem.severity, &problem.code, clause, record, &problem.message, &problem.fix].map(Cell::from);
    [case.into(), episode].into_iter().chain(rest).collect()
}
