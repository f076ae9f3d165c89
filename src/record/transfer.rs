//! The file handed to another school (guide 五(三)2).

record! {
    /// 档案移交：交给另一所学校的清单与回执
    #[schemars(extend("x-of-file" = true))]
    pub struct Transfer {
        /// 接收方
        pub to: String,
        /// 清单
        pub items: Vec<String>,
        /// 谁同意
        #[serde(default)]
        pub consent: Option<String>,
        /// 回执
        #[serde(default)]
        pub receipt: Option<String>,
    }
}
