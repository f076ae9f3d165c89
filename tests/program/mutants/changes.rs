//! One thing changed: every way in which a table of a guide may be spoilt.

use crisis::guide::pattern::MARKS;
use crisis::record::shape::OWN;
use toml::{Table, Value};

/// What was changed, and what came of it.
pub type Changed<T> = (String, T);

/// To take one away is to say another time, another order, another hand; own fields stand in a table of their own.
fn is_mark(key: &str) -> bool {
    !["kind", "any"].contains(&key) && (MARKS.contains(&key) || key == OWN)
}

const DUE_WORDS: [&str; 4] = ["at_once", "close", "promised", "moves_on"];
/// Where a duty has conditions.
const LISTS: [&str; 11] =
    ["when", "while", "unless", "never", "needs", "refused", "awaits", "declined", "attempts", "beside", "moves_on"];

fn with(table: &Table, key: &str, value: impl Into<Value>) -> Table {
    let mut changed = table.clone();
    changed.insert(key.to_owned(), value.into());
    changed
}

pub fn without(table: &Table, key: &str) -> Table {
    let mut changed = table.clone();
    changed.remove(key);
    changed
}

/// With the last letter of a key doubled: of the table and of everything in it, key by key.
pub fn misspelt(table: &Table) -> Vec<Changed<Table>> {
    let doubled = |wrong: &str| {
        let name =
            |name: &String| if name == wrong { format!("{name}{}", &name[name.len() - 1..]) } else { name.clone() };
        table.iter().map(|(key, value)| (name(key), value.clone())).collect()
    };
    let is_plain = |key: &&String| key.chars().next_back().is_some_and(|letter| letter.is_ascii_alphanumeric());
    let mut all: Vec<_> = table.keys().filter(is_plain).map(|key| (format!("{key} misspelt"), doubled(key))).collect();
    for (key, value) in table {
        let within = misspelt_within(value);
        all.extend(within.into_iter().map(|(what, value)| (format!("{key} {what}"), with(table, key, value))));
    }
    all
}

fn misspelt_within(value: &Value) -> Vec<Changed<Value>> {
    match value {
        Value::Table(table) => misspelt(table).into_iter().map(|(what, table)| (what, table.into())).collect(),
        Value::Array(items) => each(items, misspelt_within),
        _ => Vec::new(),
    }
}

/// Item by item what may become of it.
fn each(items: &[Value], change: impl Fn(&Value) -> Vec<Changed<Value>>) -> Vec<Changed<Value>> {
    let with = |at: usize, item: Value| {
        let mut changed = items.to_vec();
        changed[at] = item;
        Value::Array(changed)
    };
    let changed = |(at, item): (usize, &Value)| {
        change(item).into_iter().map(|(what, item)| (format!("[{at}] {what}"), with(at, item))).collect::<Vec<_>>()
    };
    items.iter().enumerate().flat_map(changed).collect()
}

/// Without one of the items.
pub fn fewer(items: &[Value]) -> Vec<Changed<Value>> {
    let dropped = |at: usize| {
        let mut changed = items.to_vec();
        changed.remove(at);
        (format!("[{at}] dropped"), Value::Array(changed))
    };
    (0..items.len()).map(dropped).collect()
}

/// One more of its unit; nothing of what is no length.
pub fn longer(value: &Value) -> Option<Value> {
    if let Some(number) = value.as_integer() {
        return Some((number + 1).into());
    }
    let text = value.as_str()?;
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: u32 = text[..text.len() - unit.len()].parse().ok()?;
    ["m", "h", "d", "sd", "w", "mo", "y"].contains(&unit).then(|| format!("{}{unit}", number + 1).into())
}

/// A duty of a case.
pub fn of_duty(duty: &Table) -> Vec<Changed<Table>> {
    let mut all = misspelt(duty);
    for list in LISTS {
        let Some(patterns) = duty.get(list).and_then(Value::as_array) else { continue };
        let patterns = of_patterns(patterns, !matches!(list, "when" | "needs" | "never"));
        all.extend(patterns.into_iter().map(|(what, value)| (format!("{list}{what}"), with(duty, list, value))));
    }
    if let Some(order) = duty.get("order") {
        let patterns = of_patterns(order["not_after"].as_array().unwrap(), true);
        let order = |value| Table::from_iter([("not_after".to_owned(), value)]);
        all.extend(
            patterns.into_iter().map(|(what, value)| (format!("order{what}"), with(duty, "order", order(value)))),
        );
    }
    for key in ["each", "paper", "order", "moves_on", "while"] {
        if duty.contains_key(key) {
            all.push((format!("without {key}"), without(duty, key)));
        }
    }
    if let Some(due) = duty.get("due") {
        all.extend(of_due(due).into_iter().map(|(what, value)| (format!("due {what}"), with(duty, "due", value))));
    }
    all
}

/// A duty of the school.
pub fn of_school_duty(duty: &Table) -> Vec<Changed<Table>> {
    let mut all = misspelt(duty);
    let needs = of_patterns(duty["needs"].as_array().unwrap(), false);
    all.extend(needs.into_iter().map(|(what, value)| (format!("needs{what}"), with(duty, "needs", value))));
    if let Some(months) = duty.get("months").and_then(Value::as_array) {
        let other = each(months, |month| longer(month).map(|month| ("+ 1".to_owned(), month)).into_iter().collect());
        let months = fewer(months).into_iter().chain(other);
        all.extend(months.map(|(what, value)| (format!("months{what}"), with(duty, "months", value))));
    }
    if let Some(due) = duty.get("due") {
        all.extend(of_due(due).into_iter().map(|(what, value)| (format!("due {what}"), with(duty, "due", value))));
    }
    if let Some(more) = duty.get("count").and_then(longer) {
        all.push(("count + 1".to_owned(), with(duty, "count", more)));
    }
    for key in ["count", "months", "due"] {
        if duty.contains_key(key) {
            all.push((format!("without {key}"), without(duty, key)));
        }
    }
    all
}

