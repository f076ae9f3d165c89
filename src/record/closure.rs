//! The end of an episode.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::parts::Accepted;

record! {
    /// 结束：这次危机怎样结束，还有什么未了
    #[schemars(extend("x-of-file" = true))]
    pub struct Closure {
        /// 怎样结束
        pub outcome: Ending,
        /// 理由
        pub reason: String,
        /// 最后一次评估仍是危机的，为何可以结束
        #[serde(default)]
        pub although: Option<String>,
        /// 其他未了的事
        #[serde(default)]
        pub open_points: Vec<String>,
        /// 接受的一项：编号,理由
        #[serde(default)]
        pub accept: Vec<Accepted>,
    }
}

/// 怎样结束
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 危机解除
    Resolved,
    /// 关怀结束
    CareEnded,
    /// 离校
    Left,
    /// 其他
    Other,
}
