//! C28: a file in the column of a paper that proves nothing, because no act of this case is tied to it.

use std::collections::BTreeMap;

use crate::check::{Check, Found, Look, View};
use crate::duty::unsound;
use crate::guide::Severity;
use crate::record::material::Material;
use crate::record::{Fact, Record, record_of};

pub const CHECK: Check = Check {
    code: "C28",
    title: "归了档却证明不了什么的文件",
    severity: Severity::Notice,
    page: include_str!("unproven.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut groups: BTreeMap<(&str, String), Vec<&Record>> = BTreeMap::new();
    for record in view.records() {
        let Fact::Material(material) = &record.fact else { continue };
        // What is damaged or called something else is told as that.
        if unsound(view.case, material).is_some() || view.facts.other_name(material).is_some() {
            continue;
        }
        let category = view.category(&material.category.0);
        if view.materials(CHECK.code).iter().any(|id| id == category)
            && let Some(what) = lacking(view, record, material)
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

fn lacking(view: &View<'_>, record: &Record, material: &Material) -> Option<String> {
    let meant = material.of.as_deref().map(|of| view.case.record(record_of(of)));
    match meant {
        // What is not there is told by C27; what lies with an act of another episode is judged there.
        Some(None) => None,
        Some(Some(meant)) if meant.head.episode != view.episode => None,
        // The next page of a file that is judged itself.
        Some(Some(meant)) if matches!(&meant.fact, Fact::Material(other) if other.category == material.category) => {
            None
        }
        _ => view.facts.proves_nothing(record, material),
    }
}
