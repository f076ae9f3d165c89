//! `training`: what the school does for everybody (education, training, drills, meetings of the team), written to
//! `program/records/` and listed with what the running term still lacks.

use crate::app::workbook::Table;
use crate::app::{App, Done};
use crate::asking::talks::Which;
use crate::error::Result;
use crate::form::{self, Flags, Said};
use crate::office::Office;
use crate::record::training::Training;
use crate::ui::Format;
use crate::wording::training as words;

/// 预防：登记面向全校的教育、培训、演练与研讨，或列出已登记的
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// 登记一次活动
    Add(Box<Flags<Training>>),
    /// 列出已登记的活动，以及本学期还缺什么
    List {
        /// 只看某一学期
        #[arg(long, value_name = "NAME")]
        term: Option<String>,
        #[command(flatten)]
        table: Table,
    },
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    match args.action {
        Action::Add(flags) => add(app, &office, &flags.said)?,
        Action::List { term, table } => list(app, &office, term.as_deref(), &table)?,
    }
    Ok(0)
}

fn add(app: &App, office: &Office, said: &Said) -> Result<()> {
    office.by()?;
    let talk = app.talk(office, office.guide()?, Which::New("training"));
    let (fields, body) = form::fill(&talk, "training", said)?;
    let pen = office.pen()?;
    app.carry_out(&pen, &pen.training(fields, body)?)?;
    talk.shelf.clear()?;
    if !app.dry_run {
        app.say(words::still(&office.school_pending()))?;
    }
    Ok(())
}

fn list(app: &App, office: &Office, term: Option<&str>, table: &Table) -> Result<()> {
    let is_table = app.wants_table(office, table)?;
    let program = office.repo.program();
    let records = office.trainings(&program, term)?;
    let zone = office.zone();
    if is_table {
        app.put_table(office, table, &words::sheet(office.guide()?, zone, &records))?;
    } else if app.ui.format == Format::Json {
        app.ui.json(&words::value(&records))?;
    } else {
        app.say(words::lines(office.guide()?, zone, &records))?;
    }
    app.say(words::lacking(&program.faults, office.school_pending()))
}
