//! A form that was sent: read, looked over, written once. What can't be read comes back with everything as it was typed.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::case::{Case, PROGRAM};
use crate::desk::act;
use crate::desk::form::Sheet;
use crate::desk::input::Wrong;
use crate::desk::room::Room;
use crate::desk::room::{Done as Written, held};
use crate::desk::routes::Asked;
use crate::desk::view::{self, Done};
use crate::desk::{amend, form, told};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::office::pen::{Pen, Plan};
use crate::reader::Reader;
use crate::record::shape::CONFIRMED;

/// The fields that a form says, and what of it can't be read.
pub type Reads<'m> = dyn Fn(&Sheet<'_>) -> (Map<String, Value>, Wrong) + 'm;
/// What is written; the number counts those that one form writes.
pub type Makes<'m> = dyn Fn(&Pen<'_>, Option<&Case>, Map<String, Value>, String, usize) -> Result<Plan> + 'm;

/// What becomes of a form.
pub struct Making<'m> {
    pub reads: &'m Reads<'m>,
    pub makes: &'m Makes<'m>,
    /// How many acts it is: one for each file that came.
    pub times: usize,
}

/// The fields of a kind, as they stand in the inputs.
pub fn plainly(sheet: &Sheet<'_>) -> (Map<String, Value>, Wrong) {
    let reader = Reader { guide: sheet.guide, now: sheet.room.office.now };
    sheet.typed.read(&reader, sheet.kind, &sheet.all())
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let kind = form::kind(asked.part("kind"))?;
    let sheet = Sheet::of_kind(room, &case, kind.name, &asked.form)?;
    let makes =
        |pen: &Pen<'_>, case: Option<&Case>, fields, body, _: usize| act::plan(pen, case, kind.name, fields, body);
    run(sheet, asked, &Making { reads: &plainly, makes: &makes, times: 1 })
}

pub fn run(mut sheet: Sheet<'_>, asked: &Asked, making: &Making<'_>) -> Done {
    let act = asked.said("do");
    if act == "draft" {
        sheet.keep()?;
        sheet.notes.push("已存成草稿，首页的“草稿”里接着写".to_owned());
    }
    if act == "draft" || act == "edit" || act.starts_with("more:") {
        return sheet.page();
    }
    let (mut fields, wrong) = (making.reads)(&sheet);
    sheet.wrong = wrong;
    if !sheet.wrong.is_empty() {
        return sheet.page();
    }
    let confirmed = asked.said("confirmed").trim();
    if !confirmed.is_empty() {
        fields.insert(CONFIRMED.to_owned(), confirmed.into());
    }
    match written(&sheet, making, &fields, act == "write") {
        Ok(answer) => Ok(answer),
        Err(failure) => {
            failure.errors.into_iter().for_each(|error| sheet.blame(error));
            sheet.page()
        }
    }
}

