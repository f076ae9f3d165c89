//! Papers to print: looked at on the page, kept as PDF, Word or HTML; nothing is left on the disk. One that is to come
//! back signed is put on record, as on the command line.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::case::Case;
use crate::desk::room::{Room, held};
use crate::desk::routes::Asked;
use crate::desk::view::{self, Answer, Done, Failure};
use crate::desk::{cure::escaped, told};
use crate::documents::{Choice, Sheet};
use crate::error::{Error, Result};
use crate::guide::paper::{BUNDLE, PACK, Paper, Subject};
use crate::office::papers::{To, bytes, file_name, which};

/// The papers of a case.
pub fn of_case(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let guide = room.office.guide_of_latest(&case)?;
    let papers = guide.papers().filter(|paper| !paper.is_of_school()).chain([&*BUNDLE]);
    let papers: Vec<Value> = papers.map(|paper| listed(paper, Some(&case))).collect();
    let data = json!({ "case": { "number": case.number, "name": case.about.student.name }, "papers": papers, "action": format!("/case/{}/paper", case.number) });
    room.page("papers.html", "打印", &data)
}

/// Those of the school, and the forms to fill in by hand.
pub fn of_school(room: &Room, _: &Asked) -> Done {
    let guide = room.office.guide()?;
    let is_blank = |paper: &&Paper| paper.form && matches!(paper.subject, Subject::Record(_));
    let school = guide.papers().filter(|paper| paper.is_of_school()).chain([&*PACK]);
    let papers: Vec<Value> = school.chain(guide.papers().filter(is_blank)).map(|paper| listed(paper, None)).collect();
    room.page("papers.html", "全校的文书和空白表", &json!({ "case": null, "papers": papers, "action": "/paper" }))
}

fn listed(paper: &Paper, case: Option<&Case>) -> Value {
    let records = match (&paper.subject, case) {
        (Subject::Record(fitting), Some(case)) => {
            let own = case.records.iter().rev().filter(|record| fitting.fits(record));
            own.map(|record| record.head.id.clone()).collect()
        }
        _ => Vec::new(),
    };
    let is_record = matches!(paper.subject, Subject::Record(_));
    json!({ "name": paper.id, "title": paper.name, "signed": paper.signed, "records": records,
            "blank": is_record && records.is_empty(), "is_record": is_record })
}

fn sheet(room: &Room, case: Option<&Case>, asked: &Asked, said: &str) -> Result<Sheet> {
    let paper = room.office.guide()?.paper(asked.part("paper"))?;
    let choice = match said {
        "blank" => Choice::Blank,
        "" => Choice::Latest,
        id => Choice::Id(id),
    };
    room.office.sheet(case, None, paper, choice)
}

/// As it will be printed; nothing is put on record.
pub fn preview(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let sheet = sheet(room, Some(&case), asked, asked.asked("record"))?;
    Ok(page(&sheet))
}

/// A page that is no page of the desk: its style is its own, and it can do nothing.
fn page(sheet: &Sheet) -> Answer {
    view::alone(view::html(StatusCode::OK, sheet.html()), "style-src 'unsafe-inline'; img-src data:")
}

pub fn print_of_school(room: &Room, asked: &Asked) -> Done {
    let paper = room.office.guide()?.paper(asked.part("paper"))?;
    let said = if matches!(paper.subject, Subject::Record(_)) { "blank" } else { "" };
    let sheet = sheet(room, None, asked, said)?;
    made(None, &sheet, asked.said("to"))
}

pub fn print(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let sheet = sheet(room, Some(&case), asked, asked.said("record"))?;
    let answer = made(Some(&case), &sheet, asked.said("to"))?;
    if sheet.paper.signed {
        let _one = held(&room.desk.written);
        room.office.put_on_record(&case, which(&case, None)?, &sheet)?;
        told::history(&room.trail);
    }
    Ok(answer)
}

fn made(case: Option<&Case>, sheet: &Sheet, to: &str) -> Done {
    let (to, kind) = match to {
        "pdf" => (To::Pdf, "application/pdf"),
        "docx" => (To::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "html" => return Ok(page(sheet)),
        _ => return Err(Failure::from(Error::new("没有这种文件").fix("选 PDF、Word 或网页"))),
    };
    let name = file_name(case, None, sheet, to);
    Ok(view::file(kind, &escaped(&name), Body::from(bytes(sheet, to)?)))
}
