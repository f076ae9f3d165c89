//! Who is on the team, which roles nobody holds, who holds keys; what the school owes everybody this term.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::checklist;
use crate::config::Privacy;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;

pub fn page(room: &Room, _: &Asked) -> Done {
    let office = &room.office;
    let (guide, team, today) = (office.guide()?, &office.repo.team, office.today());
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let members: Vec<Value> = team
        .members
        .iter()
        .map(|member| {
            let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
            json!({
                "id": member.id, "name": member.name, "roles": roles.join("、"), "since": day(member.since),
                "until": day(member.until), "serves": member.serves_on(today), "key": member.key.is_some(),
            })
        })
        .collect();
    let grants = office.repo.numbers()?.into_iter().filter_map(|number| Some((office.repo.about(&number)?, number)));
    let grants: Vec<Value> = grants
        .flat_map(|(about, number)| about.access.into_iter().map(move |one| (number.clone(), one)))
        .filter(|(_, one)| one.revoked.is_none())
        .map(|(number, one)| json!({ "case": number, "member": team.name(&one.member), "why": one.why, "until": day(one.until), "out": one.until.is_some_and(|until| until < today) }))
        .collect();
    let school = office.school(None);
    let duties: Vec<Value> = school
        .duties
        .iter()
        .map(|line| {
            let (class, state) = checklist::prevention(line);
            json!({ "title": line.title, "clause": line.clause, "class": class, "state": state, "reason": line.reason })
        })
        .collect();
    let data = json!({
        "members": members, "vacant": team.vacant(guide, today).iter().map(|role| &role.name).collect::<Vec<_>>(),
        "faults": team.faults.iter().map(ToString::to_string).collect::<Vec<_>>(), "grants": grants, "duties": duties,
        "findings": school.findings.iter().map(|one| json!({ "message": one.message, "fix": one.fix })).collect::<Vec<_>>(),
        "sealed": office.repo.config.privacy == Privacy::Sealed, "recovery": office.repo.config.recovery.is_some(),
        "holder": office.key_holder().map(|member| &member.name),
    });
    room.page("team.html", "小组与钥匙", &data)
}
