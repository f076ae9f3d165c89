//! Follow-up, and the care of a student who is not in crisis (guide 五(一)3, 五(二)).

use chrono::NaiveDate;

use crate::record::parts::Person;

record! {
    /// 跟踪：与谁谈、状况如何、下次何时
    pub struct FollowUp {
        /// 与谁：角色,姓名
        #[serde(default)]
        pub with: Vec<Person>,
        /// 状况
        pub state: String,
        /// 下次日期
        #[serde(default)]
        pub next: Option<NaiveDate>,
        /// 已就诊的日期
        #[serde(default)]
        pub attended: Option<NaiveDate>,
    }
}
