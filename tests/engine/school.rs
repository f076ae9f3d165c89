//! What the school owes everybody, term by term: one small table a question.

use crate::common::cases::{self, WORDS, at, read_guide, team};
use crisis::audit::Ground;
use crisis::audit::school::{SchoolAudit, school};
use crisis::case::{Case, File};
use crisis::check::Index;
use crisis::config::Config;
use crisis::duty::State::{self, *};
use crisis::guide::{Guide, Guides};

const TERMS: &str = "[[term]]\nname = \"一\"\nfrom = 2026-02-20\nto = 2026-07-01\n\
                     [[term]]\nname = \"二\"\nfrom = 2026-09-01\nto = 2027-01-20\n";

fn config(terms: &str) -> Config {
    let text = format!("school = \"某校\"\nguide = \"test\"\nprivacy = \"plain\"\n{terms}");
    Config::read(&text).expect("a configuration of the tests")
}

/// What follows a line break in `needs` stands beside it.
fn text(needs: &str) -> String {
    let (needs, more) = needs.split_once('\n').unwrap_or((needs, ""));
    format!(
        "{WORDS}\nduty = []\n[[school_duty]]\ncode = \"S1\"\ntitle = \"某事\"\nclause = \"甲1\"\nneeds = [{{ {needs} }}]\n{more}\n"
    )
}

fn guide(needs: &str) -> Guide {
    match read_guide(&text(needs), None) {
        Ok(guide) => guide,
        Err(faults) => panic!("{}", faults[0]),
    }
}

/// `(day, the rest of the front matter)`; ids are `r1`, `r2` …
fn program(records: &[(&str, &str)]) -> Case {
    let file = |(number, (day, rest)): (usize, &(&str, &str))| {
        let id = format!("r{}", number + 1);
        let text =
            format!("---\nid: {id}\nkind: training\nat: {day}\nby: c\nwritten: {day}\ntopic: 某题\n{rest}\n---\n");
        File::new(format!("records/{day}-training-{id}.md"), Ok(text.into_bytes()))
    };
    Case::program(records.iter().enumerate().map(file).collect(), config("").calendar.zone)
}

fn judged(terms: &str, needs: &str, records: &[(&str, &str)], now: &str) -> SchoolAudit {
    let guides = Guides::new("shiyan".to_owned(), vec![guide(needs)]);
    let (config, team) = (config(terms), team());
    let ground = Ground { config: &config, guides: &guides, team: &team, index: &Index::default(), now: at(now) };
    school(&ground, &program(records), None)
}

fn states(needs: &str, records: &[(&str, &str)], now: &str) -> Vec<State> {
    judged(TERMS, needs, records, now).duties.iter().map(|line| line.state).collect()
}

#[test]
fn once_in_every_term_that_has_begun() {
    let drill = "kind = \"training\", type = \"drill\"";
    let (spring, autumn) = (("2026-03-05", "type: drill"), ("2026-09-01", "type: drill"));
    assert_eq!(states(drill, &[], "2026-02-20 08:00"), [Pending]);
    assert_eq!(states(drill, &[], "2026-07-01 23:00"), [Pending], "the last day still counts");
    assert_eq!(states(drill, &[], "2026-07-02 08:00"), [Missing]);
    assert_eq!(states(drill, &[], "2026-10-01 08:00"), [Missing, Pending]);
    assert_eq!(states(drill, &[spring], "2026-10-01 08:00"), [Met, Pending]);
    assert_eq!(states(drill, &[spring, autumn], "2026-10-01 08:00"), [Met, Met]);
    assert_eq!(states(drill, &[autumn], "2027-02-01 08:00"), [Missing, Met]);
    assert_eq!(states(drill, &[("2026-08-01", "type: drill")], "2026-10-01 08:00"), [Missing, Pending], "holidays");
    assert_eq!(states(drill, &[("2026-03-05", "type: education")], "2026-10-01 08:00"), [Missing, Pending]);
    assert_eq!(states(drill, &[("2026-12-01", "type: drill")], "2026-10-01 08:00"), [Missing, Pending], "not yet");
}

