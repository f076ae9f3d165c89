//! `dashboard`: one self-contained page of everything, for a screen in the office or for printing before a meeting.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::dashboard::Names;
use crate::office::inspection::Request;
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
    let names = if args.names { Names::Shown } else { Names::Hidden };
    let inspection = office.inspection(Request::default())?;
    let tell = |task: &Task| tasks::on_board(&office, task, names);
    let page = app.ui.watched("看板", |told| inspection.watched(told).board(names, tell))?;
    if !app.dry_run {
        write::replace(&args.out, page.as_bytes())?;
    }
    app.has_put(args.out.display())?;
    if names == Names::Shown {
        app.ui.hint("这个网页有学生姓名：只给负责处理的人看，用完删除");
    }
    Ok(0)
}