/// A form that makes no record: what it says is done at once, however often it is sent.
pub fn once(
    mut sheet: Sheet<'_>,
    asked: &Asked,
    does: impl FnOnce(&Sheet<'_>, Map<String, Value>) -> Result<Written>,
) -> Done {
    if asked.said("do").starts_with("more:") {
        return sheet.page();
    }
    let (fields, wrong) = plainly(&sheet);
    sheet.wrong = wrong;
    if !sheet.wrong.is_empty() {
        return sheet.page();
    }
    let (room, id) = (sheet.room, sheet.hidden("id").to_owned());
    let mut done = held(&room.desk.written);
    if let Some(before) = done.get(&id) {
        return Ok(view::to(&before.to));
    }
    match does(&sheet, fields) {
        Ok(Written { to, mut told }) => {
            told.extend(told::history(&room.trail));
            let to = format!("{to}?done={id}");
            done.insert(id, Written { to: to.clone(), told });
            Ok(view::to(&to))
        }
        Err(error) => {
            drop(done);
            sheet.blame(error);
            sheet.page()
        }
    }
}

/// Writes it, or shows what would be written; one after the other, so that a second click finds what the first one did.
fn written(sheet: &Sheet<'_>, making: &Making<'_>, fields: &Map<String, Value>, is_sure: bool) -> Done {
    let (room, office, id) = (sheet.room, &sheet.room.office, sheet.hidden("id"));
    let mut done = held(&room.desk.written);
    if let Some(before) = done.get(id) {
        return Ok(view::to(&before.to));
    }
    let pen = office.pen()?;
    let anew = |number: &str| if number == PROGRAM { office.repo.program() } else { pen.case(number) };
    let mut case = sheet.case.map(|case| anew(&case.number));
    let body = sheet.typed.first("body");
    let make = |case: Option<&Case>, at| (making.makes)(&pen, case, fields.clone(), body.to_owned(), at);
    let mut plan = make(case.as_ref(), 0)?;
    let is_of_case = plan.case != PROGRAM;
    let doubts =
        if fields.contains_key(CONFIRMED) || !is_of_case { Vec::new() } else { doubts(sheet, case.as_ref(), &plan)? };
    if !is_sure || !doubts.is_empty() {
        return preview(sheet, case.as_ref(), &plan, &doubts);
    }
    let before = case.as_ref().filter(|_| is_of_case).map(|case| office.judge(case)).unwrap_or_default();
    let mut said = Vec::new();
    for at in 0..making.times {
        if at > 0 {
            plan = make(case.as_ref(), at)?;
        }
        pen.commit(&plan, &|_| {})?;
        said.extend(told::written(office, &plan));
        case = Some(match case {
            Some(case) => plan.onto(case, office.zone()),
            None => anew(&plan.case),
        });
    }
    said.extend(case.iter().filter(|_| is_of_case).flat_map(|case| told::settled(office, &before, case)));
    drop(pen);
    said.extend(told::history(&room.trail));
    let place = format!("{}?done={id}", amend::place(&plan.case));
    done.insert(id.to_owned(), Written { to: place.clone(), told: said });
    sheet.forget();
    Ok(view::to(&place))
}

/// In the first minutes, too, what the guide's checks doubt is asked about before it is written.
fn doubts(sheet: &Sheet<'_>, case: Option<&Case>, plan: &Plan) -> Result<Vec<Finding>> {
    let known = case.cloned().or_else(|| sheet.room.office.find(&plan.case).ok());
    sheet.room.office.doubts(known.as_ref(), plan)
}

/// The record in words, and as the file that it will be.
fn preview(sheet: &Sheet<'_>, case: Option<&Case>, plan: &Plan, doubts: &[Finding]) -> Done {
    let office = &sheet.room.office;
    let mut data = sheet.data();
    let sent = sheet.typed.pairs.iter().chain(&sheet.hidden);
    data["sent"] = json!(sent.collect::<Vec<_>>());
    data["pages"] = plan.pages().map(|page| told::page(sheet.guide, office, case, plan, page)).collect();
    data["doubts"] =
        doubts.iter().map(|doubt| json!({ "what": doubt.message, "code": doubt.code, "fix": doubt.fix })).collect();
    let mut notes: Vec<String> = plan.notes.iter().map(|note| told::note(note, &plan.case)).collect();
    notes.extend(case.and_then(|case| told::since(sheet.guide, office, case, sheet.hidden("head"))));
    data["notes"] = json!(notes);
    let status = if doubts.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    sheet.room.page_with(status, "preview.html", &format!("核对：{}", sheet.title), &data)
}

impl Sheet<'_> {
    /// Puts an error beside the input that it speaks of, where there is one.
    fn blame(&mut self, error: Error) {
        let said = error.field.as_deref().unwrap_or_default();
        let said = said.trim_start_matches("--");
        let field = self.all().into_iter().find(|field| field.name == said || field.flag == said);
        match field {
            Some(field) => self.wrong.entry(format!("f.{}", field.name)).or_default().push(error),
            None => self.errors.push(error),
        }
    }
}
