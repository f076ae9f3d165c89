//! `show`: a case as a timeline with its three times: happened, known, written; also as it stood at an earlier time.

use crate::app::{App, Done};
use crate::time::parse;
use crate::ui::Format;
use crate::wording::answer::Line;
use crate::wording::show as words;

/// 查看：一份档案的时间线；--as-of 看到那一刻为止学校写下了什么
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 只看到某一刻为止写下的
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 每条记录的全部内容
    #[arg(long)]
    full: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = app.which(&office, args.case.as_deref())?;
    if let Some(text) = &args.as_of {
        let until = parse::moment(text, app.now).map_err(|error| error.field("--as-of"))?;
        case = case.as_of(until.latest(office.zone()), office.zone());
    }
    // What was done with the file since then is not how it stood then.
    let archivings = if args.as_of.is_none() { office.archivings(&case.number)? } else { Vec::new() };
    if app.ui.format == Format::Json {
        app.ui.json(&words::value(&case, &archivings))?;
    } else {
        app.ui.say(&words::text(&office, &case, &archivings, args.full)?)?;
    }
    app.say(case.faults.iter().cloned().map(Line::from))?;
    Ok(case.damage_status())
}
