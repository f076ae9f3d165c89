//! `list`: tasks before people: what is owed in each case, then whose it is.

use serde_json::json;

use crate::audit::CaseAudit;
use crate::check::custody;
use crate::cmd::audit::audits;
use crate::cmd::{App, Done, next};
use crate::error::{Error, Result};
use crate::stats::entry::grade;
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
    /// 只看有事过了期限的
    #[arg(long)]
    overdue: bool,
    /// 只看某个等级
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// 只看某个年级
    #[arg(long, value_name = "G")]
    grade: Option<String>,
    /// 只看某个班级（写开头几个字也可）
    #[arg(long, value_name = "C")]
    class: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let level = args.level.as_deref().map(|word| level_name(app, &repo, word)).transpose()?;
    let mut rows: Vec<Row> = audits(app, &repo, &[])?.into_iter().map(|audit| row(app, &repo, audit)).collect();
    rows.retain(|row| {
        (!args.open || row.audit.open)
            && (!args.owed || row.owed > 0)
            && (!args.overdue || row.overdue)
            && level.as_ref().is_none_or(|level| row.audit.level.values().any(|named| named == level))
            && args.grade.as_ref().is_none_or(|wanted| row.grade.as_ref() == Some(wanted))
            && args.class.as_ref().is_none_or(|class| row.class.starts_with(class.as_str()))
    });
    rows.sort_by_key(|row| (!row.audit.open, std::cmp::Reverse(row.owed), row.audit.case.clone(), row.audit.episode));
    show(app, &rows)?;
    Ok(0)
}

/// The school's word for a level, which may be given by its code.
fn level_name(app: &App, repo: &Repo, word: &str) -> Result<String> {
    let guide = app.guide(repo)?;
    guide.code("level", word).map(|code| guide.name("level", code).to_owned()).ok_or_else(|| {
        let all: Vec<&str> = guide.words("level").map(|(_, name)| name).collect();
        let unknown = Error::new(format!("指南里没有“{word}”这个等级")).field("--level");
        unknown.fix(format!("可用：{}", all.join("、")))
    })
}

struct Row {
    audit: CaseAudit,
    owed: usize,
    overdue: bool,
    grade: Option<String>,
    first: String,
    name: String,
    class: String,
}

fn row(app: &App, repo: &Repo, audit: CaseAudit) -> Row {
    let student = repo.about(&audit.case).map(|about| about.student).unwrap_or_default();
    let pressing = if audit.open { next::pressing(&audit) } else { Vec::new() };
    let owed = pressing.iter().filter(|line| line.owed).count();
    let first = pressing.first().map(|line| line.title.clone()).unwrap_or_default();
    let is_locked = audit.findings.iter().any(|finding| finding.code == custody::LOCKED);
    let first = if is_locked { "（无权打开）".to_owned() } else { first };
    let overdue = pressing.iter().any(|line| line.owed && line.due.is_some_and(|due| due < app.now));
    let grade = student.class.as_deref().and_then(|class| grade(class, &repo.config.grades));
    Row { owed, overdue, grade, first, name: student.name, class: student.class.unwrap_or_default(), audit }
}

fn show(app: &App, rows: &[Row]) -> Result<()> {
    if app.ui.format == Format::Json {
        let rows = rows.iter().map(|row| {
            json!({
                "case": row.audit.case, "episode": row.audit.episode, "open": row.audit.open,
                "level": row.audit.level, "owed": row.owed, "overdue": row.overdue, "next": row.first,
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
