//! First aid and hospital (guide 五(一)2).

use chrono::NaiveDate;

use crate::record::parts::{Absence, Person, Role};
use crate::record::spelling::one_or_many;
use crate::time::Moment;

record! {
    /// 救治：急救、送医、告知家长、全程跟进
    pub struct Rescue {
        /// 急救人姓名
        #[serde(default)]
        pub first_aid_by: Option<String>,
        /// 急救人的角色
        #[serde(default)]
        pub first_aid_role: Option<Role>,
        /// 急救时间
        #[serde(default)]
        pub first_aid_at: Option<Moment>,
        /// 叫救护车的时间
        #[serde(default)]
        pub ambulance_at: Option<Moment>,
        /// 医院
        #[serde(default)]
        pub hospital: Option<String>,
        /// 是否医疗机构
        #[serde(default)]
        pub medical: Option<bool>,
        /// 到医院的时间
        #[serde(default)]
        pub hospital_at: Option<Moment>,
        /// 告知了哪位家长
        #[serde(default, deserialize_with = "one_or_many")]
        pub guardian_told: Vec<String>,
        /// 告知家长的时间
        #[serde(default)]
        pub guardian_told_at: Option<Moment>,
        /// 谁陪同
        #[serde(default, deserialize_with = "one_or_many")]
        pub accompanied_by: Vec<String>,
        /// 检查结果答应哪天给
        #[serde(default)]
        pub promised: Option<NaiveDate>,
        /// 缺课：从哪天,到哪天,半天
        #[serde(default, deserialize_with = "one_or_many")]
        pub absent: Vec<Absence>,
        /// 全程跟进的工作组成员：角色,姓名
        #[serde(default)]
        pub followed_by: Vec<Person>,
    }
}
