//! The audit as a workbook: the matrix, what is wrong, the school's own duties, a sheet each.

use std::io::Write;

use super::csv::cells;
use crate::checklist::{self, Problem};
use crate::cmd::audit::human::{SCHOOL_HEAD, school_row};
use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::guide::Material;
use crate::office::inspection::Inspection;
use crate::workbook::{self, Cell, Sheet};

pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> Result<Summary> {
    let guide = inspection.guide;
    let columns: Vec<String> = guide.columns().map(Material::column).collect();
    let head = ["案号", "次", "状态"].into_iter().chain(columns.iter().map(String::as_str)).chain(["归档"]);
    let (mut matrix, mut problems) = (Vec::new(), Vec::new());
    let sums = inspection.each(
        |_, audit| checklist::row(guide, &audit),
        |row| {
            problems
                .extend(row.findings.iter().map(|problem| line(&row.case, Cell::Count(row.episode as usize), problem)));
            matrix.push(cells(&row).into_iter().map(Cell::from).collect());
            Ok(())
        },
    )?;
    let school = checklist::problems(&inspection.school.findings);
    problems.extend(school.iter().map(|problem| line("", Cell::Empty, problem)));
    let duties = inspection.school.duties.iter().map(|duty| school_row(duty).into_iter().map(Cell::from).collect());
    let sheets = [
        Sheet::new("完整情况", &head.collect::<Vec<_>>(), matrix),
        Sheet::new("问题", &["案号", "次", "轻重", "编号", "条款", "记录", "问题", "怎么办"], problems),
        Sheet::new("学校的职责", &SCHOOL_HEAD, duties.collect()),
    ];
    let bytes = workbook::bytes(&sheets, inspection.office.now)?;
    out.write_all(&bytes).map_err(|error| Error::new(format!("写不出来：{error}")).fix("腾出空间后再试一次"))?;
    Ok(sums)
}

fn line(case: &str, episode: Cell, problem: &Problem) -> Vec<Cell> {
    let clause = problem.clause.as_deref().unwrap_or_default();
    let record = problem.record.as_deref().unwrap_or_default();
    let rest = [problem.severity, &problem.code, clause, record, &problem.message, &problem.fix].map(Cell::from);
    [case.into(), episode].into_iter().chain(rest).collect()
}
