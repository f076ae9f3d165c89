//! Guides that were spoilt on purpose: each is refused, or some scenario notices.

use crisis::guide;
use crisis::scenario::{Suite, read};
use toml::{Table, Value};

const GUIDE: &str = include_str!("../../templates/guides/shiyan.toml");
const SCENARIOS: &str = include_str!("../../templates/guides/shiyan.scenarios.yaml");

/// A guide with one thing changed, and what that is.
pub struct Mutant {
    pub what: String,
    pub guide: Table,
}

/// Marks of conditions; to take one away is to say another time, another order, another hand.
const MARKS: [&str; 11] = [
    "qualified",
    "by_role",
    "rises",
    "current",
    "same_record",
    "another",
    "any_time",
    "in_episode",
    "before_first",
    "time",
    "rests_on",
];
/// What decides how a duty stands; what is only told beside it is not among them.
const LISTS: [&str; 6] = ["when", "unless", "needs", "refused", "awaits", "moves_on"];

/// Every mutant of a guide of one sort after the other.
pub fn mutants(guide: &Table) -> Vec<Mutant> {
    let mut all = Vec::new();
    for list in ["duty", "school_duty"] {
        let duties = guide.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for (at, duty) in duties.iter().enumerate() {
            let duty = duty.as_table().unwrap();
            for (what, changed) in changed(duty) {
                let mut guide = guide.clone();
                guide[list].as_array_mut().unwrap()[at] = Value::Table(changed);
                all.push(Mutant { what: format!("{} {what}", duty["code"].as_str().unwrap()), guide });
            }
        }
    }
    for at in 0..guide["clause"].as_array().unwrap().len() {
        let mut guide = guide.clone();
        let clause = guide["clause"].as_array_mut().unwrap().remove(at);
        all.push(Mutant { what: format!("without clause {}", clause["id"].as_str().unwrap()), guide });
    }
    // What these name must exist, whatever a scenario asks for.
    for (list, names) in
        [("group", "roles"), ("word", "list"), ("field", "kind"), ("number", "term"), ("retention", "from")]
    {
        let items = guide.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for (at, item) in items.iter().enumerate() {
            let item = item.as_table().unwrap();
            let mut nowhere = item.clone();
            let unknown = |value: &Value| format!("{}x", value.as_str().unwrap_or_default());
            nowhere[names] = match &item[names] {
                Value::Array(all) => vec![unknown(&all[0])].into(),
                one => unknown(one).into(),
            };
            for (what, changed) in misspelt(item).chain([(format!("{names} of nothing"), nowhere)]) {
                let mut guide = guide.clone();
                guide[list].as_array_mut().unwrap()[at] = Value::Table(changed);
                all.push(Mutant { what: format!("{list}[{at}] {what}"), guide });
            }
        }
    }
    for (key, value) in [("same_time", "45m"), ("same_time", "1m")] {
        if guide.contains_key(key) {
            let mut guide = guide.clone();
            guide.insert(key.to_owned(), value.into());
            all.push(Mutant { what: format!("{key} = {value}"), guide });
        }
    }
    all
}

/// With the last letter of a key doubled, key by key.
fn misspelt(item: &Table) -> impl Iterator<Item = (String, Table)> {
    item.keys().map(|key| {
        let doubled = |name: &String| format!("{name}{}", &name[name.len() - 1..]);
        let name = |name: &String| if name == key { doubled(name) } else { name.clone() };
        let misspelt = item.iter().map(|(own, value)| (name(own), value.clone())).collect();
        (format!("{key} misspelt"), misspelt)
    })
}

