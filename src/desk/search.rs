//! Who is meant: by any name or number that `case.yaml` knows; and where words stand in the records.

use serde_json::{Value, json};

use crate::desk::home::entry;
use crate::desk::room::{Room, held};
use crate::desk::routes::Asked;
use crate::desk::view::Done;
use crate::text::plain;

/// More are found by more words.
const SHOWN: usize = 100;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let said = asked.asked("q").trim();
    let words: Vec<String> = said.split_whitespace().map(|word| plain(word).to_lowercase()).collect();
    let cases: Vec<Value> = {
        let mut standing = held(&room.desk.standing);
        standing.look(&room.office)?;
        let fits = |text: &str| {
            let text = plain(text).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let found = standing.cases().filter(|(_, of)| fits(&of.words)).flat_map(|(_, of)| &of.entries);
        found.take(SHOWN).map(entry).collect()
    };
    let is_text = !asked.asked("text").is_empty() && !said.is_empty();
    let places = if is_text { room.office.search(said, None)?.found } else { Vec::new() };
    let data =
        json!({ "q": said, "cases": cases, "places": places.iter().take(SHOWN).collect::<Vec<_>>(), "text": is_text });
    room.page("search.html", "搜索", &data)
}
