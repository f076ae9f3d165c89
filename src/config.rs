//! `crisis.toml`: the school, its time zone, the guide in force, how secret, the terms, holidays and make-up workdays.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::guide::toml_sentence;
use crate::time::{Calendar, Length, Term, Zone};

pub struct Config {
    pub school: String,
    /// Stands above the title of what leaves the school; none: nothing does.
    pub letterhead: Option<String>,
    /// Where the school is reached: a telephone, a room, hours.
    pub contact: Option<String>,
    pub guide: String,
    pub privacy: Privacy,
    pub default_member: Option<String>,
    /// Public half of the key on the recovery sheet.
    pub recovery: Option<String>,
    /// How long after its end a case must be kept before it may be destroyed.
    pub retention: Option<Length>,
    /// After how long the next backup is owed; none: nobody is reminded.
    pub backup_every: Option<Length>,
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
    #[serde(default)]
    letterhead: Option<String>,
    #[serde(default)]
    contact: Option<String>,
    guide: String,
    privacy: Privacy,
    #[serde(default)]
    default_member: Option<String>,
    #[serde(default)]
    recovery: Option<String>,
    #[serde(default)]
    retention: Option<String>,
    #[serde(default)]
    backup_every: Option<String>,
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
    name: toml::Spanned<String>,
    #[serde(deserialize_with = "day")]
    from: NaiveDate,
    #[serde(deserialize_with = "day")]
    to: NaiveDate,
}

impl Config {
    pub fn read(text: &str) -> Result<Self> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_at(text, span.start));
            let (what, fix) = toml_sentence(error.message());
            Error::new(what).fix(fix).line(line)
        })?;
        let zone = raw.time_zone.as_deref().unwrap_or("+08:00");
        let zone: Zone = zone.parse().map_err(|_| {
            Error::new(format!("时区“{zone}”看不懂")).field("time_zone").fix("写成 time_zone = \"+08:00\"")
        })?;
        let length = |said: Option<String>, field: &str| {
            let length = said.as_deref().map(str::parse::<Length>).transpose();
            length.map_err(|error: Error| error.field(field))
        };
        let retention = length(raw.retention, "retention")?;
        let backup_every = length(raw.backup_every, "backup_every")?;
        let terms = raw.term.into_iter().map(|raw| term(text, raw)).collect::<Result<_>>()?;
        let suppress_below = raw.suppress_below.unwrap_or(5);
        if suppress_below < 2 {
            let open = Error::new("统计的门槛太低，单独一人也会列出").field("suppress_below");
            return Err(open.fix("写成 suppress_below = 5，至少是 2"));
        }
        Ok(Self {
            school: raw.school,
            letterhead: raw.letterhead.filter(|line| !line.trim().is_empty()),
            contact: raw.contact.filter(|line| !line.trim().is_empty()),
            guide: raw.guide,
            privacy: raw.privacy,
            default_member: raw.default_member,
            recovery: raw.recovery,
            retention,
            backup_every,
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

fn term(text: &str, raw: RawTerm) -> Result<Term> {
    let line = line_at(text, raw.name.span().start);
    let term = Term { name: raw.name.into_inner(), from: raw.from, to: raw.to };
    if term.to < term.from {
        let wrong = Error::new(format!("学期“{}”的结束早于开始", term.name)).line(line);
        return Err(wrong.field("term").fix("核对 from 与 to"));
    }
    Ok(term)
}

/// Counted from 1.
fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn day<'de, D: Deserializer<'de>>(reader: D) -> Result<NaiveDate, D::Error> {
    let days = Days::deserialize(reader)?.0;
    days.first()
        .filter(|_| days.len() == 1)
        .copied()
        .ok_or_else(|| de::Error::custom("这里应当是一天，例如 2026-09-01"))
}

/// A day, or days from the first to the last of them: `2026-10-01`, `"2026-10-01..2026-10-07"`, `{ from = …, to = … }`.
struct Days(BTreeSet<NaiveDate>);

/// Holidays of more than a year are a slip of the pen.
const LONGEST: i64 = 366;

impl Days {
    fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, &'static str> {
        match to.signed_duration_since(from).num_days() {
            ..0 => Err("这一段日子的结束早于开始"),
            LONGEST.. => Err("这一段日子超过一年"),
            _ => Ok(Self(from.iter_days().take_while(|day| *day <= to).collect())),
        }
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Written)
    }
}

