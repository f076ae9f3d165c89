//! By when a duty is due: as a guide writes it, and as an overlay of clocks lays over it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use crate::error::Error;
use crate::guide::Guide;
use crate::guide::duty::{Due, Duty, From, Period, Stage, Vary};
use crate::guide::load::effects::check_effects;
use crate::guide::load::faults::Faults;
use crate::guide::load::words::known_words;
use crate::guide::pattern::{self, Fault, Pattern};
use crate::time::Length;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOverlay {
    #[serde(default)]
    #[expect(dead_code, reason = "a heading for the reader of the file")]
    note: String,
    clock: Vec<Spanned<RawClock>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClock {
    duty: String,
    due: Value,
    source: String,
    confirmed_by: String,
}

/// What a `due` with numbers may say.
pub const DUE_KEYS: [&str; 9] = ["within", "before", "from", "every", "until", "count", "per", "stages", "vary"];
/// `due` without a number.
pub const DUE_WORDS: [&str; 4] = ["at_once", "close", "promised", "moves_on"];
/// Where a clock may start, besides a record or another duty.
pub const FROM_WORDS: [&str; 7] = ["known", "happened", "written", "birthday", "graduation", "term_start", "term_end"];

/// Duty code → the duty whose discharge starts its clock, and where that was written.
pub(super) type ClockChain = BTreeMap<String, (String, Range<usize>)>;

/// The due time, and the duty whose discharge starts its clock where it names one.
pub(super) fn due(value: &Value, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) -> (Due, Option<String>) {
    match read_due(value, guide) {
        Ok(read) => read,
        Err(fault) => {
            faults.add(span, &fault);
            (Due::AtOnce, None)
        }
    }
}

fn read_due(value: &Value, guide: &Guide) -> Result<(Due, Option<String>), Fault> {
    let table = match value {
        Value::String(word) => return plain_due(word).map(|due| (due, None)),
        Value::Table(table) => table,
        _ => return Err(due_fault("due")),
    };
    if let Some(key) = table.keys().find(|key| !DUE_KEYS.contains(&key.as_str())) {
        return Err(due_fault(key));
    }
    let forms: [(&str, &[&str]); 5] = [
        ("within", &["within", "from", "vary"]),
        ("before", &["before", "from"]),
        ("stages", &["stages"]),
        ("every", &["every", "until", "vary"]),
        ("count", &["count", "per"]),
    ];
    if let Some((form, read)) = forms.iter().find(|(form, _)| table.contains_key(*form))
        && let Some(key) = table.keys().find(|key| !read.contains(&key.as_str()))
    {
        let beside = if read.len() > 1 {
            format!("{form} 旁边只能写：{}；", read[1..].join("、"))
        } else {
            String::new()
        };
        let fix = format!("{beside}两种期限写成两项职责");
        return Err(Fault::new(key, format!("“{key}”与“{form}”写在一起不起作用"), fix));
    }
    let vary = vary(table, if table.contains_key("every") { "every" } else { "within" }, guide)?;
    if let Some(limit) = table.get("within") {
        let (from, starts_with) = from(table.get("from"), guide)?;
        return Ok((Due::Within { limit: length(limit)?, from, vary }, starts_with));
    }
    if let Some(lead) = table.get("before") {
        let (date, starts_with) = from(table.get("from"), guide)?;
        let is_ahead = match &date {
            From::Birthday | From::Graduation | From::TermStart | From::TermEnd => true,
            From::Record(pattern) => pattern.time.is_some(),
            From::Start | From::Known | From::Happened | From::Written => false,
        };
        if !is_ahead || starts_with.is_some() {
            let fix =
                "写成 from = { kind = \"enrolment\", time = \"until\" }，或 birthday、graduation、term_start、term_end";
            return Err(Fault::new("before", "before 要有一个在后面的日子", fix));
        }
        return Ok((Due::Before { lead: length(lead)?, date }, None));
    }
    if let Some(stages) = table.get("stages") {
        let stages = stages.as_array().filter(|stages| !stages.is_empty()).ok_or_else(|| due_fault("stages"))?;
        return Ok((Due::Stages(stages.iter().map(stage).collect::<Result<_, _>>()?), None));
    }
    if let Some(interval) = table.get("every") {
        let until = match table.get("until") {
            Some(Value::Array(items)) => items.iter().map(|item| condition(item, guide)).collect::<Result<_, _>>()?,
            Some(_) => return Err(due_fault("until")),
            None => Vec::new(),
        };
        return Ok((Due::Every { interval: length(interval)?, vary, until }, None));
    }
    if let (Some(count), Some(per)) = (table.get("count").and_then(Value::as_integer), table.get("per")) {
        return Ok((Due::Count { count: positive(count)?, per: period(per)? }, None));
    }
    if let Some(count) = table.get("count").filter(|count| count.as_integer().is_none()) {
        return Err(Fault::new(
            "count",
            format!("次数应当是数字，不是 {count}"),
            "不加引号，例如 { count = 2, per = \"week\" }",
        ));
    }
    if let (Some(_), None) | (None, Some(_)) = (table.get("count"), table.get("per")) {
        let fix = "两个都写，例如 { count = 2, per = \"week\" }";
        return Err(Fault::new("due", "count 与 per 要一起写", fix));
    }
    Err(due_fault("due"))
}

fn positive(count: i64) -> Result<u32, Fault> {
    let count = u32::try_from(count).ok().filter(|count| *count > 0);
    count.ok_or_else(|| Fault::new("count", "次数要大于 0", "例如 count = 2"))
}

/// A length from the start, or a week or month of the calendar.
fn period(value: &Value) -> Result<Period, Fault> {
    match value.as_str() {
        Some("week") => Ok(Period::Week),
        Some("month") => Ok(Period::Month),
        _ => length(value).map(Period::Length),
    }
}

fn stage(value: &Value) -> Result<Stage, Fault> {
    let table = value.as_table().ok_or_else(|| due_fault("stages"))?;
    if let Some(key) = table.keys().find(|key| !["count", "per"].contains(&key.as_str())) {
        return Err(due_fault(key));
    }
    match (table.get("count").and_then(Value::as_integer), table.get("per")) {
        (Some(count), Some(per)) => Ok(Stage { count: positive(count)?, per: length(per)? }),
        _ => Err(due_fault("stages")),
    }
}

fn plain_due(word: &str) -> Result<Due, Fault> {
    match word {
        "at_once" => Ok(Due::AtOnce),
        "close" => Ok(Due::Close),
        "promised" => Ok(Due::Promised),
        "moves_on" => Ok(Due::MovesOn(Vec::new())),
        _ => Err(due_fault(word)),
    }
}

fn due_fault(word: &str) -> Fault {
    let fix = "可用：\"at_once\"、\"close\"、\"promised\"、\"moves_on\"、{ within = \"24h\", from = \"known\" }、{ every = \"7d\" }、\
               { before = \"15d\", from = { kind = …, time = … } }、{ count = 2, per = \"1w\" 或 \"week\"、\"month\" }、\
               { stages = [{ count = 4, per = \"1mo\" }, …] }";
    Fault::new(word, "期限的写法不对", fix)
}

fn length(value: &Value) -> Result<Length, Fault> {
    let text = value.as_str().ok_or_else(|| {
        let fix = "数字后面写单位，两头加英文的引号，例如 \"24h\"、\"3d\"、\"2w\"、\"6mo\"";
        Fault::new(&value.to_string(), "时长的写法不对", fix)
    })?;
    text.parse().map_err(|error: Error| Fault::new(text, error.what, error.fix.unwrap_or_default()))
}

fn condition(value: &Value, guide: &Guide) -> Result<Pattern, Fault> {
    let table = value.as_table().ok_or_else(|| due_fault("due"))?;
    known_words(pattern::parse(table)?, guide)
}

/// Other lengths of the same clock: `within` beside `within`, `every` beside `every`.
fn vary(table: &Table, form: &str, guide: &Guide) -> Result<Vec<Vary>, Fault> {
    let Some(items) = table.get("vary") else { return Ok(Vec::new()) };
    let items = items.as_array().ok_or_else(|| due_fault("vary"))?;
    items
        .iter()
        .map(|item| {
            let others = item.as_table().into_iter().flat_map(Table::keys).filter(|key| *key != "when" && *key != form);
            if let Some(other) = others.into_iter().next() {
                let fix = format!("写成 vary = [{{ when = {{ … }}, {form} = \"2h\" }}]");
                return Err(Fault::new(other, format!("vary 里的“{other}”不起作用"), fix));
            }
            let (when, limit) = (item.get("when"), item.get(form));
            let (Some(when), Some(limit)) = (when, limit) else { return Err(due_fault("vary")) };
            Ok(Vary { when: condition(when, guide)?, limit: length(limit)? })
        })
        .collect()
}

fn from(value: Option<&Value>, guide: &Guide) -> Result<(From, Option<String>), Fault> {
    let from = match value {
        None => From::Start,
        Some(Value::String(word)) => match word.as_str() {
            "known" => From::Known,
            "happened" => From::Happened,
            "written" => From::Written,
            "birthday" => From::Birthday,
            "graduation" => From::Graduation,
            "term_start" => From::TermStart,
            "term_end" => From::TermEnd,
            _ => {
                let fix = "可用：known、happened、written、birthday、graduation、term_start、term_end、{ kind = … }、{ duty = … }";
                return Err(Fault::new(word, format!("时钟不能从“{word}”起算"), fix));
            }
        },
        Some(Value::Table(table)) if table.len() == 1 && table.contains_key("duty") => {
            let code = table["duty"].as_str().ok_or_else(|| due_fault("duty"))?;
            return Ok((From::Start, Some(code.to_owned())));
        }
        Some(table) => From::Record(Box::new(condition(table, guide)?)),
    };
    Ok((from, None))
}

pub(super) fn lay_over(guide: &mut Guide, raw: RawOverlay, mut chain: ClockChain, faults: &mut Faults<'_>) {
    let mut timed = BTreeSet::new();
    for item in raw.clock {
        let span = item.span();
        let clock = item.into_inner();
        if !timed.insert(clock.duty.clone()) {
            let what = format!("职责“{}”有两个时钟", clock.duty);
            faults.say(&span, &clock.duty, what, "只留一个");
            continue;
        }
        if clock.source.trim().is_empty() {
            faults.say(&span, "source", "时限没有写出处", "写明 source = \"……\"");
        }
        if clock.confirmed_by.trim().is_empty() {
            faults.say(&span, "confirmed_by", "时限没有写明谁确认", "写明 confirmed_by = \"……\"");
        }
        let (due, starts_with) = due(&clock.due, guide, &span, faults);
        let Some(duty) = guide.duties.iter_mut().find(|duty| duty.code == clock.duty) else {
            let what = format!("指南里没有职责“{}”", clock.duty);
            faults.say(&span, &clock.duty, what, "用 `crisis guide show` 查看全部职责编号");
            continue;
        };
        if !duty.never.is_empty() {
            let what = format!("职责“{}”说的是不许发生的事，没有期限", clock.duty);
            faults.say(&span, &clock.duty, what, "删去这个时钟");
            continue;
        }
        chain.remove(&clock.duty);
        if let Some(other) = starts_with {
            chain.insert(clock.duty, (other, span.clone()));
        }
        duty.due = due;
        own_start(duty, &span, faults);
        check_effects(duty, &span, faults);
        duty.source = Some(clock.source);
        duty.confirmed_by = Some(clock.confirmed_by);
    }
    resolve_clocks(guide, &chain, faults);
}

/// A clock that starts with another duty's discharge starts with what discharges it; a circle is refused.
pub(super) fn resolve_clocks(guide: &mut Guide, chain: &ClockChain, faults: &mut Faults<'_>) {
    for (code, (other, span)) in chain {
        let Some(needs) = guide.duty(other).map(|duty| duty.needs.clone()) else {
            faults.say(span, other, format!("指南里没有职责“{other}”"), "用 `crisis guide show` 查看全部职责编号");
            continue;
        };
        if circular(chain, code) {
            let what = format!("职责 {code} 的时钟绕了一圈又从自己起算");
            faults.say(span, other, what, "让其中一个时钟从 known、happened 或一条记录起算");
            continue;
        }
        for duty in guide.duties.iter_mut().filter(|duty| duty.code == *code) {
            if let Due::Within { from, .. } = &mut duty.due {
                *from = From::Record(Box::new(Pattern { any: needs.clone(), ..Pattern::default() }));
            }
        }
    }
}

/// A clock that starts with the very record which the duty asks for would never have to run.
pub(super) fn own_start(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let Due::Within { from: From::Record(start), .. } = &duty.due else { return };
    let own = |kind: &String| duty.needs.iter().all(|need| need.kinds.iter().all(|needed| needed == kind));
    if start.fields.is_empty() && !start.kinds.is_empty() && start.kinds.iter().all(own) {
        let what = format!("职责 {} 的时钟从它自己要求的记录起算", duty.code);
        faults.say(span, &duty.code, what, "让时钟从 known、happened 或另一种记录起算");
    }
}

fn circular(chain: &ClockChain, code: &str) -> bool {
    let mut at = code;
    for _ in 0..=chain.len() {
        match chain.get(at) {
            Some((next, _)) if next == code => return true,
            Some((next, _)) => at = next,
            None => return false,
        }
    }
    true
}
