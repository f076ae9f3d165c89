//! The audit as programs read it: head, cases as they come, tail.

use serde::Serialize;
use serde_json::json;

use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::office::inspection::Inspection;
use crate::wording::audit::Lines;

pub fn write(inspection: &Inspection<'_>, out: &mut Lines<'_>) -> Result<Summary> {
    let (office, guide, school) = (inspection.office, inspection.guide, &inspection.school);
    out("{")?;
    out(&member("school", &office.repo.config.school)?)?;
    out(&member("now", &office.now.to_rfc3339())?)?;
    out(&member("guide", &json!({ "id": guide.id, "edition": guide.edition, "clocks": guide.clocks() }))?)?;
    let mut last: Option<String> = None;
    let sums = inspection.each(
        |_, audit| text(&audit, "    "),
        |audit| {
            // Whether a comma follows is known when another one comes.
            match last.replace(format!("    {}", audit?)) {
                None => out("  \"cases\": ["),
                Some(before) => out(&(before + ",")),
            }
        },
    )?;
    match last {
        None => out("  \"cases\": [],")?,
        Some(last) => out(&(last + "\n  ],"))?,
    }
    out(&member("school_duties", &school.duties)?)?;
    out(&member("findings", &school.findings)?)?;
    out(&format!("  \"summary\": {}\n}}", text(&sums, "  ")?))?;
    Ok(sums)
}

fn member(key: &str, value: &impl Serialize) -> Result<String> {
    Ok(format!("  \"{key}\": {},", text(value, "  ")?))
}

/// A value as it stands in a larger one; a line break within a text is written as `\n`, so every real one is layout.
fn text(value: &impl Serialize, indent: &str) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))?;
    Ok(text.replace('\n', &format!("\n{indent}")))
}
