//! The handbook: every command in it is run, each chapter in a school of its own; and what else a person is given to
//! read or to be reminded by.

use std::fs;
use std::path::Path;

use crate::common::sandbox::{Ran, Sandbox};
use crate::sealed::{life, ok, sealed_school};

/// The chapters as mdBook lists them.
fn chapters() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/handbook/src");
    let summary = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
    let names = summary.split("](").skip(1).filter_map(|part| part.split(')').next().map(str::to_owned));
    names.map(|name| (name.clone(), fs::read_to_string(folder.join(&name)).unwrap())).collect()
}

/// Every fenced block: what stands behind the fence, and its lines.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info, Vec::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, lines)), None) => lines.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

/// The school of a chapter: the readable one of the demo, or a sealed one with a backup and what its sheet says.
struct School {
    sandbox: Sandbox,
    repo: &'static str,
    /// The public key that was shown last, for whoever is told to copy it.
    public: String,
}

impl School {
    fn readable() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.ok(&["demo", "school"]);
        Self { sandbox, repo: "school", public: String::new() }
    }

    fn sealed() -> Self {
        let sandbox = sealed_school();
        life(&sandbox);
        ok(&sandbox, &["backup", "备份盘"]);
        let sheet = fs::read_to_string(sandbox.path("sheet.html")).unwrap();
        let at = sheet.find("AGE-SECRET-KEY-1").unwrap();
        let secret = sheet[at..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
        fs::write(sandbox.path("恢复密钥.txt"), secret.collect::<String>()).unwrap();
        Self { sandbox, repo: "s", public: String::new() }
    }

    fn run(&mut self, line: &str, help: bool) -> Ran {
        let words = line.split_whitespace().skip(1).map(|word| word.replace("age1……", &self.public));
        let mut words: Vec<String> = words.flat_map(|word| self.expanded(&word)).collect();
        words.extend(help.then(|| "--help".to_owned()));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = self.sandbox.run_with(&words, &[("CRISIS_REPO", self.repo), ("LANG", "C.UTF-8")]);
        let public = ran.stdout.split_whitespace().find(|word| word.starts_with("age1")).map(str::to_owned);
        self.public = public.unwrap_or_else(|| self.public.clone());
        ran
    }

    /// As a shell does it.
    fn expanded(&self, word: &str) -> Vec<String> {
        let Some(folder) = word.strip_suffix("/*") else { return vec![word.to_owned()] };
        let entries = fs::read_dir(self.sandbox.path(folder)).unwrap();
        entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy())).collect()
    }
}

#[test]
fn every_command_of_the_handbook_can_be_run() {
    let (mut run, mut seen) = (0, Vec::new());
    for (name, text) in chapters() {
        let (mut readable, mut sealed) = (None, None);
        for (info, lines) in blocks(&text) {
            if !info.starts_with("sh") {
                assert_eq!(info, "text", "{name}: a block is either run or text");
                continue;
            }
            let school = if info.contains("sealed") {
                sealed.get_or_insert_with(School::sealed)
            } else {
                readable.get_or_insert_with(School::readable)
            };
            for line in lines {
                assert!(line.starts_with("crisis "), "{name}: {line}");
                // What is asked for at a terminal is looked up only: `program terminal` talks to it.
                let ran = school.run(line, info.contains("asks"));
                let found_something = ["audit", "verify", "doctor"].iter().any(|word| line.contains(word));
                let may_be = if found_something { 0..=1 } else { 0..=0 };
                assert!(may_be.contains(&ran.status), "{name}: {line}\n{}{}", ran.stdout, ran.stderr);
                run += 1;
                seen.extend(
                    line.split_whitespace().find(|word| word.is_ascii() && *word != "crisis").map(str::to_owned),
                );
            }
        }
    }
    assert!(run >= 60, "{run} commands");
    for command in ["open", "assess", "audit", "backup", "handover", "doctor", "remind", "due", "archive", "verify"] {
        assert!(seen.iter().any(|one| one == command), "the handbook does not show {command}");
    }
}

#[test]
fn the_handbook_speaks_of_no_command_that_does_not_exist() {
    let help = Sandbox::empty().run(&["--help"]).stdout;
    for (name, text) in chapters() {
        for said in text.split("`crisis ").skip(1) {
            let word = said.split([' ', '`']).next().unwrap();
            if word.starts_with('-') {
                continue;
            }
            let is_known = help.lines().any(|line| line.split_whitespace().next() == Some(word));
            assert!(is_known || word == "guide", "{name} speaks of crisis {word}");
        }
    }
}

