//! The audit as people and programs read it. Every rendering is of the same report.

use crate::audit::CaseAudit;
use crate::audit::school::SchoolLine;
use crate::cmd::audit::Report;
use crate::documents::Sheet;
use crate::duty::State;
use crate::error::{Error, Result};
use crate::finding::{Finding, sorted};
use crate::guide::Guide;
use crate::tell;
use crate::ui::{Format, csv_line, table};

/// `sheet` and `board` are the same report as a paper and as a page; they are made only for the formats that need them.
pub fn text(
    format: Format,
    guide: &Guide,
    report: &Report<'_>,
    sheet: impl Fn() -> Result<Sheet>,
    board: impl Fn() -> Result<String>,
) -> Result<String> {
    match format {
        Format::Human => Ok(human(guide, report)),
        Format::Json => {
            serde_json::to_string_pretty(report).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))
        }
        Format::Csv => Ok(csv(guide, report)),
        Format::Md => Ok(sheet()?.markdown),
        Format::Html => board(),
    }
}

fn human(guide: &Guide, report: &Report<'_>) -> String {
    let mut text = format!("{}　核查　{}\n指南：{}（{}）\n\n", report.school, day(report), guide.title, guide.edition);
    if report.cases.is_empty() {
        return text + "没有档案。用 crisis open 开案。\n" + &school(report);
    }
    text.push_str(&matrix(guide, report));
    text.push_str("\n\n");
    text.push_str(&legend(guide));
    for audit in report.cases.iter().filter(|audit| !audit.findings.is_empty()) {
        text.push_str(&format!("\n{}\n", heading(audit)));
        for finding in sorted(&audit.findings) {
            text.push_str(&told(finding));
        }
    }
    text.push_str(&school(report));
    text.push_str(&format!("\n{}\n", total(report)));
    text
}

/// What the school owes everybody in the latest term; what earlier ones lack is among what is wrong.
fn school(report: &Report<'_>) -> String {
    let latest = report.school_duties.last().map(|line| &line.term);
    let shown = |line: &&SchoolLine| Some(&line.term) == latest && line.state != State::NotApplicable;
    let rows: Vec<Vec<String>> = report.school_duties.iter().filter(shown).map(school_row).collect();
    if rows.is_empty() && report.findings.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n全校\n");
    if !rows.is_empty() {
        text.push_str(&format!("{}\n", table(&SCHOOL_HEAD, rows)));
    }
    for finding in sorted(&report.findings) {
        text.push_str(&told(finding));
    }
    text
}

const SCHOOL_HEAD: [&str; 5] = ["编号", "职责", "依据", "学期", "状态"];

fn school_row(line: &SchoolLine) -> Vec<String> {
    let state = match line.state {
        State::Met => "已有",
        State::Missing => "没有",
        State::Pending => "尚未",
        _ => "不适用",
    };
    let reason = line.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    let term = line.term.clone().unwrap_or_default();
    vec![line.code.clone(), line.title.clone(), line.clause.clone(), term, format!("{state}{reason}")]
}

fn day<'a>(report: &'a Report<'_>) -> &'a str {
    report.now.get(..10).unwrap_or(&report.now)
}

fn heading(audit: &CaseAudit) -> String {
    let state = if audit.open { "进行中" } else { "已结束" };
    let levels: Vec<&str> = audit.level.values().map(String::as_str).collect();
    let level = if levels.is_empty() { String::new() } else { format!(" {}", levels.join("、")) };
    format!("{} 第 {} 次（{state}{level}）", audit.case, audit.episode)
}

fn told(finding: &Finding) -> String {
    let clause = finding.clause.as_deref().map(|clause| format!(" {clause}")).unwrap_or_default();
    let mut text = format!("  {} {}{clause}　{}\n", tell::severity(finding.severity), finding.code, finding.message);
    if let Some(path) = &finding.path {
        let line = finding.line.map(|line| format!(" 第 {line} 行")).unwrap_or_default();
        text.push_str(&format!("       在 {}{line}\n", path.display()));
    }
    if !finding.fix.is_empty() {
        text.push_str(&format!("       → {}\n", finding.fix));
    }
    text
}

fn total(report: &Report<'_>) -> String {
    let sum = &report.summary;
    format!(
        "共 {} 个：可归档 {}；错误 {}，警告 {}，提示 {}",
        sum.cases, sum.archivable, sum.errors, sum.warnings, sum.notices
    )
}

/// Cases × the guide's archive materials.
fn matrix(guide: &Guide, report: &Report<'_>) -> String {
    let marks: Vec<String> = marks(guide);
    let head: Vec<&str> =
        ["案号", "次", "状态"].into_iter().chain(marks.iter().map(String::as_str)).chain(["可归档"]).collect();
    table(&head, report.cases.iter().map(|audit| row(guide, audit)).collect())
}

fn marks(guide: &Guide) -> Vec<String> {
    guide.columns().enumerate().map(|(at, material)| tell::mark(material, at)).collect()
}

fn row(guide: &Guide, audit: &CaseAudit) -> Vec<String> {
    let state = if audit.open { "进行中" } else { "已结束" };
    let mut cells = vec![audit.case.clone(), audit.episode.to_string(), state.to_owned()];
    let of = |column: &str| tell::cell(audit.materials.get(column)).0.to_owned();
    cells.extend(guide.columns().map(|material| of(&material.column())));
    cells.push(if audit.archivable { "是" } else { "否" }.to_owned());
    cells
}

fn legend(guide: &Guide) -> String {
    let columns: Vec<String> =
        marks(guide).iter().zip(guide.columns()).map(|(mark, material)| format!("{mark}{}", material.name)).collect();
    let signs: Vec<String> = tell::CELLS.iter().map(|(_, sign, meaning)| format!("{sign} {meaning}")).collect();
    format!("{}\n{}\n", columns.join("　"), signs.join("；"))
}

/// The matrix, then the findings, then the school's own duties.
fn csv(guide: &Guide, report: &Report<'_>) -> String {
    let columns: Vec<String> = guide.columns().map(crate::guide::Material::column).collect();
    let mut lines =
        vec![csv_line(["案号", "次", "状态"].into_iter().chain(columns.iter().map(String::as_str)).chain(["可归档"]))];
    for audit in &report.cases {
        lines.push(csv_line(row(guide, audit).iter().map(String::as_str)));
    }
    lines.push(String::new());
    lines.push(csv_line(["案号", "次", "轻重", "编号", "条款", "记录", "问题", "怎么办"]));
    for audit in &report.cases {
        let episode = audit.episode.to_string();
        lines.extend(sorted(&audit.findings).into_iter().map(|finding| finding_line(&audit.case, &episode, finding)));
    }
    lines.extend(sorted(&report.findings).into_iter().map(|finding| finding_line("", "", finding)));
    lines.push(String::new());
    lines.push(csv_line(SCHOOL_HEAD));
    lines.extend(report.school_duties.iter().map(|duty| csv_line(school_row(duty).iter().map(String::as_str))));
    format!("\u{feff}{}\n", lines.join("\n"))
}

fn finding_line(case: &str, episode: &str, finding: &Finding) -> String {
    let clause = finding.clause.as_deref().unwrap_or_default();
    let record = finding.record.as_deref().unwrap_or_default();
    let (severity, code) = (tell::severity(finding.severity), finding.code.as_str());
    csv_line([case, episode, severity, code, clause, record, &finding.message, &finding.fix])
}
