//! `dashboard`: one self-contained page of everything, for a screen in the office or for printing before a meeting.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::dashboard::{Board, Due, Names, prevention};
use crate::duty::unnamed;
use crate::error::Result;
use crate::office::Office;
use crate::office::inspection::Request;
use crate::office::overview::Overview;
use crate::office::tasks::Task;
use crate::store::write;
use crate::wording::tasks;

/// 看板：写成一个网页文件，今天要做的事、档案是否齐全、各案的经过；不联网，默认不含姓名
#[derive(clap::Args)]
pub struct Args {
    /// 写到哪个文件
    #[arg(long, value_name = "FILE.html")]
    out: PathBuf,
    /// 写上学生姓名（默认只有案号）
    #[arg(long)]
    names: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.may_put(&args.out, app.force)?;
    let progress = app.ui.counting("看板");
    let told = |count, of| progress.done(count, of);
    let inspection = office.inspection(Request::default())?.watched(&told);
    let names = if args.names { Names::Shown } else { Names::Hidden };
    let Overview { rows, running, mut due, stories, sums } =
        inspection.overview(names, |task| told_of(&office, task, args.names))?;
    for (rank, due) in due.iter_mut().enumerate() {
        due.rank = rank;
    }
    let mut board = Board::new(&office.repo.config.school, inspection.guide, rows, &sums, office.now);
    board.due = Some(due);
    board.running = running;
    board.cases = stories;
    board.prevention = inspection.school.duties.iter().map(prevention).collect();
    let html = board.html()?;
    if !app.dry_run {
        write::replace(&args.out, html.as_bytes())?;
    }
    app.has_put(args.out.display())?;
    if args.names {
        app.ui.hint("这个网页有学生姓名：只给负责处理的人看，用完删除");
    }
    Ok(0)
}

/// The same as `due` says, without the people whom a record names unless names are wanted.
fn told_of(office: &Office, task: &Task, with_names: bool) -> Result<Due> {
    let (text, fix) = tasks::told(office, task)?;
    let text = if with_names { text } else { unnamed(&text) };
    Ok(Due { case: task.case.clone(), rank: 0, text, fix, owed: task.is_owed() })
}
