//! `crisis.toml`: the school, its time zone, the guide in force, how secret, the terms, holidays and make-up workdays.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::guide::toml_sentence;
use crate::time::{Calendar, Term, Zone};

pub struct Config {
    pub school: String,
    pub guide: String,
    pub privacy: Privacy,
    pub default_member: Option<String>,
    pub calendar: Calendar,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    Plain,
    Sealed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    school: String,
    guide: String,
    privacy: Privacy,
    #[serde(default)]
    default_member: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default, deserialize_with = "days")]
    holidays: BTreeSet<NaiveDate>,
    #[serde(default, deserialize_with = "days")]
    workdays: BTreeSet<NaiveDate>,
    #[serde(default)]
    term: Vec<RawTerm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    name: String,
    from: toml::value::Datetime,
    to: toml::value::Datetime,
}

impl Config {
    pub fn read(text: &str) -> Result<Self> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            let (what, fix) = toml_sentence(error.message());
            Error::new(what).fix(fix).line(line)
        })?;
        let zone = raw.time_zone.as_deref().unwrap_or("+08:00");
        let zone: Zone = zone.parse().map_err(|_| {
            Error::new(format!("时区“{zone}”看不懂")).field("time_zone").fix("写成 time_zone = \"+08:00\"")
        })?;
        let terms = raw.term.into_iter().map(term).collect::<Result<_>>()?;
        Ok(Self {
            school: raw.school,
            guide: raw.guide,
            privacy: raw.privacy,
            default_member: raw.default_member,
            calendar: Calendar { holidays: raw.holidays, workdays: raw.workdays, terms, zone },
        })
    }
}

fn term(raw: RawTerm) -> Result<Term> {
    let (Ok(from), Ok(to)) = (raw.from.to_string().parse(), raw.to.to_string().parse()) else {
        return Err(Error::new("学期的起止应当是日期").field("term").fix("写成 from = 2026-09-01"));
    };
    let term = Term { name: raw.name, from, to };
    if term.to < term.from {
        return Err(Error::new(format!("学期“{}”的结束早于开始", term.name)).field("term").fix("核对 from 与 to"));
    }
    Ok(term)
}

fn days<'de, D: Deserializer<'de>>(reader: D) -> Result<BTreeSet<NaiveDate>, D::Error> {
    let dates = Vec::<toml::value::Datetime>::deserialize(reader)?;
    let day = |date: toml::value::Datetime| date.to_string().parse();
    dates
        .into_iter()
        .map(day)
        .collect::<Result<_, _>>()
        .map_err(|_| serde::de::Error::custom("这里应当是日期，例如 2026-10-01"))
}