struct Written;

/// Said of whatever is no day.
const NO_DAY: &str = "这里应当是日期或一段日期，例如 2026-10-01、\"2026-10-01..2026-10-07\"";

impl<'de> Visitor<'de> for Written {
    type Value = Days;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(NO_DAY)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Days, E> {
        let day = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| E::custom(NO_DAY));
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        Days::between(day(from)?, day(to.trim_start_matches('='))?).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Days, E> {
        Err(E::custom(NO_DAY))
    }

    /// TOML hands on its own dates as a table of one key.
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Days, M::Error> {
        let (mut from, mut to) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            let day: NaiveDate = match key.as_str() {
                "from" | "to" => map.next_value::<toml::value::Datetime>()?.to_string().parse(),
                _ => map.next_value::<String>()?.parse(),
            }
            .map_err(|_| de::Error::custom(NO_DAY))?;
            if key != "to" {
                from = Some(day);
            }
            if key != "from" {
                to = Some(day);
            }
        }
        let (Some(from), Some(to)) = (from, to) else { return Err(de::Error::custom(NO_DAY)) };
        Days::between(from, to).map_err(de::Error::custom)
    }
}

fn days<'de, D: Deserializer<'de>>(reader: D) -> Result<BTreeSet<NaiveDate>, D::Error> {
    Ok(Vec::<Days>::deserialize(reader)?.into_iter().flat_map(|days| days.0).collect())
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn read(holidays: &str) -> Result<Vec<String>, String> {
        let text = format!("school = \"某校\"\nguide = \"g\"\nprivacy = \"plain\"\nholidays = [\n{holidays}\n]\n");
        let config = Config::read(&text).map_err(|error| format!("{:?} {}", error.line, error.what))?;
        Ok(config.calendar.holidays.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn holidays_are_days_and_ranges_of_them() {
        let week = read("\"2026-10-01..2026-10-03\", 2026-12-31, { from = 2027-01-01, to = 2027-01-02 }").unwrap();
        assert_eq!(week, ["2026-10-01", "2026-10-02", "2026-10-03", "2026-12-31", "2027-01-01", "2027-01-02"]);
        assert_eq!(read("\"2026-10-01\"").unwrap(), ["2026-10-01"]);
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_day_is_told_with_its_line() {
        for (wrong, told) in [
            ("2026-10-01,\n\"2026-10-07..2026-10-01\"", "早于开始"),
            ("2026-10-01,\n\"2026-10-01..2036-10-01\"", "超过一年"),
            ("2026-10-01,\n\"十一\"", "应当是日期"),
            ("2026-10-01,\n{ from = 2026-10-01 }", "应当是日期"),
            ("2026-10-01,\n7", "应当是日期"),
            ("2026-10-01,\n10:30:00", "应当是日期"),
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.contains(told) && error.contains("Some(6)"), "{wrong}: {error}");
        }
        let term = |dates: &str| {
            let text =
                format!("school = \"某校\"\nguide = \"g\"\nprivacy = \"plain\"\n[[term]]\nname = \"上\"\n{dates}\n");
            Config::read(&text).err().map(|error| (error.line, error.what)).unwrap()
        };
        assert_eq!(term("from = 2027-01-20\nto = 2026-09-01"), (Some(5), "学期“上”的结束早于开始".to_owned()));
        assert_eq!(term("from = 2026-09-01\nto = 7").0, Some(7));
    }
}
