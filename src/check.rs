//! Small independent checks of what a duty can't see. One check, one file, beside the page that explains it; the
//! page's examples are its test. Whether a check is on, how grave it is and which words it looks for is data of
//! the guide.

use std::cell::OnceCell;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::case::Case;
use crate::duty::Facts;
use crate::finding::{Finding, UNREADABLE, fault};
use crate::guide::lexicon::WordList;
use crate::guide::{CheckRule, Guide, Severity, terms};
use crate::record::{Kind, Record};
use crate::team::Team;

mod index;
mod person;
mod prose;

pub use self::chain::{broken_links, changed_about};
pub use self::index::{Folder, Index, Known, Mark, minutes_of};
use self::prose::{Passage, Told};
pub use self::reference::dangling;
pub use self::times::ahead;

mod abuse;
mod access;
mod added_after;
mod basis;
mod chain;
mod chats;
mod contradiction;
mod diagnosis;
mod disclosure;
mod ended_crisis;
mod file;
mod late;
mod leaving;
mod lookalike;
mod month_only;
mod old_diagnosis;
mod original;
mod other_paper;
mod others;
mod promise;
mod reassess;
mod reference;
mod return_condition;
mod same_bytes;
mod same_student;
mod signer;
mod stranger;
mod times;
mod unguarded;
mod unproven;
mod vacant;
mod violence;
mod waiver_wording;
mod words;

pub mod custody;

/// Code of the finding for a waiver that does not hold.
pub const WAIVER: &str = "C02";
/// Title and page of what is found while a case is loaded or its waivers are applied.
const OWN: [(&str, &str, &str); 2] = [
    (UNREADABLE, "读不出的记录", include_str!("check/unreadable.md")),
    (WAIVER, "不成立的豁免", include_str!("check/waiver.md")),
];

/// One episode of a case, prepared.
pub struct View<'a> {
    pub facts: &'a Facts<'a, 'a>,
    pub case: &'a Case,
    pub episode: u32,
    /// What belongs to the whole case is told once, with its last episode.
    pub is_last: bool,
    pub index: &'a Index,
    told: OnceCell<Vec<Told<'a>>>,
}

impl<'a> View<'a> {
    pub fn new(facts: &'a Facts<'a, 'a>, is_last: bool, index: &'a Index) -> Self {
        Self { facts, case: facts.case, episode: facts.episode, is_last, index, told: OnceCell::new() }
    }

    /// The same records with what people wrote into them, read once for all checks.
    fn told(&self) -> &[Told<'a>] {
        let read = || self.records().map(|record| Told::of(record, &self.guide().lexicon)).collect();
        self.told.get_or_init(read)
    }

    /// What people wrote into one of them.
    fn passages(&self, record: &Record) -> &[Passage<'a>] {
        let told = self.told().iter().find(|told| std::ptr::eq(told.record, record));
        told.map_or(&[], |told| &told.passages)
    }

    /// The records of the episode as amended, in order of time.
    pub fn records(&self) -> impl Iterator<Item = &'a Record> {
        self.case.of_episode(self.episode)
    }

    pub fn guide(&self) -> &'a Guide {
        self.facts.guide()
    }

    pub fn rule(&self, code: &str) -> Option<&'a CheckRule> {
        self.guide().check(code)
    }

    /// The words that the guide gives a check to look for.
    pub fn words(&self, code: &str) -> &'a WordList {
        self.rule(code).map_or(WordList::NONE, |rule| &rule.words)
    }

    /// The words of one of the further lists that the guide gives a check.
    pub fn list(&self, code: &str, name: &str) -> &'a WordList {
        self.rule(code).map_or(WordList::NONE, |rule| rule.list(name))
    }

    /// The categories of material that the guide names for a check.
    pub fn materials(&self, code: &str) -> &'a [String] {
        self.rule(code).map_or(&[], |rule| &rule.materials)
    }

    /// The guide's code for a material that a record names by code or by name.
    pub fn category<'w>(&self, word: &'w str) -> &'w str
    where
        'a: 'w,
    {
        self.guide().code("material", word).unwrap_or(word)
    }

    pub fn today(&self) -> NaiveDate {
        let setting = &self.facts.setting;
        setting.now.with_timezone(&setting.calendar.zone).date_naive()
    }
}

/// What belongs to no case: the team on a day.
pub struct School<'a> {
    pub guide: &'a Guide,
    pub team: &'a Team,
    pub day: NaiveDate,
}

/// A check as the registry knows it.
pub struct Check {
    pub code: &'static str,
    pub title: &'static str,
    pub severity: Severity,
    /// Markdown, shown by `explain`.
    pub page: &'static str,
    /// Names of the lists of words, besides `words`, that the guide gives it.
    pub lists: &'static [&'static str],
    pub look: Look,
}

