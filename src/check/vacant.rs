//! C23: a fixed role of the team that nobody holds (guide 二(一)).

use crate::check::{Check, Found, Look, School};
use crate::guide::Severity;

pub const CHECK: Check = Check {
    code: "C23",
    title: "固定成员空缺",
    severity: Severity::Notice,
    page: include_str!("vacant.md"),
    lists: &[],
    look: Look::School(look),
};

fn look(school: &School<'_>) -> Vec<Found> {
    let vacant: Vec<&str> =
        school.team.vacant(school.guide, school.day).iter().map(|role| role.name.as_str()).collect();
    if vacant.is_empty() {
        return Vec::new();
    }
    let message = format!("工作小组的固定成员空缺：{}", vacant.join("、"));
    vec![Found::new(message, "在 team.yaml 里登记；一个人可以有几个角色")]
}
