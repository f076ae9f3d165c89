//! C06: a filed document whose origin, basis or consent is not written down (未成年人保护法 63).

use crate::check::prose::mentions;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::material::Material;
use crate::record::{Fact, Record, shape};

pub const CHECK: Check = Check {
    code: "C06",
    title: "材料没有写明依据或同意",
    severity: Severity::Error,
    page: include_str!("basis.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let of = |record: &Record| match &record.fact {
        Fact::Material(material) => in_material(view, record, material),
        _ => None,
    };
    view.records().filter_map(of).collect()
}

fn in_material(view: &View<'_>, record: &Record, material: &Material) -> Option<Found> {
    let category = view.guide().material(view.category(&material.category.0))?;
    let says = |field: &str| {
        record.fields.get(field).is_some_and(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
    };
    let missing = category.demands.iter().find(|field| !says(field));
    if let Some(field) = missing {
        let label = shape::of_name("material").iter().find(|known| known.name == *field);
        let label = label.map_or(field.as_str(), |known| &known.about);
        let message = format!("归档的“{}”没有写明〔{label}〕", category.name);
        let fix = format!("crisis amend {{case}} {} --wrong 漏写 --right 补上 --set {field}=……", record.head.id);
        return Some(Found::new(message, fix).of(record));
    }
    if !view.materials(CHECK.code).contains(&category.id) || says("consent") || is_emergency(view, material) {
        return None;
    }
    let message = format!("归档的“{}”没有写谁同意，依据里也没有紧急情况", category.name);
    let fix = format!("crisis amend {{case}} {} --wrong 漏写 --right 补上 --set consent=谁同意", record.head.id);
    Some(Found::new(message, fix).of(record))
}

/// The basis itself names a consent or an emergency.
fn is_emergency(view: &View<'_>, material: &Material) -> bool {
    let basis = material.basis.as_deref().unwrap_or_default();
    mentions(basis, view.words(CHECK.code)).iter().any(|word| !word.is_denied())
}
