//! `withdraw`: a file is taken out of a folder in which it does not belong.

use crate::app::{App, Done};
use crate::asking::talks::Which;
use crate::form::{self, Flags};
use crate::record::withdrawal::Withdrawal;
use crate::wording::notes;

/// 取出材料：放错了的文件拿到档案库外面；谁、何时、为何、哪个文件、放到哪里，都留在档案里
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 材料的记录编号，或 materials 里的文件名
    file: String,
    #[command(flatten)]
    said: Flags<Withdrawal>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = office.find(&args.case)?;
    office.writer(&case)?;
    let guide = office.guide_of_latest(&case)?;
    let (fields, body) =
        form::fill(&app.talk(&office, guide, Which::Of(&case, "withdrawal")), "withdrawal", &args.said.said)?;
    let pen = office.pen()?;
    let case = pen.case(&case.number);
    let plan = pen.withdraw(&case, &args.file, fields, body)?;
    app.carry_out(&pen, &plan)?;
    if plan.pages().next().is_none() {
        app.say([notes::taken_out(app.dry_run)])?;
    }
    app.then(&office, &plan, case);
    Ok(0)
}
