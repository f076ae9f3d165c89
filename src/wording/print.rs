//! A paper that was printed: which, of what, and what to do once it is signed.

use std::path::Path;

use serde_json::{Value, json};

use crate::case::Case;
use crate::documents::Sheet;
use crate::guide::paper::{BUNDLE, PACK, PLAIN, Paper};
use crate::wording::answer::{Line, beside, made};

pub mod disclosed;

/// Which papers there are to name.
pub fn papers() -> String {
    let of = |school: bool| {
        let papers = PLAIN.iter().filter(|paper| paper.is_of_school() == school);
        papers.map(Paper::about).collect::<Vec<_>>().join("、")
    };
    format!(
        "案号、学号或姓名，然后是文书：{}、{}；全校的文书不写案号：{}；加 --blank 打空白表，不写案号，{}",
        of(false),
        BUNDLE.about(),
        of(true),
        PACK.about()
    )
}

pub fn value(case: Option<&Case>, sheet: &Sheet, path: &Path, dry_run: bool) -> Value {
    json!({
        "case": case.map(|case| &case.number), "document": sheet.paper.id, "record": sheet.record,
        "hash": sheet.hash, "file": path.display().to_string(), "dry_run": dry_run,
    })
}

pub fn lines(sheet: &Sheet, path: &Path, dry_run: bool) -> Vec<Line> {
    vec![made(dry_run, format_args!("{}（{}）", path.display(), sheet.paper.name))]
}

/// How the signed paper comes back to the record of its printing.
pub fn once_signed(case: &Case, record: &str) -> Line {
    beside(format!("签好之后：crisis attach {} 扫描件 --signed yes --of {record}", case.number))
}
