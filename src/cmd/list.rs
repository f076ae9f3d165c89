//! `list`: tasks before people: what is owed in each case, then whose it is.

use serde_json::json;

use crate::audit::CaseAudit;
use crate::check::custody;
use crate::cmd::audit::audits;
use crate::cmd::{App, Done, next};
use crate::error::Result;
use crate::store::Repo;
use crate::ui::{Format, table};

/// 名单：全部档案，要做的事多的在前
#[derive(clap::Args)]
pub struct Args {
    /// 只看没有结束的
    #[arg(long)]
    open: bool,
    /// 只看有事要做的
    #[arg(long)]
    owed: bool,
    /// 只看某个等级
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// 只看某个班级（或年级，写开头几个字）
    #[arg(long, value_name = "C")]
    class: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let mut rows: Vec<Row> = audits(app, &repo, &[])?.into_iter().map(|audit| row(&repo, audit)).collect();
    rows.retain(|row| {
        (!args.open || row.audit.open)
            && (!args.owed || row.owed > 0)
            && args.level.as_ref().is_none_or(|level| row.audit.level.values().any(|named| named == level))
            && args.class.as_ref().is_none_or(|class| row.class.starts_with(class.as_str()))
    });
    rows.sort_by_key(|row| (!row.audit.open, std::cmp::Reverse(row.owed), row.audit.case.clone(), row.audit.episode));
    show(app, &rows)?;
    Ok(0)
}

struct Row {
    audit: CaseAudit,
    owed: usize,
    first: String,
    name: String,
    class: String,
}

fn row(repo: &Repo, audit: CaseAudit) -> Row {
    let student = repo.about(&audit.case).map(|about| about.student).unwrap_or_default();
    let pressing = if audit.open { next::pressing(&audit) } else { Vec::new() };
    let owed = pressing.iter().filter(|line| line.owed).count();
    let first = pressing.first().map(|line| line.title.clone()).unwrap_or_default();
    let is_locked = audit.findings.iter().any(|finding| finding.code == custody::LOCKED);
    let first = if is_locked { "（无权打开）".to_owned() } else { first };
    Row { owed, first, name: student.name, class: student.class.unwrap_or_default(), audit }
}

fn show(app: &App, rows: &[Row]) -> Result<()> {
    if app.ui.format == Format::Json {
        let rows = rows.iter().map(|row| {
            json!({
                "case": row.audit.case, "episode": row.audit.episode, "open": row.audit.open,
                "level": row.audit.level, "owed": row.owed, "next": row.first,
                "student": row.name, "class": row.class,
            })
        });
        return app.ui.json(&rows.collect::<Vec<_>>());
    }
    if rows.is_empty() {
        return app.ui.say("没有符合的档案");
    }
    let cells = rows.iter().map(|row| {
        let state = if row.audit.open { "进行中" } else { "已结束" };
        let levels: Vec<&str> = row.audit.level.values().map(String::as_str).collect();
        vec![
            row.owed.to_string(),
            row.first.clone(),
            row.audit.case.clone(),
            row.audit.episode.to_string(),
            state.to_owned(),
            levels.join("、"),
            row.class.clone(),
            row.name.clone(),
        ]
    });
    app.ui.say(&table(&["要做", "最先做", "案号", "次", "状态", "等级", "班级", "姓名"], cells.collect()))
}
