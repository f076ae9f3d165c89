//! The file handed to another school (guide 五(三)2).

use chrono::NaiveDate;

record! {
    /// 档案移交：交给另一所学校的清单与回执
    #[schemars(extend("x-of-file" = true))]
    pub struct Transfer {
        /// 接收方
        pub to: String,
        /// 清单
        pub items: Vec<String>,
        /// 谁同意
        #[serde(default)]
        pub consent: Option<String>,
        /// 依据（没有同意时：公函等）
        #[serde(default)]
        pub basis: Option<String>,
        /// 学校留下、没有移交的
        #[serde(default)]
        pub withheld: Option<String>,
        /// 移交包的校验值（包里最后一份清单的 SHA-256）
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub package: Option<String>,
        /// 对方的回执（挂号号码不是回执）
        #[serde(default)]
        pub receipt: Option<String>,
        /// 回执的日期
        #[serde(default)]
        pub receipt_at: Option<NaiveDate>,
    }
}
