//! A correction or an addition; the record itself is never touched.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::record::Record;

record! {
    /// 更正：哪条记录错了、应当是什么；没有错、只是补充的，只写补充了什么
    #[schemars(extend("x-others-words" = true, "x-about-records" = true))]
    pub struct Amendment {
        /// 错在哪里（没有错、只是补充的不写）
        #[serde(default)]
        pub wrong: Option<String>,
        /// 应当是什么（没有错的，写补充了什么）
        pub right: String,
        /// 更正后的字段：字段=值
        #[serde(default)]
        pub set: Map<String, Value>,
        /// 在字段里添上的内容：字段=值
        #[serde(default)]
        pub add: Map<String, Value>,
        /// 清空的字段
        #[serde(default)]
        pub clear: Vec<String>,
        /// 整条作废（例如记错了人）
        #[serde(default)]
        pub retract: bool,
    }
}

/// What an amendment made of a record.
#[derive(Clone)]
pub struct Amended {
    pub by: Arc<Record>,
    pub before: Arc<Record>,
    /// None: it was taken back.
    pub after: Option<Arc<Record>>,
}

/// What an amendment does to the fields of a record.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub set: &'a Map<String, Value>,
    pub add: &'a Map<String, Value>,
    pub clear: &'a [String],
}

impl Amendment {
    pub fn change(&self) -> Change<'_> {
        Change { set: &self.set, add: &self.add, clear: &self.clear }
    }
}

impl Change<'_> {
    /// Cleared first, then set, then added to.
    pub(super) fn apply(self, fields: &mut Map<String, Value>) {
        for name in self.clear {
            fields.remove(name);
        }
        fields.extend(self.set.clone());
        for (name, more) in self.add {
            match (fields.get_mut(name), more) {
                (Some(Value::Array(items)), Value::Array(more)) => items.extend(more.iter().cloned()),
                (Some(Value::Array(items)), one) => items.push(one.clone()),
                (Some(Value::Object(entries)), Value::Object(more)) => entries.extend(more.clone()),
                _ => {
                    fields.insert(name.clone(), more.clone());
                }
            }
        }
    }
}
