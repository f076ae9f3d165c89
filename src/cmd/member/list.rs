//! `member list`: who is on the team, and which fixed roles nobody holds.

use chrono::NaiveDate;
use serde_json::json;

use crate::app::App;
use crate::error::Result;
use crate::office::Office;
use crate::ui::{Format, table};

pub fn run(app: &App, office: &Office) -> Result<()> {
    let (guide, team, today) = (office.guide()?, &office.repo.team, office.today());
    let vacant: Vec<&str> = team.vacant(guide, today).iter().map(|role| role.name.as_str()).collect();
    for fault in &team.faults {
        app.ui.hint(&format!("注意：team.yaml {fault}"));
    }
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "members": team.members, "vacant": vacant }));
    }
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = team.members.iter().map(|member| {
        let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
        let state = if member.serves_on(today) { "在任" } else { "不在任" };
        let key = if member.key.is_some() { "有" } else { "" };
        let (since, until) = (day(member.since), day(member.until));
        vec![member.id.clone(), member.name.clone(), roles.join("、"), since, until, state.to_owned(), key.to_owned()]
    });
    app.ui.say(&table(&["编号", "姓名", "角色", "从", "到", "状态", "公钥"], rows.collect()))?;
    if !vacant.is_empty() {
        app.ui.say(&format!("\n空缺的固定角色：{}", vacant.join("、")))?;
    }
    Ok(())
}
