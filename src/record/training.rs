//! What the school does for everybody: education, training, drills, planning, the team's own meetings (guide 二(三),
//! 三). It is about no student and belongs to no episode, so it lies in `program/records/` and not in a case.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::Head;
use crate::record::parts::{Member, Role};
use crate::time::Moment;

/// 预防：面向全校的教育、培训、演练与研讨
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// 记录编号
    pub id: String,
    /// 记录种类
    pub kind: String,
    /// 发生的时间
    pub at: Moment,
    /// 时间是大约的
    #[serde(default)]
    pub at_approx: bool,
    /// 记录人（成员编号）
    pub by: Member,
    /// 写下的时间（由程序填写）
    pub written: Moment,
    /// 写下时最新一条记录的 SHA-256（由程序填写）
    #[serde(default)]
    pub prev: Option<String>,
    /// 写下时别的末一条（两台电脑各自写的）的 SHA-256（由程序填写）
    #[serde(default)]
    pub joins: Vec<String>,
    /// 哪一类活动
    #[serde(rename = "type")]
    pub activity: Activity,
    /// 主题
    pub topic: String,
    /// 面向谁（可写多次）
    #[serde(default)]
    pub audience: Vec<Audience>,
    /// 专门面向或参加的角色（可写多次）
    #[serde(default)]
    pub roles: Vec<Role>,
    /// 覆盖的年级、班级或部门（可写多次）
    #[serde(default)]
    pub covered: Vec<String>,
    /// 人数
    #[serde(default)]
    pub count: Option<u32>,
    /// 谁主讲或主持
    #[serde(default)]
    pub host: Option<String>,
    /// 留存的材料（签到、讲义、照片……，可写多次）
    #[serde(default)]
    pub materials: Vec<String>,
}

/// 哪一类活动
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// 宣传教育
    Education,
    /// 专题培训
    Training,
    /// 演练
    Drill,
    /// 研讨
    TeamMeeting,
    /// 策划与预案
    Planning,
}

/// 面向谁
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 学生
    Students,
    /// 教职工
    Staff,
    /// 家长
    Guardians,
    /// 工作小组
    Team,
}

impl Training {
    pub const OF_CASE: bool = false;

    /// Of no episode; the engine counts it as the first.
    pub fn head(&self) -> Head {
        Head {
            id: self.id.clone(),
            kind: self.kind.clone(),
            episode: 1,
            at: self.at,
            at_approx: self.at_approx,
            by: self.by.clone(),
            written: self.written,
            prev: self.prev.clone(),
            joins: self.joins.clone(),
            amends: None,
            evidence: Vec::new(),
        }
    }
}
