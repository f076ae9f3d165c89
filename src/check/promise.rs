//! C26: secrecy promised without its limits to a student in danger, assessed or not (guide 五(四)3).

use crate::check::prose::Passage;
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::guide::lexicon::WordList;
use crate::record::Fact;

pub const CHECK: Check = Check {
    code: "C26",
    title: "对处于危机的学生许诺保密",
    severity: Severity::Error,
    page: include_str!("promise.md"),
    lists: &["secrecy", "limits"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let assessed = view.records().filter_map(|record| match &record.fact {
        Fact::Assessment(said) => Some(said.crisis),
        _ => None,
    });
    let assessed: Vec<bool> = assessed.collect();
    // Until somebody has assessed, the student may be in danger.
    if !assessed.is_empty() && !assessed.contains(&true) {
        return Vec::new();
    }
    let words = view.words(CHECK.code);
    let mut found = Vec::new();
    for told in view.told() {
        let said = told.passages.iter().find(|passage| promises(view, words, passage));
        found.extend(said.map(|passage| promise(passage, !assessed.is_empty()).of(told.record)));
    }
    found
}

fn promises(view: &View<'_>, words: &WordList, passage: &Passage<'_>) -> bool {
    let is_of_secrecy = |rest: &str| passage.of(view.list(CHECK.code, "secrecy")).any(|word| rest.contains(word));
    !passage.of_others
        && passage.mentions(words).iter().any(|word| {
            is_of_secrecy(word.rest())
                && !word.is_denied()
                && !word.is_asked_for()
                && !word.is_done_by_family()
                && !word.is_quoted()
        })
        // A promise that names its limits is how it should be.
        && passage.of(view.list(CHECK.code, "limits")).next().is_none()
}

fn promise(passage: &Passage<'_>, is_assessed: bool) -> Found {
    let whom = if is_assessed { "处于危机" } else { "可能处于危险、还没有评估" };
    let message = format!("〔{}〕里对{whom}的学生许诺了保密，没有说明限度", passage.label);
    Found::new(message, "向学生说明保密的限度：危及安全时必须告诉能保护他的人；怎样说明的，补记一条")
}