/// What a check looks at: one episode, the team, or both.
#[derive(Clone, Copy)]
pub enum Look {
    Case(fn(&View<'_>) -> Vec<Found>),
    School(fn(&School<'_>) -> Vec<Found>),
    Both(fn(&View<'_>) -> Vec<Found>, fn(&School<'_>) -> Vec<Found>),
}

/// What a check found in a record, or in the case as a whole. Says where and what; never quotes more than a word
/// of the guide's own list, and never a name.
pub struct Found {
    pub record: Option<String>,
    pub path: Option<PathBuf>,
    pub line: Option<usize>,
    pub message: String,
    /// `{case}` stands for the case number.
    pub fix: String,
    /// Never graver than this.
    pub at_most: Severity,
}

impl Found {
    pub fn new(message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            record: None,
            path: None,
            line: None,
            message: message.into(),
            fix: fix.into(),
            at_most: Severity::Error,
        }
    }

    #[must_use]
    pub fn of(self, record: &Record) -> Self {
        Self { record: Some(record.head.id.clone()), path: Some(PathBuf::from(&record.path)), ..self }
    }

    /// One finding for many records of one sort, so that a page is not drowned in them; the first is where it stands.
    #[must_use]
    pub fn of_all(self, records: &[&Record]) -> Self {
        let Some(first) = records.first() else { return self };
        let mut found = self.of(first);
        if records.len() > 1 {
            let ids: Vec<&str> = records.iter().map(|record| record.head.id.as_str()).collect();
            found.message.push_str(&format!("（共 {} 条：{}）", ids.len(), ids.join("、")));
        }
        found
    }

    #[must_use]
    pub fn at_most(self, severity: Severity) -> Self {
        Self { at_most: severity, ..self }
    }
}

/// A new check costs its file, its page and a line here.
pub static CHECKS: &[Check] = &[
    diagnosis::CHECK,
    waiver_wording::CHECK,
    return_condition::CHECK,
    basis::CHECK,
    disclosure::CHECK,
    others::CHECK,
    chats::CHECK,
    abuse::CHECK,
    signer::CHECK,
    old_diagnosis::CHECK,
    original::CHECK,
    contradiction::CHECK,
    times::CHECK,
    late::CHECK,
    chain::CHECK,
    file::CHECK,
    same_student::CHECK,
    lookalike::CHECK,
    vacant::CHECK,
    access::CHECK,
    words::CHECK,
    promise::CHECK,
    reference::CHECK,
    unproven::CHECK,
    leaving::CHECK,
    stranger::CHECK,
    reassess::CHECK,
    same_bytes::CHECK,
    other_paper::CHECK,
    violence::CHECK,
    unguarded::CHECK,
    month_only::CHECK,
    added_after::CHECK,
    ended_crisis::CHECK,
];

/// Every check of a case that the guide lists and has not switched off, and every fault of loading.
pub fn run(view: &View<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    if view.is_last {
        let faults = view.case.faults.iter().map(|error| fault(view.case, error)).collect();
        findings.extend(ruled(view.guide(), faults));
    }
    for check in switched_on(view.guide()) {
        let (Look::Case(look) | Look::Both(look, _)) = check.look else { continue };
        for found in look(view) {
            let mut finding = finding(view.guide(), check, found);
            finding.fix = finding.fix.replace("{case}", &view.case.number);
            findings.push(finding);
        }
    }
    findings
}

/// What is wrong with the repository itself rather than with one of its cases.
pub fn school(school: &School<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in switched_on(school.guide) {
        let (Look::School(look) | Look::Both(_, look)) = check.look else { continue };
        findings.extend(look(school).into_iter().map(|found| finding(school.guide, check, found)));
    }
    findings
}

fn switched_on(guide: &Guide) -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().filter(|check| guide.check(check.code).is_some_and(|rule| !rule.off))
}

fn finding(guide: &Guide, check: &Check, found: Found) -> Finding {
    let rule = guide.check(check.code);
    Finding {
        code: check.code.to_owned(),
        clause: rule.and_then(|rule| rule.clause.clone()),
        severity: rule.and_then(|rule| rule.severity).unwrap_or(check.severity).min(found.at_most),
        record: found.record,
        path: found.path,
        line: found.line,
        message: found.message,
        fix: found.fix,
    }
}

/// What was found elsewhere, with the clause, the severity and the switch that the guide gives its code.
pub fn ruled(guide: &Guide, findings: Vec<Finding>) -> Vec<Finding> {
    let apply = |finding: Finding| match guide.check(&finding.code) {
        Some(rule) if rule.off => None,
        Some(rule) => {
            let severity = rule.severity.unwrap_or(finding.severity);
            Some(Finding { clause: rule.clause.clone(), severity, ..finding })
        }
        // What can't be read is told under any guide: it is no alarm but a fault.
        None if finding.code == UNREADABLE => Some(finding),
        None => None,
    };
    findings.into_iter().filter_map(apply).collect()
}

/// Whether the guide leaves a check out, or turns it off; what can't be read is told under any guide.
pub fn is_off(guide: &Guide, code: &str) -> bool {
    guide.check(code).map_or(code != UNREADABLE, |rule| rule.off)
}

/// Code, title and page of everything that a finding can be besides an unmet duty.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    OWN.into_iter().chain(custody::CODES).chain(CHECKS.iter().map(|check| (check.code, check.title, check.page)))
}

/// Lists of words that a check looks for and the guide does not have.
pub fn list_notes(guide: &Guide) -> Vec<String> {
    let given = |code: &str, name: &str| guide.check(code).is_some_and(|rule| rule.lists.contains_key(name));
    let wanted = switched_on(guide).flat_map(|check| check.lists.iter().map(|name| (check.code, *name)));
    let missing = wanted.filter(|(code, name)| !given(code, name));
    missing.map(|(code, name)| format!("检查 {code} 没有 lists.{name} 这张词表，靠它的提示不会出现")).collect()
}

/// Whether a finding can have this code.
pub fn is_code(code: &str) -> bool {
    all().any(|(known, ..)| known == code)
}

/// A page as a terminal shows it: headings without their marks, and the first example of either sort, without
/// what only the machine fills in. Kinds and codes are told in the guide's words.
pub fn plain(guide: &Guide, page: &str) -> String {
    const MACHINERY: [&str; 4] = ["sha256:", "size:", "materials:", "broken:"];
    let mut shown = Vec::new();
    let mut lines = Vec::new();
    let mut example = None;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some("") => example = None,
            Some(info) => {
                example = Some(!shown.contains(&info));
                if !shown.contains(&info) {
                    lines.push(if info.ends_with("fires") { "会提示：" } else { "不会提示：" }.to_owned());
                    shown.push(info);
                }
            }
            None if example == Some(true) && MACHINERY.iter().any(|word| line.starts_with(word)) => {}
            None if line == "---" && lines.last().is_some_and(|last| last.ends_with("提示：")) => {}
            None if example == Some(true) => lines.push(format!("    {}", in_words(guide, line))),
            None if example.is_some() => {}
            None => lines.push(kinds_named(guide, line.trim_start_matches('#').trim_start())),
        }
    }
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n").trim_end().to_owned()
}

