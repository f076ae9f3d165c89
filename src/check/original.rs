//! C13: only a copy or a photo of a paper whose original the file should hold.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::diagnosis::Form;
use crate::record::material::Material;
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C13",
    title: "只有复印件或照片",
    severity: Severity::Notice,
    page: include_str!("original.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let filed: Vec<(&Record, &Material)> = view
        .records()
        .filter_map(|record| match &record.fact {
            Fact::Material(material) => Some((record, material.as_ref())),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for category in view.materials(CHECK.code) {
        let of_category = || filed.iter().filter(|(_, material)| view.category(&material.category.0) == category);
        // Nothing said about the form is no statement that it is a copy.
        let is_copy = |form: Option<Form>| matches!(form, Some(Form::Copy | Form::Photo));
        if of_category().all(|(_, material)| is_copy(material.form)) {
            let name = view.guide().name("material", category);
            let message = format!("归档的“{name}”只有复印件或照片");
            let first = of_category().next();
            found.extend(
                first.map(|(record, _)| Found::new(message, "收到原件后再归档一次，写明 --form original").of(record)),
            );
        }
    }
    found
}
