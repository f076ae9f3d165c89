//! C33: a file in the column of the agreement that calls itself something else: a pledge, a consent form, a disclaimer
//! of another school.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;

pub const CHECK: Check = Check {
    code: "C33",
    title: "归为协议的是另一种纸",
    severity: Severity::Warning,
    page: include_str!("other_paper.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Material(material) = &record.fact else { continue };
        found.extend(view.facts.other_name(material).map(|word| {
            let name = view.guide().name("material", view.category(&material.category.0));
            let message = format!("归为〔{name}〕的文件叫作“{word}”，是另一种文书");
            let fix = "请学生或监护人签署本校的协议（crisis print），再归档；原来的这份更正类别后照样保留";
            Found::new(message, fix).of(record)
        }));
    }
    found
}
