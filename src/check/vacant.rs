//! C23: a fixed role of the team that nobody holds (guide 二(一)).

use crate::check::{Check, Found, Look, School};
use crate::guide::{Severity, Standing};

pub const CHECK: Check = Check {
    code: "C23",
    title: "固定成员空缺",
    severity: Severity::Notice,
    page: include_str!("vacant.md"),
    look: Look::School(look),
};

fn look(school: &School<'_>) -> Vec<Found> {
    let held = |role: &str| {
        let member = |member: &&crate::team::Member| member.serves_on(school.day);
        let holds = |wanted: &String| school.guide.code("role", wanted).unwrap_or(wanted) == role;
        school.team.members.iter().filter(member).any(|member| member.roles.iter().any(holds))
    };
    let fixed = school.guide.roles.iter().filter(|role| role.standing == Standing::Fixed);
    let vacant: Vec<&str> = fixed.filter(|role| !held(&role.id)).map(|role| role.name.as_str()).collect();
    if vacant.is_empty() {
        return Vec::new();
    }
    let message = format!("工作小组的固定成员空缺：{}", vacant.join("、"));
    vec![Found::new(message, "在 team.yaml 里登记；一个人可以有几个角色")]
}
