//! Which clause is served by what: duties and checks that cite it, materials, and the kinds, commands and files that
//! the guide names for it, as far as the program has them.

use serde::Serialize;

use crate::check;
use crate::cmd::App;
use crate::error::Result;
use crate::guide::{Clause, Guide};
use crate::paper::escape::escaped;
use crate::record::Kind;
use crate::ui::Format;

#[derive(Serialize)]
struct Served {
    clause: String,
    title: String,
    duties: Vec<String>,
    school_duties: Vec<String>,
    checks: Vec<String>,
    materials: Vec<String>,
    /// Kinds, commands and files.
    others: Vec<String>,
    /// Named by the guide, but not in the program.
    unknown: Vec<String>,
}

pub fn say(app: &App, guide: &Guide) -> Result<()> {
    let words = (app.program.words)();
    let commands: Vec<String> = words.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let rows: Vec<Served> = guide.clauses.iter().map(|clause| served(guide, clause, &commands)).collect();
    if app.ui.format == Format::Json {
        return app.ui.json(&rows);
    }
    app.ui.say(&markdown(guide, &rows))?;
    for row in rows.iter().filter(|row| row.is_empty()) {
        app.ui.hint(&format!("提示：条款 {} 没有什么落实它", row.clause));
    }
    for row in rows.iter().filter(|row| !row.unknown.is_empty()) {
        app.ui.hint(&format!("提示：条款 {} 的 served_by 里，程序没有：{}", row.clause, row.unknown.join("、")));
    }
    Ok(())
}

fn served(guide: &Guide, clause: &Clause, commands: &[String]) -> Served {
    let cites = |cited: Option<&str>| cited == Some(clause.id.as_str());
    let duties = guide.duties.iter().filter(|duty| cites(Some(&duty.clause)));
    let school = guide.school_duties.iter().filter(|duty| cites(Some(&duty.clause)));
    let checks = check::all().filter(|(code, ..)| cites(guide.check(code).and_then(|rule| rule.clause.as_deref())));
    let materials = guide.materials.iter().filter(|material| cites(material.clause.as_deref()));
    let (others, unknown) = clause.served_by.iter().cloned().partition(|name| exists(name, commands));
    Served {
        clause: clause.id.clone(),
        title: clause.title.clone(),
        duties: duties.map(|duty| format!("{} {}", duty.code, duty.title)).collect(),
        school_duties: school.map(|duty| format!("{} {}", duty.code, duty.title)).collect(),
        checks: checks.map(|(code, title, _)| format!("{code} {title}")).collect(),
        materials: materials.map(crate::guide::Material::column).collect(),
        others,
        unknown,
    }
}

/// A command, `record` with a kind, or one of the files that people write.
fn exists(name: &str, commands: &[String]) -> bool {
    match name.split_once(' ') {
        Some(("record", kind)) => Kind::named(kind).is_ok(),
        Some((command, _)) => commands.iter().any(|known| known == command),
        None => name.ends_with(".yaml") || commands.iter().any(|known| known == name),
    }
}

impl Served {
    fn is_empty(&self) -> bool {
        [&self.duties, &self.school_duties, &self.checks, &self.materials, &self.others]
            .iter()
            .all(|list| list.is_empty())
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
