//! The outside institution's advice and the school's answer (guide 五(一)6).

record! {
    /// 校外意见：专业机构建议什么，学校据此做什么
    #[schemars(extend("x-others-words" = true, "x-decided" = ["response"]))]
    pub struct Opinion {
        /// 机构
        pub institution: String,
        /// 是否医疗机构
        #[serde(default)]
        pub medical: Option<bool>,
        /// 建议
        pub advice: String,
        /// 学校据此做什么
        #[serde(default)]
        pub response: Option<String>,
        /// 由谁转来
        #[serde(default)]
        #[schemars(extend("x-flag" = "brought-by"))]
        pub from: Option<String>,
    }
}
