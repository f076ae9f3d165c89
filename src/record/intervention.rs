//! A row of the intervention record (guide 五(三)⑥).

use chrono::NaiveDate;

use crate::record::parts::{Effect, Measure, Person};
use crate::record::spelling::one_or_many;

record! {
    /// 干预：一次干预的参与人、过程与结果
    #[schemars(extend("x-from-event-day" = true))]
    pub struct Intervention {
        /// 参与人：角色,姓名
        pub participants: Vec<Person>,
        /// 过程
        pub process: String,
        /// 依据（校外意见、检查结果、方案的记录编号，或文字）
        #[serde(default)]
        pub based_on: Vec<String>,
        /// 对学生采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect: Vec<Measure>,
        /// 对相关人群采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect_others: Vec<Measure>,
        /// 结果
        #[serde(default)]
        pub result: Option<Effect>,
        /// 下一步
        #[serde(default)]
        pub next_step: Option<String>,
        /// 下次日期
        #[serde(default)]
        pub next: Option<NaiveDate>,
    }
}
