//! The student handed over in person (guide 二(二)1).

use crate::record::spelling::one_or_many;

record! {
    /// 当面交接：把学生当面交给谁
    #[schemars(extend("x-signed" = true))]
    pub struct Handover {
        /// 交给谁
        #[serde(deserialize_with = "one_or_many")]
        pub to: Vec<String>,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 地点
        #[serde(default)]
        pub place: Option<String>,
        /// 交代了什么
        #[serde(default)]
        pub told: Option<String>,
        /// 在场见证人
        #[serde(default)]
        pub witnesses: Vec<String>,
        /// 对方签字
        #[serde(default)]
        pub signed: Option<bool>,
    }
}
