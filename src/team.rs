//! The team: who is on it, in which roles, since and until when (`team.yaml`). Read against the guides, so that
//! everybody else sees the codes of roles, however a role was written.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::guide::{Guide, Role, Standing};
use crate::text::same_name;
use crate::yaml::{self, Placed};

pub mod edit;

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    #[serde(default)]
    pub members: Vec<Member>,
    /// Roles that no guide knows, each with its line. They stay with the member as they were written.
    #[serde(skip)]
    pub faults: Vec<Error>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub id: String,
    pub name: String,
    /// As written in the file; codes of the guide once the team was read against it.
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
    /// As it is written.
    pub fn read(text: &str) -> Result<Self> {
        yaml::read(without_mark(text), 1)
    }

    /// With every role as the guide's code, whether it was written as code, as name or as what people also say. Of
    /// several guides the first that knows the word decides.
    pub fn of<'g>(text: &str, guides: impl Iterator<Item = &'g Guide> + Clone) -> Result<Self> {
        let mut team = Self::read(text)?;
        let places: Places = yaml::read(without_mark(text), 1)?;
        for (member, place) in team.members.iter_mut().zip(places.members) {
            for (role, placed) in member.roles.iter_mut().zip(place.roles) {
                match guides.clone().find_map(|guide| guide.code("role", role)) {
                    Some(code) => code.clone_into(role),
                    None => team.faults.push(unknown_role(guides.clone().next(), &placed)),
                }
            }
        }
        Ok(team)
    }

    /// The fixed roles that nobody holds on a day.
    pub fn vacant<'g>(&self, guide: &'g Guide, day: NaiveDate) -> Vec<&'g Role> {
        let held = |role: &&Role| self.members.iter().any(|one| one.serves_on(day) && one.roles.contains(&role.id));
        guide.roles.iter().filter(|role| role.standing == Standing::Fixed).filter(|role| !held(role)).collect()
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

    /// The id of the member who is called so; of anybody else the name itself.
    pub fn id_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.members.iter().find(|member| same_name(&member.name, name)).map_or(name, |member| &member.id)
    }

    /// Whether a member holds one of the roles on a day.
    pub fn holds(&self, id: &str, roles: &[String], day: NaiveDate) -> bool {
        let holds = |member: &Member| member.serves_on(day) && member.roles.iter().any(|role| roles.contains(role));
        self.members.iter().any(|member| member.id == id && holds(member))
    }
}

/// The same file once more, for the lines of its roles.
#[derive(Deserialize)]
struct Places {
    #[serde(default)]
    members: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    roles: Vec<Placed>,
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A role that the guide does not have, where it was written.
pub fn unknown_role(guide: Option<&Guide>, role: &Placed) -> Error {
    let known: Vec<&str> = guide.into_iter().flat_map(|guide| &guide.roles).map(|role| role.name.as_str()).collect();
    let unknown = Error::new(format!("指南里没有“{}”这个角色，它不算数", role.text)).line(role.line);
    unknown.fix(format!("改成：{}；确需新角色的，加到指南文件里", known.join("、")))
}
