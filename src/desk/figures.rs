//! De-identified figures; small cells are hidden as everywhere else.

use serde_json::json;

use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let term = Some(asked.asked("term")).filter(|term| !term.is_empty());
    let counted = office.figures(term)?;
    let terms: Vec<&str> = office.repo.config.calendar.terms.iter().map(|term| term.name.as_str()).collect();
    room.page(
        "figures.html",
        "统计",
        &json!({ "figures": counted.figures, "locked": counted.locked, "terms": terms, "term": term }),
    )
}
