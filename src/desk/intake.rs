//! 受理: what came in by `report`, sealed for those who may take it on: looked at, then a case of its own or part of one.

use serde_json::{Value, json};

use crate::desk::form::{Sheet, asked as field};
use crate::desk::room::{Done as Written, Room};
use crate::desk::routes::Asked;
use crate::desk::view::{self, Done};
use crate::desk::{submit, told};
use crate::error::Result;
use crate::office::intake::{Accepted, Heard, Waiting};
use crate::office::pen::Plan;
use crate::record::shape::{Field, Form};

pub fn page(room: &Room, asked: &Asked) -> Done {
    let row = |Waiting { id, heard }: Waiting| match heard {
        Ok(Some(heard)) => json!({
            "id": id, "student": heard.about.student.name, "class": heard.about.student.class,
            "known": heard.fields.get("known"), "open": true,
        }),
        Ok(None) => json!({ "id": id, "wrong": { "what": "没有对你的钥匙加密", "fix": "请能打开全部档案的成员受理" } }),
        Err(error) => json!({ "id": id, "wrong": view::told(&error) }),
    };
    let waiting: Vec<Value> = room.office.waiting()?.into_iter().map(row).collect();
    room.page("intake.html", "等待受理的上报", &json!({ "waiting": waiting, "told": room.told(asked) }))
}

fn to_say() -> Vec<Field> {
    vec![field("case", "并入哪一份正在进行的档案（案号、学号或姓名；空着就新开一次）", Form::Text)]
}

/// One report as it will be on file.
pub fn one(room: &Room, asked: &Asked) -> Done {
    let fields = to_say();
    let mut sheet = sheet(room, asked.part("id"), &fields, &asked.query)?;
    show(&mut sheet, asked.part("id"))?;
    sheet.page()
}

fn show(sheet: &mut Sheet<'_>, id: &str) -> Result<()> {
    let office = &sheet.room.office;
    let heard = office.waiting()?.into_iter().find(|one| one.id == id).and_then(|one| one.heard.ok().flatten());
    if let Some(Heard { about, .. }) = heard {
        let student = [Some(about.student.name), about.student.class, about.student.id];
        sheet.data["student"] = student.into_iter().flatten().collect::<Vec<_>>().join("　").into();
    }
    if let Accepted::Now(plan) = office.pen()?.accept(id, None)? {
        sheet.data["pages"] = plan.pages().map(|page| told::page(sheet.guide, office, None, &plan, page)).collect();
        sheet.notes.extend(plan.notes.iter().map(|note| told::note(note, &plan.case)));
    }
    Ok(())
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let (fields, id) = (to_say(), asked.part("id"));
    let mut sheet = sheet(room, id, &fields, &asked.form)?;
    // Sent once more it is gone from there, and the number of the form says that it was taken on.
    let _ = show(&mut sheet, id);
    submit::once(sheet, asked, |_, said| {
        let office = &room.office;
        let pen = office.pen()?;
        let case = said.get("case").and_then(Value::as_str);
        let Plan { case, .. } = match pen.accept(id, case)? {
            Accepted::Before => {
                pen.clear_report(id)?;
                let told = vec!["这份上报已经受理过，现在移去原件".to_owned()];
                return Ok(Written { to: "/intake".to_owned(), told });
            }
            Accepted::Now(plan) => {
                pen.commit(&plan, &|_| {})?;
                plan
            }
        };
        pen.clear_report(id)?;
        Ok(Written { to: format!("/case/{case}"), told: vec![format!("已受理上报 {id}")] })
    })
}

fn sheet<'r>(room: &'r Room, id: &str, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, None, fields, sent)?;
    sheet.title = format!("受理上报〔{id}〕");
    sheet.action = format!("/intake/{}", super::cure::escaped(id));
    sheet.template = "report.html";
    sheet.data = json!({ "once": "受理", "student": "", "pages": [] });
    Ok(sheet)
}
