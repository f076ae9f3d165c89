//! How people write times. What is ambiguous or impossible is refused with an example; nothing is guessed.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta};

use crate::error::{Error, Result};
use crate::time::{Moment, Zone};

/// A moment; `now` gives the zone and what is left out.
pub fn moment(text: &str, now: DateTime<FixedOffset>) -> Result<Moment> {
    let plain = plain(text);
    if let Some(at) = rfc3339(&plain) {
        return Ok(Moment::Exact(at));
    }
    if let Some(moment) = relative(&plain, now) {
        return Ok(moment);
    }
    let zone = *now.offset();
    let mut rest = plain.as_str();
    let day = leading_day(&mut rest, now, true);
    let (day, is_bare) = match day {
        Day::Found(day) => (day, false),
        Day::Impossible => return Err(refused(text)),
        Day::None => (now.date_naive(), true),
    };
    let rest = rest.trim_start_matches(['T', 't', ',', '，']).trim();
    if rest.is_empty() {
        return if is_bare { Err(refused(text)) } else { Ok(Moment::Day(day)) };
    }
    let clock = clock(rest).ok_or_else(|| refused(text))?;
    let at = joined(day, clock, zone).ok_or_else(|| refused(text))?;
    if is_bare && at > now {
        let late = Error::new(format!("“{text}”今天还没有到"));
        return Err(late.fix("写明哪一天，例如 昨天 21:40 或 2026-03-05 21:40"));
    }
    Ok(Moment::Exact(at))
}

/// A day, which may lie ahead.
pub fn day(text: &str, now: DateTime<FixedOffset>) -> Result<NaiveDate> {
    let plain = plain(text);
    if let Some(moment) = relative(&plain, now) {
        return Ok(moment.date(*now.offset()));
    }
    let mut rest = plain.as_str();
    match leading_day(&mut rest, now, false) {
        Day::Found(day) if rest.trim().is_empty() => Ok(day),
        _ => Err(Error::new(format!("日期“{text}”看不懂")).fix("写成 2026-03-05、2026年3月5日、3月5日、昨天、3天后")),
    }
}

enum Day {
    Found(NaiveDate),
    Impossible,
    None,
}

fn refused(text: &str) -> Error {
    Error::new(format!("时间“{text}”看不懂或不存在"))
        .fix("写成 2026-03-05 21:40、2026年3月5日 21:40、3月5日 21:40、昨天 21:40、21:40、10分钟前")
}

/// Full-width digits, colons and blanks are the same keys on another keyboard.
fn plain(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '０'..='９' | '．' | '／' | '－' | '＋' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '：' => ':',
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    };
    text.chars().map(narrow).collect::<String>().trim().to_owned()
}

fn rfc3339(text: &str) -> Option<DateTime<FixedOffset>> {
    let full = DateTime::parse_from_rfc3339(text);
    full.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z"))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M%:z"))
        .ok()
}

/// 刚刚, 10分钟前, 2小时前, 3天前, 一周后 …
fn relative(text: &str, now: DateTime<FixedOffset>) -> Option<Moment> {
    if matches!(text, "刚刚" | "刚才" | "现在") {
        return Some(Moment::Exact(now));
    }
    let (text, ahead) = match (text.strip_suffix('前'), text.strip_suffix('后')) {
        (Some(text), _) => (text, false),
        (_, Some(text)) => (text, true),
        _ => return None,
    };
    let text = text.replace(' ', "");
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (count, unit) = if digits > 0 { (text[..digits].parse().ok()?, &text[digits..]) } else { spoken(&text)? };
    if count > 10_000 {
        return None;
    }
    let today = now.date_naive();
    let days = |days: u64| {
        if ahead { today.checked_add_days(Days::new(days)) } else { today.checked_sub_days(Days::new(days)) }
    };
    let months = |months: u32| {
        if ahead {
            today.checked_add_months(Months::new(months))
        } else {
            today.checked_sub_months(Months::new(months))
        }
    };
    let sign = if ahead { 1 } else { -1 };
    let minutes = |minutes: u32| now.checked_add_signed(TimeDelta::minutes(sign * i64::from(minutes)));
    match unit {
        "分钟" | "分" => minutes(count).map(Moment::Exact),
        "小时" | "个小时" => minutes(count * 60).map(Moment::Exact),
        "天" | "日" => days(u64::from(count)).map(Moment::Day),
        "周" | "个星期" | "星期" => days(u64::from(count) * 7).map(Moment::Day),
        "个月" | "月" => months(count).map(Moment::Day),
        _ => None,
    }
}

