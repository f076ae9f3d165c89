//! A duty or check set aside, by somebody who is not the writer.

use chrono::NaiveDate;

use crate::record::parts::{Member, RuleCode};

record! {
    /// 豁免：某项职责或检查在本案不作要求
    #[schemars(extend("x-about-records" = true))]
    pub struct Waiver {
        /// 职责或检查的编号
        pub code: RuleCode,
        /// 理由
        pub reason: String,
        /// 批准人（成员编号，不能是自己）
        pub approved_by: Member,
        /// 到哪天为止
        #[serde(default)]
        pub until: Option<NaiveDate>,
    }
}
