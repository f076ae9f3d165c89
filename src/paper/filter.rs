//! The filters that templates may use: `day` and `time` (a date as a person writes it, or blanks to fill in by hand
//! when there is none), `cell` (text of several lines for a table's cell), `paras` (each line its own paragraph) and
//! `to_sign` (lines for names to sign on).

use crate::text::markdown::escaped;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Stands for what a copy for others does not hold; no filter changes it.
pub const WITHHELD: &str = "〔未提供〕";

const NOT_TEXT: &str = "这个过滤器只用于文字，这里的值不是文字";
const NOT_NAMES: &str = "这个过滤器只用于姓名的列表，这里的值不是列表";
const NOT_A_TIME: &str = "这里的值不是日期或时间，应如 2026-03-05 或 2026-03-05T21:40+08:00";
const UNIVERSAL: &str = "时间写成了世界时（Z），请给当地时间，如 2026-03-05T21:40+08:00";

/// All that a filter may complain of; none quotes the value, which could be what a student said.
pub const MESSAGES: [&str; 4] = [NOT_TEXT, NOT_NAMES, NOT_A_TIME, UNIVERSAL];

pub fn register(tera: &mut Tera) {
    tera.register_filter("day", day);
    tera.register_filter("time", time);
    tera.register_filter("cell", cell);
    tera.register_filter("paras", paras);
    tera.register_filter("to_sign", to_sign);
}

/// `2026-03-05…` → 2026年3月5日; null → room to write one.
fn day(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    let Some(text) = text_of(value)? else { return Ok("　　　年　　月　　日".to_owned()) };
    if text == WITHHELD {
        return Ok(text.to_owned());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Ok(day_words(date));
    }
    Ok(day_words(moment(text)?.date()))
}

/// `2026-03-05T21:40+08:00` → 2026年3月5日 21:40; null → room to write one.
fn time(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    let Some(text) = text_of(value)? else { return Ok("　　　年　　月　　日　　时　　分".to_owned()) };
    if text == WITHHELD {
        return Ok(text.to_owned());
    }
    let at = moment(text)?;
    Ok(format!("{} {:02}:{:02}", day_words(at.date()), at.hour(), at.minute()))
}

/// Lines without blanks around them, empty ones left out.
fn cell(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    Ok(lines(text_of(value)?).collect::<Vec<_>>().join("\n"))
}

fn paras(value: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let paragraphs: Vec<_> = lines(text_of(value)?).map(escaped).collect();
    Ok(Value::safe_string(&paragraphs.join("\n\n")))
}

/// To write on by hand.
const LINE: &str = "____________";

/// A line to sign on for each name, two beside each other, and after them what else is to be filled in (`then`, with a
/// line where it ends with a colon); or each with room for the day beside it (`dated`), which may be known (`on`).
fn to_sign(names: &Value, said: Kwargs, state: &State) -> TeraResult<Value> {
    let names = names.as_array().ok_or_else(|| Error::message(NOT_NAMES))?;
    let line = |name: &Value| -> TeraResult<String> {
        Ok(format!("{}签名：{LINE}", escaped(text_of(name)?.unwrap_or_default())))
    };
    let dated = said.get::<bool>("dated")?.unwrap_or_default();
    let date = match said.get::<Value>("on")? {
        Some(known) => day(&known, Kwargs::default(), state)?,
        None => day(&Value::none(), Kwargs::default(), state)?,
    };
    let mut cells = Vec::new();
    for name in names {
        cells.push(line(name)?);
        if dated {
            cells.push(format!("日期：{date}"));
        }
    }
    for more in said.get::<Vec<Value>>("then")?.unwrap_or_default() {
        let more = text_of(&more)?.unwrap_or_default();
        let room = if more.ends_with('：') { LINE } else { "" };
        cells.push(format!("{}{room}", escaped(more)));
    }
    let row = |pair: &[String]| format!("| {} | {} |", pair[0], pair.get(1).map_or("", String::as_str));
    let rows: Vec<String> = cells.chunks(2).map(row).collect();
    Ok(Value::safe_string(&format!("| | |\n|---|---|\n{}", rows.join("\n"))))
}

fn lines(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty())
}

fn text_of(value: &Value) -> TeraResult<Option<&str>> {
    if value.is_none() {
        return Ok(None);
    }
    value.as_str().map(Some).ok_or_else(|| Error::message(NOT_TEXT))
}

fn day_words(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The time on the wall where it was written: the offset is read past, and universal time is refused, for printed as it
/// stands it would be eight hours wrong.
fn moment(text: &str) -> TeraResult<NaiveDateTime> {
    if text.ends_with(['Z', 'z']) {
        return Err(Error::message(UNIVERSAL));
    }
    ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z"]
        .iter()
        .find_map(|format| DateTime::parse_from_str(text, format).ok().map(|at| at.naive_local()))
        .or_else(|| {
            ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
                .iter()
                .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        })
        .ok_or_else(|| Error::message(NOT_A_TIME))
}
