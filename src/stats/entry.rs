//! One episode as the figures see it: words of the guide and lengths of time, no name and no text.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::case::people::{Kin, People};
use crate::case::{Case, known};
use crate::duty::{Facts, Setting};
use crate::guide::Guide;
use crate::record::shape::{self, Form};
use crate::record::{Fact, Record};
use crate::time::{Moment, Zone};

pub struct Entry {
    /// Only to count students; never told.
    pub case: String,
    pub grade: Option<String>,
    pub types: Vec<String>,
    /// Axis to the word for the level.
    pub level: BTreeMap<String, String>,
    pub term: Option<String>,
    /// How it ended; nothing while it is open.
    pub outcome: Option<String>,
    /// In minutes, in the order of [`DELAYS`].
    pub delays: [Option<i64>; DELAYS.len()],
}

pub struct About {
    pub key: &'static str,
    pub title: &'static str,
    pub in_days: bool,
}

pub const DELAYS: [About; 4] = [
    About { key: "known_told", title: "得知 → 报告", in_days: false },
    About { key: "told_assessed", title: "报告 → 评估", in_days: false },
    About { key: "known_guardian", title: "得知 → 联系上监护人", in_days: false },
    About { key: "referral_attended", title: "转介 → 就诊", in_days: true },
];

impl Entry {
    pub fn of(setting: Setting<'_>, grades: &[String], case: &Case, episode: u32) -> Self {
        let Setting { guide, calendar, .. } = setting;
        let types = case.of_episode(episode).flat_map(|record| match &record.fact {
            Fact::Assessment(assessment) => assessment.types.clone(),
            _ => Vec::new(),
        });
        let mut types: Vec<String> = types.map(|word| guide.name("type", &word.0).to_owned()).collect();
        types.sort_unstable();
        types.dedup();
        let opened = case.opened(episode, calendar.zone).map(|at| at.date_naive());
        Self {
            case: case.number.clone(),
            grade: case.about.student.class.as_deref().and_then(|class| grade(class, grades)),
            types,
            level: Facts::of(setting, case, episode).level(),
            term: opened.and_then(|day| calendar.term_of(day)).map(|term| term.name.clone()),
            outcome: case.closure(episode).map(outcome),
            delays: delays(guide, case, episode, calendar.zone),
        }
    }
}

/// The grade that a class belongs to: the one of `crisis.toml` with which its name begins. Where the school lists none,
/// what stands before the number of the class: 高一(3)班, 2026级5班.
pub fn grade(class: &str, grades: &[String]) -> Option<String> {
    let class = class.trim();
    if !grades.is_empty() {
        let fitting = grades.iter().filter(|grade| class.starts_with(grade.as_str()));
        return fitting.max_by_key(|grade| grade.len()).cloned();
    }
    let year = class.find(|letter: char| !letter.is_numeric()).unwrap_or(class.len());
    let ends = |letter: char| letter.is_numeric() || matches!(letter, '(' | '（' | '班' | ' ' | '-');
    let end = class[year..].find(ends).map_or(class.len(), |end| year + end);
    Some(class[..end].to_owned()).filter(|grade| !grade.is_empty())
}

/// How an episode may end: code and word, in their order.
pub fn outcomes() -> &'static [(String, String)] {
    let field = shape::of_name("closure").iter().find(|field| field.name == "outcome");
    match field.map(|field| &field.form) {
        Some(Form::Choice(options)) => options,
        _ => &[],
    }
}

fn outcome(record: &Record) -> String {
    let code = record.text("outcome").unwrap_or_default();
    outcomes().iter().find(|(known, _)| known == code).map_or(code.to_owned(), |(_, word)| word.clone())
}

/// Days alone say nothing about minutes, and what lies before its beginning is a mistake that a check finds.
fn delays(guide: &Guide, case: &Case, episode: u32, zone: Zone) -> [Option<i64>; DELAYS.len()] {
    let kin = Kin { student: &guide.people.student, relations: &guide.people.relations };
    let people = People::of(&case.about, kin, std::iter::empty());
    let first = |of: &dyn Fn(&Record) -> Option<Moment>| {
        case.of_episode(episode).filter_map(of).min_by_key(|moment| moment.earliest(zone))
    };
    let knew = first(&|record| matches!(record.fact, Fact::Report(_)).then(|| known(record)));
    let told = first(&|record| match &record.fact {
        Fact::Report(report) => report.notified.iter().filter_map(|told| told.at).min_by_key(|at| at.earliest(zone)),
        _ => None,
    });
    let assessed = first(&|record| matches!(record.fact, Fact::Assessment(_)).then_some(record.head.at));
    let guardian = first(&|record| match &record.fact {
        Fact::Contact(contact) => {
            let is_guardian =
                contact.guardian == Some(true) || contact.with.iter().any(|name| people.is_guardian(name));
            (contact.reached && is_guardian).then_some(record.head.at)
        }
        _ => None,
    });
    let minutes = |from: Option<Moment>, to: Option<Moment>| match (from?, to?) {
        (Moment::Exact(from), Moment::Exact(to)) => Some((to - from).num_minutes()).filter(|minutes| *minutes >= 0),
        _ => None,
    };
    [minutes(knew, told), minutes(told, assessed), minutes(knew, guardian), referred(case, episode, zone)]
}

/// From the letter to the first day on which the student is known to have been there.
fn referred(case: &Case, episode: u32, zone: Zone) -> Option<i64> {
    let letters = case.of_episode(episode).filter(|record| matches!(record.fact, Fact::Referral(_)));
    let letter = letters.map(|record| record.head.at.date(zone)).min()?;
    let visit = |record: &Record| -> Option<NaiveDate> {
        match &record.fact {
            Fact::Contact(contact) => contact.attended,
            Fact::FollowUp(follow_up) => follow_up.attended,
            Fact::Diagnosis(diagnosis) => Some(diagnosis.attended.unwrap_or(diagnosis.issued.first())),
            _ => None,
        }
    };
    let visits = case.of_episode(episode).filter_map(visit).filter(|day| *day >= letter);
    visits.min().map(|day| (day - letter).num_days() * 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::grade;

    #[test]
    fn grades_of_classes() {
        let none: [(&str, Option<&str>); 8] = [
            ("高一(3)班", Some("高一")),
            ("高二（3）班", Some("高二")),
            ("高三3班", Some("高三")),
            ("2026级5班", Some("2026级")),
            ("7年级２班", Some("7年级")),
            ("7(2)班", Some("7")),
            ("国际部", Some("国际部")),
            (" ", None),
        ];
        for (class, expected) in none {
            assert_eq!(grade(class, &[]).as_deref(), expected, "{class}");
        }
        let listed = ["初一".to_owned(), "初一预备".to_owned()];
        assert_eq!(grade("初一二班", &listed).as_deref(), Some("初一"));
        assert_eq!(grade("初一预备1班", &listed).as_deref(), Some("初一预备"));
        assert_eq!(grade("高一1班", &listed), None);
    }
}
