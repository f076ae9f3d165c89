//! Whether what lies on the disk, or in a bag, is still what was written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::bag::Checked;
use crate::naming::in_chinese;
use crate::office::verification::Tally;
use crate::wording::answer::{Line, beside, said};

pub fn lines(tally: &Tally) -> Vec<Line> {
    let mut lines = Vec::new();
    for damage in &tally.damage {
        let (path, fix) = (damage.path.display(), in_chinese(&damage.fix));
        lines.push(said(format!("{path}　{}\n    → {fix}", damage.message)));
    }
    if !tally.unopened.is_empty() {
        lines.push(said(format!("没有核对（无权打开）：{}", tally.unopened.join("、"))));
    }
    for edited in &tally.edited {
        let path = &edited.path;
        lines.push(beside(format!(
            "{path} 手工改动过，还没有记进历史；改得对的，在档案库里运行 git add {path} 和 git commit"
        )));
    }
    if let Some(head) = &tally.head {
        lines.push(said(format!("链头 {head}")));
        let other = |other: &String| said(format!("另一台电脑写的一头 {other}（下一条记录会把两头接上）"));
        lines.extend(tally.loose_ends.iter().map(other));
    }
    if let Some(since) = tally.since {
        lines.push(said(format!("与抄下的链头对得上；那之后又写了 {since} 条")));
    }
    let counted = format!("核对了 {} 份档案、{} 条记录、{} 份材料", tally.cases, tally.records, tally.materials);
    lines.push(said(match tally.damage.len() {
        0 if tally.cases == 0 => counted,
        0 => format!("{counted}：都与写下时一样"),
        count => format!("{counted}：{count} 处不对"),
    }));
    lines
}

/// One bag; among others under its name.
pub fn bag(name: Option<&str>, checked: &Checked) -> Vec<Line> {
    let of = name.map(|name| format!("{name}　")).unwrap_or_default();
    let mut lines = Vec::new();
    lines.extend(checked.faults.iter().map(|fault| said(format!("{of}{}　{}", fault.path, fault.message))));
    lines.extend(checked.warnings.iter().map(|fault| beside(format!("{of}{}　{}", fault.path, fault.message))));
    let counted = format!("{of}核对了包里的 {} 个文件、{} 字节", checked.files, checked.bytes);
    lines.push(said(match checked.faults.len() {
        0 => format!("{counted}：完整，都与清单一样"),
        count => format!("{counted}：{count} 处不对"),
    }));
    lines
}

/// One bag as it is, several by their names.
pub fn bags_value(names: &[&String], checked: &[Checked]) -> Value {
    match checked {
        [one] => json!(one),
        all => json!(names.iter().zip(all).collect::<BTreeMap<_, _>>()),
    }
}
