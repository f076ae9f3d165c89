//! The time of day: 21:40, 21时40分, 晚上9点半.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

use crate::error::{Error, Result};
use crate::time::Zone;
use crate::time::parse::{number, unclear};

/// A time of day that exists; 24:00:00 is the end of it.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub hour: u32,
    pub minute: u32,
    second: u32,
}

impl Clock {
    /// None at the end of all days.
    pub fn on(self, day: NaiveDate, zone: Zone) -> Option<DateTime<FixedOffset>> {
        let (day, hour) = if self.hour == 24 { (day.succ_opt()?, 0) } else { (day, self.hour) };
        let time = NaiveTime::from_hms_opt(hour, self.minute, self.second)?;
        day.and_time(time).and_local_timezone(zone).single()
    }
}

/// The whole text is a time of day.
pub(super) fn read(text: &str) -> Result<Clock> {
    let part = PARTS.iter().find_map(|part| Some((part, text.strip_prefix(part.word)?)));
    let (told, rest) = number::spoken(part.map_or(text, |(_, rest)| rest.trim_start()), 2).ok_or_else(unclear)?;
    let (minute, second) = match rest.strip_prefix(':') {
        Some(rest) => after_colon(rest),
        None => after_word(rest),
    }
    .ok_or_else(unclear)?;
    let hour = match part {
        Some((part, _)) => part.hour(told).ok_or_else(|| part.ambiguous(told))?,
        None => told,
    };
    let exists = (hour < 24 && minute < 60 && second < 60) || (hour, minute, second) == (24, 0, 0);
    exists.then_some(Clock { hour, minute, second }).ok_or_else(|| {
        Error::new(format!("一天里没有 {told}:{minute:02} 这个时刻")).fix("用 24 小时制写，如 8:05 或 21:40")
    })
}

/// 40 or 40:30, both with two digits.
fn after_colon(rest: &str) -> Option<(u32, u32)> {
    let (minute, rest) = two_digits(rest)?;
    let Some(rest) = rest.strip_prefix(':') else { return rest.is_empty().then_some((minute, 0)) };
    let (second, rest) = two_digits(rest)?;
    rest.is_empty().then_some((minute, second))
}

/// 点, 点半, 点一刻, 点40, 点5分; not 点5, which may be meant as 点50.
fn after_word(rest: &str) -> Option<(u32, u32)> {
    let rest = rest.trim_start().strip_prefix(['点', '时'])?.trim_start();
    let minute = match rest {
        "" | "整" | "钟" => 0,
        "半" => 30,
        "一刻" => 15,
        "三刻" => 45,
        _ => match rest.strip_suffix('分') {
            Some(minute) => number::spoken(minute.trim_end(), 2).filter(|(_, rest)| rest.is_empty())?.0,
            None => two_digits(rest).filter(|(_, rest)| rest.is_empty())?.0,
        },
    };
    Some((minute, 0))
}

fn two_digits(text: &str) -> Option<(u32, &str)> {
    number::digits(text, 2).filter(|(_, rest)| text.len() - rest.len() == 2)
}

/// A part of the day, and the hours that can only mean one thing in it: first, last, and what to add.
struct Part {
    word: &'static str,
    hours: &'static [(u32, u32, u32)],
}

/// 晚上12点 may be either end of the night, 上午12点 noon or midnight: in no row.
const PARTS: [Part; 12] = [
    Part { word: "凌晨", hours: &[(0, 6, 0)] },
    Part { word: "清晨", hours: MORNING },
    Part { word: "早上", hours: MORNING },
    Part { word: "早晨", hours: MORNING },
    Part { word: "上午", hours: MORNING },
    Part { word: "早", hours: MORNING },
    Part { word: "中午", hours: &[(11, 14, 0), (1, 2, 12)] },
    Part { word: "下午", hours: &[(1, 11, 12), (12, 23, 0)] },
    Part { word: "傍晚", hours: &[(4, 8, 12), (16, 20, 0)] },
    Part { word: "晚上", hours: EVENING },
    Part { word: "夜里", hours: EVENING },
    Part { word: "晚", hours: EVENING },
];

const MORNING: &[(u32, u32, u32)] = &[(0, 11, 0)];

const EVENING: &[(u32, u32, u32)] = &[(5, 11, 12), (17, 24, 0)];

impl Part {
    /// The hour out of 24 that people mean.
    fn hour(&self, told: u32) -> Option<u32> {
        let row = self.hours.iter().find(|(first, last, _)| (*first..=*last).contains(&told));
        row.map(|(.., more)| told + more)
    }

    fn ambiguous(&self, told: u32) -> Error {
        Error::new(format!("“{}{told}点”说不清是几点", self.word))
            .fix("写明日期，用 24 小时制，如 2026-03-05 21:40 或 2026-03-06 0:30")
    }
}
