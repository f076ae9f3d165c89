//! Something that exists and lies with outsiders: neither filed nor missing (guide 五(三)1).

use crate::record::dated::Dated;
use crate::record::parts::MaterialCode;
use crate::record::spelling::one_or_many;

record! {
    /// 存于他处：一份材料确实存在，但在校外的人手里
    pub struct Elsewhere {
        /// 哪项材料
        pub category: MaterialCode,
        /// 存在哪里
        pub place: String,
        /// 在谁手里
        #[serde(deserialize_with = "one_or_many")]
        pub held_by: Vec<String>,
        /// 为何不在本档案
        pub why: String,
        /// 属于哪条记录（记录编号，或 记录编号/第几件）
        #[serde(default)]
        #[schemars(extend("x-names" = []))]
        pub of: Option<String>,
        /// 标题
        #[serde(default)]
        pub title: Option<String>,
        /// 文件自己的日期（签署、出具或制作；只知道月份时写 2026-03）
        #[serde(default)]
        pub dated: Option<Dated>,
        /// 学校看过没有
        #[serde(default)]
        pub seen: Option<bool>,
    }
}
