//! A signed, refused or deferred agreement (guide 五(一)4, 五(三)④⑤).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::spelling::one_or_many;

record! {
    /// 协议：与学生或监护人签署、拒签或暂缓
    #[schemars(extend("x-after-event" = true, "x-signed" = true))]
    pub struct Agreement {
        /// 与哪一方
        pub party: Party,
        /// 签字人（或被请求签字的人）
        #[serde(deserialize_with = "one_or_many")]
        pub signer: Vec<String>,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 结果
        pub outcome: Outcome,
        /// 拒签或暂缓的理由
        #[serde(default)]
        pub reason: Option<String>,
        /// 拒绝的是什么
        #[serde(default)]
        pub refused_what: Option<String>,
        /// 在场见证人
        #[serde(default)]
        pub witnesses: Vec<String>,
        /// 拒签之后又怎样争取过
        #[serde(default)]
        pub retried: Option<String>,
        /// 学生本人的意见
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub voice: Option<String>,
        /// 一式几份
        #[serde(default)]
        pub copies: Option<u32>,
        /// 有效期至
        #[serde(default)]
        pub valid_until: Option<NaiveDate>,
    }
}

/// 哪一方
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 学生
    Student,
    /// 监护人
    Guardian,
}

/// 结果
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 已签
    Signed,
    /// 拒签
    Refused,
    /// 暂缓
    Deferred,
}
