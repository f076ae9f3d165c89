//! A referral letter and its receipt (guide 五(一)5, 五(三)②).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::spelling::one_or_many;
use crate::time::Moment;

record! {
    /// 转介：建议去哪里、为什么、监护人怎样答复
    #[schemars(extend("x-after-event" = true, "x-signed" = ["reason", "body"]))]
    pub struct Referral {
        /// 建议前往的机构
        pub to: String,
        /// 是否医疗机构
        #[serde(default)]
        pub medical: Option<bool>,
        /// 科室
        #[serde(default)]
        pub department: Option<String>,
        /// 转介的理由
        pub reason: String,
        /// 一式几份
        #[serde(default)]
        pub copies: Option<u32>,
        /// 对哪一封建议书的答复（记录编号）
        #[serde(default)]
        #[schemars(extend("x-names" = ["referral", "print"]))]
        pub letter: Option<String>,
        /// 监护人的答复
        #[serde(default)]
        pub receipt: Option<Receipt>,
        /// 答复人姓名
        #[serde(default, deserialize_with = "one_or_many")]
        pub receipt_by: Vec<String>,
        /// 答复时间
        #[serde(default)]
        pub receipt_at: Option<Moment>,
        /// 拒绝的是什么
        #[serde(default)]
        pub refused_what: Option<String>,
        /// 拒绝的理由
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub refusal_reason: Option<String>,
        /// 学校对拒绝的答复
        #[serde(default)]
        pub refusal_answer: Option<String>,
        /// 在场见证人
        #[serde(default)]
        pub witnesses: Vec<String>,
        /// 拒绝之后又怎样争取过
        #[serde(default)]
        pub retried: Option<String>,
        /// 是否讲明了监护人的责任
        #[serde(default)]
        pub duties_explained: Option<bool>,
    }
}

/// 监护人的答复
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// 已收到
    Received,
    /// 同意
    Agreed,
    /// 拒绝
    Refused,
    /// 已邮寄
    Posted,
}
