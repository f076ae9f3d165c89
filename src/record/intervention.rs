//! A row of the intervention record (guide 五(三)⑥).

use chrono::NaiveDate;

use crate::record::parts::Person;

record! {
    /// 干预：一次干预的参与人、过程与结果
    #[schemars(extend("x-from-event-day" = true))]
    pub struct Intervention {
        /// 参与人：角色,姓名
        pub participants: Vec<Person>,
        /// 过程
        pub process: String,
        /// 结果
        #[serde(default)]
        pub result: Option<String>,
        /// 下一步
        #[serde(default)]
        pub next_step: Option<String>,
        /// 下次日期
        #[serde(default)]
        pub next: Option<NaiveDate>,
    }
}
