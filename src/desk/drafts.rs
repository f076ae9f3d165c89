//! What somebody typed and did not write yet, kept as it was typed: for the person at the keyboard alone, sealed where the
//! repository is, gone once it is written.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::desk::form::Sheet;
use crate::desk::form::typed::Typed;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::{Done, answer, to};
use crate::error::Result;

const BEGINS: &str = "desk-";

/// Of the form with that number.
fn name(id: &str) -> Option<String> {
    let is_number = id.len() >= 16 && id.chars().all(|letter| letter.is_ascii_hexdigit());
    is_number.then(|| format!("{BEGINS}{}", &id[..16]))
}

impl Sheet<'_> {
    pub fn keep(&self) -> Result<()> {
        put(self.room, self.hidden("id"), &self.title, &self.action, &self.typed)
    }

    /// It was written.
    pub fn forget(&self) {
        if let Some(name) = name(self.hidden("id")) {
            // A draft that stays is offered once more, and its number says that it was written.
            let shelf = self.room.office.shelf(&name);
            let _ = shelf.kept().map(|_| shelf.clear());
        }
    }

    /// What was left of the same form before: whoever goes back in the browser finds it there.
    pub fn offer(&mut self) -> Result<()> {
        let own = |draft: &Value| {
            let place = draft["place"].as_str().unwrap_or_default();
            place.split('?').next() == Some(&self.action) && draft["id"] != self.hidden("id")
        };
        self.data["left"] = all(self.room)?.into_iter().filter(own).collect();
        Ok(())
    }

    /// Goes on with what was left.
    pub fn resume(&mut self, id: &str) {
        let Some(kept) = name(id).and_then(|name| self.room.office.shelf(&name).kept()) else { return };
        let Some(pairs) = kept.answers.get("pairs").cloned() else { return };
        if let Ok(pairs) = serde_json::from_value(pairs) {
            self.typed = Typed { pairs, more: None };
            self.hidden.retain(|(name, _)| name != "id");
            self.hidden.push(("id".to_owned(), id.to_owned()));
            self.notes.push(format!("接着 {} 存下的草稿写", kept.saved.text(self.room.office.zone())));
        }
    }
}

fn put(room: &Room, id: &str, title: &str, action: &str, typed: &Typed) -> Result<()> {
    let Some(name) = name(id).filter(|_| !typed.is_empty()) else { return Ok(()) };
    let fields = [("id", json!(id)), ("title", json!(title)), ("action", json!(action)), ("pairs", json!(typed.pairs))];
    let answers: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let shelf = room.office.shelf(&name);
    // The one that is there, if there is one, and no second.
    shelf.kept();
    shelf.keep(room.office.now, &answers)
}

/// Kept by the script while somebody types.
pub fn keep(room: &Room, asked: &Asked) -> Done {
    let action = asked.said("action");
    let is_ours =
        matches!(action, "/open" | "/training") || ["/case/", "/program/"].iter().any(|own| action.starts_with(own));
    if is_ours && !super::room::held(&room.desk.written).contains_key(asked.said("id")) {
        put(room, asked.said("id"), asked.said("title"), action, &Typed::of(&asked.form))?;
    }
    Ok(answer(StatusCode::NO_CONTENT, "text/plain", Body::empty()))
}

pub fn drop(room: &Room, asked: &Asked) -> Done {
    if let Some(name) = name(asked.part("name")) {
        let shelf = room.office.shelf(&name);
        if shelf.kept().is_some() {
            shelf.clear()?;
        }
    }
    Ok(to("/"))
}

/// For the home page: title, place, when.
pub fn all(room: &Room) -> Result<Vec<Value>> {
    let names = room.office.shelves()?;
    let own = names.iter().filter(|name| name.starts_with(BEGINS));
    let told = own.filter_map(|name| {
        let kept = room.office.shelf(name).kept()?;
        let text = |key: &str| kept.answers.get(key).and_then(Value::as_str).map(str::to_owned);
        let (id, title, action) = (text("id")?, text("title")?, text("action")?);
        let case = action.strip_prefix("/case/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let at = kept.saved.text(room.office.zone());
        Some(json!({ "id": id, "title": title, "place": format!("{action}?draft={id}"), "case": case, "at": at }))
    });
    Ok(told.collect())
}
