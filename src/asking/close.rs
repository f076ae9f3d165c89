//! What stays open at the end of an episode: accepted point by point, or not.

use serde_json::{Map, Value, json};

use crate::case::Case;
use crate::error::Result;
use crate::finding::Finding;
use crate::form::ask;
use crate::office::ending::{ALTHOUGH, lacks_reason};

/// Why an episode may end whose last assessment speaks against it.
pub fn although(case: &Case, episode: u32, fields: &mut Map<String, Value>) -> Result<()> {
    if lacks_reason(case, episode, fields) {
        let why = ask::line("最后一次评估仍是危机，为何可以结束", true, "Esc 取消，先评估一次")?;
        fields.insert(ALTHOUGH.to_owned(), why.into());
    }
    Ok(())
}

/// Each open point is asked about; whoever only presses Enter accepts nothing.
pub fn accept(fields: &mut Map<String, Value>, open: &[Finding]) -> Result<()> {
    for point in open {
        let question = format!("未了：{} {}。接受的理由", point.code, point.message);
        let why = ask::line(&question, false, "直接回车：不接受")?;
        if let (false, Some(list)) =
            (why.is_empty(), fields.entry("accept").or_insert_with(|| json!([])).as_array_mut())
        {
            list.push(json!({ "code": point.code, "why": why }));
        }
    }
    Ok(())
}
