//! `open`: the first report. A student who has a folder gets a new episode in it, never a second folder.

use crate::cmd::{App, Done};
use crate::error::Result;
use crate::form::{self, Flags, person, student};
use crate::guide::Guide;
use crate::office::intake::Heard;
use crate::office::pen::{Pen, Plan};
use crate::record::report::Report;
use crate::wording::steps;

/// 开案：首见报告。写下谁在何时知道了什么、做了什么，随即列出最初几分钟要做的事
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    about: student::Flags,
    #[command(flatten)]
    report: Flags<Report>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let guide = office.guide()?;
    let mut heard = heard(app, guide, &args)?;
    if app.ui.can_ask() {
        let known = office.folder_of(&heard.about.student)?.0;
        let about = known.as_ref().map_or(&heard.about, |case| &case.about);
        person::ask(&app.ui, guide, &office.people(guide, about), about, "report", &mut heard.fields)?;
    }
    let pen = office.pen()?;
    let plan = pen.open(heard)?;
    begun(app, &pen, &plan)?;
    Ok(0)
}

/// Carries out the beginning of an episode, and says the number and what is to be done in the first minutes.
pub fn begun(app: &App, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
    app.carry_out(pen, plan)?;
    if !app.dry_run {
        app.ui.hint(&format!("案号 {}。现在要做的事：", plan.case));
        app.ui.hint(&steps::steps(pen.office, &pen.case(&plan.case)));
    }
    Ok(())
}

/// Who it is about and what was reported: as flags, or asked for.
pub fn heard(app: &App, guide: &Guide, args: &Args) -> Result<Heard> {
    let about = student::about(&app.ui, app.now, &args.about)?;
    let (mut fields, body) = form::fill(&app.ui, guide, app.now, "report", &args.report.said)?;
    // Who says only when the school knew says with it when it happened, as far as the school can tell.
    if let (None, Some(known)) = (fields.get("at"), fields.get("known").cloned()) {
        fields.insert("at".to_owned(), known);
    }
    Ok(Heard { about, fields, body })
}
