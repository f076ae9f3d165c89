//! C33: a file in the column of the agreement that calls itself something else: a pledge, a consent form, a disclaimer
//! of another school.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::material::Material;

pub const CHECK: Check = Check {
    code: "C33",
    title: "归为协议的是另一种纸",
    severity: Severity::Warning,
    page: include_str!("other_paper.md"),
    lists: &["own"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Material(material) = &record.fact else { continue };
        let category = view.category(&material.category.0);
        if !view.materials(CHECK.code).iter().any(|id| id == category) {
            continue;
        }
        found.extend(called(view, material).map(|word| {
            let name = view.guide().name("material", category);
            let message = format!("归为〔{name}〕的文件叫作“{word}”，不是协议");
            let fix = "请学生或监护人签署本校的协议（crisis print），再归档；原来的这份更正类别后照样保留";
            Found::new(message, fix).of(record)
        }));
    }
    found
}

/// What the file is called, where nothing calls it an agreement.
fn called<'v>(view: &View<'v>, material: &Material) -> Option<&'v str> {
    /// Letters at the beginning of a document among which its title stands.
    const HEADING: usize = 60;
    let heading = view.case.stored(&material.file).and_then(|stored| stored.text.as_ref());
    let heading = heading.map(|text| text.chars().take(HEADING).collect::<String>());
    let said = [material.title.as_deref(), material.description.as_deref(), Some(&material.name), heading.as_deref()];
    let has = |word: &String| said.iter().flatten().any(|text| text.contains(word.as_str()));
    let words = view.words(CHECK.code);
    (!view.list(CHECK.code, "own").iter().any(has)).then(|| words.iter().find(|word| has(word)))?.map(String::as_str)
}