fn spoken(text: &str) -> Option<(u32, &str)> {
    const NUMBERS: [(&str, u32); 11] = [
        ("一", 1),
        ("两", 2),
        ("二", 2),
        ("三", 3),
        ("四", 4),
        ("五", 5),
        ("六", 6),
        ("七", 7),
        ("八", 8),
        ("九", 9),
        ("十", 10),
    ];
    NUMBERS.iter().find_map(|(word, number)| text.strip_prefix(word).map(|rest| (*number, rest)))
}

/// Takes a day off the front of `rest`. A month and day without a year are of this year; for what has happened,
/// of the year before when they would lie more than a month ahead.
fn leading_day(rest: &mut &str, now: DateTime<FixedOffset>, happened: bool) -> Day {
    const NAMED: [(&str, i64); 8] =
        [("大前天", -3), ("前天", -2), ("昨天", -1), ("昨日", -1), ("今天", 0), ("今日", 0), ("明天", 1), ("后天", 2)];
    let today = now.date_naive();
    for (word, shift) in NAMED {
        if let Some(after) = rest.strip_prefix(word) {
            *rest = after;
            return found(today.checked_add_signed(TimeDelta::days(shift)));
        }
    }
    for (word, shift) in [("昨", -1i64), ("今", 0)] {
        if let Some(after) = rest.strip_prefix(word).filter(|after| after.starts_with(['早', '晚'])) {
            *rest = after;
            return found(today.checked_add_signed(TimeDelta::days(shift)));
        }
    }
    let Some((first, after)) = number(rest) else { return Day::None };
    if let Some(after) = after.strip_prefix('月') {
        let Some((day, after)) = number(after.trim_start()) else { return Day::Impossible };
        let Some(after) = after.strip_prefix(['日', '号']) else { return Day::Impossible };
        *rest = after;
        return without_year(first, day, today, happened);
    }
    for (one, two, end) in [("年", "月", "日"), ("-", "-", ""), (".", ".", ""), ("/", "/", "")] {
        let Some(after) = after.strip_prefix(one) else { continue };
        let Some((month, after)) = number(after.trim_start()) else { return Day::Impossible };
        let Some((day, after)) = after.strip_prefix(two).and_then(|after| number(after.trim_start())) else {
            return Day::Impossible;
        };
        let after = if end.is_empty() { Some(after) } else { after.strip_prefix(['日', '号']) };
        let Some(after) = after.filter(|_| first >= 1900) else { return Day::Impossible };
        *rest = after;
        return found(i32::try_from(first).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)));
    }
    Day::None
}

fn found(day: Option<NaiveDate>) -> Day {
    day.map_or(Day::Impossible, Day::Found)
}

fn without_year(month: u32, day: u32, today: NaiveDate, happened: bool) -> Day {
    let this_year = NaiveDate::from_ymd_opt(today.year(), month, day);
    let ahead = this_year.is_some_and(|day| day > today + Days::new(31));
    if happened && ahead { found(NaiveDate::from_ymd_opt(today.year() - 1, month, day)) } else { found(this_year) }
}

fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let number = text.get(..digits).filter(|digits| (1..=4).contains(&digits.len()))?;
    Some((number.parse().ok()?, &text[digits..]))
}

type Hours = fn(u32) -> Option<u32>;

/// Parts of the day, and the hours that people mean by 1 to 12 in them.
const PARTS: [(&str, Hours); 10] = [
    ("凌晨", early),
    ("早上", early),
    ("早晨", early),
    ("上午", early),
    ("早", early),
    ("中午", noon),
    ("下午", later),
    ("傍晚", later),
    ("晚上", later),
    ("晚", later),
];

fn early(hour: u32) -> Option<u32> {
    (hour <= 12).then_some(hour)
}

fn noon(hour: u32) -> Option<u32> {
    match hour {
        1 | 2 => Some(hour + 12),
        11..=14 => Some(hour),
        _ => None,
    }
}

/// 晚上12点 may be either end of the night: refused.
fn later(hour: u32) -> Option<u32> {
    match hour {
        1..=11 => Some(hour + 12),
        13..=23 => Some(hour),
        _ => None,
    }
}

/// Hour, minute, second; 24:00 is the end of the day.
fn clock(text: &str) -> Option<(u32, u32, u32)> {
    let part = PARTS.iter().find_map(|(word, hours)| Some((text.strip_prefix(word)?, hours)));
    let (hour, rest) = number(part.map_or(text, |(text, _)| text.trim_start()))?;
    let (minute, second) = after_hour(rest)?;
    let hour = part.map_or(Some(hour), |(_, hours)| hours(hour))?;
    let valid = (hour < 24 && minute < 60 && second < 60) || (hour, minute, second) == (24, 0, 0);
    valid.then_some((hour, minute, second))
}

