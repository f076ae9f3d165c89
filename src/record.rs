//! Records: everything that happened, one small append-only file each. A kind is one struct in one file; from it
//! come the front matter, the flags, the form and the JSON Schema. A new kind costs a file and a line in `kinds!`.

use schemars::Schema;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::front_matter;
use crate::text::encoding;
use crate::time::Moment;
use crate::yaml;

use self::fields::Fields;

pub mod dated;
pub mod fields;
pub mod filled;
pub mod naming;
pub mod parts;
pub mod shape;
mod spelling;

/// The record that a reference names: `ID`, and `ID/ITEM` for a piece of its evidence.
pub fn record_of(reference: &str) -> &str {
    reference.split('/').next().unwrap_or(reference).trim()
}

/// Gives a kind the fields that every record has, and the derives that make it file, flags, form and schema.
macro_rules! record {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$say:meta])* pub $field:ident: $type:ty,)* }) => {
        #[derive(Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $(#[$about])*
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// 记录编号
            pub id: String,
            /// 记录种类
            pub kind: String,
            /// 第几次危机（从 1 起）
            pub episode: u32,
            /// 发生的时间
            pub at: crate::time::Moment,
            /// 时间是大约的
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            pub at_approx: bool,
            /// 记录人（成员编号）
            pub by: crate::record::parts::Member,
            /// 写下的时间（由程序填写）
            pub written: crate::time::Moment,
            /// 写下时本案最新一条记录的 SHA-256（由程序填写）
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub prev: Option<String>,
            /// 写下时本案别的末一条（两台电脑各自写的）的 SHA-256（由程序填写）
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub joins: Vec<String>,
            /// 所更正的记录编号
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub amends: Option<String>,
            /// 程序提醒过、仍照写的理由
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub confirmed: Option<String>,
            /// 随这条记录存在、应当归档的东西：是什么,说明
            #[serde(default, deserialize_with = "crate::record::parts::evidence", skip_serializing_if = "Vec::is_empty")]
            pub evidence: Vec<crate::record::parts::Evidence>,
            $($(#[$say])* pub $field: $type,)*
            /// 另记：编号=内容（本校指南另设的字段）
            #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
            pub own: serde_json::Map<String, serde_json::Value>,
        }

        impl $name {
            /// It belongs to an episode of a student.
            pub const OF_CASE: bool = true;

            pub fn head(&self) -> crate::record::Head {
                crate::record::Head {
                    id: self.id.clone(),
                    kind: self.kind.clone(),
                    episode: self.episode,
                    at: self.at,
                    at_approx: self.at_approx,
                    by: self.by.clone(),
                    written: self.written,
                    prev: self.prev.clone(),
                    joins: self.joins.clone(),
                    amends: self.amends.clone(),
                    evidence: self.evidence.clone(),
                }
            }
        }
    };
}

