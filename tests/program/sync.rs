//! Several machines: two clones of one repository and a bare folder between them, as on a school's file server.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::sandbox::{Ran, Sandbox, words};
use crate::history::git;

const OPEN: &str = "open --student 林示例 --student-id 20260142 --class 高二七班 --guardian 林样本,父亲,13800000000 \
     --known '2026-03-05 21:30' --finder 丁假设 --saw 反复讲没有意思 --injury none --no-input --format json";

/// A school on two machines, `a` and `b`, with one case that both know; gives its number.
fn two(sealed: bool) -> (Sandbox, String) {
    let school = Sandbox::empty();
    let how = if sealed { "--recovery-sheet sheet.html" } else { "--plain" };
    school.ok(&words(&format!("init a --school 示例实验高中 --no-input {how}")));
    if !sealed {
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/demo-team.yaml"), school.path("a/team.yaml")).unwrap();
        git(&school.path("a"), "commit -qam team");
    }
    git(school.root(), "init -q --bare -b main hub.git");
    let case = at(&school, "a", OPEN).json()["case"].as_str().unwrap().to_owned();
    let first = at(&school, "a", "sync ../hub.git");
    assert!(first.stdout.contains("送出 1 条"), "{}", first.stdout);
    git(school.root(), "clone -q hub.git b");
    (school, case)
}

fn run(school: &Sandbox, machine: &str, line: &str) -> Ran {
    let line = line.replace("../", &format!("{}/", school.root().display()));
    school.run(&[&["-C", machine, "--by", "keeper"], &words(&line)[..]].concat())
}

fn at(school: &Sandbox, machine: &str, line: &str) -> Ran {
    let ran = run(school, machine, line);
    assert_eq!(ran.status, 0, "{machine}: {line}\n{}{}", ran.stdout, ran.stderr);
    ran
}

fn record(school: &Sandbox, machine: &str, case: &str, state: &str) -> String {
    let wrote = at(school, machine, &format!("record follow_up {case} --state {state} --no-input --format json"));
    wrote.json()["record"].as_str().unwrap().to_owned()
}

/// What everybody can read in one of them: all that is not git's own.
fn content(school: &Sandbox, machine: &str) -> BTreeMap<String, Vec<u8>> {
    let lead = format!("{machine}/");
    let files = school.files().into_iter();
    files
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&lead)?.to_owned(), bytes)))
        .filter(|(path, _)| !path.starts_with(".git/") && path != ".crisis.lock")
        .collect()
}

/// The words of a case, whichever way it lies on the disk.
fn told(school: &Sandbox, machine: &str, case: &str) -> (String, String) {
    let shown = at(school, machine, &format!("show {case} --format json")).stdout;
    (shown, at(school, machine, &format!("verify {case} --format json")).json()["records"].to_string())
}

fn is_clean(school: &Sandbox, machine: &str) {
    assert_eq!(git(&school.path(machine), "status --porcelain -uall"), "");
    let verified = run(school, machine, "verify");
    assert_eq!(verified.status, 0, "{}", verified.stdout);
}

