//! How a time or a day that somebody types is read, told while they are still typing.

use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate};

use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::{Done, answer};
use crate::record::shape::Form;
use crate::time::{Moment, parse};

#[expect(clippy::unnecessary_wraps, reason = "the form of a page")]
pub fn read(room: &Room, asked: &Asked) -> Done {
    let form = if asked.said("form") == "day" { Form::Day } else { Form::Moment };
    let told = told(room, &form, asked.said("text")).unwrap_or_default();
    Ok(answer(StatusCode::OK, "text/plain; charset=utf-8", told.into()))
}

/// `2026-03-05 21:40 星期四`; nothing where it is no time or can't be read.
pub fn told(room: &Room, form: &Form, text: &str) -> Option<String> {
    let (now, zone) = (room.office.now, room.office.zone());
    if text.trim().is_empty() {
        return None;
    }
    match form {
        Form::Moment => {
            let moment = parse::moment(text, now).ok()?;
            Some(format!("{} {}", moment.text(zone), weekday(moment.date(zone))))
        }
        Form::Day | Form::Dated => {
            let day = parse::day(text, now).ok()?;
            Some(format!("{} {}", Moment::Day(day).text(zone), weekday(day)))
        }
        _ => None,
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    const NAMES: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    NAMES[day.weekday().num_days_from_monday() as usize]
}
