//! `member`: who is on the team, and with which public key. `team.yaml` is written by people, so a change touches only
//! the lines that it is about.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cmd::{App, Done, seal};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::guide::{Guide, Role};
use crate::store::{Repo, read_text, write};
use crate::team::{Member, Team, edit};
use crate::time::parse;
use crate::ui::{Format, table};
use crate::vault::recipient::Recipient;

/// 成员：登记、列出、修改工作小组成员，或记下谁离开了
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// 登记一位成员
    Add(Add),
    /// 列出成员，以及空缺的固定角色
    List,
    /// 修改一位成员
    Edit(Edit),
    /// 记下一位成员离开
    Leave(Leave),
    /// 登记或更换一位成员的公钥，并把其有权打开的案卷交给这把钥匙
    Key {
        /// 成员编号或姓名
        member: String,
        /// 公钥（以 age1 开头）
        key: String,
    },
}

#[derive(clap::Args)]
struct Add {
    /// 成员编号（拼音或工号，定了不再改）
    id: String,
    /// 姓名
    #[arg(long, value_name = "NAME")]
    name: String,
    /// 角色（可写多次）
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// 从哪天起（默认：今天）
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// age 公钥
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(clap::Args)]
struct Edit {
    /// 成员编号或姓名
    member: String,
    /// 姓名
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// 角色（可写多次；写了就代替原来的全部）
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// 从哪天起
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// 到哪天为止
    #[arg(long, value_name = "D")]
    until: Option<String>,
    /// age 公钥
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(clap::Args)]
struct Leave {
    /// 成员编号或姓名
    member: String,
    /// 最后一天（默认：今天）
    #[arg(long, value_name = "D")]
    on: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.keyless_repo()?;
    let guide = app.guide(&repo)?;
    match args.action {
        Action::List => {
            list(app, &repo, guide)?;
            return Ok(0);
        }
        Action::Add(add) => change(app, &repo, guide, |text| added(app, &repo, guide, &add, text))?,
        Action::Edit(edit) => change(app, &repo, guide, |text| edited(app, &repo, guide, &edit, text))?,
        Action::Leave(leave) => change(app, &repo, guide, |text| left(app, &repo, &leave, text))?,
        Action::Key { member, key } => change(app, &repo, guide, |text| keyed(&repo, &member, &key, text))?,
    }
    hand_out(app, &repo)
}

/// Who came, went or has another key is of use once the cases are sealed for whom they should be.
fn hand_out(app: &App, before: &Repo) -> Done {
    let repo = app.keyless_repo()?;
    let keys = |repo: &Repo| repo.team.members.iter().any(|member| member.key.is_some());
    if app.dry_run || repo.config.privacy == Privacy::Plain || !(keys(before) || keys(&repo)) {
        return Ok(0);
    }
    let _lock = write::lock(&repo.root)?;
    seal::hand_out(app, &app.repo()?)
}

/// Whose entry it is, and the file as it will be.
type Changed = (String, String);

fn change(app: &App, repo: &Repo, guide: &Guide, new: impl FnOnce(&str) -> Result<Changed>) -> Result<()> {
    let _lock = write::lock(&repo.root)?;
    let path = repo.root.join("team.yaml");
    let (id, after) = new(&read_text(&path)?)?;
    if !app.dry_run {
        write::replace(&path, after.as_bytes())?;
    }
    told(app, &id, &after)?;
    let tomorrow = app.now.date_naive().succ_opt().unwrap_or(app.now.date_naive());
    let was = repo.team.vacant(guide, tomorrow);
    let is_new = |role: &&Role| !was.iter().any(|old| old.id == role.id);
    for role in Team::of(&after, [guide].into_iter())?.vacant(guide, tomorrow).into_iter().filter(is_new) {
        app.ui.hint(&format!("注意：固定角色“{}”从此没有人担任", role.name));
    }
    Ok(())
}

fn added(app: &App, repo: &Repo, guide: &Guide, said: &Add, text: &str) -> Result<Changed> {
    let since = day(app, said.since.as_deref(), "--since")?.unwrap_or(app.now.date_naive());
    let member = Member {
        id: free(repo, &said.id)?,
        name: said.name.clone(),
        roles: roles(guide, &said.role)?,
        since: Some(since),
        until: None,
        key: said.key.as_deref().map(public_key).transpose()?,
    };
    Ok((said.id.clone(), edit::add(text, &member)?))
}

