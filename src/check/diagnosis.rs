//! C03: a diagnosis made by the school (精神卫生法 23, 29: counsellors do not diagnose).

use crate::check::prose::{mentions, passages};
use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;

pub const CHECK: Check = Check {
    code: "C03",
    title: "学校作了诊断",
    severity: Severity::Warning,
    page: include_str!("diagnosis.md"),
    look: Look::Case(look),
};

/// Kinds in which the words of others belong: a result, an advice, what the finder saw and heard.
const OTHERS_WORDS: [&str; 5] = ["diagnosis", "opinion", "report", "material", "amendment"];
/// Fields that hold what somebody else said.
const OTHERS_FIELDS: [&str; 3] = ["said", "voice", "proof"];

fn look(view: &View<'_>) -> Vec<Found> {
    let words = view.words(CHECK.code);
    let mut found = Vec::new();
    for record in view.records().filter(|record| !OTHERS_WORDS.contains(&record.head.kind.as_str())) {
        for passage in passages(record).iter().filter(|passage| !OTHERS_FIELDS.contains(&passage.field.as_str())) {
            let said = mentions(passage.text, words);
            let Some(first) = said.iter().find(|word| !word.is_doubtful() && !word.is_told_by_others()) else {
                continue;
            };
            let message = format!("〔{}〕里写了“{}”，没有写是哪家医院的诊断", passage.label, first.word);
            let fix = "学校只写所见所闻：更正为具体的表现；有医院诊断的，写明“医院诊断为……”并登记 diagnosis 记录";
            found.push(Found::new(message, fix).of(record));
        }
    }
    found
}
