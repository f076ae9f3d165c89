//! A change of enrolment, filed (guide 五(三)2).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

record! {
    /// 学籍变动：退学、休学、转学、复学的备案
    #[schemars(extend("x-decided" = ["detail", "conditions", "evaluation", "body"]))]
    pub struct Enrolment {
        /// 变动
        pub change: Change,
        /// 生效日期
        pub effective: NaiveDate,
        /// 到哪天为止（休学的期限）
        #[serde(default)]
        pub until: Option<NaiveDate>,
        /// 申请日期
        #[serde(default)]
        pub applied: Option<NaiveDate>,
        /// 申请的结果
        #[serde(default)]
        pub decision: Option<Decision>,
        /// 由谁决定
        #[serde(default)]
        pub decided_by: Option<String>,
        /// 申诉及其结果
        #[serde(default)]
        pub appeal: Option<String>,
        /// 由谁报备
        #[serde(default)]
        pub filed_by: Option<String>,
        /// 详细情况
        #[serde(default)]
        pub detail: Option<String>,
        /// 返校评估
        #[serde(default)]
        pub evaluation: Option<String>,
        /// 附加的条件
        #[serde(default)]
        pub conditions: Option<String>,
        /// 学生本人的意见
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub voice: Option<String>,
    }
}

/// 申请的结果
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 通过
    Approved,
    /// 不通过
    Refused,
    /// 待定
    Pending,
}

/// 变动
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// 退学
    Withdraw,
    /// 休学
    Suspend,
    /// 转学
    Transfer,
    /// 复学
    Resume,
}