fn edited(app: &App, repo: &Repo, guide: &Guide, said: &Edit, text: &str) -> Result<Changed> {
    let id = repo.team.find(&said.member)?.id.clone();
    let roles = if said.role.is_empty() { None } else { Some(json!(roles(guide, &said.role)?)) };
    let fields: [(&str, Option<Value>); 5] = [
        ("name", said.name.clone().map(Value::from)),
        ("roles", roles),
        ("since", day(app, said.since.as_deref(), "--since")?.map(|day| json!(day))),
        ("until", day(app, said.until.as_deref(), "--until")?.map(|day| json!(day))),
        ("key", said.key.as_deref().map(public_key).transpose()?.map(Value::from)),
    ];
    if fields.iter().all(|(_, value)| value.is_none()) {
        return Err(Error::new("没有说要改什么").fix("加上 --name、--role、--since、--until 或 --key"));
    }
    let mut text = text.to_owned();
    for (field, value) in fields {
        if let Some(value) = value {
            text = edit::set(&text, &id, field, &value)?;
        }
    }
    Ok((id, text))
}

fn left(app: &App, repo: &Repo, said: &Leave, text: &str) -> Result<Changed> {
    let member = repo.team.find(&said.member)?;
    let on = day(app, said.on.as_deref(), "--on")?.unwrap_or(app.now.date_naive());
    if member.key.is_some() && repo.config.privacy == Privacy::Sealed && on >= app.now.date_naive() {
        app.ui.hint("到最后一天为止，他的钥匙仍然有效；此后运行一次 crisis seal 收回，没有收回时核查会提醒");
    }
    let text = edit::set(text, &member.id, "until", &json!(on))?;
    Ok((member.id.clone(), text))
}

fn keyed(repo: &Repo, member: &str, key: &str, text: &str) -> Result<Changed> {
    let id = repo.team.find(member)?.id.clone();
    let text = edit::set(text, &id, "key", &Value::from(public_key(key)?))?;
    Ok((id, text))
}

fn public_key(said: &str) -> Result<String> {
    Recipient::parse(said).map(|key| key.as_str().to_owned())
}

fn day(app: &App, said: Option<&str>, flag: &str) -> Result<Option<NaiveDate>> {
    said.map(|said| parse::day(said, app.now)).transpose().map_err(|error| error.field(flag))
}

fn free(repo: &Repo, id: &str) -> Result<String> {
    let plain = !id.is_empty() && !id.contains(char::is_whitespace);
    if !plain {
        return Err(Error::new("成员编号是空的，或含有空格").field("id").fix("用拼音或工号，例如 sujing"));
    }
    if repo.team.members.iter().any(|member| member.id == id) {
        let taken = Error::new("这个成员编号已经有人用了").field("id");
        return Err(taken.fix("换一个编号；要修改用 `crisis member edit`"));
    }
    Ok(id.to_owned())
}

fn roles(guide: &Guide, said: &[String]) -> Result<Vec<String>> {
    let code = |word: &String| {
        guide.code("role", word).map(str::to_owned).ok_or_else(|| {
            let all: Vec<&str> = guide.words("role").map(|(_, name)| name).collect();
            let unknown = Error::new(format!("指南里没有“{word}”这个角色")).field("--role");
            unknown.fix(format!("可用：{}", all.join("、")))
        })
    };
    said.iter().map(code).collect()
}

fn told(app: &App, id: &str, text: &str) -> Result<()> {
    if app.ui.format == Format::Json {
        let mut answer = json!({ "member": id, "path": "team.yaml" });
        if app.dry_run {
            answer["dry_run"] = true.into();
            answer["text"] = text.into();
        }
        return app.ui.json(&answer);
    }
    if app.dry_run {
        return app.ui.say(&format!("（没有写）team.yaml 将成为：\n\n{text}"));
    }
    app.ui.say(&format!("已写入 team.yaml（{id}）"))
}

fn list(app: &App, repo: &Repo, guide: &Guide) -> Result<()> {
    let today = app.now.date_naive();
    let vacant: Vec<&str> = repo.team.vacant(guide, today).iter().map(|role| role.name.as_str()).collect();
    for fault in &repo.team.faults {
        app.ui.hint(&format!("注意：team.yaml {fault}"));
    }
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "members": repo.team.members, "vacant": vacant }));
    }
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = repo.team.members.iter().map(|member| {
        let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
        let state = if member.serves_on(today) { "在任" } else { "不在任" };
        let key = if member.key.is_some() { "有" } else { "" };
        let (since, until) = (day(member.since), day(member.until));
        vec![member.id.clone(), member.name.clone(), roles.join("、"), since, until, state.to_owned(), key.to_owned()]
    });
    app.ui.say(&table(&["编号", "姓名", "角色", "从", "到", "状态", "公钥"], rows.collect()))?;
    if !vacant.is_empty() {
        app.ui.say(&format!("\n空缺的固定角色：{}", vacant.join("、")))?;
    }
    Ok(())
}
