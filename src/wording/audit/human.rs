//! The audit for a screen: the sums and what is most pressing, the matrix, what is wrong, the school.

use crate::audit::CaseAudit;
use crate::audit::school::SchoolLine;
use crate::checklist::{self, Problem, Row};
use crate::duty::State;
use crate::error::Result;
use crate::finding::Summary;
use crate::guide::Guide;
use crate::office::inspection::Inspection;
use crate::office::tasks::{self, Task};
use crate::tell;
use crate::text::fold::folded;
use crate::text::table::table;
use crate::wording::audit::Lines;
use crate::wording::audit::book::{SCHOOL_HEAD, school_row};
use crate::wording::audit::matrix::{Matrix, Rows, legend};
use crate::wording::commands::shortest;
use crate::wording::{line, tasks as words};

/// How much is told, and how wide.
pub struct Screen {
    /// Also where each record lies, whole commands and what is only noteworthy.
    pub full: bool,
    pub width: Option<usize>,
}

/// How many of the most pressing things stand above everything.
const FIRST: usize = 5;

/// The sums and what is most pressing; the matrix; what is wrong.
pub fn write(inspection: &Inspection<'_>, screen: &Screen, out: &mut Lines<'_>) -> Result<Summary> {
    let (office, guide) = (inspection.office, inspection.guide);
    let mut head = format!("{}　核查　{}\n", office.repo.config.school, office.now.format("%Y-%m-%d"));
    line(&mut head, format_args!("指南：{}（{}）", guide.title, guide.edition));
    if guide.clocks() > 0 {
        line(&mut head, format_args!("时限：{} 项职责另有时限（{}.clocks.toml）", guide.clocks(), guide.id));
    }
    let headings = checklist::columns(guide);
    let matrix = Matrix::new(&headings, &inspection.rounds.numbers, screen.width);
    let mut rows = Rows::new(&matrix, &inspection.rounds.numbers);
    let (mut wrong, mut others, mut first) = (String::new(), String::new(), First::default());
    let sums = inspection.each(
        |_, audit| (checklist::row(guide, &audit), First::of(audit)),
        |(row, of_row)| {
            first.add(of_row);
            wrong.push_str(&told_row(guide, &row, screen.full));
            rows.add(&row);
            if let Some(guide) = &row.judged_by {
                line(&mut others, format_args!("{} 第 {} 次按开案时的指南：{guide}", row.case, row.episode));
            }
            Ok(())
        },
    )?;
    let school = school(inspection, screen);
    if rows.is_empty() {
        let text = format!("{head}\n没有档案。用 crisis 开案 建一份。\n{school}");
        return out(&folded(text.trim_end(), screen.width)).map(|()| sums);
    }
    line(&mut head, format_args!("{}", totals(&sums)));
    head.push_str(&first.told());
    let more = if screen.full {
        ""
    } else {
        "\n记录在哪里、完整的命令：加 --full；一项是什么意思：crisis 说明 编号\n"
    };
    let mut say = |text: &str| match text.strip_suffix('\n').unwrap_or(text) {
        "" => Ok(()),
        text => out(&folded(text, screen.width)),
    };
    say(&[head, matrix.head(&headings)].join("\n"))?;
    rows.lines().try_for_each(|row| say(&row))?;
    // One after the other: together they would be in memory twice.
    [&format!("\n{}", legend(&headings)), &others, &wrong, &school, more].into_iter().try_for_each(say)?;
    Ok(sums)
}

fn totals(sums: &Summary) -> String {
    let Summary { cases, archivable, errors, warnings, notices } = sums;
    format!("共 {cases} 个：可归档 {archivable}；错误 {errors}，警告 {warnings}，提示 {notices}")
}

/// The most pressing of all that is owed, and how much there is.
#[derive(Default)]
struct First {
    tasks: Vec<Task>,
    count: usize,
}

impl First {
    /// Of one case: no more of its tasks than may stand there are kept.
    fn of(audit: CaseAudit) -> Self {
        let mut tasks = tasks::tasks(audit);
        tasks.retain(Task::is_owed);
        let count = tasks.len();
        tasks.truncate(FIRST);
        Self { tasks, count }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.tasks.extend(other.tasks);
        self.tasks.sort_by_key(Task::urgency);
        self.tasks.truncate(FIRST);
    }

    fn told(&self) -> String {
        if self.tasks.is_empty() {
            return String::new();
        }
        let mut text = "最要紧的：\n".to_owned();
        for task in &self.tasks {
            line(&mut text, format_args!("  {}  {}", task.case, words::briefly(task)));
        }
        if self.count > self.tasks.len() {
            line(&mut text, format_args!("  还有 {} 件：crisis 待办", self.count - self.tasks.len()));
        }
        text
    }
}

fn told_row(guide: &Guide, row: &Row, full: bool) -> String {
    let mut remarks = String::new();
    for remark in row.remarks.iter().filter(|_| full) {
        line(&mut remarks, format_args!("  说明　{remark}"));
    }
    if row.findings.is_empty() && remarks.is_empty() {
        return String::new();
    }
    let state = tell::episode(row.open);
    let level = if row.levels.is_empty() { String::new() } else { format!(" {}", row.levels.join("、")) };
    let problems: String = row.findings.iter().map(|problem| told(guide, problem, full)).collect();
    format!("\n{} 第 {} 次（{state}{level}）\n{problems}{remarks}", row.case, row.episode)
}

fn told(guide: &Guide, problem: &Problem, full: bool) -> String {
    let clause = problem.clause.as_deref().map(|clause| format!(" {clause}")).unwrap_or_default();
    let mut text = format!("  {} {}{clause}　{}\n", problem.severity, problem.code, problem.message);
    // What a duty lacks names its record; what can't be read has only its place.
    if let Some(place) = problem.place.as_ref().filter(|_| full || guide.duty(&problem.code).is_none()) {
        line(&mut text, format_args!("       在 {place}"));
    }
    if !problem.fix.is_empty() {
        let fix = if full { problem.fix.clone() } else { shortest(guide, &problem.fix) };
        line(&mut text, format_args!("       → {fix}"));
    }
    text
}

/// What the school owes everybody in the latest term; what earlier ones lack is among what is wrong.
fn school(inspection: &Inspection<'_>, screen: &Screen) -> String {
    let school = &inspection.school;
    let latest = school.duties.last().map(|line| &line.term);
    let shown = |line: &&SchoolLine| Some(&line.term) == latest && line.state != State::NotApplicable;
    let rows: Vec<Vec<String>> = school.duties.iter().filter(shown).map(school_row).collect();
    if rows.is_empty() && school.findings.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n全校\n");
    if !rows.is_empty() {
        text.push_str(&format!("{}\n", table(&SCHOOL_HEAD, &rows, screen.width)));
    }
    text.extend(checklist::problems(&school.findings).iter().map(|one| told(inspection.guide, one, screen.full)));
    text
}
