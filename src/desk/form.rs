//! The form of a kind of record: every field of its shape, those that are asked for first.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::case::{Case, PROGRAM};
use crate::desk::door::random;
use crate::desk::input::{Maker, Wrong};
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::{self, Done, Failure};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::referring::latest_letter;
use crate::reader::fields;
use crate::record::shape::CONFIRMED;
use crate::record::shape::{Field, Form, OWN};
use crate::record::{KINDS, Kind};
use crate::tell;

pub mod typed;

use self::typed::Typed;

/// A field of a form that makes no record.
pub fn asked(name: &str, about: &str, form: Form) -> Field {
    Field::plain(name, about, form)
}

/// The same, not to be left open.
pub fn needed(name: &str, about: &str, form: Form) -> Field {
    let mut field = asked(name, about, form);
    field.required = true;
    field
}

/// Kinds that a page of their own writes alone.
const OWN_PAGE: [&str; 4] = ["material", "print", "withdrawal", "amendment"];

/// A form as it stands: about which case, of which kind, with what was typed.
pub struct Sheet<'r> {
    pub room: &'r Room,
    pub guide: &'r Guide,
    pub case: Option<&'r Case>,
    pub kind: &'static str,
    pub title: String,
    /// Where it is sent.
    pub action: String,
    /// What it asks; the first ones are seen at once.
    pub asked: Vec<&'r Field>,
    pub more: Vec<&'r Field>,
    pub typed: Typed,
    pub wrong: Wrong,
    /// Beside no field.
    pub errors: Vec<Error>,
    /// Goes along unseen, and comes back as it is.
    pub hidden: Vec<(String, String)>,
    /// Said above the form.
    pub notes: Vec<String>,
    /// Which template: of records, or one of its own.
    pub template: &'static str,
    /// Of a template of its own.
    pub data: Value,
}

impl<'r> Sheet<'r> {
    pub fn of_kind(room: &'r Room, case: &'r Case, kind: &'static str, sent: &[(String, String)]) -> Result<Self> {
        let guide = room.office.guide_of_latest(case)?;
        let (asked, more) = divided(guide, kind);
        Ok(Self {
            room,
            guide,
            case: Some(case),
            kind,
            title: tell::kind(guide, kind),
            action: format!("/case/{}/record/{kind}", case.number),
            asked,
            more,
            typed: Typed::of(sent),
            wrong: Wrong::new(),
            errors: Vec::new(),
            hidden: hidden(case.head().map(|head| head.digest.as_str()), sent)?,
            notes: Vec::new(),
            template: "form.html",
            data: json!({}),
        })
    }

    /// A few fields, done at once, only once; what makes a record says the rest of itself.
    pub fn plain(
        room: &'r Room,
        case: Option<&'r Case>,
        fields: &'r [Field],
        sent: &[(String, String)],
    ) -> Result<Self> {
        Ok(Self {
            room,
            guide: room.office.guide()?,
            case,
            kind: "",
            title: String::new(),
            action: String::new(),
            asked: fields.iter().collect(),
            more: Vec::new(),
            typed: Typed::of(sent),
            wrong: Wrong::new(),
            errors: Vec::new(),
            hidden: hidden(None, sent)?,
            notes: Vec::new(),
            template: "form.html",
            data: json!({ "once": "保存" }),
        })
    }

