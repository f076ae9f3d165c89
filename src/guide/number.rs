//! Numbers to call, each with the day on which somebody last called it: they take the place of a term, so that they
//! stand wherever the term does.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};

use crate::guide::Guide;
use crate::time::{Calendar, end_of};

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The term in whose place it stands.
    pub term: String,
    pub number: String,
    /// Whose it is.
    #[serde(default)]
    pub name: String,
    #[serde(default, deserialize_with = "day")]
    pub checked_on: Option<NaiveDate>,
}

impl Number {
    /// As papers and screens have it.
    pub fn told(&self) -> String {
        let checked = self.checked_on.map(|day| format!("{day} 核对"));
        let beside: Vec<&str> = [self.name.as_str(), checked.as_deref().unwrap_or_default()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        if beside.is_empty() { self.number.clone() } else { format!("{}（{}）", self.number, beside.join("，")) }
    }
}

impl Guide {
    /// Of which numbers nobody knows today that they are right. How long one is good for says the guide.
    pub fn unchecked(&self, now: DateTime<FixedOffset>, calendar: &Calendar) -> Vec<String> {
        let told = |number: &Number| {
            let Some(day) = number.checked_on else {
                return Some(format!("号码 {} 没有写何时核对过：拨打核对，写上 checked_on", number.number));
            };
            let until = calendar.after(end_of(day, calendar.zone), self.numbers_good_for?);
            let again =
                || format!("号码 {} 是 {day} 核对的，已过了指南定的时间：再拨打核对，改 checked_on", number.number);
            (until < now).then(again)
        };
        self.numbers.iter().filter_map(told).collect()
    }
}

/// A day as TOML writes it.
pub fn day<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<NaiveDate>, D::Error> {
    let date = toml::value::Datetime::deserialize(reader)?;
    date.to_string().parse().map(Some).map_err(|_| serde::de::Error::custom("这里应当是日期，例如 2026-09-01"))
}