/// `{meeting}` is what the guide calls that kind.
fn kinds_named(guide: &Guide, line: &str) -> String {
    let kinds = terms::gaps(line).filter_map(|gap| Some((gap, Kind::named(gap).ok()?)));
    let word = |kind: &Kind| guide.kinds.get(kind.name).cloned().unwrap_or_else(|| kind.title().to_owned());
    let named = kinds.map(|(gap, kind)| (format!("{{{gap}}}"), word(kind)));
    named.fold(line.to_owned(), |line, (gap, name)| line.replace(&gap, &name))
}

/// What the words of an example are, by the field that holds them.
const HOLDING: [(&str, &[&str]); 5] = [
    ("dimension:", &["dimension"]),
    ("level:", &["axis", "level"]),
    ("type:", &["type"]),
    ("category:", &["material"]),
    ("roles:", &["role"]),
];

/// A line of an example with the guide's words in the place of its codes.
fn in_words(guide: &Guide, line: &str) -> String {
    let Some((field, vocabularies)) = HOLDING.iter().find(|(field, _)| line.contains(field)) else {
        return line.to_owned();
    };
    let start = line.find(field).map_or(0, |at| at + field.len());
    let named = |word: &str| {
        let found = vocabularies.iter().map(|vocabulary| guide.name(vocabulary, word)).find(|name| *name != word);
        found.unwrap_or(word).to_owned()
    };
    let is_of_code = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let mut told = line[..start].to_owned();
    let mut rest = &line[start..];
    while let Some(at) = rest.find(is_of_code) {
        let end = rest[at..].find(|letter| !is_of_code(letter)).map_or(rest.len(), |end| at + end);
        told.push_str(&rest[..at]);
        told.push_str(&named(&rest[at..end]));
        rest = &rest[end..];
    }
    told + rest
}

pub fn waiver_finding(guide: &Guide, record: &Record, message: &str, fix: &str) -> Finding {
    let rule = guide.check(WAIVER);
    Finding {
        code: WAIVER.to_owned(),
        clause: rule.and_then(|rule| rule.clause.clone()),
        severity: rule.and_then(|rule| rule.severity).unwrap_or(Severity::Warning),
        record: Some(record.head.id.clone()),
        path: Some(PathBuf::from(&record.path)),
        line: None,
        message: message.to_owned(),
        fix: fix.to_owned(),
    }
}
