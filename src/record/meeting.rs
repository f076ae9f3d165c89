//! A meeting of the team (guide 五(一)4, 二(三)).

use crate::record::parts::{Person, Purpose, Task};
use crate::record::spelling::one_or_many;

record! {
    /// 商议：团队会商的目的、参加人、决定与分工
    #[schemars(extend("x-after-event" = true, "x-decided" = ["decisions", "assignments", "purpose"]))]
    pub struct Meeting {
        /// 目的
        pub purpose: Purpose,
        /// 参加人：角色,姓名
        pub participants: Vec<Person>,
        /// 参阅的材料
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub reviewed: Vec<String>,
        /// 依据（校外意见、检查结果的记录编号，或文字）
        #[serde(default, deserialize_with = "one_or_many")]
        pub based_on: Vec<String>,
        /// 决定
        pub decisions: Vec<String>,
        /// 分工：谁,做什么,到何时
        #[serde(default)]
        pub assignments: Vec<Task>,
        /// 了结了哪几份不一致的评估（记录编号；写 yes 指此前的全部）
        #[serde(default, deserialize_with = "one_or_many")]
        #[schemars(extend("x-names" = ["assessment"]))]
        pub settles: Vec<String>,
        /// 同一事件的共同编号（涉及多名学生时）
        #[serde(default)]
        pub event: Option<String>,
    }
}