fn of_due(due: &Value) -> Vec<Changed<Value>> {
    let table = match due {
        Value::Table(table) => table,
        word => {
            let others = DUE_WORDS.into_iter().filter(|other| word.as_str() != Some(other));
            return others.map(|other| (other.to_owned(), other.into())).collect();
        }
    };
    let mut all = Vec::new();
    for (key, value) in table {
        let mut say = |what: String, value: Value| all.push((what, with(table, key, value).into()));
        if let Some(longer) = longer(value) {
            say(format!("{key} + 1"), longer);
        }
        match (key.as_str(), value) {
            ("from", Value::String(word)) => {
                let others = ["known", "happened", "written", "term_start", "term_end"].into_iter();
                for other in others.filter(|other| word != other) {
                    say(format!("from {other}"), other.into());
                }
            }
            ("from", Value::Table(pattern)) => {
                for (what, other) in of_pattern(pattern) {
                    say(format!("from {what}"), other.into());
                }
            }
            ("per", Value::String(word)) if matches!(word.as_str(), "week" | "month") => {
                say("per".to_owned(), if word == "week" { "month" } else { "week" }.into());
            }
            ("until", Value::Array(patterns)) => {
                for (what, other) in of_patterns(patterns, true) {
                    say(format!("until{what}"), other);
                }
            }
            ("stages" | "vary", Value::Array(items)) => {
                let others = fewer(items).into_iter().chain(each(items, of_stage));
                for (what, other) in others {
                    say(format!("{key}{what}"), other);
                }
            }
            _ => {}
        }
    }
    if table.len() > 1 {
        all.extend(table.keys().map(|key| (format!("without {key}"), without(table, key).into())));
    }
    all
}

/// A stretch of counting, or where another limit holds.
fn of_stage(stage: &Value) -> Vec<Changed<Value>> {
    let stage = stage.as_table().unwrap();
    let longer = stage.iter().filter_map(|(key, value)| Some((format!("{key} + 1"), with(stage, key, longer(value)?))));
    let mut all: Vec<_> = longer.collect();
    if let Some(when) = stage.get("when").and_then(Value::as_table) {
        all.extend(of_pattern(when).into_iter().map(|(what, other)| (what, with(stage, "when", other))));
    }
    all.into_iter().map(|(what, stage)| (what, stage.into())).collect()
}

fn of_patterns(patterns: &[Value], may_be_empty: bool) -> Vec<Changed<Value>> {
    let dropped = if may_be_empty || patterns.len() > 1 { fewer(patterns) } else { Vec::new() };
    let changed = each(patterns, |pattern| {
        of_pattern(pattern.as_table().unwrap()).into_iter().map(|(what, pattern)| (what, pattern.into())).collect()
    });
    dropped.into_iter().chain(changed).collect()
}

/// A condition negated, or without one of its marks; in an `any` each of its alternatives.
fn of_pattern(pattern: &Table) -> Vec<Changed<Table>> {
    if let Some(any) = pattern.get("any").and_then(Value::as_array) {
        let inner = of_patterns(any, false);
        return inner.into_iter().map(|(what, any)| (format!("any{what}"), with(pattern, "any", any))).collect();
    }
    let mut all = Vec::new();
    for (key, value) in pattern {
        if key == "kind" {
            let kinds = value.as_array().map(|kinds| fewer(kinds)).unwrap_or_default();
            all.extend(kinds.into_iter().map(|(what, kinds)| (format!("kind{what}"), with(pattern, key, kinds))));
            continue;
        }
        all.push((format!("without {key}"), without(pattern, key)));
        if !is_mark(key) {
            let others = of_value(value).into_iter();
            all.extend(others.map(|(what, value)| (format!("{key} {what}"), with(pattern, key, value))));
        }
    }
    all
}

/// What a field is asked to say, asked otherwise.
fn of_value(value: &Value) -> Vec<Changed<Value>> {
    let table = |key: &str, value: &Value| Value::Table(Table::from_iter([(key.to_owned(), value.clone())]));
    let negated = |value: Value| vec![("negated".to_owned(), value)];
    let Value::Table(asked) = value else {
        return match value {
            Value::Boolean(yes) => negated((!yes).into()),
            value => negated(table("not", value)),
        };
    };
    let (key, said) = asked.iter().next().unwrap();
    match (key.as_str(), said) {
        ("present", Value::Boolean(yes)) => negated(table("present", &(!yes).into())),
        ("not", said) => negated(said.clone()),
        ("has", said) => negated(table("without", said)),
        ("without", said) => negated(table("has", said)),
        ("is", said) => {
            let others = ["student", "guardian", "class_teacher", "suspect"].into_iter();
            let others = others.filter(|other| said.as_str() != Some(other));
            others.map(|other| (format!("is {other}"), table("is", &other.into()))).collect()
        }
        ("at_least", said) if said.is_integer() => {
            longer(said).map(|more| ("+ 1".to_owned(), table("at_least", &more))).into_iter().collect()
        }
        ("at_least" | "holds" | "all", _) => Vec::new(),
        _ => {
            let others = of_value(said).into_iter();
            others.map(|(what, said)| (format!("{key} {what}"), with(asked, key, said).into())).collect()
        }
    }
}
