//! Which clause is served by what, as a page and as data.

use crate::app::App;
use crate::error::Result;
use crate::guide::Guide;
use crate::office::coverage::{Served, coverage};
use crate::paper::escape::escaped;
use crate::ui::Format;

/// Every clause, with what serves it in this program.
pub fn rows(app: &App, guide: &Guide) -> Vec<Served> {
    let words = (app.program.words)();
    let commands: Vec<String> = words.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    coverage(guide, &commands)
}

pub fn say(app: &App, guide: &Guide) -> Result<()> {
    let rows = rows(app, guide);
    if app.ui.format == Format::Json {
        return app.ui.json(&rows);
    }
    app.ui.say(&markdown(guide, &rows))?;
    hint(app, &rows);
    Ok(())
}

/// Clauses that nothing serves, and what is said to serve one and does not exist.
pub fn hint(app: &App, rows: &[Served]) {
    for row in rows.iter().filter(|row| row.is_empty()) {
        app.ui.hint(&format!("提示：条款 {} 没有什么落实它", row.clause));
    }
    for row in rows.iter().filter(|row| !row.unknown.is_empty()) {
        app.ui.hint(&format!("提示：条款 {} 的 served_by 里，程序没有：{}", row.clause, row.unknown.join("、")));
    }
}

fn markdown(guide: &Guide, rows: &[Served]) -> String {
    let mut text =
        format!("# 条款与落实\n\n{}（{}），由 `crisis guide coverage` 生成。\n\n", guide.title, guide.edition);
    text.push_str("| 条款 | 职责与检查 | 材料 | 记录、命令与文件 |\n|---|---|---|---|\n");
    for row in rows {
        let rules = [&row.duties, &row.school_duties, &row.checks].map(|list| list.join("；"));
        let rules: Vec<&str> = rules.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let named: Vec<String> = row.others.iter().map(|name| format!("`{name}`")).collect();
        let (rules, materials) = (escaped(&rules.join("；")), escaped(&row.materials.join("；")));
        text.push_str(&format!(
            "| {} {} | {rules} | {materials} | {} |\n",
            row.clause,
            escaped(&row.title),
            named.join(" ")
        ));
    }
    text
}
