//! What the school does for everybody: what the term still owes, what was done, and the form of it.

use serde_json::{Map, Value, json};

use crate::audit::school::SchoolLine;
use crate::case::Case;
use crate::checklist;
use crate::desk::form::{Sheet, divided};
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::submit::{self, Making};
use crate::desk::view::{self, Done};
use crate::desk::{case, cure};
use crate::error::Result;
use crate::office::Office;
use crate::office::pen::Pen;
use crate::record::Named;
use crate::record::training::Training;
use crate::tell;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let (guide, program, zone) = (office.guide()?, office.repo.program(), office.zone());
    let term = Some(asked.asked("term").trim()).filter(|term| !term.is_empty());
    let within: Vec<&str> = office.trainings(&program, term)?.iter().map(|record| record.head.id.as_str()).collect();
    let told = program.told(1, zone);
    let shown =
        told.iter().rev().filter(|(record, taken)| taken.is_some() || within.contains(&record.head.id.as_str()));
    let records: Vec<Value> = shown.map(|(record, taken)| case::entry(room, &program, guide, record, *taken)).collect();
    let data = json!({
        "records": records, "duties": self::told(office, &office.school(term).duties)?, "term": term, "told": room.told(asked),
        "terms": office.repo.config.calendar.terms.iter().map(|term| &term.name).collect::<Vec<_>>(),
        "faults": program.faults.iter().map(view::told).collect::<Vec<_>>(),
    });
    room.page("program.html", "预防与培训", &data)
}

/// What the school owes everybody, with the button that says that it was done.
pub fn told(office: &Office, duties: &[SchoolLine]) -> Result<Vec<Value>> {
    let guide = office.guide()?;
    let told = duties.iter().map(|line| {
        let (class, state) = checklist::prevention(line);
        json!({
            "title": line.title, "clause": line.clause, "class": class, "state": state, "reason": line.reason,
            "term": line.when(), "cure": cure::cure(guide, office.now, &line.fix).filter(|_| !matches!(line.state.code(), "met" | "late" | "not_applicable")),
        })
    });
    Ok(told.collect())
}

pub fn form(room: &Room, asked: &Asked) -> Done {
    let mut sheet = sheet(room, &asked.query)?;
    sheet.resume(asked.asked("draft"));
    sheet.offer()?;
    sheet.page()
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let makes =
        |pen: &Pen<'_>, _: Option<&Case>, fields: Map<String, Value>, body, _: usize| pen.training(fields, body);
    submit::run(sheet(room, &asked.form)?, asked, &Making { reads: &submit::plainly, makes: &makes, times: 1 })
}

fn sheet<'r>(room: &'r Room, sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let guide = room.office.guide()?;
    let (asked, more) = divided(guide, Training::NAME);
    Ok(Sheet {
        kind: Training::NAME,
        title: tell::kind(guide, Training::NAME),
        action: "/training".to_owned(),
        asked,
        more,
        data: json!({}),
        ..Sheet::plain(room, None, &[], sent)?
    })
}
