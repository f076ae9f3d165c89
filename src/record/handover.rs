//! The student handed over in person (guide 二(二)1).

record! {
    /// 当面交接：把学生当面交给谁
    #[schemars(extend("x-signed" = true))]
    pub struct Handover {
        /// 交给谁
        pub to: String,
        /// 与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
        /// 地点
        #[serde(default)]
        pub place: Option<String>,
        /// 交代了什么
        #[serde(default)]
        pub told: Option<String>,
        /// 对方签字
        #[serde(default)]
        pub signed: Option<bool>,
    }
}
