//! Follow-up, and the care of a student who is not in crisis (guide 五(一)3, 五(二)).

use chrono::NaiveDate;

use crate::record::parts::{Absence, Measure, Person};
use crate::record::spelling::one_or_many;

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
        /// 对学生采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect: Vec<Measure>,
        /// 对相关人群采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect_others: Vec<Measure>,
        /// 检查结果答应哪天给
        #[serde(default)]
        pub promised: Option<NaiveDate>,
        /// 缺课：从哪天,到哪天,半天
        #[serde(default, deserialize_with = "one_or_many")]
        pub absent: Vec<Absence>,
        /// 回到班上的日期
        #[serde(default)]
        pub back: Option<NaiveDate>,
        /// 已就诊的日期
        #[serde(default)]
        pub attended: Option<NaiveDate>,
    }
}
