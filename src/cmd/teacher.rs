//! `teacher`: who is in charge of the class from now on, or stands in.

use crate::app::{App, Done};
use crate::case::Tenure;
use crate::form;

/// 换教师：写下负责该班的教师从哪天起换成谁，或由谁代理；从前的不删
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 成员编号或姓名
    #[arg(value_parser = form::filled)]
    who: String,
    /// 从哪天起（默认：今天）
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// 到哪天为止
    #[arg(long, value_name = "D")]
    until: Option<String>,
    /// 只是代理，原来的教师仍是
    #[arg(long)]
    substitute: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let (since, until) = (app.day(args.since.as_deref(), "--since")?, app.day(args.until.as_deref(), "--until")?);
    let office = app.office()?;
    let pen = office.pen()?;
    let case = office.find(&args.case)?;
    let rewritten = pen.appoint(&case, Tenure { who: args.who, since, until, substitute: args.substitute })?;
    app.rewrite(&pen, &case, &rewritten)?;
    Ok(0)
}
