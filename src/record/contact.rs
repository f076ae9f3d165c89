//! A contact with the family (guide 五(一)4–5, 五(三)⑧).

use chrono::NaiveDate;

record! {
    /// 家校沟通：与谁、怎样联系、说了什么；没联系上也记
    #[schemars(extend("x-signed" = ["agreed", "advised"], "x-decided" = ["advised", "agreed", "reason"]))]
    pub struct Contact {
        /// 对方姓名
        pub with: String,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 是否监护人
        #[serde(default)]
        pub guardian: Option<bool>,
        /// 方式（面谈、电话、微信、家访……）
        pub via: String,
        /// 是否联系上
        pub reached: bool,
        /// 为何联系
        #[serde(default)]
        pub reason: Option<String>,
        /// 对方说了什么
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub said: Option<String>,
        /// 学校建议了什么
        #[serde(default)]
        pub advised: Option<String>,
        /// 商定了什么
        #[serde(default)]
        pub agreed: Option<String>,
        /// 是否讲明了监护人的责任
        #[serde(default)]
        pub duties_explained: Option<bool>,
        /// 是否讲了转介的建议
        #[serde(default)]
        pub referral_discussed: Option<bool>,
        /// 对方是否签字确认
        #[serde(default)]
        pub countersigned: Option<bool>,
        /// 已就诊的日期
        #[serde(default)]
        pub attended: Option<NaiveDate>,
        /// 用时（分钟）
        #[serde(default)]
        pub minutes: Option<u32>,
    }
}
