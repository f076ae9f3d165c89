//! C12: a certificate from before this episode, with no word on why it still holds (guide 五(三)③).

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;

pub const CHECK: Check = Check {
    code: "C12",
    title: "诊断证明早于这次危机",
    severity: Severity::Warning,
    page: include_str!("old_diagnosis.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let zone = view.facts.setting.calendar.zone;
    let began =
        view.records().filter(|record| matches!(record.fact, Fact::Report(_))).map(|record| record.head.at.date(zone));
    let Some(began) = began.min() else { return Vec::new() };
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Diagnosis(diagnosis) = &record.fact else { continue };
        let relied_on = diagnosis.relies.as_deref().is_some_and(|why| !why.trim().is_empty());
        if diagnosis.issued.last() < began && !relied_on {
            let fix = format!(
                "请家长提供这次的检查结果；确可沿用的：crisis amend {{case}} {} --wrong 漏写 --right 补上 --set relies=沿用的理由",
                record.head.id
            );
            found.push(Found::new("诊断证明的出具日期早于这次危机，没有写沿用的理由", fix).of(record));
        }
    }
    found
}
