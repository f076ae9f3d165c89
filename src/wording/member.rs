//! Who is on the team and which fixed roles nobody holds; and what a change makes of it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::guide::Guide;
use crate::office::members::Changed;
use crate::team::{Member, Team};
use crate::wording::answer::{Line, beside, said, table, written};
use crate::wording::notes;

pub fn changed_value(changed: &Changed<'_>) -> Value {
    json!({ "member": changed.member, "path": "team.yaml" })
}

pub fn changed(dry_run: bool, changed: &Changed<'_>) -> Vec<Line> {
    let Changed { member, text, .. } = changed;
    vec![if dry_run {
        said(format!("（没有写）team.yaml 将成为：\n\n{text}"))
    } else {
        written(false, format_args!("team.yaml（{member}）"))
    }]
}

/// What is to be known about a change.
pub fn advice(changed: &Changed<'_>) -> impl Iterator<Item = Line> {
    notes::team(changed).into_iter().map(beside)
}

/// What of the list could not be read.
pub fn faults(team: &Team) -> impl Iterator<Item = Line> {
    team.faults.iter().map(|fault| beside(format!("注意：team.yaml {fault}")))
}

pub fn value(guide: &Guide, team: &Team, today: NaiveDate) -> Value {
    json!({ "members": team.members, "vacant": vacant(guide, team, today) })
}

pub fn lines(guide: &Guide, team: &Team, today: NaiveDate) -> Vec<Line> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let row = |member: &Member| {
        let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
        let state = if member.serves_on(today) { "在任" } else { "不在任" };
        let key = if member.key.is_some() { "有" } else { "" };
        let (since, until) = (day(member.since), day(member.until));
        vec![member.id.clone(), member.name.clone(), roles.join("、"), since, until, state.to_owned(), key.to_owned()]
    };
    let heads = ["编号", "姓名", "角色", "从", "到", "状态", "公钥"];
    let mut lines = vec![table(&heads, team.members.iter().map(row).collect())];
    let vacant = vacant(guide, team, today);
    if !vacant.is_empty() {
        lines.push(said(format!("\n空缺的固定角色：{}", vacant.join("、"))));
    }
    lines
}

fn vacant<'g>(guide: &'g Guide, team: &Team, today: NaiveDate) -> Vec<&'g str> {
    team.vacant(guide, today).iter().map(|role| role.name.as_str()).collect()
}
