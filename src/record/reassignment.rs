//! A case handed by one colleague to another (guide 二(三)): who goes on, and what that person was told.

use chrono::NaiveDate;

use crate::record::parts::{Member, Role};

record! {
    /// 工作交接：把这名学生的工作交给哪位同事
    pub struct Reassignment {
        /// 交出人（成员编号）
        pub giver: Member,
        /// 接手人（成员编号）
        pub receiver: Member,
        /// 以什么角色
        #[serde(default)]
        pub role: Option<Role>,
        /// 从哪天起
        #[serde(default)]
        pub since: Option<NaiveDate>,
        /// 交代了什么
        pub told: String,
        /// 还要做的事
        #[serde(default)]
        pub pending: Vec<String>,
        /// 怎样告诉了学生
        #[serde(default)]
        pub student_told: Option<String>,
        /// 理由
        #[serde(default)]
        pub reason: Option<String>,
    }
}
