//! The first report of an episode (guide 五(一)1, 二(二)1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::parts::{Absence, Measure, Notified, Role};
use crate::record::spelling::one_or_many;
use crate::time::Moment;

record! {
    /// 首见报告：谁在何时知道了什么，当时做了什么
    #[schemars(extend("x-others-words" = true))]
    pub struct Report {
        /// 校内人员最早得知的时间
        #[schemars(extend("x-first" = true))]
        pub known: Moment,
        /// 消息从谁而来（可以是家长、同学）
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub source: Option<String>,
        /// 最先发现的人
        #[serde(default)]
        #[schemars(extend("x-ask" = true, "x-needed" = true))]
        pub finder: Option<String>,
        /// 最先发现的人的角色
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub finder_role: Option<Role>,
        /// 地点
        #[serde(default)]
        #[schemars(extend("x-first" = true))]
        pub place: Option<String>,
        /// 看到、听到了什么（尽量用原话）
        #[serde(default)]
        #[schemars(extend("x-others" = true, "x-first" = true, "x-needed" = true))]
        pub saw: Option<String>,
        /// 身体伤害
        #[serde(default)]
        #[schemars(extend("x-ask" = true, "x-graded" = true))]
        pub injury: Option<Injury>,
        /// 对学生采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        #[schemars(extend("x-ask" = true))]
        pub protect: Vec<Measure>,
        /// 谁陪着学生
        #[serde(default, deserialize_with = "one_or_many")]
        #[schemars(extend("x-first" = true))]
        pub stays_with: Vec<String>,
        /// 拿走了哪些危险物品
        #[serde(default)]
        pub removed: Vec<String>,
        /// 还有谁在场或知情（没有就写“无”）
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub others_present: Option<String>,
        /// 对相关人群采取的保护措施：内容|从何时起|到何时止|为谁
        #[serde(default, deserialize_with = "one_or_many")]
        pub protect_others: Vec<Measure>,
        /// 报告了谁：角色,姓名,时间,方式
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub notified: Vec<Notified>,
        /// 缺课：从哪天,到哪天,半天
        #[serde(default, deserialize_with = "one_or_many")]
        pub absent: Vec<Absence>,
        /// 涉及几名学生
        #[serde(default)]
        pub students: Option<u32>,
        /// 同一事件的共同编号（涉及多名学生时）
        #[serde(default)]
        pub event: Option<String>,
        /// 疑似加害人姓名
        #[serde(default)]
        pub suspects: Vec<String>,
    }
}

/// 身体伤害
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Injury {
    /// 无
    None,
    /// 轻
    Minor,
    /// 重
    Serious,
}
