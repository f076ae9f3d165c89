//! An intervention plan, or the help after a result (guide 四·预案, 五(二)).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::parts::{Measure, Person, Task};
use crate::record::spelling::one_or_many;

record! {
    /// 方案：为谁、由谁、用什么方法、分几步
    #[schemars(extend("x-after-event" = true, "x-decided" = ["methods", "steps"]))]
    pub struct Plan {
        /// 方案的用途
        pub stage: Stage,
        /// 干预对象
        pub subject: String,
        /// 一起商定的人：角色,姓名
        #[serde(default)]
        pub participants: Vec<Person>,
        /// 干预主体：角色,姓名
        pub actors: Vec<Person>,
        /// 干预方法
        pub methods: Vec<String>,
        /// 步骤：谁,做什么,到何时
        #[serde(default)]
        pub steps: Vec<Task>,
        /// 依据的结果（记录编号）
        #[serde(default)]
        #[schemars(extend("x-names" = []))]
        pub result: Option<String>,
        /// 对学生采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect: Vec<Measure>,
        /// 对相关人群采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect_others: Vec<Measure>,
        /// 何时回顾
        #[serde(default)]
        pub review: Option<NaiveDate>,
    }
}

/// 方案的用途
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 危机干预
    Intervention,
    /// 后续帮助
    Aftercare,
    /// 返校支持
    Return,
}