fn joined(day: NaiveDate, (hour, minute, second): (u32, u32, u32), zone: Zone) -> Option<DateTime<FixedOffset>> {
    let (day, hour) = if hour == 24 { (day.succ_opt()?, 0) } else { (day, hour) };
    day.and_time(NaiveTime::from_hms_opt(hour, minute, second)?).and_local_timezone(zone).single()
}

fn after_hour(rest: &str) -> Option<(u32, u32)> {
    if let Some(rest) = rest.strip_prefix(':') {
        let (minute, rest) = number(rest).filter(|(_, after)| rest.len() - after.len() == 2)?;
        let Some(rest) = rest.strip_prefix(':') else { return rest.is_empty().then_some((minute, 0)) };
        let (second, rest) = number(rest)?;
        return rest.is_empty().then_some((minute, second));
    }
    let rest = rest.strip_prefix(['点', '时'])?;
    match rest {
        "" | "整" | "钟" => Some((0, 0)),
        "半" => Some((30, 0)),
        "一刻" => Some((15, 0)),
        "三刻" => Some((45, 0)),
        _ => {
            let (minute, rest) = number(rest)?;
            matches!(rest, "" | "分").then_some((minute, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};
    use proptest::prelude::*;

    use super::{day, moment};

    fn now() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-03-06T09:00:00+08:00").unwrap()
    }

    #[test]
    fn what_people_write() {
        let table = [
            ("2026-03-05T21:40:00+08:00", "2026-03-05T21:40+08:00"),
            ("2026-03-05T21:40+08:00", "2026-03-05T21:40+08:00"),
            ("2026-03-05 21:40", "2026-03-05T21:40+08:00"),
            ("2026-03-05", "2026-03-05"),
            ("2026年3月5日 21:40", "2026-03-05T21:40+08:00"),
            ("２０２６年３月５日　２１：４０", "2026-03-05T21:40+08:00"),
            ("2026年3月5日21时40分", "2026-03-05T21:40+08:00"),
            ("2026年3月5日晚上9点半", "2026-03-05T21:30+08:00"),
            ("2026.3.5", "2026-03-05"),
            ("2026/3/5 8:05", "2026-03-05T08:05+08:00"),
            ("3月5日", "2026-03-05"),
            ("12月30日 8:00", "2025-12-30T08:00+08:00"),
            ("8:40", "2026-03-06T08:40+08:00"),
            ("昨天 21:40", "2026-03-05T21:40+08:00"),
            ("昨晚11点", "2026-03-05T23:00+08:00"),
            ("前天下午3点一刻", "2026-03-04T15:15+08:00"),
            ("刚刚", "2026-03-06T09:00+08:00"),
            ("10分钟前", "2026-03-06T08:50+08:00"),
            ("3天前", "2026-03-03"),
            ("2024-02-29", "2024-02-29"),
            ("2026-03-05 24:00", "2026-03-06T00:00+08:00"),
        ];
        for (text, told) in table {
            assert_eq!(moment(text, now()).map(|moment| moment.to_string()), Ok(told.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        for text in [
            "",
            "25:00",
            "21:4",
            "2026-02-29",
            "2026-13-01",
            "05/03/2026",
            "03-05",
            "3.5",
            "21:40",
            "晚上12点",
            "某天",
            "2026年3月",
            "9999999天前",
            "2026-03-05 21:40 左右",
        ] {
            let error = moment(text, now()).unwrap_err();
            assert!(error.fix.is_some_and(|fix| fix.contains("2026-03-05 21:40")), "{text}");
        }
    }

    #[test]
    fn days_may_lie_ahead() {
        for (text, told) in
            [("明天", "2026-03-07"), ("一周后", "2026-03-13"), ("3天后", "2026-03-09"), ("12月30日", "2026-12-30")]
        {
            assert_eq!(day(text, now()).unwrap().to_string(), told);
        }
        assert!(day("2026-03-05 21:40", now()).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}", dated in "[0-9０-９年月日时点半:：.前后昨今天 -]{0,20}") {
            let _ = (moment(&text, now()), day(&text, now()), moment(&dated, now()), day(&dated, now()));
        }

        #[test]
        fn reads_what_screens_show(seconds in 0i64..1_700_000_000) {
            let at = DateTime::from_timestamp(seconds / 60 * 60, 0).unwrap().with_timezone(now().offset());
            let read = moment(&at.format("%Y-%m-%d %H:%M").to_string(), now()).unwrap();
            prop_assert_eq!(read.earliest(*now().offset()), at);
        }
    }
}
