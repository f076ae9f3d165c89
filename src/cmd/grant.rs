//! `grant`: one more member may open one case; who, why, approved by whom, until when stays in its `case.yaml`.

use crate::case::{Access, Case};
use crate::cmd::{App, Done, find_case};
use crate::error::{Error, Result};
use crate::store::{Repo, write};
use crate::time::parse;

/// 授权：让一位成员能打开一份案卷，写明理由、批准人、到何时
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 成员编号或姓名
    member: String,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// 谁批准（不能是本人）
    #[arg(long, value_name = "MEMBER")]
    approved_by: String,
    /// 到哪一天为止
    #[arg(long, value_name = "D")]
    until: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let _lock = write::lock(&repo.root)?;
    let case = find_case(&repo, &args.case)?;
    let member = repo.team.find(&args.member)?;
    let approver = repo.team.find(&args.approved_by).map_err(|error| error.field("--approved-by"))?;
    if approver.id == member.id {
        let own = Error::new("不能由本人批准自己的授权").field("--approved-by");
        return Err(own.fix("请另一位成员批准").into());
    }
    let until = args.until.as_deref().map(|text| parse::day(text, app.now)).transpose();
    let until = until.map_err(|error| error.field("--until"))?;
    if until.is_some_and(|until| until < app.now.date_naive()) {
        return Err(Error::new("到期日已经过去").field("--until").fix("写今天或以后的日期").into());
    }
    if case.custody.is_some() && member.key.is_none() {
        let no_key = Error::new(format!("成员 {} 还没有登记公钥", member.id));
        return Err(no_key.fix(format!("请其运行 crisis key new，再运行 crisis member key {} 公钥", member.id)).into());
    }
    let entry = Access {
        member: member.id.clone(),
        why: args.why,
        approved_by: Some(approver.id.clone()),
        until,
        by: Some(app.by(&repo)?),
        since: Some(app.now.date_naive()),
        revoked: None,
    };
    change(app, &repo, &case, entry)?;
    app.ui.say(&format!("已授权成员 {} 打开案卷 {}", member.id, case.number))?;
    Ok(0)
}

/// The key goes first, then the list: cut off between, the list claims no protection that is not there.
pub fn change(app: &App, repo: &Repo, case: &Case, entry: Access) -> Result<()> {
    let revokes = entry.revoked.is_some();
    let mut about = case.about.clone();
    about.access.push(entry);
    let text = crate::case::text::with_access(&repo.about_text(&case.number)?, &about.access)?;
    let holders = app.rules(repo)?.holders(&about)?;
    if app.dry_run {
        return app.ui.say(&format!("（没有写）将改动案卷 {} 的权限", case.number));
    }
    if case.custody.is_some() {
        if revokes {
            repo.rekey_case(&case.number, &holders)?;
        } else {
            repo.hand_out(&case.number, &holders)?;
        }
    }
    repo.put_about(&case.number, &text)
}
