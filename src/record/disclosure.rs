//! Telling somebody outside, or a leak (guide 五(四)2–3).

use chrono::NaiveDate;

use crate::record::parts::{Remedy, Role};
use crate::record::spelling::one_or_many;

record! {
    /// 告知与保密突破：告诉了谁什么、没有说什么、凭什么
    #[schemars(extend("x-of-file" = true))]
    pub struct Disclosure {
        /// 告诉了谁
        pub to: String,
        /// 对方的角色
        #[serde(default)]
        pub to_role: Option<Role>,
        /// 说了什么
        pub told: String,
        /// 没有说什么
        #[serde(default)]
        pub withheld: Option<String>,
        /// 属于哪种例外
        #[serde(default)]
        pub exception: Option<String>,
        /// 依据
        #[serde(default)]
        pub basis: Option<String>,
        /// 谁批准的
        #[serde(default)]
        pub approved_by: Option<String>,
        /// 是否告诉了学生本人
        #[serde(default)]
        pub student_told: Option<bool>,
        /// 这是一次不当的泄露
        #[serde(default)]
        pub improper: bool,
        /// 谁泄露的
        #[serde(default)]
        pub leaked_by: Option<String>,
        /// 事后做了什么：内容|时间|谁做的
        #[serde(default, deserialize_with = "one_or_many")]
        pub remedy: Vec<Remedy>,
        /// 告知的期限（到哪天为止）
        #[serde(default)]
        pub until: Option<NaiveDate>,
        /// 给出的是哪种文书（由程序填写）
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub document: Option<String>,
        /// 那份文书内容的 SHA-256（开头十二位，印在页脚；由程序填写）
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub hash: Option<String>,
    }
}
