//! `member`: who is on the team, and with which public key.

use serde_json::json;

use crate::cmd::{App, Done, seal};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::store::{self, Repo, write};
use crate::team::{Member, Team, text};
use crate::ui::{Format, table};
use crate::vault::recipient::Recipient;

/// 成员：列出、登记工作小组的成员和公钥
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 列出成员
    List,
    /// 登记一位成员
    Add {
        /// 成员编号（拼音或代号，不必是姓名）
        id: String,
        /// 姓名
        #[arg(long, value_name = "NAME")]
        name: String,
        /// 角色（可写多次）
        #[arg(long, value_name = "ROLE")]
        role: Vec<String>,
        /// 公钥（以 age1 开头）
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// 登记或更换一位成员的公钥，并把其有权打开的案卷交给这把钥匙
    Key {
        /// 成员编号或姓名
        member: String,
        /// 公钥（以 age1 开头）
        key: String,
    },
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.keyless_repo()?;
    match args.what {
        What::List => list(app, &repo)?,
        What::Add { id, name, role, key } => {
            let _lock = write::lock(&repo.root)?;
            if repo.team.members.iter().any(|member| member.id == id) {
                return Err(Error::new("已有这个成员编号").field("id").fix("换一个编号").into());
            }
            let guide = app.guide(&repo)?;
            let unknown = |role: &str| {
                let all: Vec<&str> = guide.roles.iter().map(|role| role.name.as_str()).collect();
                Error::new(format!("指南里没有“{role}”这个角色")).field("--role").fix(format!("可用：{}", all.join("、")))
            };
            let code = |role: &String| guide.code("role", role).map(str::to_owned).ok_or_else(|| unknown(role));
            let roles = role.iter().map(code).collect::<Result<_>>()?;
            let key = key.as_deref().map(Recipient::parse).transpose()?.map(|key| key.as_str().to_owned());
            let has_key = key.is_some();
            let member = Member { id, name, roles, since: None, until: None, key };
            save(app, &repo, |text| text::with_member(text, &member))?;
            return after(app, has_key);
        }
        What::Key { member, key } => {
            let _lock = write::lock(&repo.root)?;
            let key = Recipient::parse(&key)?;
            let member = repo.team.find(&member)?;
            save(app, &repo, |text| text::with_key(text, &member.id, key.as_str()))?;
            return after(app, true);
        }
    }
    Ok(0)
}

fn save(app: &App, repo: &Repo, change: impl Fn(&str) -> Result<String>) -> Result<()> {
    let path = repo.root.join("team.yaml");
    let new = change(&store::read_text(&path)?)?;
    Team::read(&new)?;
    if app.dry_run {
        return app.ui.say(&format!("（没有写）将改动 {}", path.display()));
    }
    write::replace(&path, new.as_bytes())?;
    app.ui.say(&format!("已写入 {}", path.display()))
}

/// A new key is of use once the cases are sealed for it.
fn after(app: &App, has_key: bool) -> Done {
    let repo = app.keyless_repo()?;
    if app.dry_run || !has_key || repo.config.privacy == Privacy::Plain {
        return Ok(0);
    }
    seal::hand_out(app, &app.repo()?)
}

fn list(app: &App, repo: &Repo) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!(repo.team.members));
    }
    let guide = app.guide(repo)?;
    let rows = repo.team.members.iter().map(|member| {
        let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
        let key = if member.key.is_some() { "有" } else { "无" };
        vec![member.id.clone(), member.name.clone(), roles.join("、"), key.to_owned()]
    });
    app.ui.say(&table(&["编号", "姓名", "角色", "公钥"], rows.collect()))
}
