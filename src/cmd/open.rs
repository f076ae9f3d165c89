//! `open`: the first report. A student who has a folder gets a new episode in it, never a second folder. In the worst
//! hour four answers are enough: what is on file then is protected, and the rest is asked afterwards.

use crate::app::{App, Done};
use crate::asking::talks::Which;
use crate::asking::{first_report, introduced};
use crate::case::About;
use crate::error::Result;
use crate::form::{self, Flags};
use crate::office::intake::Heard;
use crate::record::report::Report;

/// 开案：首见报告。写下谁在何时知道了什么、做了什么，随即列出最初几分钟要做的事
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    about: form::student::Flags,
    #[command(flatten)]
    pub report: Flags<Report>,
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
    let mut talk = app.talk(&office, office.guide()?, Which::New("open"));
    let (mut about, report) = (args.about(app)?, &args.report.said);
    let is_unnamed = about.student.name.is_empty();
    talk.hurried = is_unnamed && app.ui.can_ask();
    let heard = if talk.hurried {
        first_report::in_a_hurry(app, &office, &talk, about, report)?
    } else {
        if !is_unnamed {
            introduced::from_roster(app, &office, &mut about)?;
        }
        let mut heard = first_report::heard(&talk, &mut about, report)?;
        if app.ui.can_ask() {
            first_report::persons(app, &office, &mut heard)?;
        }
        heard
    };
    let pen = office.pen()?;
    let known = office.folder_of(&heard.about.student)?.0;
    let Heard { about, fields, body } = heard;
    let make = |fields| pen.open(Heard { about: about.clone(), fields, body: body.clone() });
    let plan = make(app.confirmed(&office, known.as_ref(), fields, make)?)?;
    app.carry_out(&pen, &plan)?;
    app.begun(&pen, &plan)?;
    talk.shelf.clear()?;
    drop(pen);
    if talk.hurried && !app.dry_run {
        first_report::complete(app, &office, office.case(&plan.case))?;
    }
    Ok(0)
}
