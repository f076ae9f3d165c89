//! An assessment by a counsellor (guide 四, 五(一)3).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::record::amendment::Change;
use crate::record::parts::{Axis, CrisisType, Dimension, Instrument, Level, Notified, Person};
use crate::record::spelling::one_or_many;

record! {
    /// 评估：各维度所见、等级、是否危机、是否需要转介
    #[schemars(extend("x-from-event-day" = true))]
    pub struct Assessment {
        /// 在场人员：角色,姓名
        #[serde(default)]
        pub present: Vec<Person>,
        /// 危机类型
        #[serde(default, rename = "type")]
        #[schemars(extend("x-ask" = true))]
        pub types: Vec<CrisisType>,
        /// 各维度所见：维度=文字
        #[schemars(extend("propertyNames" = { "type": "string", "format": "dimension" }))]
        pub dimension: BTreeMap<Dimension, String>,
        /// 等级：[方面=]等级
        #[serde(default)]
        #[schemars(extend("x-ask" = true, "propertyNames" = { "type": "string", "format": "axis" }))]
        pub level: BTreeMap<Axis, Level>,
        /// 是否处于危机状态
        pub crisis: bool,
        /// 是否需要转介
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub refer: Option<bool>,
        /// 判断的依据
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub rationale: Option<String>,
        /// 学生本人的意见
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        #[schemars(extend("x-others" = true))]
        pub voice: Option<String>,
        /// 所用工具：名称,使用人,日期,结论
        #[serde(default)]
        #[schemars(extend("x-others" = true))]
        pub instrument: Vec<Instrument>,
        /// 下次评估日期
        #[serde(default)]
        #[schemars(extend("x-ask" = true))]
        pub next: Option<NaiveDate>,
        /// 评估后报告了谁：角色,姓名,时间,方式
        #[serde(default)]
        pub notified: Vec<Notified>,
        /// 了结了哪几份不一致的评估（记录编号；写 yes 指此前的全部）
        #[serde(default, deserialize_with = "one_or_many")]
        #[schemars(extend("x-names" = ["assessment"]))]
        pub settles: Vec<String>,
        /// 疑似加害人姓名
        #[serde(default)]
        pub suspects: Vec<String>,
    }
}

impl Assessment {
    /// What a mistaken crisis leaves behind once it is corrected: fields that go, unless they are said anew.
    pub(super) fn left_behind(&self, change: Change<'_>) -> Vec<String> {
        let is_corrected = self.crisis && change.set.get("crisis") == Some(&Value::Bool(false));
        let is_said = |name: &str| change.set.contains_key(name) || change.add.contains_key(name);
        let left = ["type", "level"].into_iter().filter(|name| is_corrected && !is_said(name));
        left.map(str::to_owned).collect()
    }
}
