//! `close`: the end of an episode. What is still open is said before, and may be accepted with a reason.

use serde_json::{Map, Value};

use crate::app::{App, Done};
use crate::asking::close as asking;
use crate::asking::talks::Which;
use crate::case::Case;
use crate::form::{self, Flags};
use crate::office::ending::Closing;
use crate::office::pen::Pen;
use crate::record::closure::Closure;
use crate::wording::notes;

/// 结束：写下这次危机怎样结束、还有什么未了、谁接受
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 第几次危机（默认：最近一次）
    #[arg(long, value_name = "N")]
    episode: Option<u32>,
    #[command(flatten)]
    said: Flags<Closure>,
    /// 谁接受未了的事（成员编号；默认：记录人）
    #[arg(long, value_name = "MEMBER")]
    accepted_by: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    let episode = office.may_write(&case, args.episode, "closure")?;
    let guide = office.guide_of(&case, episode)?;
    let talk = app.talk(&office, guide, Which::Of(&case, "closure"));
    let (mut fields, body) = form::fill(&talk, "closure", &args.said.said)?;
    if app.ui.can_ask() {
        asking::although(&case, episode, &mut fields)?;
    }
    let close = |pen: &Pen<'_>, case: &Case, fields: &Map<String, Value>| {
        pen.close(case, episode, fields.clone(), body.clone(), args.accepted_by.as_deref())
    };
    if app.ui.can_ask() && !args.said.said.has("accept") {
        let first = close(&office.pen()?, &case, &fields)?;
        asking::accept(&mut fields, &first.open)?;
    }
    let pen = office.pen()?;
    let now = pen.case(&case.number);
    let fields = app.confirmed(&office, Some(&now), fields, |fields| Ok(close(&pen, &now, &fields)?.plan))?;
    let Closing { plan, open } = close(&pen, &now, &fields)?;
    app.carry_out(&pen, &plan)?;
    talk.shelf.clear()?;
    if !open.is_empty() {
        app.ui.hint(&notes::unaccepted(&case, &open));
    }
    app.then(&office, &plan, now);
    Ok(0)
}
