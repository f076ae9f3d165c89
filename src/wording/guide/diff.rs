//! What a newer guide changes, and what that does to the files of a repository, in words.

use serde_json::{Value, json};

use crate::duty::State;
use crate::guide::compare::{Change, Sort};
use crate::office::comparing::{Effects, Pair};
use crate::wording::answer::{Line, beside, said};

pub fn value(pair: &Pair, effects: Option<&Effects>) -> Value {
    let told = effects.map(|told| json!({ "cases": told.cases, "locked": told.locked, "duties": told.effects }));
    json!({ "old": pair.old.id, "new": pair.new.id, "changes": pair.changes, "effects": told })
}

/// No effects where there is no repository.
pub fn lines(pair: &Pair, effects: Option<&Effects>) -> Vec<Line> {
    let Pair { old, new, changes } = pair;
    let mut text = format!("{}（{}）→ {}（{}）\n", old.title, old.edition, new.title, new.edition);
    for (sort, heading) in [(Sort::New, "新增"), (Sort::Gone, "删去"), (Sort::Changed, "改动")] {
        let of_sort: String = changes.iter().filter(|change| change.sort == sort).map(told).collect();
        if !of_sort.is_empty() {
            text.push_str(&format!("\n{heading}\n{of_sort}"));
        }
    }
    if changes.is_empty() {
        text.push_str("两份说的完全一样。\n");
    }
    let alone = effects.is_none().then(|| beside("这里没有档案库，没有看对档案的影响"));
    text.extend(effects.map(effects_told));
    [said(text)].into_iter().chain(alone).collect()
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
        let (count, cases) = (effect.cases.len(), effect.cases.join("、"));
        text.push_str(&format!("  {} {}：{old} → {new}，{count} 份：{cases}\n", effect.code, effect.title));
    }
    if effects.effects.is_empty() {
        text.push_str("  没有一项职责不同\n");
    }
    if effects.locked > 0 {
        text.push_str(&format!("  另有 {} 份打不开，没有看\n", effects.locked));
    }
    text
}
