//! A contact with the family (guide 五(一)4–5, 五(三)⑧).

use chrono::NaiveDate;

use crate::record::parts::Absence;
use crate::record::spelling::one_or_many;

record! {
    /// 家校沟通：与谁、怎样联系、说了什么；没联系上也记
    #[schemars(extend("x-signed" = ["agreed", "advised"], "x-decided" = ["advised", "agreed", "reason"]))]
    pub struct Contact {
        /// 对方姓名
        #[serde(deserialize_with = "one_or_many")]
        pub with: Vec<String>,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 是否监护人
        #[serde(default)]
        pub guardian: Option<bool>,
        /// 方式（面谈、电话、微信、家访……）
        pub via: String,
        /// 谁主动联系（姓名）
        #[serde(default)]
        pub called_by: Option<String>,
        /// 是否联系上
        pub reached: bool,
        /// 为何联系
        #[serde(default)]
        pub reason: Option<String>,
        /// 对方说了什么
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub said: Option<String>,
        /// 学校说了什么
        #[serde(default)]
        pub told: Option<String>,
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
        /// 是否拒绝就诊
        #[serde(default)]
        pub attendance_refused: Option<bool>,
        /// 拒绝就诊的理由
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub refusal_reason: Option<String>,
        /// 学校对拒绝就诊的答复
        #[serde(default)]
        pub refusal_answer: Option<String>,
        /// 检查结果答应哪天给
        #[serde(default)]
        pub promised: Option<NaiveDate>,
        /// 缺课：从哪天,到哪天,半天
        #[serde(default, deserialize_with = "one_or_many")]
        pub absent: Vec<Absence>,
        /// 回到班上的日期
        #[serde(default)]
        pub back: Option<NaiveDate>,
        /// 用时几分钟
        #[serde(default)]
        pub minutes: Option<u32>,
    }
}
