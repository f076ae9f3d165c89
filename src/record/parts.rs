//! The pieces that records are made of: words of the guide, people, and the small tables within a record.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// A word that the guide (or `team.yaml`) defines. The schema's `format` names the vocabulary, and through it
/// flags, forms and screens turn a code into the school's own word and back.
macro_rules! word {
    ($($(#[$about:meta])* $name:ident = $vocabulary:literal,)*) => {$(
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $vocabulary })
            }
        }
    )*};
}

word! {
    /// A role of the guide, or in free words who somebody outside it was.
    Role = "role",
    /// One of the things that an assessment must describe.
    Dimension = "dimension",
    /// Something that has a level of its own.
    Axis = "axis",
    /// How severe, on an axis.
    Level = "level",
    /// What kind of crisis.
    CrisisType = "type",
    /// A material that the file must hold.
    MaterialCode = "material",
    /// Something that exists beside a record.
    Evidence = "evidence",
    /// A duty or a check.
    RuleCode = "rule",
    /// Somebody in `team.yaml`.
    Member = "member",
}

/// 角色与姓名
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// 角色
    pub role: Role,
    /// 姓名
    #[serde(default)]
    pub who: Option<String>,
}

/// 报告了谁
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notified {
    /// 角色
    pub role: Role,
    /// 姓名
    #[serde(default)]
    pub who: Option<String>,
    /// 时间
    #[serde(default)]
    pub at: Option<Moment>,
    /// 方式
    #[serde(default)]
    pub via: Option<String>,
}

/// 谁做什么、到何时
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// 谁
    pub who: String,
    /// 做什么
    pub what: String,
    /// 到何时
    #[serde(default)]
    pub until: Option<chrono::NaiveDate>,
}

/// 所用工具（只记名称、使用人、日期、结论）
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// 名称
    pub name: String,
    /// 使用人
    #[serde(default)]
    pub by: Option<String>,
    /// 日期
    #[serde(default)]
    pub date: Option<chrono::NaiveDate>,
    /// 结论
    #[serde(default)]
    pub conclusion: Option<String>,
}
