//! The audit for a screen: the matrix while the cases come, then what is wrong, then the school.

use std::fmt::Write as _;
use std::io::Write;

use unicode_width::UnicodeWidthStr;

use super::csv::cells;
use super::put;
use crate::audit::rest::Resting;
use crate::audit::school::SchoolLine;
use crate::checklist::{self, CELLS, Heading, Problem, Row};
use crate::duty::State;
use crate::error::Result;
use crate::finding::Summary;
use crate::office::inspection::Inspection;
use crate::tell;
use crate::ui::{Columns, table};

pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> Result<Summary> {
    let (office, guide) = (inspection.office, inspection.guide);
    put(out, &format!("{}　核查　{}", office.repo.config.school, office.now.format("%Y-%m-%d")))?;
    put(out, &format!("指南：{}（{}）\n", guide.title, guide.edition))?;
    if guide.clocks() > 0 {
        put(out, &format!("时限：{} 项职责另有时限（{}.clocks.toml）\n", guide.clocks(), guide.id))?;
    }
    let headings = checklist::columns(guide);
    let matrix = Matrix::new(&headings, &inspection.rounds.numbers);
    let mut wrong = String::new();
    let mut is_first = true;
    let sums = inspection.each(
        |_, audit| checklist::row(guide, &audit),
        |row| {
            if std::mem::take(&mut is_first) {
                put(out, &matrix.head(&headings))?;
            }
            wrong.push_str(&told_row(&row, inspection.is_named));
            put(out, &matrix.row(&row))
        },
    )?;
    let school = school(inspection);
    if is_first {
        return put(out, format!("没有档案。用 crisis open 开案。\n{school}").trim_end()).map(|()| sums);
    }
    put(out, &format!("\n{}", legend(&headings)))?;
    let total = format!(
        "共 {} 个：可归档 {}；错误 {}，警告 {}，提示 {}",
        sums.cases, sums.archivable, sums.errors, sums.warnings, sums.notices
    );
    put(out, &format!("{wrong}{school}\n{total}"))?;
    Ok(sums)
}

/// Cases × the guide's archive materials.
struct Matrix(Columns);

impl Matrix {
    fn new(headings: &[Heading], numbers: &[String]) -> Self {
        let widest = |words: &[&str]| words.iter().map(|word| word.width()).max().unwrap_or(0);
        let number = numbers.iter().map(|number| number.width()).max().unwrap_or(0).max("案号".width());
        let state = widest(&[tell::episode(true), tell::episode(false), "状态"]);
        let sign = CELLS.iter().map(|cell| cell.sign.width()).max().unwrap_or(0);
        let marks = headings.iter().map(|heading| heading.mark.width().max(sign));
        let rest = widest(&Resting::ALL.map(Resting::word));
        Self(Columns::new([number, "次".width(), state].into_iter().chain(marks).chain([rest])))
    }

    fn head(&self, headings: &[Heading]) -> String {
        let marks = headings.iter().map(|heading| heading.mark.as_str());
        let head = self.0.row(["案号", "次", "状态"].into_iter().chain(marks).chain(["归档"]));
        format!("{head}\n{}", self.0.rule())
    }

    fn row(&self, row: &Row) -> String {
        self.0.row(cells(row).iter().map(String::as_str))
    }
}

fn legend(headings: &[Heading]) -> String {
    let columns: Vec<String> = headings.iter().map(|heading| format!("{}{}", heading.mark, heading.name)).collect();
    let signs: Vec<String> = CELLS.iter().map(|cell| format!("{} {}", cell.sign, cell.meaning)).collect();
    format!("{}\n{}", columns.join("　"), signs.join("；"))
}

fn told_row(row: &Row, with_remarks: bool) -> String {
    let mut remarks = String::new();
    for remark in row.remarks.iter().filter(|_| with_remarks) {
        writeln!(remarks, "  说明　{remark}").expect("writing to a String can't fail");
    }
    if row.findings.is_empty() && remarks.is_empty() {
        return String::new();
    }
    let state = tell::episode(row.open);
    let level = if row.levels.is_empty() { String::new() } else { format!(" {}", row.levels.join("、")) };
    let problems: String = row.findings.iter().map(told).collect();
    format!("\n{} 第 {} 次（{state}{level}）\n{problems}{remarks}", row.case, row.episode)
}

fn told(problem: &Problem) -> String {
    let clause = problem.clause.as_deref().map(|clause| format!(" {clause}")).unwrap_or_default();
    let mut text = format!("  {} {}{clause}　{}\n", problem.severity, problem.code, problem.message);
    if let Some(place) = &problem.place {
        text.push_str(&format!("       在 {place}\n"));
    }
    if !problem.fix.is_empty() {
        text.push_str(&format!("       → {}\n", problem.fix));
    }
    text
}

/// What the school owes everybody in the latest term; what earlier ones lack is among what is wrong.
fn school(inspection: &Inspection<'_>) -> String {
    let school = &inspection.school;
    let latest = school.duties.last().map(|line| &line.term);
    let shown = |line: &&SchoolLine| Some(&line.term) == latest && line.state != State::NotApplicable;
    let rows: Vec<Vec<String>> = school.duties.iter().filter(shown).map(school_row).collect();
    if rows.is_empty() && school.findings.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n全校\n");
    if !rows.is_empty() {
        text.push_str(&format!("{}\n", table(&SCHOOL_HEAD, rows)));
    }
    text.extend(checklist::problems(&school.findings).iter().map(told));
    text
}

pub const SCHOOL_HEAD: [&str; 5] = ["编号", "职责", "依据", "学期", "状态"];

pub fn school_row(line: &SchoolLine) -> Vec<String> {
    let (_, state) = checklist::prevention(line);
    let reason = line.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    let term = line.term.clone().unwrap_or_default();
    vec![line.code.clone(), line.title.clone(), line.clause.clone(), term, format!("{state}{reason}")]
}
