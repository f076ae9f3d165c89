//! `list`: tasks before people: what is owed in each case, then whose it is.

use serde_json::json;

use crate::cmd::workbook::Table;
use crate::cmd::{App, Done};
use crate::error::Result;
use crate::office::find::code;
use crate::office::roll::Entry;
use crate::tell;
use crate::ui::{Format, table};
use crate::workbook::{Cell, Sheet};

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
    #[command(flatten)]
    table: Table,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let guide = office.guide()?;
    let is_table = app.wants_table(&office, &args.table)?;
    let level = args.level.as_deref().map(|word| code(guide, "level", "等级", word)).transpose();
    let level = level.map_err(|error| error.field("--level"))?.map(|code| guide.name("level", code));
    let progress = app.ui.counting("名单");
    let roll = office.rounds()?.watched(&|count, of| progress.done(count, of)).roll(&office, |entry| {
        (!args.open || entry.open)
            && (!args.owed || entry.owed > 0)
            && (!args.overdue || entry.overdue)
            && level.is_none_or(|level| entry.level.values().any(|named| named == level))
            && args.grade.as_ref().is_none_or(|wanted| entry.grade.as_ref() == Some(wanted))
            && args.class.as_ref().is_none_or(|class| entry.class.starts_with(class.as_str()))
    })?;
    drop(progress);
    if is_table {
        app.put_table(&office, &args.table, &sheet(&roll, office.repo.guides.are_several()))?;
    } else {
        show(app, &roll, office.repo.guides.are_several())?;
    }
    Ok(0)
}

/// Where there are several guides, the one that judged a case stands beside it.
fn show(app: &App, roll: &[Entry], are_several: bool) -> Result<()> {
    if app.ui.format == Format::Json {
        let rows = roll.iter().map(|entry| {
            json!({
                "case": entry.case, "episode": entry.episode, "open": entry.open,
                "level": entry.level, "owed": entry.owed, "overdue": entry.overdue, "next": first(entry),
                "student": entry.student, "class": entry.class, "judged_by": entry.judged_by,
            })
        });
        return app.ui.json(&rows.collect::<Vec<_>>());
    }
    if roll.is_empty() {
        return app.ui.say("没有符合的档案");
    }
    let cells = roll.iter().map(|entry| {
        let cells = vec![
            entry.owed.to_string(),
            first(entry).to_owned(),
            entry.case.clone(),
            entry.episode.to_string(),
            tell::episode(entry.open).to_owned(),
            levels(entry),
            entry.class.clone(),
            entry.student.clone(),
        ];
        cells.into_iter().chain(are_several.then(|| judged_by(entry).to_owned())).collect()
    });
    app.ui.say(&table(&heads(are_several), cells.collect()))
}

const HEADS: [&str; 8] = ["要做", "最先做", "案号", "次", "状态", "等级", "班级", "姓名"];

fn heads(are_several: bool) -> Vec<&'static str> {
    HEADS.into_iter().chain(are_several.then_some("不是现行指南的")).collect()
}

fn judged_by(entry: &Entry) -> &str {
    entry.judged_by.as_deref().unwrap_or_default()
}

fn levels(entry: &Entry) -> String {
    entry.level.values().map(String::as_str).collect::<Vec<_>>().join("、")
}

fn sheet(roll: &[Entry], are_several: bool) -> Sheet {
    let row = |entry: &Entry| {
        let cells = vec![
            Cell::Count(entry.owed),
            first(entry).into(),
            entry.case.as_str().into(),
            Cell::Count(entry.episode as usize),
            tell::episode(entry.open).into(),
            levels(entry).into(),
            entry.class.as_str().into(),
            entry.student.as_str().into(),
        ];
        cells.into_iter().chain(are_several.then(|| judged_by(entry).into())).collect()
    };
    Sheet::new("名单", &heads(are_several), roll.iter().map(row).collect())
}

fn first(entry: &Entry) -> &str {
    if entry.is_locked { "（无权打开）" } else { &entry.first }
}
