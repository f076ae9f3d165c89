//! What a newer guide changes, and what that does to the files of this repository.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::app::{App, Done};
use crate::duty::State;
use crate::guide::compare::{Change, Sort};
use crate::office::comparing::{self, Effects};
use crate::store;
use crate::ui::Format;

#[derive(clap::Args)]
pub struct Args {
    /// 旧的指南文件
    old: PathBuf,
    /// 新的指南文件
    new: PathBuf,
}

pub fn run(app: &App, args: &Args) -> Done {
    let pair = comparing::pair(&args.old, &args.new)?;
    let is_home = app.repo.is_some() || store::find(Path::new(".")).is_ok();
    let effects = if is_home { Some(comparing::effects(&app.office()?, &pair)?) } else { None };
    if app.ui.format == Format::Json {
        let told =
            effects.as_ref().map(|told| json!({ "cases": told.cases, "locked": told.locked, "duties": told.effects }));
        app.ui.json(&json!({ "old": pair.old.id, "new": pair.new.id, "changes": pair.changes, "effects": told }))?;
        return Ok(0);
    }
    let mut text = format!("{}（{}）→ {}（{}）\n", pair.old.title, pair.old.edition, pair.new.title, pair.new.edition);
    for (sort, heading) in [(Sort::New, "新增"), (Sort::Gone, "删去"), (Sort::Changed, "改动")] {
        let of_sort: Vec<&Change> = pair.changes.iter().filter(|change| change.sort == sort).collect();
        if !of_sort.is_empty() {
            text.push_str(&format!("\n{heading}\n"));
            for change in of_sort {
                text.push_str(&told(change));
            }
        }
    }
    if pair.changes.is_empty() {
        text.push_str("两份说的完全一样。\n");
    }
    match &effects {
        Some(effects) => text.push_str(&effects_told(effects)),
        None => app.ui.hint("这里没有档案库，没有看对档案的影响"),
    }
    app.ui.say(text.trim_end())?;
    Ok(0)
}

fn told(change: &Change) -> String {
    let name = if change.name.is_empty() { String::new() } else { format!(" {}", change.name) };
    let heading = if change.heading.is_empty() { String::new() } else { format!("{} ", change.heading) };
    let mut text = format!("  {heading}{}{name}\n", change.code);
    for key in &change.keys {
        let label = if key.label.is_empty() { key.key.clone() } else { format!("{}（{}）", key.label, key.key) };
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "（没有写）".to_owned());
        text.push_str(&format!("    {label}\n      旧：{}\n      新：{}\n", said(&key.old), said(&key.new)));
    }
    text
}

fn effects_told(effects: &Effects) -> String {
    let word = |state: Option<State>| state.map_or("没有这项", State::word);
    let mut text = format!("\n对 {} 份档案的影响（各看最近一次危机，按今天）\n", effects.cases);
    for effect in &effects.effects {
        let (old, new) = (word(effect.old), word(effect.new));
        let cases = effect.cases.join("、");
        text.push_str(&format!(
            "  {} {}：{old} → {new}，{} 份：{cases}\n",
            effect.code,
            effect.title,
            effect.cases.len()
        ));
    }
    if effects.effects.is_empty() {
        text.push_str("  没有一项职责不同\n");
    }
    if effects.locked > 0 {
        text.push_str(&format!("  另有 {} 份打不开，没有看\n", effects.locked));
    }
    text
}
