//! Who is on the team, which roles nobody holds, who holds keys and may open what.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::config::Privacy;
use crate::desk::cure::escaped;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;
use crate::guide::{Access, Guide};
use crate::team::Member;

pub fn page(room: &Room, asked: &Asked) -> Done {
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
                "place": format!("/team/member/{}", escaped(&member.id)), "reach": reach(guide, member),
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
    let data = json!({
        "members": members, "vacant": team.vacant(guide, today).iter().map(|role| &role.name).collect::<Vec<_>>(),
        "faults": team.faults.iter().map(ToString::to_string).collect::<Vec<_>>(), "grants": grants, "told": room.told(asked), "waiting": office.waiting()?.len(),
        "used": office.glass_broken(),
        "findings": school.findings.iter().map(|one| json!({ "message": one.message, "fix": one.fix })).collect::<Vec<_>>(),
        "sealed": office.repo.config.privacy == Privacy::Sealed, "recovery": office.repo.config.recovery.is_some(),
        "holder": office.key_holder().map(|member| &member.name),
    });
    room.page("team.html", "小组与钥匙", &data)
}

/// What a member's roles open: every case, those in which they take part, none.
fn reach(guide: &Guide, member: &Member) -> &'static str {
    let roles = member.roles.iter().filter_map(|id| guide.roles.iter().find(|role| role.id == *id));
    let all: Vec<Access> = roles.map(|role| role.access).collect();
    if all.contains(&Access::All) {
        "全部档案"
    } else if all.contains(&Access::Case) {
        "参与的档案"
    } else {
        "授权的档案"
    }
}
