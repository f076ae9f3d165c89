//! C38: a paper of which only the month is known, and that month is the one in which the episode began: it counts, and the
//! day would settle whether it belongs here.

use chrono::Datelike;

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::dated::Dated;

pub const CHECK: Check = Check {
    code: "C38",
    title: "文件只写了月份",
    severity: Severity::Notice,
    page: include_str!("month_only.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let Some(opened) = view.facts.opened() else { return Vec::new() };
    let mut found = Vec::new();
    for record in view.records() {
        let (field, dated) = match &record.fact {
            Fact::Diagnosis(diagnosis) => ("issued", Some(diagnosis.issued)),
            Fact::Material(material) => ("dated", material.dated),
            _ => continue,
        };
        let Some(Dated::Month(month)) = dated else { continue };
        if (month.year(), month.month()) == (opened.year(), opened.month()) {
            let fix = format!(
                "看一看纸上是哪天：crisis amend {{case}} {} --right 补上日子 --set {field}=日期",
                record.head.id
            );
            found.push(Found::new("只写了月份，分不清在这次危机之前还是之后；现在算之后", fix).of(record));
        }
    }
    found
}
