//! `report`: a first report from anybody. Needs no private key, and whoever wrote it can't read it back.

use crate::app::{App, Done};
use crate::asking::first_report;
use crate::asking::talks::Which;
use crate::cmd::open;
use crate::wording::answer::written;
use crate::wording::report as words;

/// 上报：任何人写下首见情况，加密交给工作小组；写完自己也读不回来
#[derive(clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    said: open::Args,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.keyless_office()?;
    let talk = app.talk(&office, office.guide()?, Which::New("report"));
    let heard = first_report::heard(&talk, &mut args.said.about(app)?, &args.said.report.said)?;
    let sealed = office.seal_report(&heard)?;
    let path = format!("intake/{}.age", sealed.id);
    if app.only_would(format_args!("写入 {path}"))? {
        return Ok(0);
    }
    office.hand_in(&sealed)?;
    app.answer(|| words::value(&sealed.id, &path), || vec![written(false, &path)])?;
    app.say([words::advice()])?;
    Ok(0)
}
