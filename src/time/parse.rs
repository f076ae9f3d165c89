//! How people write times. What is ambiguous or impossible is refused with an example; nothing is guessed.
//! Errors never repeat what was typed, which may be anything: only the numbers that were understood.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::error::{Error, Result};
use crate::text;
use crate::time::{Moment, rfc3339};

use self::clock::Clock;
use self::date::Aim;

mod clock;
mod date;
mod number;
mod relative;

/// A moment; `now` gives the zone and what is left out. A month and day without a year are of this year, or of the
/// year before when they would lie more than 31 days ahead: in January people report about 12月30日.
pub fn moment(text: &str, now: DateTime<FixedOffset>) -> Result<Moment> {
    let text = narrow(text);
    if let Some(at) = rfc3339(text.trim()) {
        return Ok(Moment::Exact(at));
    }
    not_a_serial(text.trim())?;
    if let Some(moment) = relative::read(text.trim(), now)? {
        return Ok(moment);
    }
    let Some((date, rest)) = date::read(text.trim(), now.date_naive(), Aim::Past)? else {
        return today(text.trim(), now);
    };
    if rest.is_empty() {
        return Ok(Moment::Day(date));
    }
    not_two_nights(date, after_date(rest))?;
    let at = clock::read(after_date(rest))?.on(date, *now.offset());
    at.map(Moment::Exact).ok_or_else(unclear)
}

/// A day, which may lie ahead: a month and day without a year are of this year, or, more than ten months away, of
/// the nearer one: in December people plan for 1月5日.
pub fn day(text: &str, now: DateTime<FixedOffset>) -> Result<NaiveDate> {
    let unclear = || Error::new("日期看不懂").fix("只写到哪天：2026-03-05、2026年3月5日、3月5日、昨天、明天、3天后");
    let text = narrow(text);
    not_a_serial(text.trim())?;
    match relative::read(text.trim(), now)? {
        Some(Moment::Day(day)) => return Ok(day),
        Some(Moment::Exact(_)) => return Err(unclear()),
        None => {}
    }
    match date::read(text.trim(), now.date_naive(), Aim::Near)? {
        Some((day, "")) => Ok(day),
        _ => Err(unclear()),
    }
}

/// A day with its year, and nothing else: what a table says of a birthday. None where that could be two days.
pub fn whole_day(text: &str) -> Option<NaiveDate> {
    let text: String = narrow(text).split_whitespace().collect();
    date::whole(&text).ok().flatten().filter(|(_, rest)| rest.is_empty()).map(|(day, _)| day)
}

/// What a spreadsheet counts days with, copied as it lies there: from which year on it counts nobody can tell.
fn not_a_serial(text: &str) -> Result<()> {
    let (days, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if days.len() == 5 && is_number(days) && is_number(part) {
        let serial = Error::new("这是 Excel 里日期背后的序号，从哪一年数起说不清");
        return Err(serial.fix("在 Excel 里把格子的格式改成“日期”，照看到的写，如 2026-03-05"));
    }
    Ok(())
}

/// 15日晚凌晨1点 is 1:00 of the 16th to most people, and of the 15th to others.
fn not_two_nights(date: NaiveDate, rest: &str) -> Result<()> {
    let after = ["晚上", "夜里", "晚", "夜"].iter().find_map(|part| rest.strip_prefix(part));
    if after.is_some_and(|rest| rest.trim_start().starts_with("凌晨")) {
        let next = date.succ_opt().unwrap_or(date);
        let two = Error::new(format!("“晚”又“凌晨”说不清是 {date} 还是 {next} 的凌晨"));
        return Err(two.fix(format!("过了午夜就写第二天：{next} 1:00；真是前一天凌晨的写 {date} 1:00")));
    }
    Ok(())
}

/// A clock alone is of today, unless that has not come yet.
fn today(text: &str, now: DateTime<FixedOffset>) -> Result<Moment> {
    let clock = clock::read(text)?;
    let at = clock.on(now.date_naive(), *now.offset()).ok_or_else(unclear)?;
    if at > now {
        let Clock { hour, minute, .. } = clock;
        let early = Error::new(format!("今天还没到 {hour}:{minute:02}，说不清是哪一天"));
        return Err(early.fix(format!("写明哪一天，如 昨天 {hour}:{minute:02} 或 2026-03-05 {hour}:{minute:02}")));
    }
    Ok(Moment::Exact(at))
}

/// Between date and clock stand blanks, a comma, or the T of RFC 3339.
fn after_date(rest: &str) -> &str {
    let rest = rest.trim_start();
    rest.strip_prefix([',', 'T']).unwrap_or(rest).trim_start()
}

fn unclear() -> Error {
    Error::new("时间看不懂").fix("写成 2026-03-05 21:40、2026年3月5日 21:40、3月5日 21:40、昨天 21:40、21:40、10分钟前")
}

/// Full-width digits, signs and blanks are the same keys on another keyboard.
fn narrow(text: &str) -> String {
    let narrow = |letter: char| match letter {
        blank if blank.is_whitespace() => ' ',
        other => text::narrow(other),
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests;
