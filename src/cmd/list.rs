//! `list`: tasks before people: what is owed in each case, then whose it is.

use crate::app::workbook::Table;
use crate::app::{App, Done};
use crate::office::find::code;
use crate::office::roll::Entry;
use crate::wording::list as words;

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
    let wanted = |entry: &Entry| {
        (!args.open || entry.open)
            && (!args.owed || entry.owed > 0)
            && (!args.overdue || entry.overdue)
            && level.is_none_or(|level| entry.level.values().any(|named| named == level))
            && args.grade.as_ref().is_none_or(|wanted| entry.grade.as_ref() == Some(wanted))
            && args.class.as_ref().is_none_or(|class| entry.class.starts_with(class.as_str()))
    };
    let rounds = office.rounds()?;
    let roll = app.ui.watched("名单", |told| rounds.watched(told).roll(&office, wanted))?;
    let several_guides = office.repo.guides.are_several();
    if is_table {
        app.put_table(&office, &args.table, &words::sheet(&roll, several_guides))?;
    } else {
        app.answer(|| words::value(&roll), || words::lines(&roll, several_guides))?;
    }
    Ok(0)
}
