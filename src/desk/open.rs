//! 有人报告: who, where, what was seen, who stays. Four answers are enough for a file; the rest may be said on the same
//! page, or later.

use serde_json::{Map, Value, json};

use crate::case::{About, Case};
use crate::desk::form::Sheet;
use crate::desk::input::Wrong;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::submit::{self, Making};
use crate::desk::view::Done;
use crate::error::Result;
use crate::office::intake::{self, Heard};
use crate::office::pen::Pen;
use crate::reader::{fields, student};
use crate::record::Named;
use crate::record::report::Report;
use crate::record::shape::CONFIRMED;
use crate::record::shape::Field;

struct Fields {
    name: Field,
    unknown: Vec<Field>,
}

impl Fields {
    fn new() -> Self {
        Self { name: student::name(), unknown: student::unknown(&About::default()) }
    }
}

pub fn page(room: &Room, asked: &Asked) -> Done {
    let fields = Fields::new();
    let mut sheet = sheet(room, &fields, &asked.query)?;
    sheet.resume(asked.asked("draft"));
    sheet.offer()?;
    sheet.page()
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let fields = Fields::new();
    let sheet = sheet(room, &fields, &asked.form)?;
    let makes = |pen: &Pen<'_>, _: Option<&Case>, mut fields: Map<String, Value>, body, _: usize| {
        let mut about = About::default();
        student::learn(&mut about, &mut fields);
        intake::same_time(&mut fields);
        let noted = pen.office.introduced(&mut about)?;
        Ok(pen.open(Heard { about, fields, body })?.with(noted))
    };
    submit::run(sheet, asked, &Making { reads: &reads, makes: &makes, times: 1 })
}

/// In the first minutes nothing but the student's name and what the record can't do without is required.
fn reads(sheet: &Sheet<'_>) -> (Map<String, Value>, Wrong) {
    let (given, mut wrong) = submit::plainly(sheet);
    let needed = |name: &str| {
        sheet
            .all()
            .into_iter()
            .find(|field| name == format!("f.{}", field.name))
            .is_some_and(|field| field.needed && !field.first)
    };
    wrong.retain(|name, _| !(needed(name) && sheet.typed.first(name).is_empty()));
    (given, wrong)
}

fn sheet<'r>(room: &'r Room, own: &'r Fields, sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let (first, rest): (Vec<_>, Vec<_>) =
        fields(Report::NAME).filter(|field| field.name != CONFIRMED).partition(|field| field.first);
    let asked = std::iter::once(&own.name).chain(first).collect();
    let (soon, last): (Vec<_>, Vec<_>) = rest.into_iter().partition(|field| field.asked || field.needed);
    Ok(Sheet {
        kind: Report::NAME,
        title: "有人报告".to_owned(),
        action: "/open".to_owned(),
        asked,
        more: own.unknown.iter().chain(soon).chain(last).collect(),
        data: json!({ "hurried": true }),
        ..Sheet::plain(room, None, &[], sent)?
    })
}
