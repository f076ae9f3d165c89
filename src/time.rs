//! Time as schools know it: a moment to the minute or only the day, lengths with school days among their units,
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
pub mod parse;

pub use self::calendar::{Calendar, Term};

/// The school's zone.
pub type Zone = FixedOffset;

/// A point in time as people know it: to the second, or only the day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Moment {
    Exact(DateTime<FixedOffset>),
    Day(NaiveDate),
}

impl Moment {
    pub fn earliest(self, zone: Zone) -> DateTime<FixedOffset> {
        match self {
            Self::Exact(at) => at.with_timezone(&zone),
            Self::Day(day) => in_zone(day.and_time(NaiveTime::MIN), zone),
        }
    }

    pub fn latest(self, zone: Zone) -> DateTime<FixedOffset> {
        match self {
            Self::Exact(at) => at.with_timezone(&zone),
            Self::Day(day) => end_of(day, zone),
        }
    }

    pub fn date(self, zone: Zone) -> NaiveDate {
        match self {
            Self::Exact(at) => at.with_timezone(&zone).date_naive(),
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

/// 23:59:59 of a day.
pub fn end_of(day: NaiveDate, zone: Zone) -> DateTime<FixedOffset> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).expect("a constant time of day");
    in_zone(day.and_time(last), zone)
}

fn in_zone(local: NaiveDateTime, zone: Zone) -> DateTime<FixedOffset> {
    local.and_local_timezone(zone).single().expect("a fixed zone has neither gaps nor folds")
}

impl FromStr for Moment {
    type Err = Error;

    /// The form of the files: RFC 3339, seconds optional, or a date.
    fn from_str(text: &str) -> Result<Self, Error> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            && text.len() == 10
        {
            return Ok(Self::Day(day));
        }
        let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"));
        exact
            .map(Self::Exact)
            .map_err(|_| Error::new("时间看不懂").fix("写成 2026-05-16T21:40+08:00，只知道哪天时写 2026-05-16"))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(at) if at.second() == 0 => write!(out, "{}", at.format("%Y-%m-%dT%H:%M%:z")),
            Self::Exact(at) => write!(out, "{}", at.format("%Y-%m-%dT%H:%M:%S%:z")),
            Self::Day(day) => write!(out, "{day}"),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Moment;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a moment")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                text.parse().map_err(|error: Error| {
                    E::custom(format!("{}，应写成 2026-05-16T21:40+08:00 或 2026-05-16", error.what))
                })
            }
        }
        reader.deserialize_str(Text)
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

/// A length such as `10m 24h 3d 5sd 2w 6mo 1y`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Length {
    pub count: u32,
    pub unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Minute,
    Hour,
    Day,
    SchoolDay,
    Week,
    Month,
    Year,
}

const UNITS: [(&str, Unit, &str); 7] = [
    ("m", Unit::Minute, "分钟"),
    ("h", Unit::Hour, "小时"),
    ("d", Unit::Day, "天"),
    ("sd", Unit::SchoolDay, "个上学日"),
    ("w", Unit::Week, "周"),
    ("mo", Unit::Month, "个月"),
    ("y", Unit::Year, "年"),
];

impl FromStr for Length {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |what: &str| {
            Error::new(format!("时长“{text}”{what}"))
                .fix("写成正整数加单位：10m 分钟、24h 小时、3d 天、5sd 上学日、2w 周、6mo 月、1y 年")
        };
        let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        if text.starts_with('-') {
            return Err(wrong("是负的"));
        }
        let (count, unit) = text.split_at(digits);
        let count: u32 = count.parse().map_err(|_| wrong("看不懂"))?;
        let unit = UNITS.iter().find(|(code, ..)| *code == unit).ok_or_else(|| wrong("的单位看不懂"))?.1;
        match count {
            0 => Err(wrong("是零")),
            10_001.. => Err(wrong("太长")),
            count => Ok(Self { count, unit }),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = UNITS.iter().find(|(_, unit, _)| *unit == self.unit).map_or("", |(.., name)| name);
        write!(out, "{} {name}", self.count)
    }
}

/// How long from one moment to another, in the largest two units.
pub fn elapsed(from: DateTime<FixedOffset>, to: DateTime<FixedOffset>) -> String {
    let minutes = (to - from).num_minutes().max(0);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, minutes) {
        (0, 0, minutes) => format!("{minutes} 分钟"),
        (0, hours, 0) => format!("{hours} 小时"),
        (0, hours, minutes) => format!("{hours} 小时 {minutes} 分钟"),
        (days, 0, _) => format!("{days} 天"),
        (days, hours, _) if days < 7 => format!("{days} 天 {hours} 小时"),
        (days, ..) => format!("{days} 天"),
    }
}

/// Full years on a day.
pub fn age(birth: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Length, Moment, Unit, elapsed};
    use proptest::prelude::*;

    #[test]
    fn moments_of_files() {
        for text in ["2026-05-16T01:10+08:00", "2026-05-16T01:10:30+08:00", "2026-05-16", "2024-02-29"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        for text in ["2026-02-29", "2026-5-16", "", "昨天", "2026-05-16 01:10"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!("5sd".parse::<Length>().unwrap(), Length { count: 5, unit: Unit::SchoolDay });
        assert_eq!("24h".parse::<Length>().unwrap().to_string(), "24 小时");
        for text in ["0d", "-3d", "3", "d", "3x", "99999d", ""] {
            assert!(text.parse::<Length>().is_err(), "{text}");
        }
    }

    #[test]
    fn elapsed_names_the_largest_two_units() {
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
        let from = at("2026-03-05T21:40:00+08:00");
        assert_eq!(elapsed(from, at("2026-03-05T22:20:00+08:00")), "40 分钟");
        assert_eq!(elapsed(from, at("2026-03-08T01:40:00+08:00")), "2 天 4 小时");
        assert_eq!(elapsed(from, at("2026-03-17T21:45:00+08:00")), "12 天");
    }

    proptest! {
        #[test]
        fn round_trip(seconds in 0i64..4_000_000_000) {
            let zone = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
            let moment = Moment::Exact(chrono::DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone));
            prop_assert_eq!(moment.to_string().parse::<Moment>().unwrap(), moment);
        }
    }
}
