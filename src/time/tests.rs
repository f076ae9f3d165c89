//! What files hold and screens show.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use proptest::prelude::*;

use super::{Moment, Zone, age, elapsed, end_of, stamp};

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn school() -> Zone {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

#[test]
fn files_keep_their_spelling() {
    for text in
        ["2026-05-16T01:10+08:00", "2026-05-16T01:10:30+08:00", "2026-05-16T01:10-03:30", "2026-05-16", "2024-02-29"]
    {
        let moment: Moment = serde_json::from_value(text.into()).unwrap();
        assert_eq!(serde_json::to_value(moment).unwrap(), text);
    }
}

#[test]
fn other_spellings_of_rfc3339_are_the_same_moment() {
    for text in ["2026-05-16T01:10:00+08:00", "2026-05-15T17:10Z", "2026-05-15T17:10:00Z"] {
        assert_eq!(text.parse::<Moment>(), Ok(Moment::Exact(at("2026-05-16T01:10:00+08:00"))), "{text}");
    }
}

#[test]
fn files_refuse_everything_else() {
    for text in [
        "",
        "昨天",
        "2026-02-29",
        "2026-5-16",
        "+2026-5-16",
        " 2026-05-16",
        "2026-05-16 01:10",
        "2026-05-16T01:10",
        "2026-05-16T24:00+08:00",
        "2026-05-16T01:10:30.250+08:00",
        "2026-05-16T01:10:60+08:00",
        "2026- 5- 6T 1:10+08:00",
        "2026-05-16T01:10:+08:00",
        "2026年05月1日1+",
    ] {
        let error = serde_json::from_value::<Moment>(text.into()).unwrap_err().to_string();
        assert!(error.contains("2026-05-16T21:40+08:00"), "{text}: {error}");
    }
    for value in [serde_json::json!(2026), serde_json::json!(true), serde_json::json!(null), serde_json::json!([])] {
        assert!(serde_json::from_value::<Moment>(value).unwrap_err().to_string().contains("时间，如"));
    }
}

#[test]
fn a_day_lasts_from_midnight_to_midnight() {
    let known = Moment::Day(day("2026-03-05"));
    assert_eq!(known.earliest(school()), at("2026-03-05T00:00:00+08:00"));
    assert_eq!(known.latest(school()), at("2026-03-05T23:59:59+08:00"));
    assert_eq!(known.text(school()), "2026-03-05");
}

#[test]
fn an_exact_moment_is_shown_in_the_zone_of_the_school() {
    let known = Moment::Exact(at("2026-03-05T16:40:00Z"));
    assert_eq!(known.date(school()), day("2026-03-06"));
    assert_eq!(known.text(school()), "2026-03-06 00:40");
    assert_eq!(known.earliest(school()), known.latest(school()));
}

#[test]
fn the_ends_of_the_calendar_do_not_panic() {
    for hours in [-12, 0, 8, 14] {
        let zone = FixedOffset::east_opt(hours * 3600).unwrap();
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = (end_of(day, zone), Moment::Day(day).earliest(zone).to_string());
        }
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let known = Moment::Exact(at.with_timezone(&zone));
            let _ = (known.date(zone), known.text(zone), known.to_string());
        }
    }
}

#[test]
fn the_schema_is_a_string_with_a_format() {
    let schema = serde_json::to_value(schemars::schema_for!(Moment)).unwrap();
    assert_eq!((&schema["type"], &schema["format"]), (&"string".into(), &"moment".into()));
}

#[test]
fn elapsed_names_the_largest_two_units() {
    let from = at("2026-03-05T21:40:00+08:00");
    for (to, told) in [
        ("2026-03-05T21:40:59+08:00", "0 分钟"),
        ("2026-03-05T22:20:00+08:00", "40 分钟"),
        ("2026-03-05T22:40:00+08:00", "1 小时"),
        ("2026-03-06T00:45:00+08:00", "3 小时 5 分钟"),
        ("2026-03-06T21:45:00+08:00", "1 天"),
        ("2026-03-08T01:59:00+08:00", "2 天 4 小时"),
        ("2026-03-17T21:45:00+08:00", "12 天"),
        ("2026-03-05T21:00:00+08:00", "0 分钟"),
    ] {
        assert_eq!(elapsed(from, at(to)), told);
    }
    elapsed(DateTime::<Utc>::MIN_UTC.fixed_offset(), DateTime::<Utc>::MAX_UTC.fixed_offset());
}

#[test]
fn an_hour_that_nobody_typed_is_not_shown() {
    let (day, end) = (at("2026-03-05T00:00:00+08:00"), end_of(day("2026-03-05"), school()));
    let noon = at("2026-03-06T12:00:00+08:00");
    assert_eq!([stamp(day), stamp(end), stamp(noon)], ["03-05", "03-05", "03-06 12:00"]);
    for (from, to, told) in
        [(day, noon, "1 天"), (end, noon, "1 天"), (noon, end_of(noon.date_naive(), school()), "不到 1 天")]
    {
        assert_eq!(elapsed(from, to), told);
    }
}

#[test]
fn age_counts_full_years() {
    for (birth, on, years) in [
        ("2010-03-05", "2026-03-04", 15),
        ("2010-03-05", "2026-03-05", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-03-05", "2010-03-05", 0),
    ] {
        assert_eq!(age(day(birth), day(on)), years, "{birth} {on}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        seconds in -62_135_500_000i64..253_402_200_000,
        quarters in -48i32..=56,
    ) {
        let zone = FixedOffset::east_opt(quarters * 900).unwrap();
        let at = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone);
        for moment in [Moment::Exact(at), Moment::Day(at.date_naive())] {
            let written = serde_json::to_string(&moment).unwrap();
            prop_assert_eq!(serde_json::from_str::<Moment>(&written).unwrap(), moment);
        }
    }

    #[test]
    fn reading_a_file_never_panics(text in "\\PC{0,30}", dated in "[0-9TZ:+年-]{0,26}") {
        let _ = (text.parse::<Moment>(), dated.parse::<Moment>());
    }
}
