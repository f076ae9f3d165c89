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
    // What lies beside the records is no link of the chain; a record is, whatever its name looks like.
    assert_eq!(faults(vec![about(), unread("case(1).yaml")]), ("case(1).yaml".to_owned(), 0, 0, 0));
    assert_eq!(faults(vec![about(), unread("other.md")]), ("other.md".to_owned(), 0, 1, 0));
    let copy = "records/2026-03-05-follow_up-r2(1).md";
    assert_eq!(faults(vec![about(), unread(copy)]), (copy.to_owned(), 0, 1, 0));
    // Another fault does not hide that nobody knows whose file this is.
    assert_eq!(faults(vec![unread(path)]).0, format!("{path} case.yaml"));
    // Where a record lies belongs to its name.
    let strayed = File::new("2026-03-05-follow_up-r1.md", record("r1").content);
    assert_eq!(faults(vec![about(), strayed]), ("2026-03-05-follow_up-r1.md".to_owned(), 0, 0, 1));
}

/// Of what was written in one minute, the chain says what came first, whatever the files are called.
#[test]
fn the_chain_orders_what_one_minute_holds() {
    let time = "2026-03-05 21:00";
    let digest = |records: &[(&str, &str, &str)], id: &str| {
        let case = case_of(ABOUT, records);
        case.written.iter().find(|record| record.head.id == id).unwrap().digest.clone()
    };
    let blank = ("follow_up", time, "state: x");
    let first = ("follow_up", time, "state: 一");
    let one = digest(&[blank, blank, first], "r3");
    let second = format!("state: 二\nprev: {one}");
    let second = ("follow_up", time, second.as_str());
    let two = digest(&[blank, second, first], "r2");
    let third = format!("state: 三\nprev: {two}");
    let case = case_of(ABOUT, &[("follow_up", time, &third), second, first]);
    let order: Vec<&str> = case.written.iter().map(|record| record.head.id.as_str()).collect();
    assert_eq!(order, ["r3", "r2", "r1"]);
    assert_eq!(case.head().map(|record| record.head.id.as_str()), Some("r1"));
    let [one, two, three] = ["r3", "r2", "r1"].map(|id| case.record(id).unwrap());
    for (one, other) in [(one, two), (two, one), (one, three), (two, three)] {
        assert!(!case.are_apart(one, other), "one knew of the other");
    }
    // What has no link is older than the chain: nobody can say who knew of it.
    let beside = case_of(ABOUT, &[blank, ("follow_up", time, &format!("state: 二\nprev: {}", "0".repeat(64))), first]);
    let [loose, linked] = ["r1", "r2"].map(|id| beside.record(id).unwrap());
    assert!(!beside.are_apart(loose, linked) && !beside.are_apart(linked, loose));
    let root = digest(&[blank], "r1");
    let after = |state: &str| format!("state: {state}\nprev: {root}");
    let (left, right) = (after("左"), after("右"));
    let fork = case_of(ABOUT, &[blank, ("follow_up", time, &left), ("follow_up", time, &right), first]);
    let [left, right, loose] = ["r2", "r3", "r4"].map(|id| fork.record(id).unwrap());
    assert!(fork.are_apart(left, right) && !fork.are_apart(left, left), "both upon the first, neither upon the other");
    assert!(!fork.are_apart(left, loose) && !fork.are_apart(loose, left));
}

const TAKEN: &str = "file: materials/a.jpg\nsize: 1\nsha256: aa\nto: 别处\nwhy: 放错了";