#[test]
fn both_have_everything_whoever_is_first() {
    for sealed in [false, true] {
        let (first, case) = two(sealed);
        // The same day once more, to be synced in the other order.
        let mut results = Vec::new();
        for order in [["a", "b"], ["b", "a"]] {
            let school = Sandbox::empty();
            copy(first.root(), school.root());
            for machine in ["a", "b"] {
                git(&school.path(machine), &format!("remote set-url origin {}", school.path("hub.git").display()));
            }
            record(&school, "a", &case, "甲处平稳");
            at(&school, "a", &format!("teacher {case} 高示例 --no-input"));
            record(&school, "b", &case, "乙处平稳");
            record(&school, "b", &case, "乙处又平稳");
            let about = format!("grant {case} keeper --why 值班 --approved-by head");
            if !sealed {
                at(&school, "b", &about);
            }
            for machine in [order[0], order[1], order[0]] {
                at(&school, machine, "sync");
            }
            for machine in ["a", "b"] {
                is_clean(&school, machine);
            }
            assert_eq!(content(&school, "a"), content(&school, "b"), "both machines have the same");
            let (shown, records) = told(&school, "a", &case);
            assert_eq!(records, "4");
            assert!(shown.contains("甲处平稳") && shown.contains("乙处又平稳") && shown.contains("高示例"), "{shown}");
            let about = content(&school, "a").remove(&format!("cases/{case}/case.yaml"));
            results.push(about);
            // The next record names both ends; none of them can be taken away unseen from now on, also without git.
            let ends = |machine: &str| {
                at(&school, machine, &format!("verify {case} --format json")).json()["loose_ends"].clone()
            };
            assert_eq!(ends("a").as_array().unwrap().len(), 1);
            record(&school, "a", &case, "都看到了");
            assert!(ends("a").is_null());
            at(&school, "a", "sync");
            assert!(at(&school, "b", "sync").stdout.contains("收到 1 条"));
            is_clean(&school, "b");
            fs::rename(school.path("b/.git"), school.path("aside")).unwrap();
            for (path, bytes) in content(&school, "b") {
                if path.contains("/records/") && !path.contains("report") {
                    fs::remove_file(school.path(&format!("b/{path}"))).unwrap();
                    let missed = run(&school, "b", "verify");
                    let is_last = bytes == last(&school, &case);
                    assert_eq!(missed.status, i32::from(!is_last), "{path}: {}", missed.stdout);
                    fs::write(school.path(&format!("b/{path}")), bytes).unwrap();
                }
            }
        }
        assert_eq!(results[0], results[1], "the text does not depend on who was first");
    }
}

/// The file of the record that a wrote last.
fn last(school: &Sandbox, case: &str) -> Vec<u8> {
    let log = git(&school.path("a"), &format!("log -1 --format= --name-only --diff-filter=A -- cases/{case}/records"));
    fs::read(school.path("a").join(log.trim())).unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&there).unwrap();
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

