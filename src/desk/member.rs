//! A member of the team: added, changed, ended. Who came, went or has another key is of use once the cases are handed to
//! whom they should be for; that is done with it.

use serde_json::{Map, Value};

use crate::desk::cure::escaped;
use crate::desk::form::{Sheet, asked as field, needed};
use crate::desk::room::{Done as Written, Room};
use crate::desk::routes::Asked;
use crate::desk::submit;
use crate::desk::view::{Done, Failure};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::members::{Change, Fields};
use crate::record::shape::{Field, Form};
use crate::team::Member;
use crate::wording::notes;

const SINCE: &str = "从哪天起（空着就是今天）";
const KEY: &str = "公钥（他运行 crisis key new 得到的，以 age1 开头；可以以后再给）";

fn new(guide: &Guide) -> Vec<Field> {
    let id = needed("id", "成员编号（拼音或工号，定了不再改）", Form::Text);
    let mut fields = known(guide);
    fields.retain(|field| field.name != "until");
    fields.insert(1, id);
    fields
}

fn known(guide: &Guide) -> Vec<Field> {
    let roles = guide.words("role").map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    vec![
        needed("name", "姓名", Form::Text),
        field("role", "角色", Form::List(Box::new(Form::Choice(roles)))),
        field("since", SINCE, Form::Day),
        field("until", "到哪天为止", Form::Day),
        field("key", KEY, Form::Text),
    ]
}

pub fn page(room: &Room, asked: &Asked) -> Done {
    let fields = new(room.office.guide()?);
    added(room, &fields, &asked.query)?.page()
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let fields = new(room.office.guide()?);
    let sheet = added(room, &fields, &asked.form)?;
    submit::once(sheet, asked, |_, said| {
        let id = text(&said, "id").unwrap_or_default();
        changed(room, Change::Add { id, fields: self::said(&said)? })
    })
}

fn added<'r>(room: &'r Room, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, None, fields, sent)?;
    "登记一位成员".clone_into(&mut sheet.title);
    "/team/new".clone_into(&mut sheet.action);
    Ok(sheet)
}

pub fn edit(room: &Room, asked: &Asked) -> Done {
    let fields = known(room.office.guide()?);
    let member = member(room, asked)?;
    let mut sheet = edited(room, member, &fields, &[])?;
    let day = |name: &str, day: Option<chrono::NaiveDate>| day.map(|day| (name.to_owned(), day.to_string()));
    let roles = member.roles.iter().map(|role| ("f.role".to_owned(), role.clone()));
    let own = [("f.name".to_owned(), member.name.clone())].into_iter().chain(roles);
    let own = own.chain(day("f.since", member.since)).chain(day("f.until", member.until));
    sheet.typed.pairs = own.chain(member.key.clone().map(|key| ("f.key".to_owned(), key))).collect();
    sheet.page()
}

pub fn send_edit(room: &Room, asked: &Asked) -> Done {
    let fields = known(room.office.guide()?);
    let member = member(room, asked)?;
    let sheet = edited(room, member, &fields, &asked.form)?;
    submit::once(sheet, asked, |_, given| {
        let mut said = self::said(&given)?;
        // Only what differs is an act; a day that was emptied is said no more.
        let emptied = [
            ("since", member.since.filter(|_| said.since.is_none())),
            ("until", member.until.filter(|_| said.until.is_none())),
        ];
        said.cleared = emptied.into_iter().filter_map(|(name, day)| day.map(|_| name)).collect();
        said.name = said.name.filter(|name| *name != member.name);
        said.since = said.since.filter(|day| Some(*day) != member.since);
        said.until = said.until.filter(|day| Some(*day) != member.until);
        said.key = said.key.filter(|key| Some(key) != member.key.as_ref());
        if said.roles == member.roles {
            said.roles.clear();
        }
        changed(room, Change::Edit { member: member.id.clone(), fields: said })
    })
}

fn edited<'r>(room: &'r Room, member: &Member, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, None, fields, sent)?;
    sheet.title = format!("修改成员：{}", member.name);
    sheet.action = format!("/team/member/{}", escaped(&member.id));
    Ok(sheet)
}

fn last_day() -> Vec<Field> {
    vec![field("on", "最后一天（空着就是今天）", Form::Day)]
}

pub fn leave(room: &Room, asked: &Asked) -> Done {
    let fields = last_day();
    left(room, member(room, asked)?, &fields, &asked.query)?.page()
}

pub fn send_leave(room: &Room, asked: &Asked) -> Done {
    let fields = last_day();
    let member = member(room, asked)?;
    let sheet = left(room, member, &fields, &asked.form)?;
    submit::once(sheet, asked, |_, said| {
        changed(room, Change::Leave { member: member.id.clone(), on: day(&said, "on")? })
    })
}

fn left<'r>(room: &'r Room, member: &Member, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, None, fields, sent)?;
    sheet.title = format!("离开小组：{}", member.name);
    sheet.action = format!("/team/member/{}/leave", escaped(&member.id));
    sheet.data["once"] = "记下离开".into();
    Ok(sheet)
}

/// By the whole id that an address names.
fn member<'r>(room: &'r Room, asked: &Asked) -> Result<&'r Member, Failure> {
    let id = asked.part("id");
    let found = room.office.repo.team.members.iter().find(|member| member.id == id);
    found.ok_or_else(|| Failure::missing("没有这位成员"))
}

fn text(said: &Map<String, Value>, name: &str) -> Option<String> {
    said.get(name).and_then(Value::as_str).map(str::to_owned)
}

pub fn day(said: &Map<String, Value>, name: &str) -> Result<Option<chrono::NaiveDate>> {
    let unreadable = |_| Error::new("不是日期").field(name.to_owned()).fix("例如 2026-06-30");
    said.get(name).and_then(Value::as_str).map(str::parse).transpose().map_err(unreadable)
}

fn said(said: &Map<String, Value>) -> Result<Fields> {
    let roles = said.get("role").and_then(Value::as_array).into_iter().flatten();
    Ok(Fields {
        name: text(said, "name"),
        roles: roles.filter_map(Value::as_str).map(str::to_owned).collect(),
        since: day(said, "since")?,
        until: day(said, "until")?,
        key: text(said, "key").map(|key| key.trim().to_owned()),
        cleared: Vec::new(),
    })
}

/// Writes the team, then hands every case to whom it is for now; the office is opened anew, because it knew the old team.
fn changed(room: &Room, change: Change) -> Result<Written> {
    let office = &room.office;
    let sealed_before = office.seals_for_members();
    let told = {
        let pen = office.pen()?;
        let changed = pen.team(change)?;
        pen.put_team(&changed)?;
        std::iter::once(format!("已写入 team.yaml（{}）", changed.member))
            .chain(notes::team(&changed))
            .collect::<Vec<String>>()
    };
    let mut written = Written { to: "/team".to_owned(), told };
    let fresh = room.anew()?;
    if sealed_before || fresh.seals_for_members() {
        let gone = fresh.pen()?.hand_out_all()?;
        let (done, left) = notes::gone("交付钥匙", &gone);
        written.told.extend(std::iter::once(done).chain(left).chain(gone.faults.iter().map(ToString::to_string)));
    }
    Ok(written)
}
