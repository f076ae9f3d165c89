//! An outside institution's result (guide 五(三)③, 五(二)).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::dated::Dated;

record! {
    /// 诊断证明：校外机构的检查结果，未见异常也是结果
    #[schemars(extend("x-others-words" = true))]
    pub struct Diagnosis {
        /// 出具的机构
        pub institution: String,
        /// 是否医疗机构
        #[serde(default)]
        pub medical: Option<bool>,
        /// 科室
        #[serde(default)]
        pub department: Option<String>,
        /// 出具日期（只知道月份时写 2026-03）
        pub issued: Dated,
        /// 收到日期
        #[serde(default)]
        pub received: Option<NaiveDate>,
        /// 由谁交来
        #[serde(default)]
        #[schemars(extend("x-flag" = "brought-by"))]
        pub from: Option<String>,
        /// 形式
        pub form: Form,
        /// 结论（照抄原文，可以是未见异常）
        pub conclusion: String,
        /// 医嘱与建议
        #[serde(default)]
        pub advice: Option<String>,
        /// 归档的证明（材料记录编号）
        #[serde(default)]
        #[schemars(extend("x-names" = ["material", "elsewhere"]))]
        pub document: Option<String>,
        /// 就诊日期
        #[serde(default)]
        pub attended: Option<NaiveDate>,
        /// 补开的是哪一份（记录编号）
        #[serde(default)]
        #[schemars(extend("x-names" = ["diagnosis"]))]
        pub reissue_of: Option<String>,
        /// 答应哪天补开
        #[serde(default)]
        pub promised: Option<NaiveDate>,
        /// 沿用旧证明的理由
        #[serde(default)]
        pub relies: Option<String>,
    }
}

/// 形式
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 原件
    Original,
    /// 复印件
    Copy,
    /// 照片
    Photo,
    /// 口头转述
    Spoken,
}
