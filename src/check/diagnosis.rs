//! C03: a diagnosis made by the school (精神卫生法 23, 29: counsellors do not diagnose).

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::shape::{self, Trait};
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C03",
    title: "学校作了诊断",
    severity: Severity::Warning,
    page: include_str!("diagnosis.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let words = view.words(CHECK.code);
    let mut found = Vec::new();
    for told in view.told().iter().filter(|told| !shape::is(&told.record.head.kind, Trait::OthersWords)) {
        let record = told.record;
        if is_known(view, record, words) {
            continue;
        }
        for passage in told.passages.iter().filter(|passage| !passage.of_others) {
            let said = passage.mentions(words);
            let own = said.iter().find(|word| !word.is_doubtful() && !word.is_told_by_others());
            let Some(first) = own else { continue };
            let message = format!("〔{}〕里写了“{}”，没有写是哪家医院的诊断", passage.label, first.word);
            let fix = "学校只写所见所闻：更正为具体的表现；有医院诊断的，写明“医院诊断为……”并登记 diagnosis 记录";
            found.push(Found::new(message, fix).of(record));
        }
    }
    found
}

/// A hospital had found such an illness by then, and its certificate is on file: the school repeats it.
fn is_known(view: &View<'_>, record: &Record, words: &[String]) -> bool {
    let day = record.head.at.date(view.facts.setting.calendar.zone);
    view.case.records.iter().any(|earlier| {
        let Fact::Diagnosis(diagnosis) = &earlier.fact else { return false };
        diagnosis.issued.first() <= day && words.iter().any(|word| diagnosis.conclusion.contains(word.as_str()))
    })
}
