//! The history in git: what each command commits, what it leaves alone, what is noticed, and what happens when git
//! can't.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::sandbox::{Sandbox, words};

const HEARD: &[&str] = &["--no-input", "--finder", "丁假设", "--saw", "写下告别的话"];

/// git as a person has it, in a folder of the sandbox.
pub fn git(at: &Path, line: &str) -> String {
    let mut command = Command::new("git");
    command.current_dir(at).env_clear().env("HOME", "/nonexistent").args(["-c", "user.name=n", "-c", "user.email=e@x"]);
    let done = command.args(words(line)).output().unwrap();
    assert!(done.status.success(), "git {line}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim_end().to_owned()
}

/// A plain repository with a history and a team of four.
fn school() -> Sandbox {
    let school = Sandbox::empty();
    school.ok(&words("init . --school 示例实验高中 --plain --no-input"));
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/demo-team.yaml"), school.path("team.yaml")).unwrap();
    git(school.root(), "commit -qam team");
    school
}

fn subjects(school: &Sandbox) -> Vec<String> {
    git(school.root(), "log --format=%s").lines().map(str::to_owned).collect()
}

fn status(school: &Sandbox) -> String {
    git(school.root(), "status --porcelain -uall")
}

#[test]
fn every_writing_command_is_one_commit_without_a_name() {
    let school = school();
    let case = school.opened("林示例", HEARD);
    for name in ["告别信.jpg", "second.jpg"] {
        fs::write(school.path(name), [b"\xff\xd8\xff\xe0", name.as_bytes()].concat()).unwrap();
    }
    let before = subjects(&school).len();
    let acts = [
        format!("record follow_up {case} --state 平稳 --no-input"),
        format!("attach {case} 告别信.jpg second.jpg --category photo --no-input"),
        format!("teacher {case} 高示例 --no-input"),
        format!("grant {case} head --why 值班 --approved-by keeper"),
        "member add x --name 某甲 --role counsellor --no-input".to_owned(),
    ];
    for act in &acts {
        let done = school.run(&words(&format!("{act} --by keeper")));
        assert_eq!(done.status, 0, "{act}: {}{}", done.stdout, done.stderr);
    }
    let subjects = subjects(&school);
    assert_eq!(subjects.len(), before + 5, "{subjects:?}");
    let kinds: Vec<&str> = subjects.iter().rev().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(kinds, ["init", "team", "open", "record", "attach", "teacher", "grant", "member"]);
    assert_eq!(subjects[3].split(' ').count(), 4, "the case and two records: {}", subjects[3]);
    // Whoever reads the messages learns nothing about anybody but who wrote.
    let log = git(school.root(), "log --format=%an%ae%cn%s%b");
    assert!(!log.contains("示例") && log.contains("keeper@crisis.invalid"), "{log}");
    // Nothing is left over but the pictures, which lie in the folder and are no files of ours.
    assert_eq!(status(&school).lines().map(|line| &line[..2]).collect::<Vec<_>>(), ["??"; 2]);
    assert_eq!(school.run(&["verify"]).status, 0);
    assert!(!school.path(".git/crisis-pending").read_dir().unwrap().any(|_| true));
    // What only looks, and what only would write, commits nothing.
    school.ok(&words(&format!("record follow_up {case} --state 平稳 --dry-run --no-input --by keeper")));
    school.ok(&["list"]);
    assert_eq!(self::subjects(&school).len(), subjects.len());
}

#[test]
fn nobodys_own_changes_are_swept_in_unsaid() {
    let school = school();
    let case = school.opened("林示例", HEARD);
    let about = format!("cases/{case}/case.yaml");
    let text = fs::read_to_string(school.path(&about)).unwrap();
    fs::write(school.path(&about), format!("# 手写的一句\n{text}")).unwrap();
    fs::write(school.path("crisis.toml"), fs::read_to_string(school.path("crisis.toml")).unwrap() + "\n# 手写\n")
        .unwrap();
    let wrote = school.ok(&words(&format!("record follow_up {case} --state 平稳 --no-input --by keeper")));
    assert!(!wrote.stderr.contains("手工"), "{}", wrote.stderr);
    assert_eq!(status(&school), format!(" M {about}\n M crisis.toml"));
    // They are noticed: a setting is the person's, a case is not.
    let verified = school.run(&["verify", "--format", "json"]);
    let answer = verified.json();
    assert_eq!((verified.status, answer["damage"][0]["path"].as_str()), (1, Some(about.as_str())));
    assert_eq!(answer["edited"][0]["path"], "crisis.toml");
    // A command that writes into the same file says that it took them along.
    let wrote = school.ok(&words(&format!("teacher {case} 高示例 --no-input --by keeper")));
    assert!(wrote.stderr.contains(&about), "{}", wrote.stderr);
    assert_eq!(status(&school), " M crisis.toml");
    assert_eq!(school.run(&["verify"]).status, 0);
}

#[test]
fn the_very_last_record_is_missed() {
    let school = school();
    let case = school.opened("林示例", HEARD);
    let path = school.ok(&words(&format!("record follow_up {case} --state 平稳 --no-input --by keeper --format json")));
    let path = path.json()["path"].as_str().unwrap().to_owned();
    fs::remove_file(school.path(&path)).unwrap();
    for args in [&["verify", "--format", "json"][..], &["verify", &case, "--format", "json"]] {
        let verified = school.run(args);
        assert_eq!((verified.status, verified.json()["damage"][0]["path"].as_str()), (1, Some(path.as_str())));
    }
    git(school.root(), &format!("restore {path}"));
    assert_eq!(school.run(&["verify"]).status, 0);
}

/// What cloud drives and unfinished merges leave is found on its own file, with a history and without.
#[test]
fn conflict_copies_and_marks_are_found_on_their_file() {
    let school = Sandbox::school();
    let case = school.opened("林示例", HEARD);
    let folder = format!("cases/{case}");
    let record = fs::read_dir(school.path(&format!("{folder}/records"))).unwrap().next().unwrap().unwrap().file_name();
    let stem = record.to_str().unwrap().trim_end_matches(".md").to_owned();
    let found = |path: &str| {
        let audit = school.run(&["audit", &case, "--format", "json"]).json();
        let verified = school.run(&["verify"]);
        let findings = audit["cases"][0]["findings"].as_array().unwrap().clone();
        let of_file = |finding: &&serde_json::Value| finding["code"] == "C01" && finding["path"] == path;
        let message = findings.iter().find(of_file).map(|finding| finding["message"].as_str().unwrap().to_owned());
        assert_eq!((verified.status, verified.stdout.contains(path)), (1, true), "{path}: {}", verified.stdout);
        message.unwrap_or_else(|| panic!("{path} is not found"))
    };
    for (name, of) in [
        (format!("records/{stem} (1).md"), format!("records/{stem}.md")),
        (format!("records/{stem}-冲突副本.md"), format!("records/{stem}.md")),
        (format!("records/{stem}.sync-conflict-20261127-101010-ABCDEF.md"), format!("records/{stem}.md")),
        ("case (1).yaml".to_owned(), "case.yaml".to_owned()),
        ("case.sync-conflict-20261127-101010-ABCDEF.yaml".to_owned(), "case.yaml".to_owned()),
    ] {
        let path = format!("{folder}/{name}");
        fs::copy(school.path(&format!("{folder}/{of}")), school.path(&path)).unwrap();
        assert!(found(&path).contains("副本"), "{path}");
        fs::remove_file(school.path(&path)).unwrap();
    }
    assert_eq!(school.run(&["verify"]).status, 0);
    for name in [format!("records/{stem}.md"), "case.yaml".to_owned()] {
        let path = format!("{folder}/{name}");
        let whole = fs::read_to_string(school.path(&path)).unwrap();
        fs::write(school.path(&path), format!("{whole}\n<<<<<<< HEAD\n一\n=======\n二\n>>>>>>> x\n")).unwrap();
        assert!(found(&path).contains("合并没有做完"), "{path}");
        fs::write(school.path(&path), whole).unwrap();
    }
    let team = fs::read_to_string(school.path("team.yaml")).unwrap();
    fs::write(school.path("team.yaml"), format!("<<<<<<< HEAD\n{team}")).unwrap();
    let stopped = school.run(&["list"]);
    assert!(stopped.status == 2 && stopped.stderr.contains("第 1 行：合并没有做完"), "{}", stopped.stderr);
}

#[test]
fn what_can_not_be_committed_is_written_and_committed_by_the_next() {
    let school = school();
    let case = school.opened("林示例", HEARD);
    let record = format!("record follow_up {case} --state 平稳 --no-input --by keeper");
    let lock = school.path(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let wrote = school.ok(&words(&record));
    assert!(wrote.stderr.contains("index.lock") && wrote.stderr.contains("一样不少"), "{}", wrote.stderr);
    // What the program wrote is no change by hand.
    assert_eq!(school.run(&["verify"]).status, 0);
    fs::remove_file(lock).unwrap();
    let wrote = school.ok(&words(&record));
    assert!(wrote.stderr.contains("1 个文件"), "{}", wrote.stderr);
    assert_eq!(status(&school), "");
    assert!(git(school.root(), "log -1 --format=%b").starts_with(&format!("left by: record {case} ")));
    // A history that is broken altogether keeps nobody from writing.
    fs::remove_dir_all(school.path(".git/objects")).unwrap();
    let wrote = school.ok(&words(&record));
    assert!(wrote.stderr.contains("一样不少"), "{}", wrote.stderr);
}

#[test]
fn without_a_history_nothing_is_said_of_it_and_one_may_begin_later() {
    let school = Sandbox::school();
    let case = school.opened("林示例", HEARD);
    let record = format!("record follow_up {case} --state 平稳 --no-input --by keeper");
    let wrote = school.ok(&words(&record));
    assert!(!wrote.stderr.contains("git") && !school.path(".git").exists(), "{}", wrote.stderr);
    assert!(school.ok(&["verify", "--format", "json"]).json()["history"] == false);
    git(school.root(), "init -q");
    school.ok(&words(&record));
    assert_eq!(subjects(&school).len(), 1);
    assert_eq!((status(&school).as_str(), school.run(&["verify"]).status), ("", 0));
    // Without the program there is no history, and that is said once.
    let empty = Sandbox::empty();
    let made = empty.run_with(&words("init . --school 某校 --plain --no-input"), &[("PATH", "/nonexistent")]);
    assert!(made.status == 0 && made.stderr.contains("没有 git"), "{}", made.stderr);
}