/// One line a kind: the module's name is the kind's name.
macro_rules! kinds {
    ($($module:ident: $name:ident,)*) => {
        $(pub mod $module;)*

        /// What a record says, typed.
        #[derive(Clone)]
        pub enum Fact { $($name(Box<$module::$name>),)* }

        enum Place { $($name,)* }

        /// Where the kind of a name stands among [`KINDS`].
        fn place_of(name: &str) -> Option<usize> {
            match name {
                $(stringify!($module) => Some(Place::$name as usize),)*
                _ => None,
            }
        }

        /// How many there are.
        pub const KIND_COUNT: usize = [$(stringify!($module)),*].len();

        impl Fact {
            pub fn kind(&self) -> &'static Kind {
                &KINDS[self.place()]
            }

            /// Where its kind stands among [`KINDS`].
            pub fn place(&self) -> usize {
                match self { $(Self::$name(_) => Place::$name as usize,)* }
            }

            fn parse(kind: &str, yaml: &str, first_line: usize) -> Result<Self> {
                match kind {
                    $(stringify!($module) => Ok(Self::$name(Box::new(yaml::read_short(yaml, first_line)?))),)*
                    _ => Err(unknown_kind(kind)),
                }
            }

            /// The same kind of fact with some fields said differently.
            fn with(&self, change: amendment::Change<'_>) -> Result<Self, serde_json::Error> {
                match self {
                    $(Self::$name(fact) => {
                        let Value::Object(mut fields) = serde_json::to_value(fact)? else {
                            unreachable!("a record is a struct");
                        };
                        change.apply(&mut fields);
                        Ok(Self::$name(Box::new(serde_json::from_value(Value::Object(fields))?)))
                    })*
                }
            }

            fn fields(&self) -> Fields {
                match self { $(Self::$name(fact) => filled::fields(fact),)* }
            }

            pub fn head(&self) -> Head {
                match self { $(Self::$name(fact) => fact.head(),)* }
            }
        }

        $(impl Named for $module::$name {
            const NAME: &'static str = stringify!($module);
        })*

        pub static KINDS: &[Kind] = &[$(Kind {
            name: stringify!($module),
            of_case: $module::$name::OF_CASE,
            schema: || schemars::schema_for!($module::$name),
        },)*];
    };
}

kinds! {
    report: Report,
    rescue: Rescue,
    assessment: Assessment,
    meeting: Meeting,
    plan: Plan,
    intervention: Intervention,
    contact: Contact,
    agreement: Agreement,
    safety_plan: SafetyPlan,
    referral: Referral,
    diagnosis: Diagnosis,
    opinion: Opinion,
    follow_up: FollowUp,
    leave: Leave,
    enrolment: Enrolment,
    disclosure: Disclosure,
    mandatory_report: MandatoryReport,
    handover: Handover,
    reassignment: Reassignment,
    material: Material,
    print: Print,
    declaration: Declaration,
    elsewhere: Elsewhere,
    inspection: Inspection,
    transfer: Transfer,
    training: Training,
    waiver: Waiver,
    amendment: Amendment,
    closure: Closure,
    reopening: Reopening,
    withdrawal: Withdrawal,
}

/// A kind by its type.
pub trait Named {
    const NAME: &'static str;
}

/// A kind of record, as the registry knows it.
pub struct Kind {
    pub name: &'static str,
    of_case: bool,
    schema: fn() -> Schema,
}

/// The commands that write a kind of their own; every other one is named after `record`.
const WRITERS: [(&str, &str); 6] = [
    ("assess", assessment::Assessment::NAME),
    ("attach", material::Material::NAME),
    ("close", closure::Closure::NAME),
    ("refer", referral::Referral::NAME),
    ("reopen", reopening::Reopening::NAME),
    ("training", training::Training::NAME),
];

impl Kind {
    /// What a command line writes: of its words after the program's name, the first and the one that follows.
    pub fn written_by(command: &str, next: Option<&str>) -> Option<&'static Self> {
        let own = WRITERS.iter().find(|(name, _)| *name == command).map(|(_, kind)| *kind);
        own.or_else(|| next.filter(|_| command == "record")).and_then(|name| Self::named(name).ok())
    }

    pub fn named(name: &str) -> Result<&'static Self> {
        place_of(name).map(|place| &KINDS[place]).ok_or_else(|| unknown_kind(name))
    }

    /// Whether its records belong to an episode of a student. The others are about the school as a whole.
    pub const fn is_of_case(&self) -> bool {
        self.of_case
    }

    pub fn schema(&self) -> Schema {
        (self.schema)()
    }

    /// What the kind is called when the guide gives it no word of its own: the first words of its documentation.
    pub fn title(&self) -> &'static str {
        self.about().split('：').next().unwrap_or_default()
    }

    pub fn about(&self) -> &'static str {
        shape::about(self)
    }
}

