//! `open`: the first report. A student who has a folder gets a new episode in it, never a second folder. In the worst
//! hour four answers are enough: what is on file then is protected, and the rest is asked afterwards.

use serde_json::Map;

use crate::app::talks::Which;
use crate::app::{App, Done, Failure};
use crate::case::{About, Case};
use crate::cmd::edit;
use crate::error::{Error, Result};
use crate::form::talk::Talk;
use crate::form::{self, Flags, person};
use crate::office::intake::{self, Heard};
use crate::office::pen::{Pen, Plan};
use crate::office::{Office, blanks};
use crate::reader::student;
use crate::record::report::Report;
use crate::record::shape::{self, Field};
use crate::wording::steps;

mod introduced;

/// 开案：首见报告。写下谁在何时知道了什么、做了什么，随即列出最初几分钟要做的事
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    about: form::student::Flags,
    #[command(flatten)]
    report: Flags<Report>,
}

impl Args {
    /// Who it is about, as far as flags say.
    pub fn about(&self, app: &App) -> Result<About> {
        form::student::about(app.now, &self.about)
    }
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let guide = office.guide()?;
    let mut talk = app.talk(&office, guide, Which::New("open"));
    let mut about = args.about(app)?;
    if about.student.name.is_empty() && app.ui.can_ask() {
        talk.hurried = true;
        return in_a_hurry(app, &office, &talk, about, &args);
    }
    if !about.student.name.is_empty() {
        introduced::from_roster(app, &office, &mut about)?;
    }
    let mut heard = heard(&talk, &mut about, &args)?;
    if app.ui.can_ask() {
        let known = office.folder_of(&heard.about.student)?.0;
        let about = known.as_ref().map_or(&heard.about, |case| &case.about);
        person::ask(&app.ui, guide, &office.people(guide, about), about, "report", &mut heard.fields)?;
    }
    let pen = office.pen()?;
    let plan = opened(app, &pen, heard)?;
    begun(app, &pen, &plan)?;
    talk.shelf.clear()?;
    Ok(0)
}

/// Who, where, what was seen, who stays; written at once. What else there is to say is asked when the first steps stand
/// on the screen, and may wait.
fn in_a_hurry(app: &App, office: &Office, talk: &Talk<'_>, mut about: About, args: &Args) -> Done {
    let (mut fields, body) = form::given(talk, "report", &args.report.said)?;
    let name = student::name();
    let first = shape::of_name("report").iter().filter(|field| field.first && !fields.contains_key(&field.name));
    let asked: Vec<&Field> = std::iter::once(&name).chain(first).collect();
    talk.ask("report", &asked, &mut fields)?;
    student::learn(&mut about, &mut fields);
    intake::same_time(&mut fields);
    introduced::from_roster(app, office, &mut about)?;
    let pen = office.pen()?;
    let plan = opened(app, &pen, Heard { about, fields, body })?;
    begun(app, &pen, &plan)?;
    talk.shelf.clear()?;
    drop(pen);
    if !app.dry_run {
        complete(app, office, office.case(&plan.case))?;
    }
    Ok(0)
}

/// What begins the episode, once nobody doubts it.
fn opened(app: &App, pen: &Pen<'_>, heard: Heard) -> Result<Plan, Failure> {
    let known = pen.office.folder_of(&heard.about.student)?.0;
    let Heard { about, fields, body } = heard;
    let make = |fields| pen.open(Heard { about: about.clone(), fields, body: body.clone() });
    Ok(make(app.confirmed(pen.office, known.as_ref(), fields, make)?)?)
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
        edit::put(app, &pen, &case, &pen.introduce(&case, &about)?)?;
    }
    let case = pen.case(&case.number);
    if let Some(plan) = pen.complete(&case, answers)? {
        app.carry_out(&pen, &plan)?;
        app.then(office, &plan, case);
    }
    talk.shelf.clear()?;
    Ok(())
}

fn begun(app: &App, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
    app.carry_out(pen, plan)?;
    first_minutes(app, pen, plan)
}

/// Says of an episode that has begun its number, and what is to be done in the first minutes.
pub fn first_minutes(app: &App, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
    if !app.dry_run {
        app.ui.hint(&format!("案号 {}。现在要做的事：", plan.case));
        app.ui.hint(&steps::first(pen.office, &pen.case(&plan.case))?);
        if let Some(exposed) = pen.office.repo.exposed(&plan.case) {
            app.ui.warning(&exposed);
        }
    }
    Ok(())
}

/// Who it is about and what was reported: as flags, or asked for.
pub fn heard(talk: &Talk<'_>, about: &mut About, args: &Args) -> Result<Heard> {
    if about.student.name.is_empty() && !talk.ui.can_ask() {
        return Err(Error::new("缺少学生姓名").field("--student").fix("加上 --student 姓名"));
    }
    let (mut fields, body) = form::fill(talk, "report", &args.report.said)?;
    if about.student.name.is_empty() {
        let (name, unknown) = (student::name(), student::unknown(about));
        let asked: Vec<&Field> = std::iter::once(&name).chain(&unknown).collect();
        talk.ask("report", &asked, &mut fields)?;
        student::learn(about, &mut fields);
    }
    intake::same_time(&mut fields);
    Ok(Heard { about: about.clone(), fields, body })
}