#[test]
fn so_often_in_a_term() {
    let drill = "kind = \"training\", type = \"drill\"\ncount = 2";
    let (one, two) = (("2026-03-05", "type: drill"), ("2026-04-05", "type: drill"));
    assert_eq!(states(drill, &[one], "2026-05-01 08:00"), [Pending]);
    assert_eq!(states(drill, &[one, two], "2026-05-01 08:00"), [Met]);
    assert_eq!(states(drill, &[one], "2026-07-02 08:00"), [Missing]);
    let found = judged(TERMS, drill, &[one], "2026-07-02 08:00").findings;
    assert_eq!(found[0].message, "某事：一没有做到（要 2 次，有 1 次）");
    let done = judged(TERMS, drill, &[two, one], "2026-05-01 08:00").duties;
    assert_eq!(done[0].met_by.as_deref(), Some("r1"), "done with the second");
}

#[test]
fn month_by_month() {
    let monthly = "kind = \"training\", type = \"drill\"\nmonths = [2, 3, 8, 9]";
    let (march, autumn) = (("2026-03-31", "type: drill"), ("2026-09-30", "type: drill"));
    assert_eq!(states(monthly, &[], "2026-02-25 08:00"), [Pending], "March has not begun");
    assert_eq!(states(monthly, &[march], "2026-04-01 08:00"), [Missing, Met]);
    assert_eq!(states(monthly, &[march, autumn], "2026-10-01 08:00"), [Missing, Met, Met], "no August in a term");
    let told = judged(TERMS, monthly, &[march], "2026-04-01 08:00");
    assert_eq!(told.duties.iter().map(|line| line.month).collect::<Vec<_>>(), [Some(2), Some(3)]);
    assert_eq!(told.findings[0].message, "某事：一 2 月没有记录");
    let november = "kind = \"training\"\nmonths = [11]";
    assert_eq!(states(november, &[], "2026-10-01 08:00"), [NotApplicable, NotApplicable]);
}

#[test]
fn by_a_day_of_the_term() {
    let drill = |due: &str| format!("kind = \"training\", type = \"drill\"\ndue = {due}");
    let (early, late) = (("2026-03-05", "type: drill"), ("2026-06-05", "type: drill"));
    for due in ["\"03-20\"", "{ within = \"4w\", from = \"term_start\" }", "{ before = \"103d\", from = \"term_end\" }"]
    {
        assert_eq!(states(&drill(due), &[], "2026-03-20 23:00"), [Pending], "{due}");
        assert_eq!(states(&drill(due), &[], "2026-03-21 08:00"), [Missing], "{due}");
        assert_eq!(states(&drill(due), &[early], "2026-03-21 08:00"), [Met], "{due}");
        assert_eq!(states(&drill(due), &[late], "2026-06-21 08:00"), [Late], "{due}");
    }
    let told = judged(TERMS, &drill("\"03-20\""), &[late], "2026-06-21 08:00").findings;
    assert_eq!(told[0].message, "某事：一做了，但晚于 2026-03-20");
    assert_eq!(states(&drill("\"08-15\""), &[], "2026-06-21 08:00"), [NotApplicable], "a day of no term");
    assert_eq!(states(&drill("\"01-10\""), &[], "2027-01-11 08:00"), [NotApplicable, Missing], "of the year after");
}

#[test]
fn what_means_nothing_for_a_school_is_refused() {
    for (needs, said) in [
        ("kind = \"training\"\ncount = 0", "次数要大于 0"),
        ("kind = \"training\"\nmonths = [13]", "没有 13 月"),
        ("kind = \"training\"\nmonths = [3, 3]", "3 月写了两次"),
        ("kind = \"training\"\nmonths = [3]\ndue = \"03-20\"", "due 与 months 写在一起"),
        ("kind = \"training\"\ndue = \"02-30\"", "期限写法不对"),
        ("kind = \"training\"\ndue = { within = \"4w\", from = \"known\" }", "期限写法不对"),
        ("kind = \"training\", rises = true", "“rises”写在全校的职责里不起作用"),
        ("kind = \"training\", in_episode = true", "“in_episode”写在全校的职责里不起作用"),
    ] {
        let faults = read_guide(&text(needs), None).err().unwrap_or_default();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(told.len() == 1 && told[0].contains(said) && faults[0].fix.is_some(), "{needs}: {told:?}");
    }
}

