//! The page of every check is its test: what it shows as firing fires, what it shows as silent is found fault with
//! by no check at all, and every page has at least one of the first and two of the second.
//!
//! An example is YAML documents separated by `---`. One with `kind:` is a record (`id`, `episode`, `by`, `written`
//! and a report's `known` are filled in; `body: |` last; `prev: r1` becomes the digest of that record); one with
//! `student:` is the case.yaml, with `members:` the team, with `others:` the other students' folders, with
//! `materials:` the files that lie there, with `broken:` a record that makes no sense.

use crate::common::cases::{self, default_guide};
use chrono::{DateTime, FixedOffset};
use crisis::case::{Case, File, Student};
use crisis::check::{self, CHECKS, Folder, Index, Mark, School, View, minutes_of};
use crisis::duty::{Facts, Setting};
use crisis::finding::{Finding, UNREADABLE};
use crisis::guide::{Guide, Severity};
use crisis::record::{Record, digest};
use crisis::team::Team;
use crisis::time::Calendar;
use serde::Deserialize;

const NOW: &str = "2026-03-31 12:00";
const CASE: &str =
    "student: { name: 林示例, id: '20260142', class: 高二(3)班 }\nguardians: [{ name: 林样本, relation: 父亲 }]\n";

#[derive(Default, Deserialize)]
struct Others {
    others: Vec<Other>,
}

#[derive(Default, Deserialize)]
struct Other {
    /// Nobody's where it is an entry of the roster.
    #[serde(default)]
    case: Option<String>,
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    class: Option<String>,
    /// Text of a meeting's record.
    #[serde(default)]
    meeting: Option<String>,
    /// SHA-256 of filed documents.
    #[serde(default)]
    files: Vec<String>,
}

#[derive(Deserialize)]
struct Materials {
    materials: Vec<String>,
}

/// What an example sets up.
struct Scene {
    case: Case,
    team: Team,
    index: Index,
}

