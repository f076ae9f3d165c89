//! The first report: at leisure, or in the worst hour with four answers and the rest afterwards.

use serde_json::Map;

use crate::app::{App, Failure};
use crate::asking::introduced;
use crate::asking::talks::Which;
use crate::case::{About, Case};
use crate::error::{Error, Result};
use crate::form::talk::Talk;
use crate::form::{self, Said, person};
use crate::office::intake::{self, Heard};
use crate::office::{Office, blanks};
use crate::reader::student;
use crate::record::shape::{self, Field};

/// Who it is about and what was reported: as flags, or asked for.
pub fn heard(talk: &Talk<'_>, about: &mut About, report: &Said) -> Result<Heard> {
    if about.student.name.is_empty() && !talk.ui.can_ask() {
        return Err(Error::new("缺少学生姓名").field("--student").fix("加上 --student 姓名"));
    }
    let (mut fields, body) = form::fill(talk, "report", report)?;
    if about.student.name.is_empty() {
        let (name, unknown) = (student::name(), student::unknown(about));
        let asked: Vec<&Field> = std::iter::once(&name).chain(&unknown).collect();
        talk.ask("report", &asked, &mut fields)?;
        student::learn(about, &mut fields);
    }
    intake::same_time(&mut fields);
    Ok(Heard { about: about.clone(), fields, body })
}

/// Who, where, what was seen, who stays; what else there is to say may wait ([`complete`]).
pub fn in_a_hurry(app: &App, office: &Office, talk: &Talk<'_>, mut about: About, report: &Said) -> Result<Heard> {
    let (mut fields, body) = form::given(talk, "report", report)?;
    let name = student::name();
    let first = shape::of_name("report").iter().filter(|field| field.first && !fields.contains_key(&field.name));
    let asked: Vec<&Field> = std::iter::once(&name).chain(first).collect();
    talk.ask("report", &asked, &mut fields)?;
    student::learn(&mut about, &mut fields);
    intake::same_time(&mut fields);
    introduced::from_roster(app, office, &mut about)?;
    Ok(Heard { about, fields, body })
}

/// Whom the names in a first report mean, where they fit nobody.
pub fn persons(app: &App, office: &Office, heard: &mut Heard) -> Result<()> {
    let known = office.folder_of(&heard.about.student)?.0;
    let about = known.as_ref().map_or(&heard.about, |case| &case.about);
    let guide = office.guide()?;
    person::ask(&app.ui, guide, &office.people(guide, about), about, "report", &mut heard.fields)
}

/// Asks for what the first report left open, and adds it: to the report, and to `case.yaml`.
pub fn complete(app: &App, office: &Office, case: Case) -> Result<(), Failure> {
    let unknown = student::unknown(&case.about);
    let open = blanks::of(&case).map(|blanks| blanks.fields).unwrap_or_default();
    if unknown.is_empty() && open.is_empty() {
        return Ok(());
    }
    let talk = app.talk(office, office.guide_of_latest(&case)?, Which::Rest(&case));
    app.ui.hint("还有几项，现在答，或按 Esc 以后再答（crisis next 会再问）：");
    let asked: Vec<&Field> = unknown.iter().chain(open).collect();
    let mut answers = Map::new();
    if let Err(error) = talk.ask("report", &asked, &mut answers) {
        app.ui.error(&error);
        return Ok(());
    }
    let mut about = case.about.clone();
    student::learn(&mut about, &mut answers);
    person::ask(&app.ui, talk.guide, &office.people(talk.guide, &about), &about, "report", &mut answers)?;
    let pen = office.pen()?;
    let case = pen.case(&case.number);
    if !unknown.is_empty() {
        app.rewrite(&pen, &case, &pen.introduce(&case, &about)?)?;
    }
    let case = pen.case(&case.number);
    if let Some(plan) = pen.complete(&case, answers)? {
        app.carry_out(&pen, &plan)?;
        app.then(office, &plan, case);
    }
    talk.shelf.clear()?;
    Ok(())
}
