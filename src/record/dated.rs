//! The date of a paper: a day, or only the month, which is what many certificates and old letters show.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// A day, or a month of which the day is not known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dated {
    Day(NaiveDate),
    /// The first day of the month.
    Month(NaiveDate),
}

impl Dated {
    /// The first day that it may be.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) => day,
        }
    }

    /// The last day that it may be.
    pub fn last(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Month(first) => {
                let next = first.checked_add_months(Months::new(1));
                next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(first)
            }
        }
    }
}

impl FromStr for Dated {
    type Err = Error;

    /// The form of the files: `2026-03-05` or `2026-03`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let exact = |day: &str| day.parse::<NaiveDate>().ok().filter(|read| read.to_string() == day);
        let month = || (text.len() == 7).then(|| exact(&format!("{text}-01"))).flatten();
        let read = exact(text).map(Self::Day).or_else(|| month().map(Self::Month));
        read.ok_or_else(|| Error::new("日期看不懂或不存在").fix("写成 2026-03-05；只知道哪个月时写 2026-03"))
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(out, "{day}"),
            Self::Month(first) => write!(out, "{}", first.format("%Y-%m")),
        }
    }
}

impl Serialize for Dated {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Dated {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Dated;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("日期，如 2026-03-05 或 2026-03")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Dated, E> {
        text.parse().map_err(|error: Error| E::custom(format!("{}，应写成 2026-03-05 或 2026-03", error.what)))
    }
}

impl JsonSchema for Dated {
    fn schema_name() -> Cow<'static, str> {
        "Dated".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "dated" })
    }
}

#[cfg(test)]
mod tests {
    use super::Dated;

    #[test]
    fn a_day_or_a_month() {
        let month: Dated = "2028-02".parse().unwrap();
        assert_eq!((month.first().to_string(), month.last().to_string()), ("2028-02-01".into(), "2028-02-29".into()));
        let day: Dated = "2026-03-05".parse().unwrap();
        assert_eq!((day.first(), day.to_string()), (day.last(), "2026-03-05".to_owned()));
        assert_eq!(month.to_string(), "2028-02");
        for wrong in ["2026-13", "2026-3", "2026", "2026-02-30", "三月"] {
            assert!(wrong.parse::<Dated>().is_err(), "{wrong}");
        }
    }
}
