//! `revoke`: a member may no longer open a case. It gets a new key, and everything in it is sealed again.

use crate::app::{App, Done};
use crate::cmd::grant;
use crate::form;
use crate::wording::answer::{beside, said};
use crate::wording::notes;

/// 收回：一位成员不再能打开一份案卷；案卷换新钥匙，全部重新封存
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 成员编号或姓名
    member: Option<String>,
    /// 理由
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    let member = app.member(&office, args.member, "收回谁的权限", "MEMBER")?;
    let why = app.line(args.why, "理由", "--why")?;
    let pen = office.pen()?;
    let change = pen.revoke(&case, &member, why)?;
    let (told, remains) = notes::revoked(&change);
    let remains = case.custody.is_some().then(|| beside(remains));
    grant::changed(app, &pen, change, [said(told)].into_iter().chain(remains))
}
