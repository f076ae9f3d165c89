//! C07: more told than was meant to be told, and a leak, which stays visible (guide 五(四)2–3). Whether a basis is
//! written down is a duty's question.

use crate::check::prose::mentions;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::disclosure::Disclosure;
use crate::text::plain;

pub const CHECK: Check = Check {
    code: "C07",
    title: "说得太多，或泄露",
    severity: Severity::Warning,
    page: include_str!("disclosure.md"),
    lists: &["names"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Disclosure(disclosure) = &record.fact else { continue };
        let told = if disclosure.improper { Some(leak()) } else { more_than_meant(view, disclosure) };
        found.extend(told.map(|told| told.of(record)));
    }
    found
}

fn leak() -> Found {
    let fix = "写明事后的补救；这条提示一直保留，不必再做别的";
    Found::new("记录了一次不当的泄露", fix).at_most(Severity::Notice)
}

/// What was to be withheld stands in what was told. Only what is withheld as such counts: to keep back the details
/// of something is not to keep back that it was.
fn more_than_meant(view: &View<'_>, disclosure: &Disclosure) -> Option<Found> {
    let withheld: Vec<&str> =
        disclosure.withheld.as_deref()?.split(['、', '，', ',', '；', ';', '和', '及', '与']).collect();
    let withholds = |word: &str| withheld.iter().any(|item| item.trim() == word);
    let both = |word: &&String| {
        let told = mentions(&disclosure.told, std::slice::from_ref(*word));
        withholds(word) && told.iter().any(|told| !told.is_doubtful())
    };
    let name = view.list(CHECK.code, "names").iter().find(|word| withholds(word));
    let named = name.filter(|_| names(view, &disclosure.told));
    let what = named.or_else(|| view.words(CHECK.code).iter().find(both))?;
    let message = format!("写明没有说“{what}”，说出的话里却有");
    Some(Found::new(message, "核对当时到底说了什么，用更正写清；说多了的，如实写成不当的泄露并补救"))
}

fn names(view: &View<'_>, told: &str) -> bool {
    let student = &view.case.about.student;
    let told = plain(told);
    let mut names = [&student.name].into_iter().chain(&student.also).map(|name| plain(name));
    names.any(|name| name.chars().count() > 1 && told.contains(&*name))
}
