//! Times told from now: 刚刚, 10分钟前, 3天前, 一周后.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, TimeDelta, Timelike};

use crate::error::{Error, Result};
use crate::time::Moment;
use crate::time::parse::number;

/// Which way from now.
#[derive(Clone, Copy)]
enum Way {
    Ago,
    Ahead,
}

/// None when the text is of another form.
pub(super) fn read(text: &str, now: DateTime<FixedOffset>) -> Result<Option<Moment>> {
    // people count to the second, clocks do not
    let now = now.with_nanosecond(0).unwrap_or(now);
    if matches!(text, "刚刚" | "刚才" | "现在") {
        return Ok(Some(Moment::Exact(now)));
    }
    let (length, way) = match (text.strip_suffix('前'), text.strip_suffix('后')) {
        (Some(length), _) => (length, Way::Ago),
        (_, Some(length)) => (length, Way::Ahead),
        _ => return Ok(None),
    };
    let wrong = || Error::new("离现在多久看不懂或太远").fix("写成 10分钟前、半小时前、2小时前、3天前、3天后、一周后");
    shifted(length.trim_end(), way, now).map(Some).ok_or_else(wrong)
}

/// Minutes and hours lead to a moment, longer lengths to a day.
fn shifted(length: &str, way: Way, now: DateTime<FixedOffset>) -> Option<Moment> {
    if matches!(length, "半小时" | "半个小时") {
        return minutes(30, way, now);
    }
    let (count, unit) = number::spoken(length, 4).filter(|(count, _)| *count > 0)?;
    let today = now.date_naive();
    match unit.trim_start() {
        "分钟" => minutes(count, way, now),
        "小时" | "个小时" => minutes(count * 60, way, now),
        "天" => days(count, way, today),
        "周" | "星期" | "个星期" => days(count * 7, way, today),
        "个月" => months(count, way, today),
        _ => None,
    }
}

fn minutes(count: u32, way: Way, now: DateTime<FixedOffset>) -> Option<Moment> {
    let length = TimeDelta::minutes(i64::from(count));
    let at = match way {
        Way::Ago => now.checked_sub_signed(length),
        Way::Ahead => now.checked_add_signed(length),
    };
    at.map(Moment::Exact)
}

fn days(count: u32, way: Way, today: NaiveDate) -> Option<Moment> {
    let length = Days::new(u64::from(count));
    let day = match way {
        Way::Ago => today.checked_sub_days(length),
        Way::Ahead => today.checked_add_days(length),
    };
    day.map(Moment::Day)
}

/// None where the month has no such day: which one was meant is not to be guessed.
fn months(count: u32, way: Way, today: NaiveDate) -> Option<Moment> {
    let length = Months::new(count);
    let day = match way {
        Way::Ago => today.checked_sub_months(length),
        Way::Ahead => today.checked_add_months(length),
    };
    day.filter(|day| day.day() == today.day()).map(Moment::Day)
}
