//! The day at the front of a text: 昨天, 3月5日, 2026年3月5日, 二〇二六年三月五日, 2026-03-05, 2026.3.5, 2026/3/5,
//! 20260305.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::error::{Error, Result};
use crate::time::parse::number;

/// Where a month and day without a year are looked for.
#[derive(Clone, Copy)]
pub(super) enum Aim {
    /// What has happened: of last year when it would lie more than 31 days ahead.
    Past,
    /// What may also lie ahead: of this year, but across the turn of a year of the nearer one.
    Near,
}

type Found<'a> = Result<Option<(NaiveDate, &'a str)>>;

/// The day and what follows it. None when the text does not begin with a day.
pub(super) fn read(text: &str, today: NaiveDate, aim: Aim) -> Found<'_> {
    if let Some((shift, rest)) = named(text) {
        let day = today.checked_add_signed(TimeDelta::days(shift)).ok_or_else(unclear)?;
        return Ok(Some((day, rest)));
    }
    if let Some((month, rest)) = number::spoken(text, 2)
        && let Some(rest) = rest.trim_start().strip_prefix('月')
    {
        let (day, rest) = day_of_month(rest)?;
        return Ok(Some((without_year(month, day, today, aim)?, rest)));
    }
    whole(text)
}

/// The same of a day that says its year: 2026-03-05, 2026年3月5日, 二〇二六年三月五日, 20260305.
pub(super) fn whole(text: &str) -> Found<'_> {
    if let Some((year, rest)) = number::year(text) {
        return with_words(year, rest).map(Some);
    }
    let Some((first, rest)) = number::digits(text, usize::MAX) else { return Ok(None) };
    if let Some(rest) = rest.trim_start().strip_prefix('年') {
        return with_words(first, rest).map(Some);
    }
    if text.len() - rest.len() == 8 {
        return Ok(Some((with_year(first / 10_000, first / 100 % 100, first % 100)?, rest)));
    }
    match rest.chars().next() {
        Some(sign @ ('-' | '.' | '/')) => with_signs(text, sign).map(Some),
        _ => Ok(None),
    }
}

/// 昨天, and 昨 of 昨晚: the part of the day stays with the clock.
fn named(text: &str) -> Option<(i64, &str)> {
    const DAYS: [(&str, i64); 8] =
        [("大前天", -3), ("前天", -2), ("昨天", -1), ("昨日", -1), ("今天", 0), ("今日", 0), ("明天", 1), ("后天", 2)];
    const SHORT: [(char, i64); 4] = [('前', -2), ('昨', -1), ('今', 0), ('明', 1)];
    let full = DAYS.iter().find_map(|(word, shift)| Some((*shift, text.strip_prefix(word)?)));
    let short = || SHORT.iter().find_map(|(word, shift)| Some((*shift, text.strip_prefix(*word)?)));
    full.or_else(|| short().filter(|(_, rest)| rest.starts_with(['早', '晚'])))
}

fn with_words(year: u32, rest: &str) -> Result<(NaiveDate, &str)> {
    let (month, rest) = number::spoken(rest.trim_start(), 2).ok_or_else(unclear)?;
    let rest = rest.trim_start().strip_prefix('月').ok_or_else(unclear)?;
    let (day, rest) = day_of_month(rest)?;
    Ok((with_year(year, month, day)?, rest))
}

fn day_of_month(rest: &str) -> Result<(u32, &str)> {
    let (day, rest) = number::spoken(rest.trim_start(), 2).ok_or_else(unclear)?;
    let rest = rest.trim_start().strip_prefix(['日', '号']).ok_or_else(unclear)?;
    Ok((day, rest))
}

/// Only a year of four digits in front tells month from day.
fn with_signs(text: &str, sign: char) -> Result<(NaiveDate, &str)> {
    let ambiguous = || Error::new("日期说不清哪个是月、哪个是日").fix("先写四位的年份，如 2026-03-05，或写 3月5日");
    let (year, rest) =
        number::digits(text, 4).filter(|(_, rest)| text.len() - rest.len() == 4).ok_or_else(ambiguous)?;
    let (month, rest) = after_sign(rest, sign)?;
    let (day, rest) = after_sign(rest, sign)?;
    Ok((with_year(year, month, day)?, rest))
}

fn after_sign(rest: &str, sign: char) -> Result<(u32, &str)> {
    rest.strip_prefix(sign).and_then(|rest| number::digits(rest, 2)).ok_or_else(unclear)
}

fn with_year(year: u32, month: u32, day: u32) -> Result<NaiveDate> {
    let in_reach = (1900..3000).contains(&year);
    let year = i32::try_from(year).ok().filter(|_| in_reach);
    let year = year.ok_or_else(|| Error::new("年份要写四位，从 1900 到 2999").fix("如 2026-03-05 或 2026年3月5日"))?;
    existing(year, month, day)
}

/// Ten months in days: whoever means a day so far off writes the year.
const FAR: i64 = 304;

fn without_year(month: u32, day: u32, today: NaiveDate, aim: Aim) -> Result<NaiveDate> {
    let this_year = existing(today.year(), month, day)?;
    let ahead = (this_year - today).num_days();
    match aim {
        Aim::Past if ahead > 31 => existing(today.year() - 1, month, day),
        Aim::Near if ahead > FAR => existing(today.year() - 1, month, day),
        Aim::Near if ahead < -FAR => existing(today.year() + 1, month, day),
        _ => Ok(this_year),
    }
}

fn existing(year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    let none =
        || Error::new(format!("{year} 年没有 {month} 月 {day} 日")).fix("核对日期，写成 2026-03-05 或 2026年3月5日");
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(none)
}

fn unclear() -> Error {
    Error::new("日期看不懂").fix("写成 2026-03-05、2026年3月5日、3月5日或昨天，后面可加 21:40")
}
