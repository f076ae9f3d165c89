//! Which clause is served by what, as a page of Markdown, and which by nothing.

use crate::guide::Guide;
use crate::office::coverage::Served;
use crate::text::markdown::escaped;
use crate::wording::answer::{Line, beside, said};

pub fn lines(guide: &Guide, rows: &[Served]) -> Vec<Line> {
    let mut text =
        format!("# 条款与落实\n\n{}（{}），由 `crisis guide coverage` 生成。\n\n", guide.title, guide.edition);
    text.push_str("| 条款 | 职责与检查 | 材料 | 记录、命令与文件 |\n|---|---|---|---|\n");
    for row in rows {
        let rules: Vec<&str> =
            [&row.duties, &row.school_duties, &row.checks].into_iter().flatten().map(String::as_str).collect();
        let (title, rules, materials) =
            (escaped(&row.title), escaped(&rules.join("；")), escaped(&row.materials.join("；")));
        let named: Vec<String> = row.others.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!("| {} {title} | {rules} | {materials} | {} |\n", row.clause, named.join(" ")));
    }
    [said(text)].into_iter().chain(gaps(rows)).collect()
}

/// Clauses that nothing serves, and what is said to serve one and does not exist.
pub fn gaps(rows: &[Served]) -> Vec<Line> {
    let unserved = rows.iter().filter(|row| row.is_empty());
    let unserved = unserved.map(|row| format!("提示：条款 {} 没有什么落实它", row.clause));
    let unknown = rows.iter().filter(|row| !row.unknown.is_empty());
    let unknown =
        unknown.map(|row| format!("提示：条款 {} 的 served_by 里，程序没有：{}", row.clause, row.unknown.join("、")));
    unserved.chain(unknown).map(beside).collect()
}
