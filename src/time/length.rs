//! Lengths as guides write them: a positive whole number and a unit.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

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

const MOST: u32 = 10_000;

const EXAMPLES: &str = "写成正整数加单位：10m 分钟、24h 小时、3d 天、5sd 上学日、2w 周、6mo 个月、1y 年";

impl Unit {
    const ALL: [Self; 7] = [Self::Minute, Self::Hour, Self::Day, Self::SchoolDay, Self::Week, Self::Month, Self::Year];

    const fn code(self) -> &'static str {
        match self {
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::SchoolDay => "sd",
            Self::Week => "w",
            Self::Month => "mo",
            Self::Year => "y",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Minute => "分钟",
            Self::Hour => "小时",
            Self::Day => "天",
            Self::SchoolDay => "个上学日",
            Self::Week => "周",
            Self::Month => "个月",
            Self::Year => "年",
        }
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(&format_args!("{}{}", self.count, self.unit.code()))
    }
}

impl FromStr for Length {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |what: &str| Error::new(what).fix(EXAMPLES);
        if text.starts_with('-') {
            return Err(wrong("时长不能是负数"));
        }
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (digits, code) = text.split_at(end);
        if digits.is_empty() {
            return Err(wrong("时长要以数字开头"));
        }
        let unit = Unit::ALL.into_iter().find(|unit| unit.code() == code).ok_or_else(|| wrong("时长的单位看不懂"))?;
        // digits alone fail to be a number only when they are too many
        match digits.parse().unwrap_or(u32::MAX) {
            0 => Err(wrong("时长不能是零")),
            count if count > MOST => Err(wrong(&format!("时长的数字不能超过 {MOST}"))),
            count => Ok(Self { count, unit }),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.count, self.unit.name())
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Length;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("时长，如 24h 或 5sd")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Length, E> {
        text.parse().map_err(|error: Error| E::custom(format!("{}，{EXAMPLES}", error.what)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Length, Unit};

    #[test]
    fn lengths_are_read_and_told() {
        for (text, unit, told) in [
            ("10m", Unit::Minute, "10 分钟"),
            ("24h", Unit::Hour, "24 小时"),
            ("3d", Unit::Day, "3 天"),
            ("5sd", Unit::SchoolDay, "5 个上学日"),
            ("2w", Unit::Week, "2 周"),
            ("6mo", Unit::Month, "6 个月"),
            ("1y", Unit::Year, "1 年"),
            ("10000d", Unit::Day, "10000 天"),
        ] {
            let length: Length = serde_json::from_value(text.into()).unwrap();
            assert_eq!((length.unit, length.to_string().as_str()), (unit, told));
        }
    }

    #[test]
    fn other_lengths_are_refused_with_examples() {
        for text in
            ["", "0d", "00h", "-3d", "+3d", "3", "d", "3x", "3 d", "3D", "1.5h", "10001d", "99999999999d", "三天"]
        {
            let error = text.parse::<Length>().unwrap_err();
            assert!(error.fix.is_some_and(|fix| fix.contains("5sd")), "{text}");
            assert!(serde_json::from_value::<Length>(text.into()).unwrap_err().to_string().contains("5sd"), "{text}");
        }
        assert!(serde_json::from_value::<Length>(3.into()).unwrap_err().to_string().contains("时长，如"));
    }

    proptest! {
        #[test]
        fn every_length_has_one_code(count in 1u32..=10_000, index in 0usize..7) {
            let length = Length { count, unit: Unit::ALL[index] };
            prop_assert_eq!(format!("{count}{}", length.unit.code()).parse::<Length>().unwrap(), length);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,12}") {
            let _ = text.parse::<Length>();
        }
    }
}