    pub fn all(&self) -> Vec<&'r Field> {
        self.asked.iter().chain(&self.more).copied().collect()
    }

    pub fn hidden(&self, name: &str) -> &str {
        self.hidden.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The page; 422 where something in it is wrong.
    pub fn page(&self) -> Done {
        let is_wrong = !self.wrong.is_empty() || !self.errors.is_empty();
        let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let mut data = self.data();
        let maker = Maker {
            room: self.room,
            guide: self.guide,
            case: self.case,
            kind: self.kind,
            typed: &self.typed,
            wrong: &self.wrong,
        };
        let inputs = |fields: &[&Field]| fields.iter().map(|field| maker.field(field)).collect::<Vec<_>>();
        let (asked, more) = (inputs(&self.asked), inputs(&self.more));
        let is_said = |name: &str| {
            let begins = format!("{name}.");
            self.typed.all(name).next().is_some()
                || self.typed.pairs.iter().any(|(own, text)| own.starts_with(&begins) && !text.trim().is_empty())
                || self.wrong.keys().any(|own| own == name || own.starts_with(&begins))
                || self.typed.more.as_deref() == Some(name)
        };
        data["open"] = more.iter().any(|input| is_said(&input.name)).into();
        data["count"] = (self.wrong.values().map(Vec::len).sum::<usize>() + self.errors.len()).into();
        data["asked"] = json!(asked);
        data["more"] = json!(more);
        data["body"] = self.typed.first("body").into();
        data["people"] = json!(self.people());
        data["roles"] = json!(self.guide.words("role").map(|(_, name)| name).collect::<Vec<_>>());
        data["errors"] = self.errors.iter().map(view::told).collect();
        self.room.page_with(status, self.template, &self.title, &data)
    }

    /// What form and preview both show.
    pub fn data(&self) -> Value {
        let mut data = self.data.clone();
        data["action"] = self.action.as_str().into();
        let case = self.case.filter(|case| case.number != PROGRAM);
        data["case"] = json!(case.map(|case| json!({ "number": case.number, "name": case.about.student.name })));
        data["about"] = Kind::named(self.kind).map(Kind::about).unwrap_or_default().into();
        data["hidden"] = json!(self.hidden);
        data["notes"] = json!(self.notes);
        data
    }

    /// Everybody whom the file and the team know, for fields that hold a name.
    fn people(&self) -> Vec<String> {
        let mut people = BTreeSet::new();
        if let Some(case) = self.case {
            people.insert(case.about.student.name.clone());
            people.extend(case.about.guardians.iter().map(|guardian| guardian.name.clone()));
        }
        people.extend(self.room.office.repo.team.members.iter().map(|member| member.name.clone()));
        people.into_iter().filter(|name| !name.is_empty()).collect()
    }
}

/// A number that is good for one act, and the record that was the last when the form was first shown.
pub fn hidden(head: Option<&str>, sent: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let kept =
        |name: &str| sent.iter().find(|(own, text)| own == name && !text.is_empty()).map(|(_, text)| text.clone());
    let id = kept("id").filter(|id| id.chars().all(|letter| letter.is_ascii_hexdigit())).map_or_else(random, Ok)?;
    let head = kept("head").or(head.map(str::to_owned)).unwrap_or_default();
    Ok(vec![("id".to_owned(), id), ("head".to_owned(), head)])
}

/// What is asked on a terminal stands first; all the rest may be said too.
pub fn divided(guide: &Guide, kind: &'static str) -> (Vec<&'static Field>, Vec<&'static Field>) {
    let wanted = guide.looks_at(kind);
    let adds = guide.own_fields(kind).next().is_some();
    let is_asked = |field: &&Field| {
        field.name == "at"
            || field.name == OWN
            || field.must()
            || field.asked
            || field.first
            || wanted.contains(field.name.as_str())
    };
    let own = fields(kind).filter(|field| field.name != CONFIRMED && (adds || field.name != OWN));
    let (mut asked, more): (Vec<_>, Vec<_>) = own.partition(is_asked);
    asked.sort_by_key(|field| field.name != "at");
    (asked, more)
}

/// A kind that somebody may write a record of here.
pub fn kind(name: &str) -> Result<&'static Kind, Failure> {
    let known = KINDS.iter().find(|kind| kind.name == name && kind.is_of_case() && !OWN_PAGE.contains(&kind.name));
    known.ok_or_else(|| Failure::missing("没有这种记录"))
}

/// An empty form, or one that begins with what the address says.
pub fn page(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let kind = kind(asked.part("kind"))?;
    let mut sheet = Sheet::of_kind(room, &case, kind.name, &asked.query)?;
    if let Err(error) = room.office.may_write(&case, None, kind.name) {
        sheet.errors.push(error);
    }
    let is_answer = !sheet.typed.first("f.receipt").is_empty();
    if let Some(letter) = latest_letter(&case).filter(|_| kind.name == "referral" && is_answer) {
        let of_letter = crate::office::referring::answering(letter);
        sheet.typed.pairs.extend(of_letter.map(|(field, text)| (format!("f.{field}"), text)));
    }
    sheet.resume(asked.asked("draft"));
    sheet.offer()?;
    sheet.page()
}

/// All kinds, to choose from.
pub fn kinds(room: &Room, asked: &Asked) -> Done {
    let case = room.case(asked.part("number"))?;
    let guide = room.office.guide_of_latest(&case)?;
    let kinds = KINDS.iter().filter(|one| kind(one.name).is_ok());
    let kinds: Vec<Value> = kinds
        .map(|kind| {
            let (about, rest) = kind.about().split_once('：').unwrap_or((kind.about(), ""));
            json!({ "name": kind.name, "title": tell::kind(guide, kind.name), "own": about, "about": rest })
        })
        .collect();
    room.page(
        "kinds.html",
        "记一件事",
        &json!({ "case": { "number": case.number, "name": case.about.student.name }, "kinds": kinds }),
    )
}
