//! What became of the lines of a roster's file, in words and as JSON.

use std::collections::BTreeMap;

use serde_json::json;

use crate::app::App;
use crate::error::Result;
use crate::office::roster::Proposal;
use crate::roster::{Line, Verdict};
use crate::ui::table;

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

const VERDICTS: [Verdict; 6] =
    [Verdict::Added, Verdict::Changed, Verdict::Same, Verdict::Unsure, Verdict::Refused, Verdict::Removed];

fn count(proposal: &Proposal, verdict: Verdict) -> usize {
    proposal.lines.iter().filter(|line| line.verdict == verdict).count()
}

pub fn show(app: &App, proposal: &Proposal) -> Result<()> {
    if let Some(encoding) = proposal.encoding {
        app.ui.hint(&format!("文字的编码：{encoding}"));
    }
    let taken: Vec<String> = proposal.taken.iter().map(|(head, what)| format!("{head} → {what}")).collect();
    app.ui.hint(&format!("取用的列：{}", taken.join("，")));
    if !proposal.left.is_empty() {
        app.ui.hint(&format!("不留的列：{}", proposal.left.join("、")));
    }
    if !proposal.passed.is_empty() {
        app.ui.hint(&format!("没有表头、没有读的工作表：{}", proposal.passed.join("、")));
    }
    let news = proposal.lines.iter().filter(|line| line.verdict != Verdict::Same);
    let rows: Vec<Vec<String>> = news.map(row).collect();
    if !rows.is_empty() {
        app.ui.say(&table(&["行", "怎样", "学号", "姓名", "班级", "说明"], rows))?;
    }
    let sums = VERDICTS.map(|verdict| (verdict, count(proposal, verdict)));
    let sums =
        sums.into_iter().filter(|(_, count)| *count > 0).map(|(verdict, count)| format!("{} {count}", word(verdict)));
    app.ui.say(&sums.collect::<Vec<_>>().join("，"))?;
    if proposal.absent > 0 && count(proposal, Verdict::Removed) == 0 {
        let absent = proposal.absent;
        app.ui
            .hint(&format!("名册上另有 {absent} 名学生不在这个文件里，照旧保留（毕业、转走的，加 --only-these 移去）"));
    }
    Ok(())
}

fn row(line: &Line) -> Vec<String> {
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

pub fn in_json(proposal: &Proposal, written: Option<&str>) -> serde_json::Value {
    let lines = proposal.lines.iter().map(|line| {
        json!({
            "sheet": line.sheet, "line": line.line, "verdict": line.verdict,
            "student": line.entry.student, "guardians": line.entry.guardians, "why": line.why,
        })
    });
    json!({
        "encoding": proposal.encoding,
        "columns": proposal.taken.iter().cloned().collect::<BTreeMap<_, _>>(),
        "left": proposal.left,
        "passed": proposal.passed,
        "lines": lines.collect::<Vec<_>>(),
        "absent": proposal.absent,
        "path": written,
    })
}