/// The fields that every record has, in the order of the file.
#[derive(Clone)]
pub struct Head {
    pub id: String,
    pub kind: String,
    pub episode: u32,
    pub at: Moment,
    pub at_approx: bool,
    pub by: parts::Member,
    pub written: Moment,
    pub prev: Option<String>,
    /// Digests of the other last records that the writer saw, written on other machines at the same time.
    pub joins: Vec<String>,
    pub amends: Option<String>,
    pub evidence: Vec<parts::Evidence>,
}

impl Head {
    /// The digests of all records upon which this one was written.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.prev.iter().chain(&self.joins).map(String::as_str)
    }
}

/// Names of the common fields that only the program fills in.
pub const OWN_FIELDS: [&str; 7] = ["id", "kind", "episode", "by", "written", "prev", "joins"];

/// Names of the other fields that every kind of a case has.
pub const COMMON_FIELDS: [&str; 5] = ["at", "at_approx", "amends", shape::CONFIRMED, "evidence"];

/// One record: its head, its typed fact, the same fact as fields (what the guide's conditions look at), its body.
#[derive(Clone)]
pub struct Record {
    pub head: Head,
    pub fact: Fact,
    pub fields: Fields,
    pub body: String,
    /// File name within the case, such as `records/2026-11-23-assessment-m4t9.md`.
    pub path: String,
    /// SHA-256 of the file's plaintext, lower-case hex.
    pub digest: String,
}

impl Record {
    /// Reads one file. The kind is found first, so that every error of its own struct keeps its line.
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self> {
        Self::read(path, bytes).map_err(|error| error.path(path))
    }

    fn read(path: &str, bytes: &[u8]) -> Result<Self> {
        let (fact, body) = said(bytes)?;
        Ok(Self {
            head: fact.head(),
            fields: fact.fields(),
            fact,
            body: body.to_owned(),
            path: path.to_owned(),
            digest: digest(bytes),
        })
    }

    /// The same record with some fields as an amendment says them. A value of the wrong type is refused, and so is
    /// clearing what is required.
    pub fn amended(&self, change: amendment::Change<'_>) -> Result<Self> {
        let left = match &self.fact {
            Fact::Assessment(assessment) => assessment.left_behind(change),
            _ => Vec::new(),
        };
        let clear = [change.clear, &left].concat();
        let change = amendment::Change { clear: &clear, ..change };
        let wrong = || {
            let wrong = Error::new("更正后的值不合这一字段的写法，或清空了必填的一项").path(&self.path);
            wrong.fix("用 `crisis schema` 查看字段的写法，重新更正")
        };
        let is_cleared = |field: &shape::Field| field.needed && change.clear.contains(&field.name);
        if shape::of_name(&self.head.kind).iter().any(is_cleared) {
            return Err(wrong());
        }
        let fact = self.fact.with(change).map_err(|_| wrong())?;
        Ok(Self { head: fact.head(), fields: fact.fields(), fact, ..self.clone() })
    }

    /// Whether this is written to correct that one.
    pub fn amends(&self, other: &Self) -> bool {
        self.head.amends.as_ref() == Some(&other.head.id)
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }
}

/// What a file says: its fact, and its body.
pub fn said(bytes: &[u8]) -> Result<(Fact, &str)> {
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| encoding::not_utf8(bytes))?;
    if let Some(error) = Error::unmerged(text) {
        return Err(error);
    }
    let parts = front_matter::split(text)?;
    let kind = naming::value(parts.yaml, "kind").ok_or_else(|| {
        Error::new("没有写明记录种类").line(parts.first_line).field("kind").fix("写上 kind: 及种类名称")
    })?;
    Ok((Fact::parse(kind, parts.yaml, parts.first_line)?, parts.body.trim()))
}

/// SHA-256 as everyone's `sha256sum` prints it.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| DIGITS[usize::from(half)]);
    String::from_utf8(digits.collect()).expect("digits are ASCII")
}

fn unknown_kind(name: &str) -> Error {
    let all: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    Error::new(format!("不认识的记录种类“{name}”")).field("kind").fix(format!("可用的种类：{}", all.join("、")))
}
