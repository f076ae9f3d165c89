//! The reports that wait to be taken on.

use serde_json::{Value, json};

use crate::office::intake::Waiting;
use crate::wording::answer::{Line, beside, said, table};

pub fn value(waiting: &[Waiting]) -> Value {
    let told = |[id, known, student, class]: [&str; 4]| json!({ "intake": id, "known": known, "student": student, "class": class });
    waiting.iter().map(row).map(told).collect()
}

pub fn lines(waiting: &[Waiting]) -> Vec<Line> {
    if waiting.is_empty() {
        return vec![said("没有等待受理的上报")];
    }
    let rows = waiting.iter().map(|waiting| row(waiting).map(str::to_owned).to_vec());
    vec![table(&["编号", "得知", "姓名", "班级"], rows.collect())]
}

fn row(Waiting { id, heard }: &Waiting) -> [&str; 4] {
    match heard {
        Ok(Some(heard)) => {
            let known = heard.fields.get("known").and_then(|known| known.as_str()).unwrap_or_default();
            let student = &heard.about.student;
            [id, known, &student.name, student.class.as_deref().unwrap_or_default()]
        }
        Ok(None) => [id, "（无权打开）", "", ""],
        Err(error) => [id, &error.what, "", ""],
    }
}

/// That somebody took it on before.
pub fn accepted_before() -> Line {
    beside("这份上报已经受理过，现在移去原件")
}
