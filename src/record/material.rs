//! A filed document with its provenance (guide 五(三)).

use crate::record::diagnosis::Form;
use crate::record::parts::MaterialCode;
use crate::time::Moment;

record! {
    /// 材料：归档的一份文件及其来历
    #[schemars(extend("x-others-words" = true, "x-about-records" = true))]
    pub struct Material {
        /// 类别
        pub category: MaterialCode,
        /// 档案中的文件
        #[schemars(extend("readOnly" = true))]
        pub file: String,
        /// 文件的 SHA-256
        #[schemars(extend("readOnly" = true))]
        pub sha256: String,
        /// 字节数
        #[schemars(extend("readOnly" = true))]
        pub size: u64,
        /// 原来的文件名
        #[schemars(extend("readOnly" = true))]
        pub name: String,
        /// 取得时间
        #[serde(default)]
        pub obtained: Option<Moment>,
        /// 由谁提供
        #[serde(default)]
        pub provided_by: Option<String>,
        /// 取得的依据
        #[serde(default)]
        pub basis: Option<String>,
        /// 谁同意
        #[serde(default)]
        pub consent: Option<String>,
        /// 形式
        #[serde(default)]
        pub form: Option<Form>,
        /// 里面是否有其他人
        #[serde(default)]
        pub contains_others: Option<bool>,
        /// 属于哪条记录（记录编号）
        #[serde(default)]
        pub of: Option<String>,
        /// 是签好字的那一份
        #[serde(default)]
        pub signed: Option<bool>,
    }
}
