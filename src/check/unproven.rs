//! C28: a file in the column of a paper that proves nothing, because no act of this case is tied to it.

use std::collections::BTreeMap;

use crate::check::reference::references;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::guide::pattern::Pattern;
use crate::record::material::Material;
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C28",
    title: "归了档却证明不了什么的文件",
    severity: Severity::Notice,
    page: include_str!("unproven.md"),
    lists: &[],
    look: Look::Case(look),
};

/// The printed form of a paper, whose signed copy a file may be.
const PRINT: &str = "print";

fn look(view: &View<'_>) -> Vec<Found> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Record>> = BTreeMap::new();
    for record in view.records() {
        let Fact::Material(material) = &record.fact else { continue };
        let category = view.category(&material.category.0);
        if view.materials(CHECK.code).iter().any(|id| id == category)
            && let Some(what) = lacking(view, record, material, category)
        {
            groups.entry((category, what)).or_default().push(record);
        }
    }
    let told = groups.into_iter().map(|((category, what), records)| {
        let name = view.guide().name("material", category);
        let message = format!("归为〔{name}〕的文件{what}，证明不了什么");
        let fix = "记下那件事（谁、何时签署或出具），再用更正写明文件属于哪条记录（of）；归错了类的，更正类别";
        Found::new(message, fix).of_all(&records)
    });
    told.collect()
}

fn lacking(view: &View<'_>, record: &Record, material: &Material, category: &str) -> Option<&'static str> {
    let acts = acts(view, category);
    let of = material.of.as_deref().and_then(|of| of.split('/').next()).map(str::trim);
    let named_by = view.case.records.iter().find(|other| {
        acts.contains(&other.head.kind) && references(other).any(|reference| reference.id() == record.head.id)
    });
    match (of, named_by) {
        (_, Some(_)) => None,
        (None, None) => Some("没有写明属于哪条记录"),
        (Some(of), None) => {
            // What is not there is told by C27.
            let meant = view.case.record(of)?;
            let is_same =
                |fact: &Fact| matches!(fact, Fact::Material(other) if view.category(&other.category.0) == category);
            let proves = acts.contains(&meant.head.kind) || meant.head.kind == PRINT || is_same(&meant.fact);
            (!proves).then_some("属于另一种记录")
        }
    }
}

/// The kinds of record that the guide's duties of this column ask for.
fn acts(view: &View<'_>, category: &str) -> Vec<String> {
    let of_column = view.guide().duties.iter().filter(|duty| duty.column.as_deref() == Some(category));
    let patterns = of_column.flat_map(|duty| duty.needs.iter().chain(&duty.refused).chain(&duty.attempts));
    let mut kinds = Vec::new();
    patterns.for_each(|pattern| gather(pattern, &mut kinds));
    kinds
}

fn gather(pattern: &Pattern, kinds: &mut Vec<String>) {
    kinds.extend(pattern.kinds.iter().filter(|kind| *kind != "material").cloned());
    pattern.any.iter().for_each(|pattern| gather(pattern, kinds));
}