#[test]
fn the_program_has_the_handbook_in_it() {
    let sandbox = Sandbox::empty();
    sandbox.ok(&["handbook", "--out", "手册.html"]);
    let page = fs::read_to_string(sandbox.path("手册.html")).unwrap();
    for (name, text) in chapters() {
        let title = text.lines().next().unwrap().trim_start_matches("# ");
        assert!(title.starts_with("{{") || page.contains(title), "{name}");
    }
    assert!(!page.contains("<script"));
    let again = sandbox.run(&["handbook", "--out", "手册.html"]);
    assert_eq!((again.status, again.stderr.contains("--force")), (2, true), "{}", again.stderr);
    sandbox.ok(&["handbook", "--out", "手册.html", "--force"]);
}

#[test]
fn every_command_has_a_page_for_man_in_chinese() {
    let sandbox = Sandbox::empty();
    sandbox.ok(&["man", "pages"]);
    let read = |name: &str| fs::read_to_string(sandbox.path("pages").join(name)).unwrap();
    assert!(read("crisis-backup.1").contains("备份"), "{}", read("crisis-backup.1"));
    assert!(read("crisis-guide-check.1").starts_with(".ie"), "commands below commands have pages");
    for (name, bytes) in sandbox.files().into_iter().filter(|(name, _)| name.starts_with("pages/")) {
        let page = String::from_utf8(bytes).unwrap();
        assert!(!page.contains("Print help"), "{name} speaks English");
    }
    let again = sandbox.run(&["man", "pages"]);
    assert_eq!(again.status, 2, "nothing is replaced unasked");
}

fn events(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
}

#[test]
fn a_calendar_is_written_anew_in_place_and_nothing_else_is() {
    let school = School::readable();
    let due = |more: &[&str]| school.sandbox.run(&[&["-C", "school", "due", "--ics", "due.ics"], more].concat());
    assert_eq!(due(&[]).status, 0);
    let first = fs::read_to_string(school.sandbox.path("due.ics")).unwrap();
    assert!(first.contains("METHOD:PUBLISH") && first.contains("REFRESH-INTERVAL"), "{first}");
    assert_eq!(due(&[]).status, 2, "an existing file only with --force");
    assert_eq!(due(&["--force", "--now", "2026-03-07 08:00"]).status, 0);
    let second = fs::read_to_string(school.sandbox.path("due.ics")).unwrap();
    let mut unique = events(&second);
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), events(&second).len(), "one name for one thing");
    assert!(
        events(&first).iter().all(|uid| events(&second).contains(uid)),
        "a day later the same things have the same names"
    );
    fs::write(school.sandbox.path("due.ics"), "BEGIN:VCALENDAR\r\nPRODID:-//other//\r\nEND:VCALENDAR\r\n").unwrap();
    let other = due(&["--force"]);
    assert_eq!((other.status, other.stderr.contains("没有替换")), (2, true), "{}", other.stderr);
}

#[test]
fn a_reminder_says_numbers_only() {
    let school = School::readable();
    let remind = |more: &[&str]| school.sandbox.run(&[&["-C", "school", "remind"], more].concat());
    let said = remind(&["--say"]);
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(said.stdout.contains("1 份档案里有"), "{}", said.stdout);
    for secret in ["林示例", "2026-", "严重", "D31"] {
        assert!(!said.stdout.contains(secret), "{}", said.stdout);
    }
    let numbers = remind(&["--say", "--format", "json"]).json();
    assert!(numbers["owed"].as_u64().unwrap() > 3 && numbers["backup_days"].is_null(), "{numbers}");
    let before = school.sandbox.files();
    let planned = remind(&["--at", "7：40", "--dry-run"]);
    assert_eq!(planned.status, 0, "{}", planned.stderr);
    assert!(planned.stdout.contains("07:40") && planned.stdout.contains("remind --say"), "{}", planned.stdout);
    assert!(school.sandbox.files() == before);
    assert_eq!(remind(&["--at", "25:00"]).status, 2);
    assert_eq!(remind(&[]).status, 2);
}
