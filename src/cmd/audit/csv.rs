//! The audit for a spreadsheet: the matrix, then what is wrong, then the school's own duties.

use std::io::Write;

use super::put;
use crate::checklist::{self, Problem, Row};
use crate::cmd::audit::human::{SCHOOL_HEAD, school_row};
use crate::error::Result;
use crate::finding::Summary;
use crate::guide::Material;
use crate::office::inspection::Inspection;
use crate::tell;
use crate::ui::csv_line;

pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> Result<Summary> {
    let guide = inspection.guide;
    let columns: Vec<String> = guide.columns().map(Material::column).collect();
    let head = ["案号", "次", "状态"].into_iter().chain(columns.iter().map(String::as_str)).chain(["归档"]);
    put(out, &format!("\u{feff}{}", csv_line(head)))?;
    let mut problems = String::new();
    let sums = inspection.each(
        |_, audit| checklist::row(guide, &audit),
        |row| {
            for problem in &row.findings {
                problems.push_str(&line(&row.case, &row.episode.to_string(), problem));
            }
            put(out, &csv_line(cells(&row).iter().map(String::as_str)))
        },
    )?;
    put(out, "")?;
    put(out, &csv_line(["案号", "次", "轻重", "编号", "条款", "记录", "问题", "怎么办"]))?;
    for problem in checklist::problems(&inspection.school.findings) {
        problems.push_str(&line("", "", &problem));
    }
    put(out, &problems)?;
    put(out, &csv_line(SCHOOL_HEAD))?;
    for duty in &inspection.school.duties {
        put(out, &csv_line(school_row(duty).iter().map(String::as_str)))?;
    }
    Ok(sums)
}

/// A row of the matrix, as text too.
pub fn cells(row: &Row) -> Vec<String> {
    let mut cells = vec![row.case.clone(), row.episode.to_string(), tell::episode(row.open).to_owned()];
    cells.extend(row.cells.iter().map(|cell| cell.sign.to_owned()));
    cells.push(row.state.to_owned());
    cells
}

fn line(case: &str, episode: &str, problem: &Problem) -> String {
    let clause = problem.clause.as_deref().unwrap_or_default();
    let record = problem.record.as_deref().unwrap_or_default();
    let line =
        csv_line([case, episode, problem.severity, &problem.code, clause, record, &problem.message, &problem.fix]);
    format!("{line}\n")
}
