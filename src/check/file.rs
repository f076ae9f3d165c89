//! C19: a filed document that is not there, or a file in the case that no record tells of. Whether its bytes are
//! still the same is what `verify` reads.

use std::path::PathBuf;

use crate::check::{Check, Found, Look, View};
use crate::duty::unsound;
use crate::guide::Severity;
use crate::record::Fact;

pub const CHECK: Check = Check {
    code: "C19",
    title: "归档的文件不在，或没有登记",
    severity: Severity::Error,
    page: include_str!("file.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Material(material) = &record.fact else { continue };
        if let Some(why) = unsound(view.case, material) {
            let fix =
                "从备份找回，或重新取得后再归档一次：crisis attach {case} 文件；归错了的，用 crisis withdraw 取出";
            found.push(Found::new(format!("登记过的材料：{why}"), fix).of(record));
        }
    }
    if view.is_last {
        found.extend(unregistered(view));
    }
    found
}

fn unregistered<'v>(view: &'v View<'_>) -> impl Iterator<Item = Found> + 'v {
    let fix = "把它移到档案库外面，再用 crisis attach {case} 文件 归档，写明来历";
    view.case.unrecorded().map(move |stored| {
        let found = Found::new("materials 里有一份没有登记来历的文件", fix).at_most(Severity::Warning);
        Found { path: Some(PathBuf::from(&stored.path)), ..found }
    })
}
