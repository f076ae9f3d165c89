//! Who is on the team, and with which public key. `team.yaml` is written by people, so a change touches only the lines
//! that it is about.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::guide::Role;
use crate::office::Office;
use crate::office::find::code;
use crate::office::pen::Pen;
use crate::store::{read_text, write};
use crate::team::{Member, Team, edit};
use crate::vault::recipient::Recipient;

/// What changes about the team. Members are named by id or name, roles by code or name.
pub enum Change {
    Add {
        id: String,
        fields: Fields,
    },
    Edit {
        member: String,
        fields: Fields,
    },
    /// The last day.
    Leave {
        member: String,
        on: Option<NaiveDate>,
    },
}

/// What is said about a member.
#[derive(Default)]
pub struct Fields {
    pub name: Option<String>,
    pub roles: Vec<String>,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub key: Option<String>,
    /// Days that are said no more: `since`, `until`.
    pub cleared: Vec<&'static str>,
}

/// `team.yaml` as it will be.
pub struct Changed<'o> {
    /// Whose entry it is.
    pub member: String,
    pub text: String,
    /// Fixed roles that nobody will hold any more.
    pub vacated: Vec<&'o Role>,
    /// Somebody who has a key leaves on a day to come: until then it opens.
    pub keeps_key: bool,
}

impl Office {
    /// Cases are sealed for somebody, so who came, went or has another key is of use once the keys are handed out.
    pub fn seals_for_members(&self) -> bool {
        self.repo.config.privacy == Privacy::Sealed && self.repo.team.members.iter().any(|member| member.key.is_some())
    }
}

impl<'o> Pen<'o> {
    pub fn team(&self, change: Change) -> Result<Changed<'o>> {
        let office = self.office;
        let text = read_text(&office.repo.root.join("team.yaml"))?;
        let keeps_key = self.keeps_key(&change);
        let (member, text) = match change {
            Change::Add { id, fields } => self.added(id, fields, &text)?,
            Change::Edit { member, fields } => self.edited(&member, fields, &text)?,
            Change::Leave { member, on } => {
                let id = office.repo.team.find(&member)?.id.clone();
                let text = edit::set(&text, &id, "until", &json!(on.unwrap_or(office.today())))?;
                (id, text)
            }
        };
        let guide = office.guide()?;
        let tomorrow = office.today().succ_opt().unwrap_or(office.today());
        let was = office.repo.team.vacant(guide, tomorrow);
        let is_new = |role: &&Role| !was.iter().any(|old| old.id == role.id);
        let vacated =
            Team::of(&text, [guide].into_iter())?.vacant(guide, tomorrow).into_iter().filter(is_new).collect();
        Ok(Changed { member, text, vacated, keeps_key })
    }

    pub fn put_team(&self, changed: &Changed<'_>) -> Result<()> {
        self.office.leaves("", "", ["team.yaml".to_owned()]);
        write::replace(&self.office.repo.root.join("team.yaml"), changed.text.as_bytes())
    }

    fn keeps_key(&self, change: &Change) -> bool {
        let Change::Leave { member, on } = change else { return false };
        let office = self.office;
        let has_key = office.repo.team.find(member).is_ok_and(|member| member.key.is_some());
        has_key && office.repo.config.privacy == Privacy::Sealed && on.is_none_or(|on| on >= office.today())
    }

    fn added(&self, id: String, said: Fields, text: &str) -> Result<(String, String)> {
        let plain = !id.is_empty() && !id.contains(char::is_whitespace);
        if !plain {
            return Err(Error::new("成员编号是空的，或含有空格").field("id").fix("用拼音或工号，例如 sujing"));
        }
        if self.office.repo.team.members.iter().any(|member| member.id == id) {
            let taken = Error::new("这个成员编号已经有人用了").field("id");
            return Err(taken.fix("换一个编号；要修改用 `crisis member edit`"));
        }
        let member = Member {
            id: id.clone(),
            name: said.name.unwrap_or_default(),
            roles: self.roles(&said.roles)?,
            since: Some(said.since.unwrap_or(self.office.today())),
            until: None,
            key: said.key.as_deref().map(public_key).transpose()?,
        };
        Ok((id, edit::add(text, &member)?))
    }

    fn edited(&self, member: &str, said: Fields, text: &str) -> Result<(String, String)> {
        let id = self.office.repo.team.find(member)?.id.clone();
        let roles = if said.roles.is_empty() { None } else { Some(json!(self.roles(&said.roles)?)) };
        let fields: [(&str, Option<Value>); 5] = [
            ("name", said.name.map(Value::from)),
            ("roles", roles),
            ("since", said.since.map(|day| json!(day))),
            ("until", said.until.map(|day| json!(day))),
            ("key", said.key.as_deref().map(public_key).transpose()?.map(Value::from)),
        ];
        if said.cleared.is_empty() && fields.iter().all(|(_, value)| value.is_none()) {
            return Err(Error::new("没有说要改什么").fix("加上 --name、--role、--since、--until 或 --key"));
        }
        let mut text = text.to_owned();
        for (field, value) in fields {
            if let Some(value) = value {
                text = edit::set(&text, &id, field, &value)?;
            }
        }
        for field in said.cleared {
            text = edit::set(&text, &id, field, &Value::Null)?;
        }
        Ok((id, text))
    }

    fn roles(&self, said: &[String]) -> Result<Vec<String>> {
        let guide = self.office.guide()?;
        let code = |word: &String| code(guide, "role", "角色", word).map(str::to_owned);
        said.iter().map(code).collect::<Result<_>>().map_err(|error| error.field("--role"))
    }
}

fn public_key(said: &str) -> Result<String> {
    Recipient::parse(said).map(|key| key.as_str().to_owned())
}