fn changed(duty: &Table) -> Vec<(String, Table)> {
    let mut all: Vec<(String, Table)> = misspelt(duty).collect();
    for list in LISTS {
        let Some(patterns) = duty.get(list).and_then(Value::as_array) else { continue };
        for at in 0..patterns.len() {
            if patterns.len() > 1 || !matches!(list, "when" | "needs") {
                let mut changed = duty.clone();
                changed[list].as_array_mut().unwrap().remove(at);
                all.push((format!("{list}[{at}] dropped"), changed));
            }
            for (what, pattern) in of_pattern(patterns[at].as_table().unwrap()) {
                let mut changed = duty.clone();
                changed[list].as_array_mut().unwrap()[at] = Value::Table(pattern);
                all.push((format!("{list}[{at}] {what}"), changed));
            }
        }
    }
    if let Some(due) = duty.get("due").and_then(Value::as_str) {
        for other in ["at_once", "close", "moves_on"] {
            if due != other {
                let mut changed = duty.clone();
                changed.insert("due".to_owned(), other.into());
                all.push((format!("due {other}"), changed));
            }
        }
    }
    if let Some(due) = duty.get("due").and_then(Value::as_table) {
        for (key, value) in due {
            if let Some(text) = value.as_str().filter(|text| text.starts_with(|letter: char| letter.is_ascii_digit())) {
                let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
                let number: u32 = text[..text.len() - unit.len()].parse().unwrap();
                let mut changed = duty.clone();
                changed["due"].as_table_mut().unwrap().insert(key.clone(), format!("{}{unit}", number * 2).into());
                all.push((format!("due {key} doubled"), changed));
            }
            if let Some(count) = value.as_integer() {
                let mut changed = duty.clone();
                changed["due"].as_table_mut().unwrap().insert(key.clone(), (count + 1).into());
                all.push((format!("due {key} + 1"), changed));
            }
        }
    }
    if duty.contains_key("each") || duty.contains_key("paper") || duty.contains_key("order") {
        for key in ["each", "paper", "order"] {
            let mut changed = duty.clone();
            if changed.remove(key).is_some() {
                all.push((format!("without {key}"), changed));
            }
        }
    }
    all
}

/// A condition negated, or without one of its marks; in an `any` each of its alternatives.
fn of_pattern(pattern: &Table) -> Vec<(String, Table)> {
    let mut all = Vec::new();
    if let Some(any) = pattern.get("any").and_then(Value::as_array) {
        for (at, inner) in any.iter().enumerate() {
            let mut dropped = pattern.clone();
            dropped["any"].as_array_mut().unwrap().remove(at);
            if any.len() > 1 {
                all.push((format!("any[{at}] dropped"), dropped));
            }
            for (what, changed) in of_pattern(inner.as_table().unwrap()) {
                let mut outer = pattern.clone();
                outer["any"].as_array_mut().unwrap()[at] = Value::Table(changed);
                all.push((format!("any[{at}] {what}"), outer));
            }
        }
        return all;
    }
    for (key, value) in pattern {
        if key == "kind" || key == "remark" {
            continue;
        }
        let mut without = pattern.clone();
        without.remove(key);
        if MARKS.contains(&key.as_str()) || key == "of_event" {
            all.push((format!("without {key}"), without));
            continue;
        }
        if let Some(negated) = negated(value) {
            let mut changed = pattern.clone();
            changed.insert(key.clone(), negated);
            all.push((format!("{key} negated"), changed));
        }
        all.push((format!("without {key}"), without));
    }
    all
}

