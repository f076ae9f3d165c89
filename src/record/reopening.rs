//! An ended episode opened again, so that something can be added. It starts no duty by itself.

record! {
    /// 重新打开：已结束的档案为何还要补，谁批准
    #[schemars(extend("x-of-file" = true))]
    pub struct Reopening {
        /// 理由
        pub why: String,
        /// 谁批准的
        pub approved_by: String,
    }
}
