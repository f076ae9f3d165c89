//! 更正: the record as it stands, in the form of its kind. What is changed is set, what is emptied is cleared; the record
//! itself stays as it is.

use serde_json::{Map, Value, json};

use crate::case::{Case, PROGRAM};
use crate::desk::form::Sheet;
use crate::desk::form::typed::Typed;
use crate::desk::input::Wrong;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::submit::{self, Making};
use crate::desk::view::{Done, Failure};
use crate::error::Error;
use crate::office::pen::Pen;
use crate::office::recording::{Correction, Retract, target};
use crate::reader::{Reader, fields};
use crate::record::shape::Field;
use crate::record::{Kind, Record};
use crate::tell;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let case = case(room, asked)?;
    let record = target(&case, asked.part("record"))?;
    let mut sheet = sheet(room, &case, record, &asked.query)?;
    let said = std::mem::take(&mut sheet.typed);
    sheet.typed = Typed::of_fields(&record.fields, &sheet.all(), room.office.zone());
    // What the address says is to be added or set.
    sheet.typed.pairs.extend(said.pairs);
    sheet.resume(asked.asked("draft"));
    sheet.page()
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let case = case(room, asked)?;
    let record = target(&case, asked.part("record"))?;
    let mut sheet = sheet(room, &case, record, &asked.form)?;
    sheet.data["right"] = asked.said("right").into();
    sheet.data["wrong"] = asked.said("wrong").into();
    sheet.data["retract"] = (asked.said("retract") == "yes").into();
    for name in ["right", "wrong", "retract"] {
        sheet.hidden.push((name.to_owned(), asked.said(name).to_owned()));
    }
    let reads = |sheet: &Sheet<'_>| changed(sheet, record);
    let makes = |pen: &Pen<'_>, now: Option<&Case>, fields: Map<String, Value>, _: String, _: usize| {
        let some = |name: &str| Some(asked.said(name).trim().to_owned()).filter(|said| !said.is_empty());
        let Some(right) = some("right") else {
            return Err(Error::new("没有写应当是什么").field("right").fix("写一句：应当是什么，或补充了什么"));
        };
        let retract = if asked.said("retract") == "yes" { Retract::Yes } else { Retract::No };
        let (clear, set): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, value)| value.is_null());
        let (set, clear): (Map<_, _>, Vec<_>) = match retract {
            Retract::Yes => (Map::new(), Vec::new()),
            Retract::No => (set.into_iter().collect(), clear.into_iter().map(|(name, _)| name).collect()),
        };
        let (record, add) = (record.head.id.clone(), Map::new());
        let correction = Correction { record, wrong: some("wrong"), right, set, add, clear, retract };
        pen.amend(now.unwrap_or(&case), correction)
    };
    submit::run(sheet, asked, &Making { reads: &reads, makes: &makes, times: 1 })
}

/// Of a student, or what the school did for everybody.
fn case(room: &Room, asked: &Asked) -> Result<Case, Failure> {
    let number = asked.part("number");
    if number.is_empty() { Ok(room.office.repo.program()) } else { room.case(number) }
}

/// Only what differs from what would stand there untouched; null where something was emptied.
fn changed(sheet: &Sheet<'_>, record: &Record) -> (Map<String, Value>, Wrong) {
    let office = &sheet.room.office;
    let reader = Reader { guide: sheet.guide, now: office.now };
    let before = Typed::of_fields(&record.fields, &sheet.all(), office.zone());
    let of = |typed: &Typed, field: &Field| {
        let (name, begins) = (format!("f.{}", field.name), format!("f.{}.", field.name));
        let own = typed
            .pairs
            .iter()
            .filter(|(own, text)| (*own == name || own.starts_with(&begins)) && !text.trim().is_empty());
        let mut own: Vec<(String, String)> = own.cloned().collect();
        own.sort();
        own
    };
    let touched: Vec<&Field> =
        sheet.all().into_iter().filter(|field| of(&before, field) != of(&sheet.typed, field)).collect();
    let (mut set, mut wrong) = sheet.typed.read(&reader, sheet.kind, &touched);
    wrong.retain(|name, _| !name.is_empty());
    for field in touched {
        let is_wrong = wrong.keys().any(|name| name.trim_start_matches("f.").split('.').next() == Some(&field.name));
        if !is_wrong && !set.contains_key(&field.name) {
            set.insert(field.name.clone(), Value::Null);
        }
    }
    (set, wrong)
}

/// Where the records of a case are looked at.
pub fn place(number: &str) -> String {
    if number == PROGRAM { "/program".to_owned() } else { format!("/case/{number}") }
}

fn sheet<'r>(room: &'r Room, case: &'r Case, record: &Record, sent: &[(String, String)]) -> Result<Sheet<'r>, Failure> {
    let guide = room.office.guide_of(case, record.head.episode)?;
    let kind = Kind::named(&record.head.kind)?;
    let sheet = Sheet::of_kind(room, case, kind.name, sent)?;
    Ok(Sheet {
        guide,
        title: format!("更正：{}〔{}〕", tell::kind(guide, kind.name), record.head.id),
        action: format!("{}/amend/{}", place(&case.number), record.head.id),
        asked: fields(kind.name).collect(),
        more: Vec::new(),
        data: json!({ "amend": true, "right": "", "wrong": "", "retract": false }),
        ..sheet
    })
}
