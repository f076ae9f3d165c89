//! An empty screen, for whoever has no script and somebody at the door.

use serde_json::json;

use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;

pub fn page(room: &Room, _: &Asked) -> Done {
    room.page("blank.html", "工作台", &json!({}))
}
