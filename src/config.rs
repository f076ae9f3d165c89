//! `crisis.toml`: the school, its time zone, the guide in force, how secret, the terms, holidays and make-up workdays.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::guide::toml_sentence;
use crate::time::{Calendar, Length, Term, Zone};

pub struct Config {
    pub school: String,
    pub guide: String,
    pub privacy: Privacy,
    pub default_member: Option<String>,
    /// Public half of the key on the recovery sheet.
    pub recovery: Option<String>,
    /// How long after its end a case must be kept before it may be destroyed.
    pub retention: Option<Length>,
    pub calendar: Calendar,
    /// Names with which those of classes begin; empty: read off the classes.
    pub grades: Vec<String>,
    /// Fewer students than this are left out of figures.
    pub suppress_below: usize,
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
    recovery: Option<String>,
    #[serde(default)]
    retention: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default, deserialize_with = "days")]
    holidays: BTreeSet<NaiveDate>,
    #[serde(default, deserialize_with = "days")]
    workdays: BTreeSet<NaiveDate>,
    #[serde(default)]
    term: Vec<RawTerm>,
    #[serde(default)]
    grades: Vec<String>,
    #[serde(default)]
    suppress_below: Option<usize>,
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
        let retention = raw.retention.as_deref().map(str::parse::<Length>).transpose();
        let retention = retention.map_err(|error: Error| error.field("retention"))?;
        let terms = raw.term.into_iter().map(term).collect::<Result<_>>()?;
        let suppress_below = raw.suppress_below.unwrap_or(5);
        if suppress_below < 2 {
            let open = Error::new("统计的门槛太低，单独一人也会列出").field("suppress_below");
            return Err(open.fix("写成 suppress_below = 5，至少是 2"));
        }
        Ok(Self {
            school: raw.school,
            guide: raw.guide,
            privacy: raw.privacy,
            default_member: raw.default_member,
            recovery: raw.recovery,
            retention,
            calendar: Calendar { holidays: raw.holidays, workdays: raw.workdays, terms, zone },
            grades: raw.grades,
            suppress_below,
        })
    }
}

/// The text of `crisis.toml` with one setting said anew, and everything else as the person wrote it.
pub fn with_setting(text: &str, key: &str, value: &str) -> String {
    let line = format!("{key} = {}", toml::Value::from(value));
    let mut lines: Vec<&str> = text.lines().collect();
    let is_key = |line: &&str| line.split('=').next().is_some_and(|name| name.trim() == key);
    let tables = lines.iter().position(|line| line.trim_start().starts_with('[')).unwrap_or(lines.len());
    if let Some(at) = lines[..tables].iter().position(is_key) {
        lines[at] = &line;
    } else {
        let after = lines[..tables].iter().position(|line| line.starts_with("privacy")).map_or(0, |at| at + 1);
        lines.insert(after, &line);
    }
    lines.join("\n") + "\n"
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
