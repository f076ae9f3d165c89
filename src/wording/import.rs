//! What would become, or became, of the lines of a roster's file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::office::roster::{Moved, Proposal};
use crate::roster::{self, Verdict};
use crate::wording::answer::{Line, beside, said, table};

pub fn value(proposal: &Proposal, written: Option<&str>) -> Value {
    let told = |line: &roster::Line| {
        json!({
            "sheet": line.sheet, "line": line.line, "verdict": line.verdict,
            "student": line.entry.student, "guardians": line.entry.guardians, "why": line.why,
        })
    };
    json!({
        "encoding": proposal.encoding,
        "columns": proposal.taken.iter().cloned().collect::<BTreeMap<_, _>>(),
        "left": proposal.left,
        "passed": proposal.passed,
        "lines": proposal.lines.iter().map(told).collect::<Vec<_>>(),
        "absent": proposal.absent,
        "path": written,
    })
}

/// What it would be: how the file was read, and every line that is not as the roster has it.
pub fn lines(proposal: &Proposal) -> Vec<Line> {
    let taken: Vec<String> = proposal.taken.iter().map(|(head, what)| format!("{head} → {what}")).collect();
    let mut lines: Vec<Line> =
        proposal.encoding.iter().map(|encoding| beside(format!("文字的编码：{encoding}"))).collect();
    lines.push(beside(format!("取用的列：{}", taken.join("，"))));
    if !proposal.left.is_empty() {
        lines.push(beside(format!("不留的列：{}", proposal.left.join("、"))));
    }
    if !proposal.passed.is_empty() {
        lines.push(beside(format!("没有表头、没有读的工作表：{}", proposal.passed.join("、"))));
    }
    let rows: Vec<_> = proposal.lines.iter().filter(|line| line.verdict != Verdict::Same).map(row).collect();
    if !rows.is_empty() {
        lines.push(table(&["行", "怎样", "学号", "姓名", "班级", "说明"], rows));
    }
    let count = |verdict| proposal.lines.iter().filter(|line| line.verdict == verdict).count();
    let sums = VERDICTS.map(|verdict| (word(verdict), count(verdict))).into_iter().filter(|(_, count)| *count > 0);
    lines.push(said(sums.map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join("，")));
    let absent = proposal.absent;
    if absent > 0 && count(Verdict::Removed) == 0 {
        lines.push(beside(format!(
            "名册上另有 {absent} 名学生不在这个文件里，照旧保留（毕业、转走的，加 --only-these 移去）"
        )));
    }
    lines
}

/// What became of it.
pub fn taken(written: Option<&str>, can_take: bool) -> Line {
    beside(match written {
        Some(path) => format!("已收下，写入 {path}"),
        None if !can_take => "没有要收下的行，什么也没有写".to_owned(),
        None => "还没有收下。看过以后加上 --yes 再运行一次；存疑的行用 --accept 行号 一并收下".to_owned(),
    })
}

/// Cases keep the class of their day; that it is another one now is said.
pub fn moved(moved: &[Moved]) -> Option<Line> {
    let each = moved.iter().map(|moved| format!("  {}　{} → {}", moved.case, moved.before, moved.now));
    let each = each.collect::<Vec<_>>().join("\n");
    let next = "用 crisis edit 案号 改班级；负责该班的教师换了的，crisis teacher 案号";
    (!moved.is_empty()).then(|| beside(format!("这些档案里的班级与名册不同：\n{each}\n{next}")))
}

const VERDICTS: [Verdict; 6] =
    [Verdict::Added, Verdict::Changed, Verdict::Same, Verdict::Unsure, Verdict::Refused, Verdict::Removed];

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Added => "新增",
        Verdict::Changed => "变化",
        Verdict::Same => "相同",
        Verdict::Unsure => "存疑",
        Verdict::Refused => "不收",
        Verdict::Removed => "移去",
    }
}

fn row(line: &roster::Line) -> Vec<String> {
    let student = &line.entry.student;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = match line.line {
        0 => String::new(),
        number if line.sheet.is_empty() => number.to_string(),
        number => format!("{} {number}", line.sheet),
    };
    let verdict = word(line.verdict).to_owned();
    vec![place, verdict, text(&student.id), student.name.clone(), text(&student.class), line.why.clone()]
}
