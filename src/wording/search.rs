//! Where the words that somebody looked for stand.

use crate::error::Result;
use crate::office::Office;
use crate::office::search::Found;
use crate::tell;
use crate::wording::answer::{Line, beside, said, table};

pub fn lines(office: &Office, found: &[Found]) -> Result<Vec<Line>> {
    if found.is_empty() {
        return Ok(vec![said("没有找到")]);
    }
    let guide = office.guide()?;
    let row = |found: &Found| {
        let (record, kind) = match &found.record {
            Some(id) => (id.clone(), tell::kind(guide, &found.kind)),
            None if found.case.is_empty() => (String::new(), "名册".to_owned()),
            None => (String::new(), "case.yaml".to_owned()),
        };
        vec![found.case.clone(), found.day.clone(), kind, record, found.excerpt.clone()]
    };
    Ok(vec![table(&["案号", "日期", "种类", "编号", "在哪里"], found.iter().map(row).collect())])
}

/// That some cases were not looked through.
pub fn locked(count: usize) -> Option<Line> {
    (count > 0).then(|| beside(format!("注意：{count} 份案卷无权打开，没有搜到那里")))
}
