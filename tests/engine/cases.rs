//! A case as loaded: what is there, what can't be read, how it stood at a moment, who was in charge.

use crate::common::cases::{at, case_of};
use chrono::NaiveDate;
use crisis::case::{Case, Custody, File};
use crisis::time::Calendar;

const ABOUT: &str = "student: { name: 某生 }\nclass_teacher:\n  - { who: 师甲, until: 2026-03-06 }\n  - { who: 师乙, since: 2026-03-07 }\n";
const REPORT: (&str, &str, &str) = ("report", "2026-03-05 21:00", "finder: 师甲\nsaw: 某事");

fn follow(at: &'static str, rest: &'static str) -> (&'static str, &'static str, &'static str) {
    ("follow_up", at, rest)
}

fn loaded(files: Vec<File>) -> Case {
    Case::load("2026-TEST", files, Calendar::default().zone)
}

#[test]
fn what_is_missing_or_broken_is_said_once_and_on_its_file() {
    let faults = |files: Vec<File>| {
        let case = loaded(files);
        let told =
            case.faults.iter().map(|fault| fault.path.as_ref().unwrap().display().to_string()).collect::<Vec<_>>();
        (told.join(" "), case.written.len(), case.unread, case.broken.len())
    };
    let about = || File::new("case.yaml", Ok(b"student: { name: x }\n".to_vec()));
    let record = |id: &str| {
        let text = format!(
            "---\nid: {id}\nkind: follow_up\nepisode: 1\nat: 2026-03-05T21:00+08:00\nby: c\nwritten: 2026-03-05T21:00+08:00\nstate: x\n---\n"
        );
        File::new(format!("records/2026-03-05-follow_up-{id}.md"), Ok(text.into_bytes()))
    };
    let unread = |path: &str| File::new(path, Err(crisis::error::Error::new("读不出")));
    assert_eq!(faults(vec![about(), record("r1")]), (String::new(), 1, 0, 0));
    assert_eq!(faults(vec![record("r1")]), ("case.yaml".to_owned(), 1, 0, 0));
    assert_eq!(faults(vec![unread("case.yaml"), record("r1")]), ("case.yaml".to_owned(), 1, 0, 0));
    assert_eq!(faults(vec![File::new("case.yaml", Ok(b"[".to_vec()))]), ("case.yaml".to_owned(), 0, 0, 0));
    let path = "records/2026-03-05-follow_up-r2.md";
    assert_eq!(faults(vec![about(), record("r1"), unread(path)]), (path.to_owned(), 1, 1, 0));
    assert_eq!(faults(vec![about(), record("r1"), record("r1")]).1, 1, "of two with one id the first");
    assert_eq!(faults(vec![about(), record("r1"), record("r1")]).3, 1, "the other is a link of the chain all the same");
    assert_eq!(faults(vec![about(), unread("materials/a")]), ("materials/a".to_owned(), 0, 0, 0));
}

#[test]
fn as_it_stood_and_what_has_happened() {
    let amended = ("amendment", "2026-03-06 09:00", "amends: r2\nwrong: 某\nright: 某\nset: { state: 新 }");
    let case = case_of(ABOUT, &[REPORT, follow("2026-03-05 22:00", "state: 旧"), amended]);
    let state = |until: &str| {
        case.clone()
            .as_of(at(until), Calendar::default().zone)
            .record("r2")
            .and_then(|record| record.text("state").map(str::to_owned))
    };
    assert_eq!(state("2026-03-05 21:59"), None);
    assert_eq!(state("2026-03-05 22:00").as_deref(), Some("旧"));
    assert_eq!(state("2026-03-06 08:59").as_deref(), Some("旧"));
    assert_eq!(state("2026-03-06 09:00").as_deref(), Some("新"));
    let happened = |now: &str| case.happened_by(at(now), Calendar::default().zone).records.len();
    assert_eq!((happened("2026-03-05 20:59"), happened("2026-03-05 21:00"), happened("2026-03-05 22:00")), (0, 1, 2));
}

#[test]
fn episodes_the_head_of_the_chain_and_what_was_taken_back() {
    let zone = Calendar::default().zone;
    let case = case_of(ABOUT, &[REPORT]);
    let prev = case.written[0].digest.clone();
    let linked = format!("state: 好\nprev: {prev}\nepisode: 2");
    let retracted =
        ("amendment", "2026-03-07 09:00", "amends: r2\nwrong: 记错了人\nright: 作废\nretract: true\nepisode: 2");
    let case = case_of(ABOUT, &[REPORT, ("follow_up", "2026-03-06 10:00", &linked)]);
    assert_eq!((case.latest_episode(), case.episodes()), (2, vec![1, 2]));
    assert_eq!(case.head().map(|record| record.head.id.as_str()), Some("r2"), "the one that no other names");
    assert_eq!(case_of(ABOUT, &[REPORT]).head().map(|record| record.head.id.as_str()), Some("r1"));
    assert!(case_of(ABOUT, &[]).head().is_none() && case_of(ABOUT, &[]).latest_episode() == 1);
    let case = case_of(ABOUT, &[REPORT, ("follow_up", "2026-03-06 10:00", "state: 好\nepisode: 2"), retracted]);
    let told = |episode: u32| {
        let told = case.told(episode, zone);
        told.into_iter().map(|(record, step)| (record.head.id.clone(), step.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(told(1), [("r1".to_owned(), false)]);
    let both = [("r2".to_owned(), true), ("r3".to_owned(), false)];
    assert_eq!(told(2), both, "taken back, and still told in its own episode");
}

#[test]
fn who_was_in_charge_and_whether_it_can_be_opened() {
    let case = case_of(ABOUT, &[REPORT]);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (on, who) in [("2026-01-01", "师甲"), ("2026-03-06", "师甲"), ("2026-03-07", "师乙"), ("2030-01-01", "师乙")]
    {
        assert_eq!(case.class_teachers(day(on)).collect::<Vec<_>>(), [who], "{on}");
        assert!(case.is_class_teacher(who, day(on)) && !case.is_class_teacher("路人", day(on)));
    }
    assert!(!case.is_locked() && Case::locked("2026-TEST").is_locked());
    let mut opened = case;
    opened.custody = Some(Custody::default());
    assert!(!opened.is_locked(), "sealed, and opened");
}
