//! The audit for a spreadsheet: the matrix, then what is wrong, then the school's own duties.

use crate::checklist::{self, Problem};
use crate::error::Result;
use crate::finding::Summary;
use crate::office::inspection::Inspection;
use crate::text::table::csv_line;
use crate::wording::audit::Lines;
use crate::wording::audit::book::{self, PROBLEM_HEAD, SCHOOL_HEAD, line_of, school_row};

pub fn write(inspection: &Inspection<'_>, out: &mut Lines<'_>) -> Result<Summary> {
    let guide = inspection.guide;
    let head = book::head(inspection);
    out(&format!("\u{feff}{}", csv_line(head.iter().map(String::as_str))))?;
    let mut problems = String::new();
    let sums = inspection.each(
        |_, audit| checklist::row(guide, &audit),
        |row| {
            for problem in &row.findings {
                problems.push_str(&line(&row.case, &row.episode.to_string(), problem));
            }
            out(&csv_line(line_of(inspection, &row).iter().map(String::as_str)))
        },
    )?;
    out("")?;
    out(&csv_line(PROBLEM_HEAD))?;
    for problem in checklist::problems(&inspection.school.findings) {
        problems.push_str(&line("", "", &problem));
    }
    out(&problems)?;
    out(&csv_line(SCHOOL_HEAD))?;
    for duty in &inspection.school.duties {
        out(&csv_line(school_row(duty).iter().map(String::as_str)))?;
    }
    Ok(sums)
}

fn line(case: &str, episode: &str, problem: &Problem) -> String {
    let clause = problem.clause.as_deref().unwrap_or_default();
    let record = problem.record.as_deref().unwrap_or_default();
    let line =
        csv_line([case, episode, problem.severity, &problem.code, clause, record, &problem.message, &problem.fix]);
    format!("{line}\n")
}
