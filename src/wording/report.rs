//! What somebody who reports is told: that it is handed in, and not to wait.

use serde_json::{Value, json};

use crate::wording::answer::{Line, beside};

pub fn value(id: &str, path: &str) -> Value {
    json!({ "intake": id, "path": path })
}

pub fn advice() -> Line {
    beside("已加密交给工作小组。情况紧急的，现在就打电话，不要等他们看到这份上报；学生身边不要离人。")
}