#[test]
fn audiences_roles_and_what_is_done_once() {
    let teachers = ("2026-03-05", "type: training\naudience: [staff]\nroles: [class_teacher]");
    let all = ("2026-03-05", "type: training\naudience: [staff, guardians]");
    for (needs, record, expected) in [
        ("kind = \"training\", audience = \"staff\"", teachers, Met),
        ("kind = \"training\", audience = \"staff\"", all, Met),
        ("kind = \"training\", roles = \"导师\"", teachers, Met),
        ("kind = \"training\", roles = \"导师\"", all, Missing),
        ("kind = \"training\", audience = \"students\"", all, Missing),
        ("kind = \"training\", by_role = \"counsellor\"", all, Met),
        ("kind = \"training\", count = { at_least = 10 }", all, Missing),
    ] {
        assert_eq!(states(needs, &[record], "2026-08-01 08:00"), [expected], "{needs}");
    }
    let once = "kind = \"training\", type = \"planning\", any_time = true";
    assert_eq!(states(once, &[("2025-01-05", "type: planning")], "2026-10-01 08:00"), [Met, Met]);
    assert_eq!(states(once, &[("2026-09-05", "type: planning")], "2026-10-01 08:00"), [Missing, Met]);
}

#[test]
fn without_terms_nothing_is_owed_and_the_reason_is_said() {
    let drill = "kind = \"training\", type = \"drill\"";
    for (terms, now) in [("", "2026-10-01 08:00"), (TERMS, "2026-01-01 08:00")] {
        let judged = judged(terms, drill, &[], now);
        assert_eq!(judged.duties[0].state, NotApplicable);
        assert!(judged.duties[0].reason.is_some() && judged.duties[0].term.is_none() && judged.findings.is_empty());
    }
}

#[test]
fn what_is_missing_and_what_can_not_be_read_is_found() {
    let drill = "kind = \"training\", type = \"drill\"";
    let broken = judged(TERMS, drill, &[("2026-03-05", "type: circus")], "2026-10-01 08:00");
    let told: Vec<(&str, Option<&str>)> = broken
        .findings
        .iter()
        .map(|finding| (finding.code.as_str(), finding.path.as_deref().and_then(std::path::Path::to_str)))
        .collect();
    assert_eq!(told, [("C01", Some("program/records/2026-03-05-training-r1.md")), ("S1", None)]);
}

#[test]
fn everything_lies_where_it_belongs() {
    let text = "---\nid: r1\nkind: meeting\nepisode: 1\nat: 2026-03-05\nby: c\nwritten: 2026-03-05\npurpose: 某事\nparticipants: []\ndecisions: []\n---\n";
    let file = File::new("records/2026-03-05-meeting-r1.md", Ok(text.as_bytes().to_vec()));
    let strayed = Case::program(vec![file], config("").calendar.zone);
    assert!(strayed.written.is_empty() && strayed.faults[0].what.contains("不该放在 program"));
    let case = cases::case(&[("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事")]);
    assert!(case.faults.is_empty());
    let training =
        "---\nid: r9\nkind: training\nat: 2026-03-05\nby: c\nwritten: 2026-03-05\ntype: drill\ntopic: 某题\n---\n";
    let files = vec![
        File::new("case.yaml", Ok("student: { name: 某生 }\n".into())),
        File::new("records/2026-03-05-training-r9.md", Ok(training.into())),
    ];
    assert!(Case::load("2026-TEST", files, config("").calendar.zone).faults[0].fix.is_some());
}

#[test]
fn a_guide_asks_the_right_place() {
    let school = "\nduty = []\n[[school_duty]]\ncode = \"S1\"\ntitle = \"某事\"\nclause = \"甲1\"\nneeds = [{ kind = \"meeting\" }]\n";
    let case = "\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\nwhen = [{ kind = \"report\" }]\n\
                needs = [{ any = [{ kind = \"training\" }] }]\ndue = \"at_once\"\n";
    for text in [school, case] {
        let faults = read_guide(&format!("{WORDS}{text}"), None).err().expect("refused");
        assert!(faults[0].line.is_some() && faults[0].fix.is_some());
    }
}
