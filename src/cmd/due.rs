//! `due`: what is owed in all cases, and a calendar file of it that names case numbers only.

use std::path::PathBuf;

use crate::app::workbook::Table;
use crate::app::{App, Done};
use crate::office::calendar;
use crate::store::write;
use crate::time::Length;
use crate::ui::Format;
use crate::wording::due as words;

/// 待办：所有档案里要做的事，最要紧的在前；可写成日历文件（只含案号）
#[derive(clap::Args)]
pub struct Args {
    /// 只看多久之内到期的，例如 7d
    #[arg(long, value_name = "LENGTH")]
    within: Option<String>,
    /// 只看轮到某位成员的（成员编号或姓名）
    #[arg(long = "for", value_name = "MEMBER")]
    of: Option<String>,
    /// 写成日历文件（.ics）
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    #[command(flatten)]
    table: Table,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    if let Some(path) = &args.ics {
        office.may_put(path, app.force)?;
        calendar::may_lie(path)?;
    }
    let is_table = app.wants_table(&office, &args.table)?;
    let limit =
        args.within.as_deref().map(str::parse::<Length>).transpose().map_err(|error| error.field("--within"))?;
    let until = limit.map(|limit| office.repo.config.calendar.after(office.now, limit));
    let rounds = office.rounds()?;
    let mut due = app.ui.watched("待办", |told| rounds.watched(told).tasks())?;
    due.retain(|task| until.is_none_or(|until| task.due().is_none_or(|due| due <= until)));
    if let Some(who) = &args.of {
        let member = office.repo.team.find(who).map_err(|error| error.field("--for"))?;
        due.retain(|task| task.is_for(&member.id));
    }
    if let Some(path) = &args.ics {
        if !app.dry_run {
            write::replace(path, calendar::calendar(&due, office.now).as_bytes())?;
        }
        app.say([words::calendar(app.dry_run, path.display())])?;
    }
    if is_table {
        app.put_table(&office, &args.table, &words::sheet(&office, &due)?)?;
    } else if app.ui.format == Format::Json {
        app.ui.json(&due)?;
    } else {
        app.say(words::lines(&office, &due)?)?;
    }
    Ok(0)
}
