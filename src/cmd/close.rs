//! `close`: the end of an episode. What is still open is said before, and may be accepted with a reason.

use serde_json::{Map, Value, json};

use crate::app::talks::Which;
use crate::app::{App, Done};
use crate::case::Case;
use crate::error::Result;
use crate::finding::Finding;
use crate::form::{self, Flags};
use crate::office::ending::{ALTHOUGH, Closing, lacks_reason};
use crate::office::pen::Pen;
use crate::record::closure::Closure;

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
    if app.ui.can_ask() && lacks_reason(&case, episode, &fields) {
        let why = form::ask::line("最后一次评估仍是危机，为何可以结束", true, "Esc 取消，先评估一次")?;
        fields.insert(ALTHOUGH.to_owned(), why.into());
    }
    let close = |pen: &Pen<'_>, case: &Case, fields: &Map<String, Value>| {
        pen.close(case, episode, fields.clone(), body.clone(), args.accepted_by.as_deref())
    };
    if app.ui.can_ask() && !args.said.said.has("accept") {
        let first = close(&office.pen()?, &case, &fields)?;
        accept(&mut fields, &first.open)?;
    }
    let pen = office.pen()?;
    let now = pen.case(&case.number);
    let fields = app.confirmed(&office, Some(&now), fields, |fields| Ok(close(&pen, &now, &fields)?.plan))?;
    let Closing { plan, open } = close(&pen, &now, &fields)?;
    app.carry_out(&pen, &plan)?;
    talk.shelf.clear()?;
    if !open.is_empty() {
        let all: Vec<String> = open.iter().map(|one| format!("{} {}", one.code, one.message)).collect();
        app.ui.hint(&format!(
            "还有没人接受的未了之事，档案不能归档：\n  {}\n补做，或 crisis reopen {} 之后再结束一次，每件加上 --accept \"编号,理由\"",
            all.join("\n  "),
            case.number
        ));
    }
    app.then(&office, &plan, now);
    Ok(0)
}

/// Each open point is asked about; whoever only presses Enter accepts nothing.
fn accept(fields: &mut Map<String, Value>, open: &[Finding]) -> Result<()> {
    for point in open {
        let question = format!("未了：{} {}。接受的理由", point.code, point.message);
        let why = form::ask::line(&question, false, "直接回车：不接受")?;
        if let (false, Some(list)) =
            (why.is_empty(), fields.entry("accept").or_insert_with(|| json!([])).as_array_mut())
        {
            list.push(json!({ "code": point.code, "why": why }));
        }
    }
    Ok(())
}
