//! The answer to whether the law asks for a report (guide 五(四)1).

use crate::record::parts::Authority;
use crate::time::Moment;

record! {
    /// 强制报告：向谁、何时、回执；或为何不适用
    pub struct MandatoryReport {
        /// 是否适用
        pub applies: bool,
        /// 向谁报告
        #[serde(default)]
        pub to: Option<Authority>,
        /// 报告时间
        #[serde(default)]
        pub reported_at: Option<Moment>,
        /// 回执或编号
        #[serde(default)]
        pub receipt: Option<String>,
        /// 不适用的理由
        #[serde(default)]
        pub reason: Option<String>,
    }
}
