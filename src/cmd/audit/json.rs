//! The audit as programs read it: head, cases as they come, tail.

use std::io::Write;

use serde::Serialize;
use serde_json::json;

use super::put;
use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::office::inspection::Inspection;

pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> Result<Summary> {
    let (office, guide, school) = (inspection.office, inspection.guide, &inspection.school);
    put(out, "{")?;
    member(out, "school", &office.repo.config.school)?;
    member(out, "now", &office.now.to_rfc3339())?;
    member(out, "guide", &json!({ "id": guide.id, "edition": guide.edition, "clocks": guide.clocks() }))?;
    let mut before = "  \"cases\": [";
    let sums = inspection.each(
        |_, audit| text(&audit, "    "),
        |audit| {
            put(out, before)?;
            before = ",";
            write!(out, "    {}", audit?).map_err(failed)
        },
    )?;
    put(out, if before == "," { "\n  ]," } else { "  \"cases\": []," })?;
    member(out, "school_duties", &school.duties)?;
    member(out, "findings", &school.findings)?;
    put(out, &format!("  \"summary\": {}\n}}", text(&sums, "  ")?))?;
    Ok(sums)
}

fn member(out: &mut dyn Write, key: &str, value: &impl Serialize) -> Result<()> {
    put(out, &format!("  \"{key}\": {},", text(value, "  ")?))
}

/// A value as it stands in a larger one; a line break within a text is written as `\n`, so every real one is layout.
fn text(value: &impl Serialize, indent: &str) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))?;
    Ok(text.replace('\n', &format!("\n{indent}")))
}

fn failed(error: std::io::Error) -> Error {
    Error::new(format!("写不出来：{error}")).fix("腾出空间后再试一次")
}
