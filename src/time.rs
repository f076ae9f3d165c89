//! Time as schools know it: a moment to the second or only the day, lengths with school days among their units,
//! a calendar with holidays, make-up workdays and terms. No clock: `now` is always given.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

mod calendar;
mod length;
pub mod parse;
mod written;

pub use self::calendar::{Calendar, Term};
pub use self::length::{Length, Unit};

/// The school's zone, e.g. +08:00.
pub type Zone = FixedOffset;

/// A point in time as people know it: to the second, or only the day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Moment {
    Exact(DateTime<FixedOffset>),
    Day(NaiveDate),
}

impl Moment {
    /// 00:00:00, if only the day is known.
    pub fn earliest(self, zone: Zone) -> DateTime<FixedOffset> {
        match self {
            Self::Exact(at) => at.with_timezone(&zone),
            Self::Day(day) => in_zone(day.and_time(NaiveTime::MIN), zone),
        }
    }

    /// 23:59:59, if only the day is known.
    pub fn latest(self, zone: Zone) -> DateTime<FixedOffset> {
        match self {
            Self::Exact(at) => at.with_timezone(&zone),
            Self::Day(day) => end_of(day, zone),
        }
    }

    pub fn date(self, zone: Zone) -> NaiveDate {
        match self {
            Self::Exact(at) => date_in(at, zone),
            Self::Day(day) => day,
        }
    }

    /// As a person reads it: `2026-03-05 21:40`, or the day alone.
    pub fn text(self, zone: Zone) -> String {
        match self {
            Self::Exact(at) => at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// 00:00:00 of a day.
pub fn start_of(day: NaiveDate, zone: Zone) -> DateTime<FixedOffset> {
    in_zone(day.and_time(NaiveTime::MIN), zone)
}

/// 23:59:59 of a day.
pub fn end_of(day: NaiveDate, zone: Zone) -> DateTime<FixedOffset> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).expect("23:59:59 is a time of day");
    in_zone(day.and_time(last), zone)
}

/// Day and hour as a person reads them this year: `03-05 21:40`. The hour at the edge of a day was typed by nobody and
/// is left out.
pub fn stamp(at: DateTime<FixedOffset>) -> String {
    at.format(if is_edge(at) { "%m-%d" } else { "%m-%d %H:%M" }).to_string()
}

/// The same with the year: `2026-03-05 21:40`.
pub fn whole_stamp(at: DateTime<FixedOffset>) -> String {
    at.format(if is_edge(at) { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" }).to_string()
}

/// The first or the last second of a day, which stands for the day alone.
fn is_edge(at: DateTime<FixedOffset>) -> bool {
    matches!((at.hour(), at.minute(), at.second()), (0, 0, 0) | (23, 59, 59))
}

/// How long from one moment to a later one, in the largest two units: `3 小时 5 分钟`; in days where of one of them only
/// the day is known. Nothing has passed when `to` lies first.
pub fn elapsed(from: DateTime<FixedOffset>, to: DateTime<FixedOffset>) -> String {
    if !is_edge(from) && !is_edge(to) {
        return lasting(to.signed_duration_since(from).num_minutes());
    }
    match to.date_naive().signed_duration_since(from.date_naive()).num_days() {
        ..=0 => "不到 1 天".to_owned(),
        days => format!("{days} 天"),
    }
}

/// So many minutes, in the largest two units.
pub fn lasting(minutes: i64) -> String {
    let minutes = minutes.max(0);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, minutes) => format!("{minutes} 分钟"),
        (0, hours, 0) => format!("{hours} 小时"),
        (0, hours, minutes) => format!("{hours} 小时 {minutes} 分钟"),
        (days, 0, _) => format!("{days} 天"),
        (days, hours, _) => format!("{days} 天 {hours} 小时"),
    }
}

/// Full years on a day, 0 before birth. Who was born on 29 February is a year older on 1 March of other years.
pub fn age(birth: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

/// At the far ends of what chrono can count, the day in UTC.
fn date_in(at: DateTime<FixedOffset>, zone: Zone) -> NaiveDate {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone).unwrap_or(utc).date()
}

/// At the far ends of what chrono can count, the same reading in UTC.
fn in_zone(local: NaiveDateTime, zone: Zone) -> DateTime<FixedOffset> {
    let at = local.and_local_timezone(zone).single();
    at.unwrap_or_else(|| local.and_utc().with_timezone(&zone))
}

impl FromStr for Moment {
    type Err = Error;

    /// The form of the files: RFC 3339, where seconds may be left out, or a date.
    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some(at) = rfc3339(text) {
            return Ok(Self::Exact(at));
        }
        // chrono reads "+2026-3-5" as well; a file has one spelling of a day
        let day = text.parse::<NaiveDate>().ok().filter(|day| day.to_string() == text && text.len() == 10);
        day.map(Self::Day).ok_or_else(|| {
            Error::new("时间看不懂或不存在").fix("写成 2026-05-16T21:40+08:00，只知道哪天时写 2026-05-16")
        })
    }
}

/// RFC 3339, where seconds may be left out. Fractions of a second are refused: they could not be written again.
fn rfc3339(text: &str) -> Option<DateTime<FixedOffset>> {
    if let Some(at) = written::read(text) {
        return Some(at);
    }
    let minute = "2026-05-16T21:40".len();
    let full = match text.split_at_checked(minute) {
        Some((start, zone)) if zone.starts_with(['+', '-', 'Z', 'z']) => Cow::Owned(format!("{start}:00{zone}")),
        _ => Cow::Borrowed(text),
    };
    DateTime::parse_from_rfc3339(&full).ok().filter(|at| at.nanosecond() == 0)
}

impl fmt::Display for Moment {
    /// The form of the files, to the second; `:00` is left out.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(at) => {
                if let Some(spelling) = written::write(at) {
                    return out.write_str(spelling.as_str());
                }
                let spelling = if at.second() == 0 { "%Y-%m-%dT%H:%M%:z" } else { "%Y-%m-%dT%H:%M:%S%:z" };
                write!(out, "{}", at.format(spelling))
            }
            Self::Day(day) => write!(out, "{day}"),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let Self::Exact(at) = self else { return writer.collect_str(self) };
        match written::write(at) {
            Some(spelling) => writer.serialize_str(spelling.as_str()),
            None => writer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Moment;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("时间，如 2026-05-16T21:40+08:00 或 2026-05-16")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
        let told = |error: Error| E::custom(format!("{}，应写成 2026-05-16T21:40+08:00 或 2026-05-16", error.what));
        text.parse().map_err(told)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "moment" })
    }
}

#[cfg(test)]
mod tests;
