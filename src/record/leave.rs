//! An absence (guide 五(三)①).

use chrono::NaiveDate;

record! {
    /// 请假：起止、类别、凭证
    #[schemars(extend("x-others-words" = true))]
    pub struct Leave {
        /// 从哪天
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
    }
}
