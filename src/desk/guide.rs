//! The school's guide to read: clause by clause, with the duties that it imposes and what they ask.

use serde_json::{Value, json};

use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;
use crate::guide::Guide;
use crate::guide::duty::Duty;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let guide = room.office.guide()?;
    let wanted = asked.asked("clause");
    let clauses: Vec<Value> = guide
        .clauses
        .iter()
        .map(|clause| {
            let duties: Vec<Value> = guide.duties.iter().filter(|duty| duty.clause == clause.id).map(|duty| told(guide, duty)).collect();
            let materials = guide.materials.iter().filter(|one| one.clause.as_deref() == Some(&clause.id));
            json!({
                "id": clause.id, "title": clause.title, "text": clause.text, "duties": duties,
                "materials": materials.map(crate::guide::Material::column).collect::<Vec<_>>(), "chosen": clause.id == wanted,
            })
        })
        .collect();
    let levels: Vec<Value> = guide
        .axes
        .iter()
        .map(|axis| {
            let of = guide.levels.iter().filter(|level| level.axis == axis.id);
            json!({ "axis": axis.name, "levels": of.map(|level| &level.name).collect::<Vec<_>>() })
        })
        .collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let data = json!({
        "guide": { "title": guide.title, "edition": guide.edition, "from": day(guide.effective_from), "to": day(guide.effective_to) },
        "clauses": clauses, "levels": levels, "notes": guide.notes,
        "roles": guide.roles.iter().map(|role| &role.name).collect::<Vec<_>>(),
        "dimensions": guide.dimensions.iter().map(|one| &one.name).collect::<Vec<_>>(),
    });
    room.page("guide.html", "指南", &data)
}

fn told(guide: &Guide, duty: &Duty) -> Value {
    let turn = duty.column.as_deref().and_then(|id| guide.material(id)).map(crate::guide::Material::column);
    json!({ "code": duty.code, "title": duty.title, "why": duty.why, "column": turn, "source": duty.source, "confirmed_by": duty.confirmed_by })
}
