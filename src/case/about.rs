//! `case.yaml`: who the case is about, not what happened.

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::text::{encoding, same_name};
use crate::yaml::{self, Placed};

/// 这是谁的档案：学生、监护人、班级教师、临时成员、权限
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "case.yaml")]
pub struct About {
    /// 学生
    pub student: Student,
    /// 监护人
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardians: Vec<Guardian>,
    // The earlier ones stay, because enrolment changes are filed by the one of that day.
    /// 负责该班的教师，最近的在最后，从前的不删
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_teacher: Vec<Tenure>,
    /// 本案的临时成员
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub temporary: Vec<Temporary>,
    /// 另外有权打开的成员
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Access>,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// 姓名
    pub name: String,
    /// 其他名字（户籍名、校内通用名）
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// 学号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// 班级
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// 出生日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    /// 毕业日期（已经毕业，或定了的）
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graduation: Option<NaiveDate>,
}

impl About {
    pub fn schema() -> Schema {
        schema_for!(About)
    }
}

impl Student {
    /// Whether one of the names that the file knows is one of those of the other.
    pub fn shares_name(&self, other: &Self) -> bool {
        self.names().any(|name| other.is_called(name))
    }

    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| same_name(own, name))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.name].into_iter().chain(&self.also).map(String::as_str)
    }
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    /// 姓名
    pub name: String,
    /// 与学生的关系
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// 电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 其他名字
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// 受托人
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegates: Vec<Delegate>,
}

/// 监护人委托的人；不是监护人，不能代为同意或签字
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// 姓名
    pub name: String,
    /// 与学生的关系
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// 委托书（材料的记录编号）
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// 到哪天为止
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// 谁、从哪天到哪天
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tenure {
    /// 姓名或成员编号
    pub who: String,
    /// 从哪天起
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// 到哪天为止
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// 只是代理，原来的人仍是
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub substitute: bool,
}

/// 本案的临时成员
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Temporary {
    /// 角色（指南的编号或名称）
    #[schemars(with = "String")]
    pub role: Placed,
    /// 姓名或成员编号
    pub who: String,
}

/// 一位另外有权打开的成员
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// 成员编号
    pub member: String,
    /// 理由
    pub why: String,
    /// 谁批准的
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// 到哪天为止
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// 谁写的
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// 从哪天起
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    // Also from a role that may open every case. The latest entry of a member counts.
    /// 哪天收回
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<NaiveDate>,
}

pub fn read_about(content: &[u8]) -> Result<About, Error> {
    let text = std::str::from_utf8(content).map_err(|_| encoding::not_utf8(content))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(error) = Error::unmerged(text) {
        return Err(error);
    }
    yaml::read_short(text, 1)
}
