//! The list of cases: what is owed in each, then whose it is.

use serde_json::{Value, json};

use crate::office::roll::Entry;
use crate::tell;
use crate::wording::answer::{Line, said};
use crate::workbook::Sheet;

const HEADS: [&str; 8] = ["要做", "最先做", "案号", "次", "状态", "等级", "班级", "姓名"];

pub fn value(roll: &[Entry]) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "case": entry.case, "episode": entry.episode, "open": entry.open,
            "level": entry.level, "owed": entry.owed, "overdue": entry.overdue, "next": first(entry),
            "student": entry.student, "class": entry.class, "judged_by": entry.judged_by,
        })
    };
    roll.iter().map(entry).collect()
}

pub fn lines(roll: &[Entry], several_guides: bool) -> Vec<Line> {
    if roll.is_empty() { vec![said("没有符合的档案")] } else { vec![Line::from(&sheet(roll, several_guides))] }
}

/// Where there are several guides, the one that judged a case stands beside it.
pub fn sheet(roll: &[Entry], several_guides: bool) -> Sheet {
    let row = |entry: &Entry| {
        let levels = entry.level.values().map(String::as_str).collect::<Vec<_>>().join("、");
        let cells = vec![
            entry.owed.into(),
            first(entry).into(),
            entry.case.as_str().into(),
            (entry.episode as usize).into(),
            tell::episode(entry.open).into(),
            levels.into(),
            entry.class.as_str().into(),
            entry.student.as_str().into(),
        ];
        let judged_by = several_guides.then(|| entry.judged_by.as_deref().unwrap_or_default().into());
        cells.into_iter().chain(judged_by).collect()
    };
    let heads: Vec<&str> = HEADS.into_iter().chain(several_guides.then_some("不是现行指南的")).collect();
    Sheet::new("名单", &heads, roll.iter().map(row).collect())
}

fn first(entry: &Entry) -> &str {
    if entry.is_locked { "（无权打开）" } else { &entry.first }
}
