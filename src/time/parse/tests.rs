//! What people write, and what is refused.

use chrono::{DateTime, FixedOffset, Utc};
use proptest::prelude::*;

use super::{day, moment};
use crate::time::Moment;

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// A Friday morning.
fn now() -> DateTime<FixedOffset> {
    at("2026-03-06T09:00:00+08:00")
}

fn told(text: &str) -> String {
    moment(text, now()).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

#[test]
fn a_day_and_a_time() {
    for text in [
        "2026-03-05T21:40:00+08:00",
        "2026-03-05T21:40+08:00",
        "2026-03-05 21:40+08:00",
        "2026-03-05T21:40",
        "2026-03-05 21:40",
        "  2026-03-05   21:40:00 ",
        "2026年3月5日 21:40",
        "2026 年 3 月 5 日 21:40",
        "2026年3月5日，21:40",
        "２０２６年３月５日　２１：４０",
        "２０２６－０３－０５　２１：４０",
        "2026年3月5日21时40分",
        "2026年3月5日晚上9点40分",
        "2026年3月5号晚上9点40",
        "三月五日晚上九点四十分",
        "2026.3.5 21:40",
        "2026/3/5 21:40",
        "3月5日 21:40",
        "3月5日21：40",
        "昨天 21:40",
        "昨天21:40",
        "昨天晚上 9:40",
        "昨晚 21:40",
        "昨晚9:40",
    ] {
        assert_eq!(told(text), "2026-03-05T21:40+08:00", "{text}");
    }
}

#[test]
fn other_times() {
    for (text, expected) in [
        ("2026-03-05 21:40:30", "2026-03-05T21:40:30+08:00"),
        ("2026年3月5日晚上9点半", "2026-03-05T21:30+08:00"),
        ("2026-03-05 24:00", "2026-03-06T00:00+08:00"),
        ("2026-03-05T13:40Z", "2026-03-05T13:40+00:00"),
        ("2026-12-31 24:00", "2027-01-01T00:00+08:00"),
        ("前天 8:05", "2026-03-04T08:05+08:00"),
        ("前天下午3点一刻", "2026-03-04T15:15+08:00"),
        ("昨天中午12点", "2026-03-05T12:00+08:00"),
        ("昨天中午1点", "2026-03-05T13:00+08:00"),
        ("昨天下午12:30", "2026-03-05T12:30+08:00"),
        ("昨天凌晨2点", "2026-03-05T02:00+08:00"),
        ("昨天上午0:30", "2026-03-05T00:30+08:00"),
        ("今天 8:05", "2026-03-06T08:05+08:00"),
        ("今天 21:40", "2026-03-06T21:40+08:00"),
        ("今早 8:05", "2026-03-06T08:05+08:00"),
        ("今早八点三刻", "2026-03-06T08:45+08:00"),
        ("8:40", "2026-03-06T08:40+08:00"),
        ("9:00", "2026-03-06T09:00+08:00"),
        ("12月30日 8:00", "2025-12-30T08:00+08:00"),
        ("刚刚", "2026-03-06T09:00+08:00"),
        ("现在", "2026-03-06T09:00+08:00"),
        ("10分钟前", "2026-03-06T08:50+08:00"),
        ("十五 分钟前", "2026-03-06T08:45+08:00"),
        ("半小时前", "2026-03-06T08:30+08:00"),
        ("２小时前", "2026-03-06T07:00+08:00"),
        ("12小时前", "2026-03-05T21:00+08:00"),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn a_day_alone() {
    for (text, expected) in [
        ("2026-03-05", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("3月5日", "2026-03-05"),
        ("2024年2月29日", "2024-02-29"),
        ("昨天", "2026-03-05"),
        ("明天", "2026-03-07"),
        ("后天", "2026-03-08"),
        ("3天前", "2026-03-03"),
        ("3天后", "2026-03-09"),
        ("一周后", "2026-03-13"),
        ("1周后", "2026-03-13"),
        ("1个月前", "2026-02-06"),
    ] {
        assert_eq!(told(text), expected, "{text}");
        assert_eq!(day(text, now()).unwrap().to_string(), expected, "{text}");
    }
}

#[test]
fn what_is_refused() {
    for (text, reason) in [
        ("", "看不懂"),
        ("某天", "看不懂"),
        ("21", "看不懂"),
        ("21:4", "看不懂"),
        ("9点5", "看不懂"),
        ("昨晚", "看不懂"),
        ("2026年3月", "看不懂"),
        ("2026-03-05T", "看不懂"),
        ("2026-03-05,", "看不懂"),
        ("2026-03", "看不懂"),
        ("2026-03/05", "看不懂"),
        ("2026-03-0521:40", "看不懂"),
        ("2026-03-05 21:40 左右", "看不懂"),
        ("2026-03-05T21:40:30.5+08:00", "看不懂"),
        ("1 0分钟前", "看不懂或太远"),
        ("3.5小时前", "看不懂或太远"),
        ("0天前", "看不懂或太远"),
        ("99999天前", "看不懂或太远"),
        ("2026-02-29", "2026 年没有 2 月 29 日"),
        ("2月29日", "2026 年没有 2 月 29 日"),
        ("2026-02-29T10:00+08:00", "2026 年没有 2 月 29 日"),
        ("2026-13-01", "2026 年没有 13 月 1 日"),
        ("13月1日", "2026 年没有 13 月 1 日"),
        ("4月31日", "2026 年没有 4 月 31 日"),
        ("0206-03-05", "年份要写四位"),
        ("1026-03-05", "年份要写四位"),
        ("26年3月5日", "年份要写四位"),
        ("05/03/2026", "说不清"),
        ("03-05", "说不清"),
        ("3.5", "说不清"),
        ("25:00", "没有 25:00"),
        ("昨天 24:01", "没有 24:01"),
        ("昨天 21:60", "没有 21:60"),
        ("昨天晚上12点", "说不清是几点"),
        ("昨晚1点", "说不清是几点"),
        ("昨天上午12:30", "说不清是几点"),
        ("昨天上午13:00", "说不清是几点"),
        ("昨天凌晨12点", "说不清是几点"),
        ("21:40", "今天还没到 21:40"),
        ("24:00", "今天还没到 24:00"),
        ("晚上9点", "今天还没到 21:00"),
    ] {
        let error = moment(text, now()).map(|moment| moment.to_string()).unwrap_err();
        assert!(error.what.contains(reason), "{text}: {error}");
        assert!(error.fix.is_some_and(|fix| fix.contains(|letter: char| letter.is_ascii_digit())), "{text}");
    }
}

#[test]
fn errors_do_not_repeat_what_was_typed() {
    let error = moment("某某同学昨晚", now()).unwrap_err();
    assert!(!format!("{error:?}").contains("某某"));
}

#[test]
fn a_day_without_a_year_is_of_this_year_or_has_happened() {
    for (now, text, happened, planned) in [
        ("2026-01-05T09:00:00+08:00", "12月30日", "2025-12-30", "2025-12-30"),
        ("2026-01-05T09:00:00+08:00", "2月5日", "2026-02-05", "2026-02-05"),
        ("2026-01-05T09:00:00+08:00", "2月6日", "2025-02-06", "2026-02-06"),
        ("2026-12-30T09:00:00+08:00", "1月5日", "2026-01-05", "2027-01-05"),
        ("2026-02-01T09:00:00+08:00", "9月1日", "2025-09-01", "2026-09-01"),
        ("2026-11-30T09:00:00+08:00", "3月1日", "2026-03-01", "2026-03-01"),
    ] {
        assert_eq!(moment(text, at(now)).unwrap().to_string(), happened);
        assert_eq!(day(text, at(now)).unwrap().to_string(), planned);
    }
    assert!(moment("2月29日", at("2028-01-05T09:00:00+08:00")).unwrap_err().what.contains("2027 年没有"));
    assert!(moment("1个月前", at("2026-03-31T09:00:00+08:00")).is_err());
}

#[test]
fn a_day_takes_no_time() {
    for text in ["2026-03-05 21:40", "21:40", "10分钟前", "刚刚", "昨晚", ""] {
        assert!(day(text, now()).is_err(), "{text}");
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_panic() {
    for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for text in ["9999周后", "9999周前", "12月30日", "12月31日 24:00", "昨天 8:00", "后天", "24:00", "刚刚"]
        {
            let _ = (moment(text, now.fixed_offset()), day(text, now.fixed_offset()));
        }
    }
}

#[test]
fn now_is_told_to_the_second() {
    let now = at("2026-03-06T09:00:07.123456+08:00");
    assert_eq!(moment("刚刚", now), Ok(Moment::Exact(at("2026-03-06T09:00:07+08:00"))));
}

proptest! {
    #[test]
    fn never_panics(
        text in "\\PC{0,24}",
        dated in "[0-9０-９年月日号时点分半刻:：./十一三前后昨今明天早晚上下午周 T+-]{0,20}",
    ) {
        for text in [text, dated] {
            let _ = (moment(&text, now()), day(&text, now()));
        }
    }

    #[test]
    fn what_screens_show_is_read_again(minutes in -36_000_000i64..540_000_000, quarters in -48i32..=56) {
        let zone = FixedOffset::east_opt(quarters * 900).unwrap();
        let exact = DateTime::from_timestamp(minutes * 60, 0).unwrap().with_timezone(&zone);
        let now = now().with_timezone(&zone);
        for known in [Moment::Exact(exact), Moment::Day(exact.date_naive())] {
            prop_assert_eq!(moment(&known.text(zone), now), Ok(known));
            prop_assert_eq!(moment(&known.to_string(), now), Ok(known));
        }
    }

    #[test]
    fn what_is_read_can_be_filed(dated in "(今|昨|前)天(上午|下午|晚上)?[0-9]{1,2}(:[0-5][0-9]|点|点半)|[0-9]{1,2}月[0-9]{1,2}日") {
        if let Ok(known) = moment(&dated, now()) {
            prop_assert_eq!(known.to_string().parse::<Moment>(), Ok(known));
        }
    }
}

#[test]
fn days_as_forms_and_speech_have_them() {
    for text in ["20260305", "二〇二六年三月五日", "二零二六年3月5号", "二○二六年三月五日"] {
        assert_eq!(super::day(text, now()).map(|day| day.to_string()), Ok("2026-03-05".to_owned()), "{text}");
    }
    assert_eq!(told("20260305 21:40"), told("2026-03-05 21:40"));
    for serial in ["46086", "46086.9", "４６０８６"] {
        assert!(super::day(serial, now()).unwrap_err().what.contains("序号"), "{serial}");
        assert!(super::moment(serial, now()).unwrap_err().what.contains("序号"), "{serial}");
    }
    for night in ["5月15日晚凌晨1点", "2025-05-15 晚上凌晨1点"] {
        let error = super::moment(night, now()).unwrap_err();
        assert!(error.what.contains("说不清") && error.fix.unwrap().contains("05-16 1:00"), "{night}");
    }
    for text in ["2026030", "202603050", "20261305", "二〇二六年十三月五日", "二〇年三月五日"] {
        assert!(super::day(text, now()).is_err(), "{text}");
    }
    assert_eq!(super::whole_day("2010.3.5").map(|day| day.to_string()), Some("2010-03-05".to_owned()));
    for text in ["3月5日", "昨天", "10-3-5", "2010-03", "2010-03-05 8:00"] {
        assert_eq!(super::whole_day(text), None, "{text}");
    }
}