fn edit(school: &Sandbox, machine: &str, case: &str, from: &str, to: &str) {
    let command = format!("sed -i s/{from}/{to}/");
    let ran = school.run_with(
        &["-C", machine, "--by", "keeper", "edit", case],
        &[("EDITOR", command.as_str()), ("PATH", "/usr/bin:/bin")],
    );
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn what_both_changed_is_decided_by_people() {
    for sealed in [false, true] {
        let (school, case) = two(sealed);
        edit(&school, "a", &case, "高二七班", "高三一班");
        edit(&school, "b", &case, "高二七班", "高三二班");
        edit(&school, "b", &case, "13800000000", "13900000000");
        record(&school, "b", &case, "乙处平稳");
        at(&school, "a", "sync");
        let before = content(&school, "b");
        let head = git(&school.path("b"), "rev-parse HEAD");
        let stopped = run(&school, "b", "sync");
        assert_eq!(stopped.status, 2, "{}", stopped.stdout);
        for word in [&format!("{case}/student.class"), "高三二班", "高三一班"] {
            assert!(stopped.stdout.contains(word), "{word}: {}", stopped.stdout);
        }
        assert!(stopped.stderr.contains(&format!("crisis 同步 --theirs {case}/student.class")), "{}", stopped.stderr);
        assert_eq!((content(&school, "b"), git(&school.path("b"), "rev-parse HEAD")), (before, head));
        let decided = format!("sync --theirs {case}/student.class");
        at(&school, "b", &decided);
        at(&school, "a", "sync");
        for machine in ["a", "b"] {
            is_clean(&school, machine);
            let shown = at(&school, machine, &format!("show {case} --format json")).stdout;
            assert!(shown.contains("高三一班") && shown.contains("13900000000"), "{shown}");
        }
    }
}

/// Who may open a case, changed on both machines: who got the key on either has it, who lost it on either has not,
/// and whatever was sealed with whichever key opens.
#[test]
fn keys_of_both_machines_come_together() {
    let (school, case) = two(true);
    for id in ["one", "two"] {
        let public = school.ok(&["-i", &format!("{id}.txt"), "key", "new"]).stdout;
        at(&school, "a", &format!("member add {id} --name {id}氏 --role class_teacher --key {}", public.trim()));
    }
    at(&school, "a", "sync");
    at(&school, "b", "sync");
    let opens = |machine: &str, id: &str| {
        let key = if id == "keeper" { ".config/crisis/identity.txt".to_owned() } else { format!("{id}.txt") };
        let shown = school.run(&["-C", machine, "-i", &key, "--by", id, "show", &case, "--format", "json"]);
        if shown.status == 0 { shown.json()["records"].as_array().unwrap().len() } else { 0 }
    };
    let both = || {
        for machine in ["a", "b", "a"] {
            at(&school, machine, "sync");
        }
        for machine in ["a", "b"] {
            is_clean(&school, machine);
        }
    };
    let grant = |id: &str| format!("grant {case} {id} --why 值班 --approved-by keeper");
    let revoke = |id: &str| format!("revoke {case} {id} --why 换班");
    let seen = || ["a", "b"].map(|machine| ["one", "two", "keeper"].map(|id| opens(machine, id)));
    at(&school, "a", &grant("one"));
    at(&school, "b", &grant("two"));
    both();
    assert_eq!(seen(), [[1, 1, 1]; 2], "each was given the key on one machine");
    at(&school, "a", &revoke("one"));
    record(&school, "b", &case, "乙处平稳");
    both();
    assert_eq!(seen(), [[0, 2, 2]; 2], "sealed with the old key, and read with the new one");
    at(&school, "a", &revoke("two"));
    at(&school, "b", &grant("one"));
    record(&school, "b", &case, "乙处又平稳");
    both();
    assert_eq!(seen(), [[3, 0, 3]; 2], "taken back on one machine, given to another on the other");
    at(&school, "a", &grant("two"));
    both();
    at(&school, "a", &revoke("one"));
    at(&school, "b", &revoke("two"));
    record(&school, "a", &case, "甲处平稳");
    both();
    assert_eq!(seen(), [[0, 0, 4]; 2], "each machine took it from somebody");
    record(&school, "b", &case, "都看到了");
    both();
    assert_eq!(seen(), [[0, 0, 5]; 2]);
}

#[test]
fn opposing_assessments_are_told_and_the_graver_stands() {
    let (school, case) = two(false);
    let assess = |level: &str, crisis: &str| {
        format!(
            "assess {case} --dimension 情绪=低落 --level {level} --crisis {crisis} --refer {crisis} --voice 无 --no-input"
        )
    };
    let level = |machine: &str| {
        let audit = run(&school, machine, &format!("audit {case} --format json"));
        audit.json()["cases"][0]["level"].to_string()
    };
    at(&school, "a", &assess("严重", "yes"));
    let grave = level("a");
    at(&school, "b", &assess("一般", "no"));
    assert_ne!(level("b"), grave);
    at(&school, "a", "sync");
    let synced = at(&school, "b", "sync");
    assert!(synced.stdout.contains("暂以较重的为准"), "{}", synced.stdout);
    assert_eq!(level("b"), grave);
    at(&school, "a", "sync");
    assert_eq!(level("a"), grave);
}

#[test]
fn somebody_faster_is_taken_along() {
    let (school, case) = two(false);
    record(&school, "a", &case, "甲处平稳");
    record(&school, "b", &case, "乙处平稳");
    // While b's push is on its way, a third clone has pushed: the hub refuses once.
    git(school.root(), "clone -q hub.git c");
    record(&school, "c", &case, "丙处平稳");
    let hook = school.path("hub.git/hooks/pre-receive");
    let script = format!(
        "#!/bin/sh\nunset GIT_DIR GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\nrm {}\ncd {} && git push -q origin main\n",
        hook.display(),
        school.path("c").display()
    );
    fs::write(&hook, script).unwrap();
    std::process::Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    let synced = at(&school, "b", "sync");
    assert!(!hook.exists(), "the race took place");
    assert!(synced.stdout.contains("收到 1 条记录，送出 1 条"), "{}", synced.stdout);
    at(&school, "a", "sync");
    at(&school, "b", "sync");
    assert_eq!(content(&school, "a"), content(&school, "b"));
    assert_eq!(told(&school, "a", &case).1, "4");
}

#[test]
fn cut_off_anywhere_the_next_one_finishes() {
    let (school, case) = two(false);
    for at_once in 0..6 {
        record(&school, "a", &case, &format!("第{at_once}次"));
    }
    at(&school, "a", &format!("teacher {case} 高示例 --no-input"));
    at(&school, "a", "sync");
    record(&school, "b", &case, "乙处平稳");
    let mut cut = 0;
    for wait in (0..).map(|step| std::time::Duration::from_millis(4 + step * step)).take(40) {
        let machine = format!("k{cut}");
        fs::create_dir(school.path(&machine)).unwrap();
        copy(&school.path("b"), &school.path(&machine));
        let mut child = school.command(&["-C", &machine, "--by", "keeper", "sync"]).spawn().unwrap();
        std::thread::sleep(wait);
        let is_done = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        cut += 1;
        if is_done || cut > 12 {
            break;
        }
        // git may still be writing what it was told; then nobody holds its lock any more.
        std::thread::sleep(std::time::Duration::from_millis(100));
        let wrote = run(&school, &machine, &format!("record follow_up {case} --state 再记 --no-input"));
        assert_eq!(wrote.status, 0, "{}", wrote.stderr);
        let again = run(&school, &machine, "sync");
        assert_eq!(again.status, 0, "after {wait:?}: {}{}", again.stdout, again.stderr);
        is_clean(&school, &machine);
    }
    assert!(cut > 3, "killed too late: {cut}");
}

#[test]
fn half_written_files_are_written_by_whoever_writes_next() {
    let (school, case) = two(false);
    record(&school, "a", &case, "一");
    record(&school, "a", &case, "二");
    at(&school, "a", &format!("teacher {case} 高示例 --no-input"));
    at(&school, "a", "sync");
    let b = school.path("b");
    git(&b, "fetch -q origin");
    let [ours, theirs] = ["HEAD", "origin/main"].map(|name| git(&b, &format!("rev-parse {name}")));
    let changed = git(&b, &format!("diff --name-only {ours} {theirs}"));
    // Cut off after one of the files.
    let paths: Vec<&str> = changed.lines().collect();
    assert_eq!(paths.len(), 3);
    fs::write(b.join(paths[1]), git(&b, &format!("show {theirs}:{}", paths[1])) + "\n").unwrap();
    fs::write(b.join(".git/crisis-sync"), format!("{ours} {theirs}\n")).unwrap();
    record(&school, "b", &case, "三");
    assert_eq!(told(&school, "b", &case).1, "4");
    is_clean(&school, "b");
    assert!(!b.join(".git/crisis-sync").exists());
    assert_eq!(git(&b, "rev-parse HEAD^"), theirs);
    at(&school, "b", "sync");
    at(&school, "a", "sync");
    assert_eq!(content(&school, "a"), content(&school, "b"));
}

#[test]
fn what_is_not_to_be_reached_or_not_ours_is_said() {
    let (school, case) = two(false);
    record(&school, "b", &case, "乙处平稳");
    fs::rename(school.path("hub.git"), school.path("away.git")).unwrap();
    let gone = run(&school, "b", "sync");
    assert_eq!(gone.status, 2);
    assert!(gone.stderr.contains("找不到要同步的地方") && gone.stderr.contains("怎么办："), "{}", gone.stderr);
    let mistyped = run(&school, "b", "sync ../nowhere.git");
    assert!(mistyped.status == 2 && mistyped.stderr.contains("找不到要同步的地方"), "{}", mistyped.stderr);
    school.ok(&words("init other --school 别校 --plain --no-input"));
    git(school.root(), "clone -q --bare other other.git");
    let other = run(&school, "b", "sync ../other.git");
    assert!(other.status == 2 && other.stderr.contains("另一个档案库"), "{}", other.stderr);
    is_clean(&school, "b");
    // Without a history there is nothing to sync.
    school.ok(&words("init plain --no-git --school 某校 --plain --no-input"));
    let none = run(&school, "plain", "sync ../away.git");
    assert!(none.status == 2 && none.stderr.contains("没有 git 历史"), "{}", none.stderr);
}

#[test]
fn what_they_rewrote_or_broke_does_not_come_in_unsaid() {
    let (school, case) = two(false);
    at(&school, "b", "sync");
    let records = school.path(&format!("a/cases/{case}/records"));
    let first = fs::read_dir(&records).unwrap().next().unwrap().unwrap().path();
    let name = format!("cases/{case}/records/{}", first.file_name().unwrap().to_str().unwrap());
    let text = fs::read_to_string(&first).unwrap();
    fs::write(&first, text.replace("反复讲没有意思", "没有什么")).unwrap();
    git(&school.path("a"), "commit -qam x");
    at(&school, "a", "sync");
    let before = content(&school, "b");
    let stopped = run(&school, "b", "sync");
    assert!(
        stopped.status == 2 && stopped.stdout.contains(&name) && stopped.stdout.contains("改写过的"),
        "{}",
        stopped.stdout
    );
    // What can't be read is not taken at all.
    fs::write(&first, "---\nkind: report\n").unwrap();
    git(&school.path("a"), "commit -qam y");
    git(&school.path("a"), "push -q origin main");
    let broken = run(&school, "b", &format!("sync --theirs {name}"));
    assert!(broken.status == 2 && broken.stderr.contains("读不出来"), "{}{}", broken.stdout, broken.stderr);
    assert_eq!(content(&school, "b"), before);
    // Kept as it was written, it goes back to the others.
    at(&school, "b", &format!("sync --ours {name}"));
    assert_eq!(content(&school, "b"), before);
}

#[test]
fn settings_are_merged_line_by_line_and_own_changes_are_not_overwritten() {
    let (school, _) = two(false);
    let set = |machine: &str, from: &str, to: &str| {
        let path = school.path(&format!("{machine}/crisis.toml"));
        fs::write(&path, fs::read_to_string(&path).unwrap().replace(from, to)).unwrap();
    };
    set("a", "suppress_below = 5", "suppress_below = 6");
    git(&school.path("a"), "commit -qam x");
    at(&school, "a", "sync");
    // A change that is in no commit lies in the way.
    set("b", "示例实验高中", "示例高中");
    let stopped = run(&school, "b", "sync");
    assert!(stopped.status == 2 && stopped.stderr.contains("crisis.toml"), "{}", stopped.stderr);
    git(&school.path("b"), "commit -qam y");
    at(&school, "b", "sync");
    let text = fs::read_to_string(school.path("b/crisis.toml")).unwrap();
    assert!(text.contains("suppress_below = 6") && text.contains("示例高中"), "{text}");
    // The same line on both sides is a question.
    at(&school, "a", "sync");
    set("a", "suppress_below = 6", "suppress_below = 7");
    set("b", "suppress_below = 6", "suppress_below = 8");
    for machine in ["a", "b"] {
        git(&school.path(machine), "commit -qam z");
    }
    at(&school, "a", "sync");
    let stopped = run(&school, "b", "sync --format json");
    let conflict = &stopped.json()["conflicts"][0];
    assert_eq!((stopped.status, &conflict["field"]), (2, &"crisis.toml".into()));
    assert_eq!((&conflict["ours"], &conflict["theirs"]), (&"suppress_below = 8".into(), &"suppress_below = 7".into()));
    at(&school, "b", "sync --ours crisis.toml");
    is_clean(&school, "b");
    assert!(fs::read_to_string(school.path("b/crisis.toml")).unwrap().contains("suppress_below = 8"));
}