/// The fenced blocks of a page marked with a word, each with the line on which it begins.
fn examples(page: &str, mark: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some("") => open = false,
            Some(info) => {
                open = info == format!("yaml {mark}");
                assert!(info == "yaml fires" || info == "yaml silent", "unknown fence: {info}");
                if open {
                    found.push((number + 1, String::new()));
                }
            }
            None if open => {
                let text = &mut found.last_mut().unwrap().1;
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    found
}

fn scene(guide: &Guide, example: &str) -> Scene {
    let mut about = CASE.to_owned();
    let mut team = cases::team();
    let mut known = vec![Folder { case: Some("2026-TEST".to_owned()), ..Folder::default() }];
    let mut files = Vec::new();
    let mut digests: Vec<String> = Vec::new();
    for document in example.split("\n---\n") {
        let document = document.trim_start_matches("---\n");
        let has = |key: &str| document.lines().any(|line| line.starts_with(key));
        if has("kind:") {
            let (path, text) = record(document, digests.len() + 1, &digests);
            digests.push(digest(text.as_bytes()));
            files.push(File::new(path, Ok(text.into_bytes())));
        } else if has("student:") {
            document.clone_into(&mut about);
        } else if has("members:") {
            team = Team::of(document, [guide].into_iter()).unwrap();
        } else if has("others:") {
            let others: Others = serde_yaml::from_str(document).unwrap();
            known.extend(others.others.into_iter().map(other));
        } else if has("materials:") {
            let there: Materials = serde_yaml::from_str(document).unwrap();
            files.extend(there.materials.into_iter().map(|path| File::new(path, Ok(Vec::new()))));
        } else if has("broken:") {
            files.push(File::new("records/2026-03-05-report-bad.md", Ok(b"---".to_vec())));
        } else {
            panic!("what is this document? {document}");
        }
    }
    files.push(File::new("case.yaml", Ok(about.into_bytes())));
    let case = Case::load("2026-TEST", files, Calendar::default().zone);
    let own = &mut known[0];
    own.student.clone_from(&case.about.student);
    own.minutes = case.records.iter().filter_map(|record| minutes_of(&record.fact, &record.body)).collect();
    Scene { case, team, index: known.into_iter().collect() }
}

fn other(other: Other) -> Folder {
    let meeting = other.meeting.map(|text| {
        let (path, text) = record(&text, 1, &[]);
        Record::parse(&path, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    });
    let minutes = meeting.iter().filter_map(|record| minutes_of(&record.fact, &record.body)).collect();
    let Other { case, name, also, id, class, files, .. } = other;
    let files = files.iter().map(|file| Mark::of(file)).collect();
    Folder { case, student: Student { name, also, id, class, ..Student::default() }, minutes, files }
}

/// A record's path and text, with what every record has filled in.
fn record(document: &str, number: usize, digests: &[String]) -> (String, String) {
    let (fields, body) = document.split_once("body: |\n").unwrap_or((document, ""));
    let mut lines: Vec<String> = fields.lines().map(|line| full_time(line, digests)).collect();
    let value = |lines: &[String], key: &str| {
        lines.iter().find_map(|line| line.strip_prefix(&format!("{key}: ")).map(str::to_owned))
    };
    let kind = value(&lines, "kind").unwrap();
    let at = value(&lines, "at").expect("a record says when");
    let id = value(&lines, "id").unwrap_or_else(|| format!("r{number}"));
    let mut defaults =
        vec![("id", id.clone()), ("episode", "1".to_owned()), ("by", "c".to_owned()), ("written", at.clone())];
    if kind == "report" {
        defaults.push(("known", at.clone()));
    }
    for (key, text) in defaults {
        if value(&lines, key).is_none() {
            lines.push(format!("{key}: {text}"));
        }
    }
    let body: Vec<&str> = body.lines().map(str::trim).collect();
    let body = body.join("\n");
    let path = format!("records/{}-{kind}-{id}.md", &at[..10]);
    (path, format!("---\n{}\n---\n{body}", lines.join("\n")))
}

/// `2026-03-05 22:10` as files write it, and `prev: r1` as a digest.
fn full_time(line: &str, digests: &[String]) -> String {
    let Some((key, value)) = line.split_once(": ") else { return line.to_owned() };
    if value.len() == 16 && value.as_bytes()[10] == b' ' && value.starts_with("20") {
        return format!("{key}: {}+08:00", value.replace(' ', "T"));
    }
    let named = value.strip_prefix('r').and_then(|number| number.parse::<usize>().ok());
    match named.and_then(|number| digests.get(number - 1)) {
        Some(digest) if key == "prev" => format!("prev: {digest}"),
        _ => line.to_owned(),
    }
}

fn now() -> DateTime<FixedOffset> {
    cases::at(NOW)
}

/// Everything that checks find, in the case and in the school.
pub fn findings(guide: &Guide, example: &str) -> Vec<Finding> {
    let scene = scene(guide, example);
    let calendar = Calendar::default();
    let setting = Setting { guide, team: &scene.team, calendar: &calendar, now: now() };
    let episodes = scene.case.episodes();
    let last = episodes.last().copied().unwrap_or(1);
    let mut found = Vec::new();
    for episode in if episodes.is_empty() { vec![1] } else { episodes } {
        let facts = Facts::of(setting, &scene.case, episode);
        let view = View::new(&facts, episode == last, &scene.index);
        found.extend(check::run(&view));
    }
    found.extend(check::school(&School { guide, team: &scene.team, day: now().date_naive() }));
    found
}

#[test]
fn every_page_is_true() {
    let guide = default_guide();
    let mut wrong = Vec::new();
    for check in CHECKS {
        let (fires, silent) = (examples(check.page, "fires"), examples(check.page, "silent"));
        assert!(!fires.is_empty() && silent.len() > 1, "{} needs one that fires and two that do not", check.code);
        for (line, example) in fires {
            let found = findings(&guide, &example);
            let own: Vec<&Finding> = found.iter().filter(|finding| finding.code == check.code).collect();
            if own.is_empty() {
                wrong.push(format!("{} line {line} does not fire", check.code));
            }
            wrong.extend(unreadable(&found, &example).map(|what| format!("{} line {line}: {what}", check.code)));
            assert!(own.iter().all(|finding| !finding.fix.is_empty() && !finding.fix.contains("{case}")));
            assert!(own.iter().all(|finding| finding.clause.is_some()), "{} cites nothing", check.code);
        }
        for (line, example) in silent {
            let found = findings(&guide, &example);
            // The team of the tests is small on purpose, and an example tells a moment and not the days after it: only
            // their own pages speak of that.
            let counts = |finding: &&Finding| {
                (!["C23", "C37"].contains(&finding.code.as_str()) || check.code == finding.code)
                    && (finding.code != UNREADABLE || !example.contains("broken:"))
            };
            let told = found.iter().filter(counts);
            wrong.extend(told.map(|told| format!("{} line {line}: {} {}", check.code, told.code, told.message)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the example itself.
fn unreadable(found: &[Finding], example: &str) -> Option<String> {
    let fault = found.iter().find(|finding| finding.code == UNREADABLE)?;
    (!example.contains("broken:")).then(|| fault.message.clone())
}

#[test]
fn codes_are_in_the_guide_and_only_once() {
    let guide = default_guide();
    let codes: Vec<&str> = check::all().map(|(code, ..)| code).collect();
    for code in &codes {
        assert_eq!(codes.iter().filter(|other| other == &code).count(), 1, "{code} twice");
        assert!(guide.check(code).is_some(), "{code} is not in the guide");
        assert!(guide.duty(code).is_none(), "{code} is a duty too");
    }
    for rule in &guide.checks {
        assert!(check::is_code(&rule.code), "{} is no check", rule.code);
    }
}

#[test]
fn every_page_reads_well_on_a_screen() {
    let guide = default_guide();
    for (code, _, page) in check::all() {
        let plain = check::plain(&guide, page);
        let prose = plain.lines().filter(|line| !line.starts_with(' '));
        let gap = prose.filter(|line| line.contains('{')).find(|line| !line.contains("crisis"));
        assert_eq!(gap, None, "{code} names a kind that there is not");
        assert!(plain.contains("为什么") && plain.contains("怎么办"), "{code} does not say why or what to do");
        assert!(!plain.contains("```") && !plain.contains("\n#"), "{code}");
    }
}

#[test]
fn a_check_can_be_switched_off_and_softened() {
    let text = include_str!("../../templates/guides/shiyan.toml");
    let example = "kind: handover\nat: 2026-03-05 22:00\nto: 林样本\nbody: |\n  一切后果自负。\n";
    let with = |line: &str| {
        let text = text.replace("code      = \"C04\"\n", &format!("code      = \"C04\"\n{line}\n"));
        let guide = crisis::guide::parse(("shiyan.toml", &text), None).expect("sound");
        let found = findings(&guide, example);
        found.into_iter().find(|finding| finding.code == "C04").map(|finding| finding.severity)
    };
    assert_eq!(with(""), Some(Severity::Error));
    assert_eq!(with("severity = \"notice\""), Some(Severity::Notice));
    assert_eq!(with("off = true"), None);
}

/// C02: a waiver sets a check aside only when somebody else approved it, it has not run out and it meets something.
#[test]
fn waivers_that_do_not_hold_are_found() {
    use crisis::audit::{self, Ground};
    let config = crisis::config::Config::read("school = \"某校\"\nguide = \"shiyan\"\nprivacy = \"plain\"\n").unwrap();
    let guides = crisis::guide::Guides::new("shiyan".to_owned(), vec![default_guide()]);
    let handover = "kind: handover\nat: 2026-03-05 22:00\nto: 林样本\nbody: |\n  一切后果自负。\n";
    let told = |rest: &str| {
        let waiver = format!("kind: waiver\nat: 2026-03-06 09:00\nreason: 已另行处理\n{rest}");
        let scene = scene(guides.on(now().date_naive()).unwrap(), &format!("{handover}\n---\n{waiver}"));
        let ground = Ground { config: &config, guides: &guides, team: &scene.team, index: &scene.index, now: now() };
        let audits = audit::case(&ground, &scene.case);
        let codes = audits[0].findings.iter().map(|finding| finding.code.clone());
        codes.filter(|code| code == "C02" || code == "C04").collect::<Vec<_>>()
    };
    assert_eq!(told("code: C04\napproved_by: t\n"), Vec::<String>::new());
    assert_eq!(told("code: C04\napproved_by: c\n"), ["C04", "C02"], "approved by its own writer");
    assert_eq!(told("code: C04\napproved_by: t\nuntil: 2026-03-10\n"), ["C04", "C02"], "run out");
    assert_eq!(told("code: C09\napproved_by: t\n"), ["C04", "C02"], "meets nothing");
}

/// What a check looks for is the guide's: another word there, another answer; a list that nothing reads is told.
#[test]
fn the_words_of_a_check_are_data() {
    let text = include_str!("../../templates/guides/shiyan.toml");
    let read =
        |text: &str| crisis::guide::parse(("shiyan.toml", text), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    assert_eq!(check::list_notes(&read(text)), Vec::<String>::new());
    let misspelt = crisis::guide::parse(("shiyan.toml", &text.replace("lists.secrecy", "lists.secret")), None);
    assert!(misspelt.is_err_and(|faults| faults[0].what.contains("secret")));
    let without = text.lines().filter(|line| !line.starts_with("lists.secrecy")).collect::<Vec<_>>().join("\n");
    let without = read(&without);
    let notes = check::list_notes(&without);
    assert!(notes.len() == 1 && notes[0].contains("secrecy"), "{notes:?}");
    let page = check::all().find(|(code, ..)| *code == "C26").map(|(.., page)| page).unwrap();
    let example = &examples(page, "fires")[0].1;
    let fires = |guide: &Guide| findings(guide, example).iter().any(|finding| finding.code == "C26");
    assert!(fires(&read(text)) && !fires(&without));
    let unlisted = text.replace("code          = \"C26\"", "off           = true\ncode          = \"C26\"");
    assert!(!fires(&read(&unlisted)), "switched off");
}

/// The guide refuses what no check reads; it knows the checks by a list of its own.
#[test]
fn the_guide_knows_every_check_and_its_lists() {
    let mut known: Vec<(&str, &[&str])> = crisis::guide::CHECKS.to_vec();
    let lists = |code: &str| check::CHECKS.iter().find(|check| check.code == code).map_or(&[][..], |check| check.lists);
    let mut all: Vec<(&str, &[&str])> = check::all().map(|(code, ..)| (code, lists(code))).collect();
    known.sort_unstable();
    all.sort_unstable();
    assert_eq!(known, all);
}

/// No alarm has no clause: what the guide does not list is off, and what it lists says by which clause.
#[test]
fn a_check_that_the_guide_does_not_list_is_off() {
    let text = include_str!("../../templates/guides/shiyan.toml");
    let bare = text.split("[[check]]").next().unwrap();
    let guide = crisis::guide::parse(("shiyan.toml", bare), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    for (code, _, page) in check::all().filter(|(code, ..)| *code != "C01") {
        for (_, example) in examples(page, "fires") {
            let found = findings(&guide, &example);
            assert!(found.iter().all(|finding| finding.code != code), "{code} is not listed");
        }
    }
}
