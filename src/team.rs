//! The team: who is on it, in which roles, since and until when (`team.yaml`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::same_name;
use crate::error::{Error, Result};
use crate::yaml;

pub mod edit;

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    #[serde(default)]
    pub members: Vec<Member>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub id: String,
    pub name: String,
    /// Codes of the guide's roles.
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Public key, as `age` writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Member {
    pub fn serves_on(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Team {
    pub fn read(text: &str) -> Result<Self> {
        yaml::read(text.strip_prefix('\u{feff}').unwrap_or(text), 1)
    }

    /// By id, or by a name that only one member has.
    pub fn find(&self, who: &str) -> Result<&Member> {
        if let Some(member) = self.members.iter().find(|member| member.id == who) {
            return Ok(member);
        }
        let mut named = self.members.iter().filter(|member| same_name(&member.name, who));
        match (named.next(), named.next()) {
            (Some(member), None) => Ok(member),
            (Some(_), Some(_)) => Err(Error::new("工作小组里有两位同名的成员").fix("请写成员编号")),
            (None, _) => {
                let all: Vec<&str> = self.members.iter().map(|member| member.id.as_str()).collect();
                let fix = format!("写成员编号（{}）；新成员用 `crisis member add` 登记", all.join("、"));
                Err(Error::new("工作小组里没有这位成员").fix(fix))
            }
        }
    }

    /// Whether the first is a member, and not the same as the second: nobody approves what is his own.
    pub fn is_other(&self, approver: &str, writer: &str) -> bool {
        approver != writer && self.members.iter().any(|member| member.id == approver)
    }

    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.members.iter().find(|member| member.id == id).map_or(id, |member| &member.name)
    }

    /// Whether a member holds one of the roles on a day.
    pub fn holds(&self, id: &str, roles: &[String], day: NaiveDate) -> bool {
        let holds = |member: &Member| member.serves_on(day) && member.roles.iter().any(|role| roles.contains(role));
        self.members.iter().any(|member| member.id == id && holds(member))
    }
}
