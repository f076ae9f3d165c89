//! `member`: who is on the team, and with which public key.

use crate::app::{App, Done};
use crate::cmd::seal;
use crate::error::Result;
use crate::form;
use crate::office::Office;
use crate::office::members::{Change, Fields};
use crate::wording::member as words;

mod added;

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
    id: Option<String>,
    /// 姓名
    #[arg(long, value_name = "NAME", value_parser = form::filled)]
    name: Option<String>,
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
    member: Option<String>,
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
    member: Option<String>,
    /// 最后一天（默认：今天）
    #[arg(long, value_name = "D")]
    on: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.keyless_office()?;
    let change = match args.action {
        Action::List => {
            let (guide, team, today) = (office.guide()?, &office.repo.team, office.today());
            app.say(words::faults(team))?;
            app.answer(|| words::value(guide, team, today), || words::lines(guide, team, today))?;
            return Ok(0);
        }
        Action::Add(said) => added::told(app, &office, said)?,
        Action::Edit(said) => Change::Edit {
            member: app.member(&office, said.member, "修改哪位成员", "MEMBER")?,
            fields: Fields {
                name: said.name,
                roles: said.role,
                since: app.day(said.since.as_deref(), "--since")?,
                until: app.day(said.until.as_deref(), "--until")?,
                key: said.key,
                ..Fields::default()
            },
        },
        Action::Leave(said) => Change::Leave {
            member: app.member(&office, said.member, "谁离开了", "MEMBER")?,
            on: app.day(said.on.as_deref(), "--on")?,
        },
        Action::Key { member, key } => Change::Edit { member, fields: Fields { key: Some(key), ..Fields::default() } },
    };
    change_team(app, &office, change)?;
    hand_out(app, &office)
}

fn change_team(app: &App, office: &Office, change: Change) -> Result<()> {
    let pen = office.pen()?;
    let changed = pen.team(change)?;
    if !app.dry_run {
        pen.put_team(&changed)?;
    }
    let told = || app.planned(words::changed_value(&changed), &changed.text);
    app.answer(told, || words::changed(app.dry_run, &changed))?;
    app.say(words::advice(&changed))
}

/// Who came, went or has another key is of use once the cases are sealed for whom they should be.
fn hand_out(app: &App, before: &Office) -> Done {
    if app.dry_run || !(before.seals_for_members() || app.keyless_office()?.seals_for_members()) {
        return Ok(0);
    }
    let office = app.office()?;
    let gone = office.pen()?.hand_out_all()?;
    seal::told(app, "交付钥匙", gone)
}
