//! A filed document with its provenance (guide 五(三)).

use crate::record::dated::Dated;
use crate::record::diagnosis::Form;
use crate::record::parts::MaterialCode;
use crate::record::spelling::one_or_many;
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
        /// 摘自（原文的 SHA-256）
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub excerpt_of: Option<String>,
        /// 摘的是原文哪几行
        #[serde(default)]
        #[schemars(extend("readOnly" = true))]
        pub lines: Option<String>,
        /// 标题
        #[serde(default)]
        pub title: Option<String>,
        /// 里面是什么
        #[serde(default)]
        pub description: Option<String>,
        /// 文件自己的日期（签署、出具或制作；只知道月份时写 2026-03）
        #[serde(default)]
        pub dated: Option<Dated>,
        /// 签字人
        #[serde(default, deserialize_with = "one_or_many")]
        pub signer: Vec<String>,
        /// 签字人与学生的关系
        #[serde(default)]
        pub relation: Option<String>,
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
        /// 属于哪条记录（记录编号，或 记录编号/第几件）
        #[serde(default)]
        #[schemars(extend("x-names" = []))]
        pub of: Option<String>,
        /// 是签好字的那一份
        #[serde(default)]
        pub signed: Option<bool>,
    }
}

/// Files that systems and programs leave behind; nobody's document.
pub fn is_system(name: &str) -> bool {
    let name = name.to_lowercase();
    ["thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"].contains(&name.as_str())
        || name.starts_with("~$")
        || name.starts_with(".~lock")
        || name.starts_with("._")
        || [".tmp", ".part", ".crdownload", ".lnk"].iter().any(|ending| name.ends_with(ending))
}