#[test]
fn corrections_of_what_is_not_there() {
    let faults = |records: &[(&str, &str, &str)]| {
        let case = case_of(ABOUT, &[&[REPORT, follow("2026-03-05 22:00", "state: 旧")], records].concat());
        (case.faults.len(), case.amendments.len(), case.records.len())
    };
    let retract = |of: &'static str| ("amendment", "2026-03-06 09:00", of);
    let withdrawn = |rest: &'static str| ("withdrawal", "2026-03-07 09:00", rest);
    assert_eq!(faults(&[]), (0, 0, 2));
    assert_eq!(faults(&[retract("amends: r9\nwrong: 某\nright: 某\nretract: true")]), (1, 0, 3));
    // What corrects itself corrects nothing.
    assert_eq!(faults(&[retract("amends: r3\nwrong: 某\nright: 某\nretract: true")]), (1, 0, 3));
    // A file of which no record told may be taken out; one that a record told of must be named rightly.
    assert_eq!(faults(&[withdrawn(TAKEN)]), (0, 0, 3));
    assert_eq!(faults(&[("amendment", "2026-03-06 09:00", "wrong: 某\nright: 某\nretract: true")]), (1, 0, 3));
    let of = |id: &str| format!("amends: {id}\n{TAKEN}");
    let (stray, twice) = (of("r9"), of("r2"));
    assert_eq!(faults(&[("withdrawal", "2026-03-07 09:00", &stray)]), (1, 0, 3));
    let gone = retract("amends: r2\nwrong: 某\nright: 某\nretract: true");
    assert_eq!(faults(&[gone, ("withdrawal", "2026-03-07 09:00", &twice)]), (0, 1, 3), "taken back before");
    assert_eq!(
        faults(&[gone, ("amendment", "2026-03-07 09:00", "amends: r2\nwrong: 某\nright: 某\nset: { state: 新 }")]),
        (1, 1, 3)
    );
}

#[test]
fn one_student_by_any_of_their_names() {
    let student = |names: [&str; 2]| crisis::case::Student {
        name: names[0].to_owned(),
        also: vec![names[1].to_owned()],
        ..crisis::case::Student::default()
    };
    let one = student(["某生", "某某"]);
    assert!(one.is_called("某 某") && !one.is_called("某"));
    assert!(one.shares_name(&student(["另名", "某生"])) && !one.shares_name(&student(["另名", "又名"])));
    let schema = serde_json::to_value(crisis::case::About::schema()).unwrap();
    assert!(schema["properties"]["guardians"].is_object());
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
    assert_eq!(opened.damage_status(), 0);
    opened.custody = Some(Custody::default());
    assert!(!opened.is_locked() && opened.damage_status() == 0, "sealed, and opened");
    let lost = Case::unopened("2026-TEST", crisis::error::Error::new("钥匙坏了"));
    assert!(!lost.is_locked() && lost.damage_status() == 2, "the rest is shown, and it is said that it is the rest");
}

/// A record that was changed is named itself, and not the one after it, wherever that can be told.
#[test]
fn what_changed_is_named_on_its_own_file() {
    let zone = Calendar::default().zone;
    // Four records, each written upon the one before, in one minute.
    let chained = |texts: [&str; 4], cut: Option<usize>| {
        let mut written: Vec<String> = Vec::new();
        let mut files = vec![File::new("case.yaml", Ok(ABOUT.as_bytes().to_vec()))];
        for (at, text) in texts.iter().enumerate() {
            let prev = written.last().map_or(String::new(), |last: &String| format!("prev: {last}\n"));
            let page = |text: &str, prev: &str| {
                format!(
                    "---\nid: r{at}\nkind: follow_up\nepisode: 1\nat: 2026-03-05T21:00+08:00\nby: c\nwritten: 2026-03-05T21:00+08:00\n{prev}state: {text}\n---\n"
                )
            };
            let bytes = page("原话", &prev).into_bytes();
            written.push(crisis::record::digest(&bytes));
            let now = match *text {
                "" => page("原话", &prev),
                "prev" => page("原话", &format!("prev: {}\n", "0".repeat(64))),
                changed => page(changed, &prev),
            };
            if cut != Some(at) {
                files.push(File::new(format!("records/2026-03-05-follow_up-r{at}.md"), Ok(now.into_bytes())));
            }
        }
        let found = crisis::check::broken_links(&loaded(files), zone);
        found.into_iter().filter_map(|found| found.record).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(chained(["", "", "", ""], None), "");
    assert_eq!(chained(["改", "", "", ""], None), "r0");
    assert_eq!(chained(["", "改", "", ""], None), "r1");
    assert_eq!(chained(["", "", "改", ""], None), "r2");
    assert_eq!(chained(["", "", "", "改"], None), "", "the last one: only who kept its digest knows");
    assert_eq!(chained(["", "prev", "", ""], None), "r1", "its own link and what names it say it once");
    assert_eq!(chained(["", "", "", "prev"], None), "r2", "either of the two, and it says so");
    // What is gone is missed where it lay.
    assert_eq!(chained(["", "", "", ""], Some(0)), "r1");
    assert_eq!(chained(["", "", "", ""], Some(2)), "r1");
}
