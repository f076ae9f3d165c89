//! A change of enrolment, filed (guide 五(三)2).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::record::parts::{ChangeWord, DecisionWord, Evaluation};

record! {
    /// 学籍变动：退学、休学、转学、复学的备案
    #[schemars(extend("x-decided" = ["detail", "conditions", "evaluation", "body"]))]
    pub struct Enrolment {
        /// 变动
        pub change: ChangeWord,
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
        pub decision: Option<DecisionWord>,
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
        pub evaluation: Option<Evaluation>,
        /// 附加的条件
        #[serde(default)]
        pub conditions: Option<String>,
        /// 学生本人的意见
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub voice: Option<String>,
    }
}

/// What a word for the application's result counts as. The words are the guide's; these are the codes of the plain list.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approved,
    Refused,
    Pending,
}

/// What a word for the change counts as.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Withdraw,
    Suspend,
    Transfer,
    Resume,
}
