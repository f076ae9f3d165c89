//! A guardian's or a student's wish to see the file, and the answer (guide 五(四)2). No right to a whole copy is assumed.

use crate::record::spelling::one_or_many;
use crate::time::Moment;

record! {
    /// 查阅申请：谁想看或复印档案，学校怎样答复
    #[schemars(extend("x-of-file" = true))]
    pub struct Inspection {
        /// 谁提出
        #[serde(deserialize_with = "one_or_many")]
        pub asked_by: Vec<String>,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 想看或复印什么
        pub wish: String,
        /// 学校怎样答复
        #[serde(default)]
        pub answer: Option<String>,
        /// 答复时间
        #[serde(default)]
        pub answered_at: Option<Moment>,
        /// 理由或依据
        #[serde(default)]
        pub basis: Option<String>,
        /// 给看了什么
        #[serde(default)]
        pub shown: Vec<String>,
        /// 没有给看什么
        #[serde(default)]
        pub withheld: Option<String>,
        /// 谁批准的
        #[serde(default)]
        pub approved_by: Option<String>,
    }
}