fn negated(value: &Value) -> Option<Value> {
    let not = |value: &Value| Value::Table(Table::from_iter([("not".to_owned(), value.clone())]));
    match value {
        Value::Boolean(yes) => Some(Value::Boolean(!yes)),
        Value::String(_) | Value::Array(_) => Some(not(value)),
        Value::Table(table) => match table.iter().next()? {
            (key, Value::Boolean(yes)) if key == "present" => {
                Some(Value::Table(Table::from_iter([("present".to_owned(), Value::Boolean(!yes))])))
            }
            (key, value) if key == "not" => Some(value.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Refused, or noticed.
fn is_caught(mutant: &Mutant, suite: &Suite) -> bool {
    let text = toml::to_string(&mutant.guide).unwrap();
    match guide::parse(("shiyan.toml", &text), None) {
        Err(_) => true,
        Ok(guide) => suite.play(&guide).any(|answer| !answer.passed),
    }
}

/// What says the same in other words, each with why.
const SAME: [(&str, &str); 4] = [
    ("D25 when[0] without crisis", "an assessment says yes or no, and its unless has the yes"),
    ("D30 without each", "who is told of the last rise is told after every earlier one"),
    ("D31 without each", "who meets after the last rise meets after every earlier one"),
    ("D44 awaits[2] dropped", "an opinion also discharges it, and then nothing is awaited"),
];

/// What says the same by its sort: the record that started a duty is qualified already; pieces and days of absence
/// have no time of their own; a duty that is due once the file moves on, and names nothing by which it does, is due at the
/// end; a field whose time counts must be there anyway; what `while` says as well need not be said twice; a sentence that no duty, check or word cites is only shown.
fn says_the_same(what: &str, duty: Option<&Table>, guide: &str) -> bool {
    let Some(duty) = duty else {
        let clause = what.strip_prefix("without clause ").unwrap_or_default();
        return !clause.is_empty() && guide.matches(&format!("clause = \"{clause}\"")).count() == 0;
    };
    let text = toml::to_string(duty).unwrap();
    let is_listed = matches!(duty.get("each").and_then(Value::as_str), Some("item" | "day"));
    let ends = what.contains("due moves_on") && text.contains("due = \"close\"")
        || what.contains("due close") && text.contains("due = \"moves_on\"") && !duty.contains_key("moves_on");
    let itself = text.contains("same_record = true");
    let marks = ["without any_time", "due at_once", "due close", "due moves_on"];
    let timed = what.split("without ").nth(1).is_some_and(|field| text.contains(&format!("time = \"{field}\"")));
    let named = SAME.iter().any(|(known, _)| *known == what);
    let twice = what.contains(" when[")
        && what.contains("without")
        && duty.get("while").is_some_and(|held| Some(held) == duty.get("when"));
    ends || twice
        || timed
        || named
        || is_listed && marks.iter().any(|mark| what.contains(mark))
        || itself && what.contains("needs") && what.contains("without qualified")
}

/// Every `step`-th mutant of which something must come; those that live.
fn living(guide: &str, scenarios: &str, step: usize) -> (usize, Vec<String>) {
    let sound = guide::parse(("g.toml", guide), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let suite = read("g.scenarios.yaml", scenarios, &sound).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let original: Table = guide.parse().unwrap();
    let plain = guide.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = |what: &str| {
        let duties = original["duty"].as_array().unwrap().iter().filter_map(Value::as_table);
        duties.into_iter().find(|duty| what.starts_with(&format!("{} ", duty["code"].as_str().unwrap())))
    };
    let mutants =
        mutants(&original).into_iter().filter(|mutant| !says_the_same(&mutant.what, of(&mutant.what), &plain));
    let chosen: Vec<Mutant> = mutants.step_by(step).collect();
    let half = chosen.len() / 2;
    let live = |mutants: &[Mutant]| {
        let living = mutants.iter().filter(|mutant| !is_caught(mutant, &suite));
        living.map(|mutant| mutant.what.clone()).collect::<Vec<_>>()
    };
    let lived = std::thread::scope(|scope| {
        let first = scope.spawn(|| live(&chosen[..half]));
        let second = live(&chosen[half..]);
        [first.join().unwrap(), second].concat()
    });
    (chosen.len(), lived)
}

#[test]
fn two_hundred_spoilt_guides_are_refused_or_noticed() {
    let (tried, lived) = living(GUIDE, SCENARIOS, 7);
    assert!(tried >= 200, "only {tried}");
    assert!(lived.is_empty(), "{} of {tried} live:\n{}", lived.len(), lived.join("\n"));
}

#[test]
#[ignore = "tries every one: minutes"]
fn every_spoilt_guide_is_refused_or_noticed() {
    let (tried, lived) = living(GUIDE, SCENARIOS, 1);
    assert!(lived.is_empty(), "{} of {tried} live:\n{}", lived.len(), lived.join("\n"));
}

#[test]
fn the_guides_of_the_examples_that_were_spoilt_are_refused_or_noticed() {
    let (mut all, mut count) = (Vec::new(), 0);
    for name in ["four_colours", "first_is_gravest", "records_abroad"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/guides");
        let text = |ending: &str| std::fs::read_to_string(format!("{folder}/{name}.{ending}")).unwrap();
        let (tried, lived) = living(&text("toml"), &text("scenarios.yaml"), 1);
        all.extend(lived.into_iter().map(|what| format!("{name}: {what}")));
        count += tried;
    }
    assert!(all.is_empty(), "{} of {count} live:\n{}", all.len(), all.join("\n"));
}
