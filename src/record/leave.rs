//! An absence (guide 五(三)①).

use chrono::NaiveDate;

use crate::record::parts::Absence;
use crate::record::spelling::one_or_many;

record! {
    /// 请假：起止、类别、凭证
    #[schemars(extend("x-others-words" = true))]
    pub struct Leave {
        /// 从哪天
        #[schemars(extend("x-flag" = "since"))]
        pub from: NaiveDate,
        /// 到哪天
        #[serde(default)]
        pub to: Option<NaiveDate>,
        /// 类别（病假、事假、住院……）
        #[serde(rename = "type")]
        pub type_: String,
        /// 凭证
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub proof: Option<String>,
        /// 谁批准的
        #[serde(default)]
        pub approved_by: Option<String>,
        /// 缺课：从哪天,到哪天,半天
        #[serde(default, deserialize_with = "one_or_many")]
        pub absent: Vec<Absence>,
        /// 回到班上的日期
        #[serde(default)]
        pub back: Option<NaiveDate>,
    }
}
