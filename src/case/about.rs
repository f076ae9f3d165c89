//! `case.yaml`: who the case is about, not what happened.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::text::same_name;
use crate::yaml::{self, Placed};

/// What `case.yaml` says.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub student: Student,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardians: Vec<Guardian>,
    /// Latest last; the earlier ones stay, because enrolment changes are filed by the one of that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_teacher: Vec<Tenure>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub temporary: Vec<Temporary>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Access>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Student {
    pub name: String,
    /// What else the student is called: in the household register, at school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
}

impl Student {
    /// Whether one of the names that the file knows is one of those of the other.
    pub fn shares_name(&self, other: &Self) -> bool {
        self.names().any(|name| other.is_called(name))
    }

    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| same_name(own, name))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.name].into_iter().chain(&self.also).map(String::as_str)
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What else the guardian is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Whom the guardian asked to stand in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegates: Vec<Delegate>,
}

/// Somebody who stands in for a guardian. No guardian: consents and signs for nobody.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// The paper that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A name or a member's id, with the days between which it held.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenure {
    pub who: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Stands in for the class teacher, who stays it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub substitute: bool,
}

/// A temporary member of the team for this case.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temporary {
    /// Code or word of the guide.
    pub role: Placed,
    pub who: String,
}

/// Who may open the case beyond the roles that may open every case.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub member: String,
    pub why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Taken back on that day, also from a role that may open every case. The latest entry of a member counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<NaiveDate>,
}

pub fn read_about(content: &[u8]) -> Result<About, Error> {
    let text = std::str::from_utf8(content)
        .map_err(|_| Error::new("不是 UTF-8 文字").fix("用记事本另存为 UTF-8；内容勿改"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Of the roles of temporary members it is told on which lines they stand.
    if text.contains("temporary") { yaml::read(text, 1) } else { yaml::read_unplaced(text, 1) }
}
