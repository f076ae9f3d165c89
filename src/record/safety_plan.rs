//! A safety plan made with the student, beside the agreement (guide 五(一)4).

use chrono::NaiveDate;

record! {
    /// 安全计划：念头再来时怎么办、找谁、学校做什么
    #[schemars(extend("x-after-event" = true, "x-signed" = true))]
    pub struct SafetyPlan {
        /// 念头再来的信号
        #[serde(default)]
        pub signals: Vec<String>,
        /// 自己能先做的事
        #[serde(default)]
        pub own_steps: Vec<String>,
        /// 能去的地方、能陪的人
        #[serde(default)]
        pub company: Vec<String>,
        /// 可以求助的人与电话
        pub helpers: Vec<String>,
        /// 怎样远离危险物品
        #[serde(default)]
        pub surroundings: Vec<String>,
        /// 支撑自己的理由
        #[serde(default)]
        pub reasons: Vec<String>,
        /// 学校做什么
        #[serde(default)]
        pub school_does: Vec<String>,
        /// 学生本人的意见
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub voice: Option<String>,
        /// 何时回顾
        #[serde(default)]
        pub review: Option<NaiveDate>,
    }
}
