//! A file taken out of a folder in which it did not belong. What filed it stays to be seen, and says so.

record! {
    /// 取出材料：放错了的文件拿出这份档案，为何、拿到哪里
    #[schemars(extend("x-about-records" = true, "x-of-file" = true))]
    pub struct Withdrawal {
        /// 为何取出
        pub why: String,
        /// 放到了哪里
        pub to: String,
        /// 谁批准的
        #[serde(default)]
        pub approved_by: Option<String>,
        /// 取出的文件
        #[schemars(extend("readOnly" = true))]
        pub file: String,
        /// 文件的 SHA-256
        #[schemars(extend("readOnly" = true))]
        pub sha256: String,
        /// 字节数
        #[schemars(extend("readOnly" = true))]
        pub size: u64,
    }
}
