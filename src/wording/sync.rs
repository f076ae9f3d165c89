//! What came together of several machines, and what somebody has to decide.

use serde_json::{Value, json};

use crate::office::sync::{Conflict, Synced};
use crate::wording::answer::{Line, beside, said};

pub fn synced(synced: &Synced) -> Vec<Line> {
    let mut lines = vec![said(format!("同步完成：收到 {} 条记录，送出 {} 条", synced.received, synced.sent))];
    for one in &synced.contradictions {
        let record = one.record.as_deref().unwrap_or("?");
        lines.push(said(format!("{}　记录 {record}　{}\n    → {}", one.case, one.message, one.fix)));
    }
    if let Some(place) = &synced.remembered {
        lines.push(beside(format!("记下了这个地方，以后只写 crisis sync：{place}")));
    }
    if !synced.unopened.is_empty() {
        lines.push(beside(format!("没有检查内容（无权打开）：{}", synced.unopened.join("、"))));
    }
    lines
}

pub fn conflicts_value(conflicts: &[Conflict]) -> Value {
    let told = |one: &Conflict| json!({ "field": one.field, "ours": one.ours, "theirs": one.theirs });
    json!({ "conflicts": conflicts.iter().map(told).collect::<Vec<_>>() })
}

/// Both values, and the command that decides.
pub fn conflicts(conflicts: &[Conflict]) -> Vec<Line> {
    let mut lines = vec![said("两台电脑改了同一处，请决定以哪边为准；这里和对方的文件都没有动：")];
    for Conflict { field, ours, theirs } in conflicts {
        lines.push(said(format!("{field}\n    这台电脑：{ours}\n    对方：    {theirs}")));
    }
    let fields: Vec<&str> = conflicts.iter().map(|one| one.field.as_str()).collect();
    lines.push(beside(format!("以这台电脑为准：crisis sync --ours {}", fields.join(" --ours "))));
    lines.push(beside(format!("以对方为准：　　crisis sync --theirs {}", fields.join(" --theirs "))));
    lines.push(beside("也可以逐项写，有的 --ours、有的 --theirs"));
    lines
}
