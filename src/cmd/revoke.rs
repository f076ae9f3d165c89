//! `revoke`: a member may no longer open a case. It gets a new key, and everything in it is sealed again.

use crate::case::Access;
use crate::cmd::{App, Done, find_case, grant};
use crate::store::write;

/// 收回：一位成员不再能打开一份案卷；案卷换新钥匙，全部重新封存
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 成员编号或姓名
    member: String,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let _lock = write::lock(&repo.root)?;
    let case = find_case(&repo, &args.case)?;
    let member = repo.team.find(&args.member)?;
    let entry = Access {
        member: member.id.clone(),
        why: args.why,
        by: Some(app.by(&repo)?),
        revoked: Some(app.now.date_naive()),
        ..Access::default()
    };
    grant::change(app, &repo, &case, entry)?;
    app.ui.say(&format!("已收回成员 {} 对案卷 {} 的权限", member.id, case.number))?;
    if case.custody.is_some() {
        app.ui.hint("收回只管以后：此前能打开的内容可能已被看过或拷走。各台电脑同步之后才全部生效。");
    }
    Ok(0)
}
