//! Who a case is about: student, guardians, class teachers, temporary members, as `case.yaml` says them. The inputs are
//! made of its schema.

use serde_json::{Map, Value};

use crate::case::{About, Case};
use crate::desk::form::Sheet;
use crate::desk::form::typed::Typed;
use crate::desk::room::{Done as Written, Room};
use crate::desk::routes::Asked;
use crate::desk::submit;
use crate::desk::view::Done;
use crate::error::Result;
use crate::office::person::PARTS;
use crate::record::filled;
use crate::record::shape::{self, Field, Form};
use crate::text::same_name;

/// The other names of the student stand beside the table that the rest of the student is.
const ALSO: &str = "also";

pub fn page(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, fields());
    let (mut said, seen) = room.office.described(&case)?;
    if let Some(also) = said.get("student").and_then(|student| student.get(ALSO)).cloned() {
        said.insert(ALSO.to_owned(), also);
    }
    let mut sheet = sheet(room, &case, &fields, &[("seen".to_owned(), seen)])?;
    sheet.typed = Typed::of_fields(&said, &sheet.all(), room.office.zone());
    sheet.page()
}

pub fn send(room: &Room, asked: &Asked) -> Done {
    let (case, fields) = (room.case(asked.part("number"))?, fields());
    let sheet = sheet(room, &case, &fields, &asked.form)?;
    submit::once(sheet, asked, |_, said| {
        let pen = room.office.pen()?;
        let said = with_the_rest(said, &room.office.described(&case)?.0);
        pen.put_rewritten(&pen.describe(&case, &said, asked.said("seen"))?)?;
        let name = room.office.repo.real_name(&case.number, "case.yaml");
        let told = vec![format!("已写入 cases/{}/{name}", case.number)];
        Ok(Written { to: format!("/case/{}", case.number), told })
    })
}

fn sheet<'r>(room: &'r Room, case: &'r Case, fields: &'r [Field], sent: &[(String, String)]) -> Result<Sheet<'r>> {
    let mut sheet = Sheet::plain(room, Some(case), fields, sent)?;
    sheet.guide = room.office.guide_of_latest(case)?;
    "学生、监护人、班级教师、临时成员".clone_into(&mut sheet.title);
    sheet.action = format!("/case/{}/person", case.number);
    sheet.hidden.extend(sent.iter().find(|(name, _)| name == "seen").cloned());
    Ok(sheet)
}

/// Of the schema what fits into inputs: lists within a row stay as they are in the file.
fn fields() -> Vec<Field> {
    let mut fields = shape::of_schema(&About::schema());
    fields.retain(|field| PARTS.contains(&field.name.as_str()));
    let mut also = None;
    for field in &mut fields {
        let Some(columns) = columns(&mut field.form) else { continue };
        if field.name == "student" {
            also = columns.iter().find(|column| column.name == ALSO).cloned();
        }
        columns.retain(|column| !matches!(column.form, Form::List(_)));
        for role in columns.iter_mut().filter(|column| column.name == "role") {
            role.form = Form::Word("role".to_owned());
        }
    }
    fields.splice(1..1, also);
    fields
}

fn columns(form: &mut Form) -> Option<&mut Vec<Field>> {
    match form {
        Form::Table(columns) => Some(columns),
        Form::List(inner) => columns(inner),
        _ => None,
    }
}

/// What stands in no input comes from the file: of a guardian, by name or place, the other names and who stands in.
fn with_the_rest(mut said: Map<String, Value>, before: &Map<String, Value>) -> Map<String, Value> {
    let also = said.shift_remove(ALSO);
    if let (Some(Value::Object(student)), Some(also)) = (said.get_mut("student"), also) {
        student.insert(ALSO.to_owned(), also);
    }
    let known: Vec<&Value> = before.get("guardians").and_then(Value::as_array).into_iter().flatten().collect();
    let name = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    let guardians = said.get_mut("guardians").and_then(Value::as_array_mut).into_iter().flatten();
    for (at, guardian) in guardians.enumerate() {
        let same = known.iter().find(|one| same_name(&name(one), &name(guardian)));
        let Some(old) = same.or(known.get(at)).and_then(|old| old.as_object()) else { continue };
        let Value::Object(guardian) = guardian else { continue };
        let lists = old.iter().filter(|(_, value)| value.is_array());
        guardian.extend(lists.map(|(key, value)| (key.clone(), value.clone())));
    }
    filled::tidy(said)
}
