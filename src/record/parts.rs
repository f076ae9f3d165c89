//! The pieces that records are made of: words of the guide, people, and the small tables within a record.

use std::borrow::Cow;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::record::spelling::{entry_or_text, one_or_many};
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
    /// What kind of thing exists beside a record.
    EvidenceKind = "evidence",
    /// A duty or a check.
    RuleCode = "rule",
    /// Somebody in `team.yaml`.
    Member = "member",
    // Words of one field of a kind, in a list of the guide: see `guide::lists`.
    /// What a meeting is for.
    Purpose = "meeting.purpose",
    /// What a change of enrolment is.
    ChangeWord = "enrolment.change",
    /// What became of the application.
    DecisionWord = "enrolment.decision",
    /// How the return to school is judged.
    Evaluation = "enrolment.evaluation",
    /// What an intervention brought about.
    Effect = "intervention.result",
    /// Where a report that the law asks for goes.
    Authority = "mandatory_report.to",
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
    pub until: Option<NaiveDate>,
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
    pub date: Option<NaiveDate>,
    /// 结论
    #[serde(default)]
    pub conclusion: Option<String>,
}

/// 随记录存在的一件东西
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Evidence {
    /// 这条记录里的第几件（由程序填写）
    #[serde(default)]
    #[schemars(extend("readOnly" = true))]
    pub id: String,
    /// 是什么
    pub kind: EvidenceKind,
    /// 说明（哪一次通话、哪一页、多长）
    #[serde(default)]
    pub text: Option<String>,
}

entry_or_text!(Evidence, |kind: &str| Ok(Evidence {
    id: String::new(),
    kind: EvidenceKind(kind.to_owned()),
    text: None
}));

/// Each item gets an id of its own within the record, its place in the list where the file names none.
pub fn evidence<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<Evidence>, D::Error> {
    let mut items: Vec<Evidence> = one_or_many(reader)?;
    for at in 0..items.len() {
        if items[at].id.is_empty() {
            let is_free = |id: &String| items.iter().all(|item| item.id != *id);
            items[at].id =
                (at + 1..=at + 1 + items.len()).map(|number| number.to_string()).find(is_free).unwrap_or_default();
        }
        if items[..at].iter().any(|item| item.id == items[at].id) {
            return Err(D::Error::custom("同一条记录里有两件证据用了同一个编号，改掉其中一个"));
        }
    }
    Ok(items)
}

/// 一项措施
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Measure {
    /// 做了什么
    #[schemars(extend("x-prose" = true))]
    pub what: String,
    /// 从何时起
    #[serde(default)]
    pub at: Option<Moment>,
    /// 到何时止
    #[serde(default)]
    pub until: Option<Moment>,
    /// 为谁
    #[serde(default)]
    pub whom: Option<String>,
}

entry_or_text!(Measure, |what: &str| Ok(Measure { what: what.to_owned(), at: None, until: None, whom: None }));

/// 事后做的一件事
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Remedy {
    /// 做了什么
    #[schemars(extend("x-prose" = true))]
    pub what: String,
    /// 时间
    #[serde(default)]
    pub at: Option<Moment>,
    /// 谁做的
    #[serde(default)]
    pub by: Option<String>,
}

entry_or_text!(Remedy, |what: &str| Ok(Remedy { what: what.to_owned(), at: None, by: None }));

/// 缺课的一天、半天或几天
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Absence {
    /// 哪天
    pub from: NaiveDate,
    /// 到哪天
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// 只缺半天
    #[serde(default)]
    pub half: Option<Half>,
}

entry_or_text!(Absence, absence);

/// 半天
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// 上午
    Am,
    /// 下午
    Pm,
}

/// `2026-03-05`, `2026-03-05/am`, `2026-03-05/2026-03-07`.
fn absence(text: &str) -> Result<Absence, String> {
    let wrong =
        || "缺课的日子看不懂，写成 2026-03-05、2026-03-05/am（上午）、/pm（下午）或 2026-03-05/2026-03-07".to_owned();
    let (from, rest) = text.split_once('/').map_or((text, None), |(from, rest)| (from, Some(rest)));
    let from: NaiveDate = from.parse().map_err(|_| wrong())?;
    let (to, half) = match rest {
        None => (None, None),
        Some("am") => (None, Some(Half::Am)),
        Some("pm") => (None, Some(Half::Pm)),
        Some(to) => (Some(to.parse().map_err(|_| wrong())?), None),
    };
    Ok(Absence { from, to, half })
}

/// 接受的一项未了的事
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// 哪一项（职责或检查的编号）
    pub code: RuleCode,
    /// 理由
    pub why: String,
    /// 谁接受（不写就是记录人）
    #[serde(default)]
    #[schemars(extend("readOnly" = true))]
    pub by: Option<Member>,
}
