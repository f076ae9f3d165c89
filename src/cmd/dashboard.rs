//! `dashboard`: one self-contained page of everything, for a screen in the office or for printing before a meeting.

use std::path::PathBuf;

use crate::audit::CaseAudit;
use crate::cmd::audit::{audits, of_school, report};
use crate::cmd::{App, Done, due, next};
use crate::dashboard::{Board, Due, Story, prevention, story};
use crate::error::Result;
use crate::guide::Guide;
use crate::store::{Repo, write};

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
    let repo = app.repo()?;
    let guide = app.guide(&repo)?;
    let report = report(app, &repo, guide, audits(app, &repo, &[])?, of_school(app, &repo, None));
    let mut board = Board::new(&repo.config.school, guide, &report.cases, app.now);
    board.due = Some(due_rows(app, &repo, guide, &report.cases));
    board.cases = stories(app, &repo, &report.cases, args.names)?;
    board.prevention = report.school_duties.iter().map(prevention).collect();
    let html = board.html()?;
    if !app.dry_run {
        write::replace(&args.out, html.as_bytes())?;
    }
    let verb = if app.dry_run { "（没有写）将写入" } else { "已写入" };
    app.ui.say(&format!("{verb} {}", args.out.display()))?;
    if args.names {
        app.ui.hint("这个网页有学生姓名：只给负责处理的人看，用完删除");
    }
    Ok(0)
}

/// The same as `due` says.
fn due_rows(app: &App, repo: &Repo, guide: &Guide, audits: &[CaseAudit]) -> Vec<Due> {
    let mut rows = Vec::new();
    for audit in audits.iter().filter(|audit| audit.open) {
        for line in next::pressing(audit) {
            rows.push(Due {
                case: audit.case.clone(),
                rank: format!(
                    "{}{}",
                    u8::from(!line.owed),
                    line.due.or(line.since).map(|at| at.to_rfc3339()).unwrap_or_default()
                ),
                text: next::told(line, app.now),
                fix: line.fix.clone(),
                owed: line.owed,
            });
        }
        for paper in &audit.unreturned {
            let (text, fix) = due::unreturned(app, repo, guide, &audit.case, paper);
            let rank = format!("1{}", paper.at);
            rows.push(Due { case: audit.case.clone(), rank, text, fix, owed: false });
        }
    }
    rows.sort_by(|one, other| (&one.rank, &one.case).cmp(&(&other.rank, &other.case)));
    rows
}

fn stories(app: &App, repo: &Repo, audits: &[CaseAudit], named: bool) -> Result<Vec<Story>> {
    let mut stories = Vec::with_capacity(audits.len());
    for of_case in audits.chunk_by(|one, other| one.case == other.case) {
        let case = repo.case(&of_case[0].case);
        for audit in of_case.iter().filter(|_| !case.is_locked()) {
            let guide = app.guide_of(repo, &case, audit.episode)?;
            stories.push(story(guide, repo.config.calendar.zone, &case, audit, named, app.now));
        }
    }
    Ok(stories)
}
