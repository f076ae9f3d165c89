//! A correction; the record itself is never touched.

use serde_json::{Map, Value};

record! {
    /// 更正：哪条记录错了、应当是什么
    #[schemars(extend("x-others-words" = true, "x-about-records" = true))]
    pub struct Amendment {
        /// 错在哪里
        pub wrong: String,
        /// 应当是什么
        pub right: String,
        /// 更正后的字段：字段=值
        #[serde(default)]
        pub set: Map<String, Value>,
        /// 整条作废（例如记错了人）
        #[serde(default)]
        pub retract: bool,
    }
}
