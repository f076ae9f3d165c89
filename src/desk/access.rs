//! 权限: who may open a case and why; one more member who may, one who may no longer.

use serde_json::{Map, Value, json};

use crate::case::Case;
use crate::desk::form::{Sheet, asked as field, needed};
use crate::desk::member::day;
use crate::desk::room::{Done as Written, Room};
use crate::desk::routes::Asked;
use crate::desk::submit;
use crate::desk::view::Done;
use crate::error::Result;
use crate::office::custody::Grant;
use crate::record::shape::{Field, Form};
use crate::wording::notes;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let (office, team) = (&room.office, &room.office.repo.team);
    let rules = office.rules()?;
    let today = office.today();
    let mut open = Vec::new();
    for member in team.members.iter().filter(|member| rules.may_open(member, &case.about)) {
        let granted = case.about.access.iter().rev().find(|one| one.member == member.id);
        let granted = granted.filter(|one| one.until.is_none_or(|until| until >= today));
        open.push(json!({
            "id": member.id, "name": member.name, "key": member.key.is_some(),
            "why": granted.map(|one| &one.why), "until": granted.and_then(|one| one.until).map(|day| day.to_string()),
        }));
    }
    let past = case.about.access.iter().map(|one| {
        json!({
            "member": team.name(&one.member), "why": one.why, "by": one.by.as_deref().map(|by| team.name(by)),
            "approved_by": one.approved_by.as_deref().map(|by| team.name(by)),
            "since": one.since.map(|day| day.to_string()), "until": one.until.map(|day| day.to_string()),
            "out": one.until.is_some_and(|until| until < today), "revoked": one.revoked.map(|day| day.to_string()),
        })
    });
    let data = json!({
        "case": { "number": case.number, "name": case.about.student.name }, "open": open,
        "past": past.collect::<Vec<_>>(), "sealed": case.custody.is_some(),
        "recovery": office.repo.config.recovery.is_some(), "told": room.told(asked),
    });
    room.page("access.html", "谁能打开这份档案", &data)
}

fn to_grant() -> Vec<Field> {
    vec![
        needed("member", "授权给谁", Form::Word("member".to_owned())),
        needed("why", "理由", Form::Text),
        needed("approved_by", "谁批准（不能是本人）", Form::Word("member".to_owned())),
        field("until", "到哪一天为止（空着就是不限）", Form::Day),
    ]
}

pub fn grant(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, to_grant());
    granting(room, &case, &fields, &asked.query)?.page()
}

pub fn send_grant(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, to_grant());
    submit::once(granting(room, &case, &fields, &asked.form)?, asked, |_, said| {
        let pen = room.office.pen()?;
        let (member, why, approved_by) = (text(&said, "member"), text(&said, "why"), text(&said, "approved_by"));
        let change = pen.grant(&case, Grant { member, why, approved_by, until: day(&said, "until")? })?;
        let told = vec![notes::granted(&change)];
        pen.change(change)?;
        Ok(Written { to: format!("/case/{}/access", case.number), told })
    })
}

fn granting<'r>(room: &'r Room, case: &'r Case, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, Some(case), fields, sent)?;
    "授权打开这份档案".clone_into(&mut sheet.title);
    sheet.action = format!("/case/{}/grant", case.number);
    sheet.data["once"] = "授权".into();
    Ok(sheet)
}

fn to_revoke() -> Vec<Field> {
    vec![needed("member", "收回谁的权限", Form::Word("member".to_owned())), needed("why", "理由", Form::Text)]
}

pub fn revoke(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, to_revoke());
    revoking(room, &case, &fields, &asked.query)?.page()
}

pub fn send_revoke(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, to_revoke());
    submit::once(revoking(room, &case, &fields, &asked.form)?, asked, |_, said| {
        let pen = room.office.pen()?;
        let change = pen.revoke(&case, &text(&said, "member"), text(&said, "why"))?;
        let (told, remains) = notes::revoked(&change);
        pen.change(change)?;
        let remains = case.custody.as_ref().map(|_| remains.to_owned());
        // Whoever took it from themselves can't look at the case any more.
        let to =
            if room.office.is_shut(&case.number) { "/".to_owned() } else { format!("/case/{}/access", case.number) };
        Ok(Written { to, told: std::iter::once(told).chain(remains).collect() })
    })
}

fn revoking<'r>(room: &'r Room, case: &'r Case, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, Some(case), fields, sent)?;
    "收回打开这份档案的权限".clone_into(&mut sheet.title);
    sheet.action = format!("/case/{}/revoke", case.number);
    sheet.data["once"] = "收回".into();
    if case.custody.is_some() {
        sheet.notes.push("档案换一把新钥匙，全部重新封存".to_owned());
    }
    Ok(sheet)
}

fn text(said: &Map<String, Value>, name: &str) -> String {
    said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
