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
    lists: &["general"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let words = view.words(CHECK.code);
    let general = view.list(CHECK.code, "general");
    let mut found = Vec::new();
    for told in view.told().iter().filter(|told| !shape::is(&told.record.head.kind, Trait::OthersWords)) {
        let record = told.record;
        let known = conclusions(view, record);
        for passage in told.passages.iter().filter(|passage| !passage.of_others) {
            let said = passage.mentions(words);
            let own = said.iter().find(|said| {
                !said.is_doubtful() && !said.is_told_by_others() && !is_known(&known, words, general, said.word)
            });
            let Some(first) = own else { continue };
            let message = format!("〔{}〕里写了“{}”，没有写是哪家医院的诊断", passage.label, first.word);
            let fix = "学校只写所见所闻：更正为具体的表现；有医院诊断的，写明“医院诊断为……”并登记 diagnosis 记录";
            found.push(Found::new(message, fix).of(record));
        }
    }
    found
}

/// What hospitals had found by the day of a record, of which the certificates are on file.
fn conclusions<'v>(view: &View<'v>, record: &Record) -> Vec<&'v str> {
    let day = record.head.at.date(view.facts.setting.calendar.zone);
    let earlier = view.case.records.iter().filter_map(|earlier| match &earlier.fact {
        Fact::Diagnosis(diagnosis) if diagnosis.issued.first() <= day => Some(diagnosis.conclusion.as_str()),
        _ => None,
    });
    earlier.collect()
}

/// The school repeats a hospital: the same illness, by two letters at least (抑郁症, 重度抑郁发作), or a word that names
/// none (确诊). A guide that does not tell these words apart takes one illness for another.
fn is_known(known: &[&str], words: &[String], general: &[String], said: &str) -> bool {
    let is_general = |word: &str| general.iter().any(|one| one == word);
    if is_general(said) {
        return !known.is_empty();
    }
    let names_one = |conclusion: &&str| words.iter().any(|word| conclusion.contains(word.as_str()));
    let letters: Vec<(usize, char)> = said.char_indices().collect();
    let pairs = letters.windows(2).map(|pair| &said[pair[0].0..pair[1].0 + pair[1].1.len_utf8()]);
    let mut telling = pairs.filter(|pair| !is_general(pair));
    telling.any(|pair| known.iter().any(|conclusion| conclusion.contains(pair)))
        || general.is_empty() && known.iter().any(names_one)
}
