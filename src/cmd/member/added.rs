//! A new member: what was said, and at a terminal what was not.

use super::Add;
use crate::app::App;
use crate::error::Result;
use crate::form::ask;
use crate::office::Office;
use crate::office::members::{Change, Fields};

/// Whoever is new; at a terminal what was not said is asked for.
pub fn told(app: &App, office: &Office, said: Add) -> Result<Change> {
    let is_asked = said.name.is_none() && app.ui.can_ask();
    let name = app.line(said.name, "姓名", "--name")?;
    let id = app.line(said.id, "成员编号（拼音或工号，定了不再改）", "ID")?;
    let mut roles = said.role;
    if roles.is_empty() && is_asked {
        let known: Vec<(&str, &str)> = office.guide()?.words("role").collect();
        let chosen = ask::several("角色", known.iter().map(|(_, name)| (*name).to_owned()).collect(), &[])?;
        roles = chosen.into_iter().map(|at| known[at].0.to_owned()).collect();
    }
    let key = match said.key {
        None if is_asked => {
            Some(ask::line("公钥（他运行 crisis key new 得到的，以后再给的直接回车）", false, "以 age1 开头")?)
                .filter(|said| !said.is_empty())
        }
        said => said,
    };
    let since = app.day(said.since.as_deref(), "--since")?;
    Ok(Change::Add { id, fields: Fields { name: Some(name), roles, since, key, ..Fields::default() } })
}
