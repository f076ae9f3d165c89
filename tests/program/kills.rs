//! Sealing, unsealing and taking a key back, killed at any moment: everything can be read, and one more run completes it.

use std::process::Stdio;
use std::time::Duration;

use crate::common::sandbox::Sandbox;
use crate::sealed::{audit, case, cases, everything_sealed, life, number, ok, sealed_school};

/// Kills the command a little later every time; says whether it came to its end by itself.
fn killed(sandbox: &Sandbox, after: Duration, args: &[&str]) -> bool {
    killed_at(sandbox, after, &[&["-C", "s"], args].concat())
}

fn killed_at(sandbox: &Sandbox, after: Duration, args: &[&str]) -> bool {
    let mut command = sandbox.command(args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

/// A dozen by default; `CRISIS_KILLS=300` for a long night.
fn kills() -> u32 {
    std::env::var("CRISIS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

/// The moments at which commands are killed, each later than the one before; from the first again once one has `ended`.
fn later(after: Duration, ended: bool) -> Duration {
    if ended { Duration::from_millis(2) } else { after * 3 / 2 }
}

/// Each `args` is killed at growing moments; whenever that leaves nothing to do, `back` makes it undone again.
fn survives(sandbox: &Sandbox, args: &[&str], back: &[&str], check: impl Fn()) {
    let shown = || ok(sandbox, &["show", "20260142", "--format", "json"]).json()["records"].clone();
    let before = shown();
    let mut after = Duration::from_millis(2);
    for _ in 0..kills() {
        let ended = killed(sandbox, after, args);
        assert_eq!(shown(), before, "killed after {after:?}");
        ok(sandbox, args);
        check();
        assert_eq!(shown(), before, "completed after {after:?}");
        if !back.is_empty() {
            ok(sandbox, back);
        }
        after = later(after, ended);
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    let sandbox = sealed_school();
    life(&sandbox);
    let number = number(&case(&sandbox));
    let whole = audit(&sandbox);
    survives(&sandbox, &["unseal"], &["seal"], || {
        let files = sandbox.files();
        assert!(!files.iter().any(|(name, _)| name.starts_with("s/cases") && name.ends_with(".age")));
    });
    assert_eq!(audit(&sandbox), whole);
    ok(&sandbox, &["unseal"]);
    survives(&sandbox, &["seal"], &["unseal"], || everything_sealed(&sandbox));
    ok(&sandbox, &["seal"]);
    let public = sandbox.ok(&["-i", "other.txt", "key", "new"]).stdout;
    ok(&sandbox, &["member", "add", "ding", "--name", "丁假设", "--role", "class_teacher", "--key", public.trim()]);
    let grant = ["grant", &number, "ding", "--why", "本班", "--approved-by", "keeper"];
    ok(&sandbox, &grant);
    survives(&sandbox, &["revoke", &number, "ding", "--why", "换班"], &grant, || {
        assert_eq!(sandbox.run(&["-C", "s", "-i", "other.txt", "--by", "ding", "show", &number]).status, 2);
    });
    assert_eq!(cases(&sandbox).len(), 2);
    everything_sealed(&sandbox);
}

/// A dozen records each by default; `CRISIS_WRITES=50` for four hundred.
#[test]
fn eight_writers_lose_nothing() {
    let each: usize = std::env::var("CRISIS_WRITES").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let school = Sandbox::school();
    let case = school.opened("林示例", &["--finder", "丁假设", "--saw", "话"]);
    let write = |writer: usize| {
        for number in 0..each {
            let state = format!("第 {writer} 人第 {number} 条");
            school.ok(&["record", "follow_up", &case, "--state", &state, "--wait", "60", "--by", "keeper"]);
        }
    };
    let write = &write;
    std::thread::scope(|scope| (0..8).for_each(|writer| drop(scope.spawn(move || write(writer)))));
    let told = school.ok(&["verify", &case]).stdout;
    assert!(told.contains(&format!("{} 条记录", 8 * each + 1)), "{told}");
    let records = school.files().into_iter().filter(|(name, _)| name.contains("-follow_up-"));
    let mut said: Vec<String> = records.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    said.retain(|text| (0..8).any(|writer| text.contains(&format!("第 {writer} 人第 {} 条", each - 1))));
    assert_eq!(said.len(), 8, "the last of each");
}

/// Whatever a killed run left half written is gone after the next, nothing that was told as written is missing, and what
/// lies there without a record is named, and taken on by the next filing of the same file.
#[test]
fn a_write_killed_at_any_moment_leaves_all_or_nothing() {
    for school in [Sandbox::school(), sealed_school()] {
        let at: &[&str] = if school.path("s").exists() { &["-C", "s"] } else { &[] };
        let run = |args: &[&str]| school.run(&[at, args].concat());
        let said =
            ["open", "--student", "林示例", "--finder", "丁假设", "--saw", "话", "--known", "昨天 21:30", "--no-input"];
        assert_eq!(run(&said).status, 0);
        let attach = ["attach", "林示例", "录音.txt", "--category", "recording", "--basis", "同意", "--no-input"];
        let mut after = Duration::from_millis(2);
        let mut known = run(&["show", "林示例", "--format", "json"]).json()["records"].as_array().unwrap().len();
        for number in 0..kills() {
            // The same bytes are not filed twice.
            std::fs::write(school.path("录音.txt"), format!("{number}{}", "话".repeat(40_000))).unwrap();
            let ended = killed_at(&school, after, &[at, &attach].concat());
            assert_eq!(run(&["record", "follow_up", "林示例", "--state", "平稳", "--no-input"]).status, 0);
            let records = run(&["show", "林示例", "--format", "json"]).json()["records"].as_array().unwrap().len();
            assert!(records == known + 1 || records == known + 2, "killed after {after:?}: {known} → {records}");
            let seen = run(&["verify", "林示例"]);
            let is_named = seen.stdout.contains("没有一条记录登记过") && seen.stdout.contains("1 处不对");
            assert!(seen.status == 0 || is_named && records == known + 1, "killed after {after:?}: {}", seen.stdout);
            assert_eq!(run(&attach).status, 0);
            known += 2;
            let records = run(&["show", "林示例", "--format", "json"]).json()["records"].as_array().unwrap().len();
            assert_eq!(records, known, "killed after {after:?}");
            let left = school.files().into_iter().map(|(name, _)| name);
            let left: Vec<_> = left.filter(|name| name.contains(".crisis-") || name.contains(".new-")).collect();
            assert!(left.is_empty(), "killed after {after:?}: {left:?}");
            assert_eq!(run(&["verify", "林示例"]).status, 0, "killed after {after:?}");
            after = later(after, ended);
        }
    }
}

/// As a run leaves it that was killed between the file and its record.
#[test]
fn a_document_without_a_record_is_taken_on_by_the_next_attach_of_the_same_file() {
    let plain = Sandbox::school();
    let heard = ["--known", "昨天 21:30", "--finder", "丁假设", "--saw", "写下告别的话", "--no-input"];
    plain.ok(&[&["open", "--student", "林示例", "--student-id", "20260142"][..], &heard].concat());
    let sealed = sealed_school();
    life(&sealed);
    for (sandbox, at) in [(&plain, &[][..]), (&sealed, &["-C", "s"])] {
        std::fs::write(sandbox.path("父母的话.txt"), "昨晚父母写下的话\n").unwrap();
        std::fs::write(sandbox.path("别的话.txt"), "另外三个人写的话\n").unwrap();
        let attach = |file: &str| {
            let said = ["20260142", file, "--category", "recording", "--provided-by", "父亲", "--basis", "家长提供"];
            let ran = sandbox.run(&[at, &["attach"], &said, &["--no-input"]].concat());
            assert_eq!(ran.status, 0, "{}", ran.stderr);
        };
        let files = |within: &str| -> Vec<String> {
            let found = sandbox.files().into_iter().map(|(name, _)| name);
            found.filter(|name| name.contains("cases/") && name.contains(within)).collect()
        };
        // A file that is not what its name says is told of in the one of the two schools.
        let wrong = || {
            let told = sandbox.run(&[at, &["verify", "20260142"]].concat()).stdout;
            told.lines().filter(|line| line.contains("materials/") || line.contains("records/")).count()
        };
        let (before, wrong_before) = (files("/records/"), wrong());
        let kept = files("/materials/");
        attach("父母的话.txt");
        let record = files("/records/").into_iter().find(|name| !before.contains(name)).unwrap();
        let laid = files("/materials/").into_iter().filter(|name| !kept.contains(name)).collect::<Vec<_>>();
        std::fs::remove_file(sandbox.path(&record)).unwrap();
        // Of the same length, and not the same: it gets a file of its own.
        attach("别的话.txt");
        assert_eq!(files("/materials/").len(), kept.len() + 2);
        assert_eq!(wrong(), wrong_before + 1, "a file without a record is told of");
        attach("父母的话.txt");
        assert_eq!(files("/materials/").len(), kept.len() + 2, "it is not stored again");
        assert!(laid.iter().all(|name| files("/materials/").contains(name)));
        assert_eq!(wrong(), wrong_before, "every file has its record");
    }
}
