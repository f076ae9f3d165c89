//! A paper that was printed to be signed. Without the fact that it left the printer nobody could ask for its return.

use crate::record::parts::MaterialCode;

record! {
    /// 打印：打印了一份要签字的文书
    pub struct Print {
        /// 文书
        #[schemars(extend("readOnly" = true))]
        pub document: String,
        /// 由哪条记录来（记录编号）
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub of: Option<String>,
        /// 内容的 SHA-256（开头十二位，印在页脚）
        #[schemars(extend("readOnly" = true))]
        pub hash: String,
        /// 签好之后归为哪种材料
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub category: Option<MaterialCode>,
    }
}
