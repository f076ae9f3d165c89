//! `reopen`: an ended episode is opened again, so that something can be added to it.

use crate::app::{App, Done};
use crate::asking::talks::Which;
use crate::form::{self, Flags};
use crate::record::reopening::Reopening;

/// 重新打开：已经结束的档案要补记录或材料，先写明为何、谁批准
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 第几次危机（默认：最近一次）
    #[arg(long, value_name = "N")]
    episode: Option<u32>,
    #[command(flatten)]
    said: Flags<Reopening>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    office.writer(&case)?;
    let talk = app.talk(&office, office.guide_of_latest(&case)?, Which::Of(&case, "reopening"));
    let (fields, body) = form::fill(&talk, "reopening", &args.said.said)?;
    let pen = office.pen()?;
    let plan = pen.reopen(&pen.case(&case.number), args.episode, fields, body)?;
    app.carry_out(&pen, &plan)?;
    talk.shelf.clear()?;
    if !app.dry_run {
        app.ui.hint(&format!(
            "现在可以补记；补完用 crisis close {} 再结束一次（不是最近一次的，都加 --episode）",
            case.number
        ));
    }
    Ok(0)
}
