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

/// Some dozens by default; `CRISIS_KILLS=300` for a long night.
fn kills() -> u32 {
    std::env::var("CRISIS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(24)
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
        after = if ended { Duration::from_millis(2) } else { after * 5 / 4 };
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
/// lies there without a record is named.
#[test]
fn a_write_killed_at_any_moment_leaves_all_or_nothing() {
    for school in [Sandbox::school(), sealed_school()] {
        let at: &[&str] = if school.path("s").exists() { &["-C", "s"] } else { &[] };
        let run = |args: &[&str]| school.run(&[at, args].concat());
        let said =
            ["open", "--student", "林示例", "--finder", "丁假设", "--saw", "话", "--known", "昨天 21:30", "--no-input"];
        assert_eq!(run(&said).status, 0);
        let attach = ["attach", "林示例", "录音.txt", "--category", "recording", "--basis", "同意", "--no-input"];
        let mut after = Duration::from_millis(1);
        let mut known = run(&["show", "林示例", "--format", "json"]).json()["records"].as_array().unwrap().len();
        for number in 0..kills() {
            // The same bytes are not filed twice.
            std::fs::write(school.path("录音.txt"), format!("{number}{}", "话".repeat(400_000))).unwrap();
            let ended = killed_at(&school, after, &[at, &attach].concat());
            assert_eq!(run(&["record", "follow_up", "林示例", "--state", "平稳", "--no-input"]).status, 0);
            let records = run(&["show", "林示例", "--format", "json"]).json()["records"].as_array().unwrap().len();
            assert!(records == known + 1 || records == known + 2, "killed after {after:?}: {known} → {records}");
            known = records;
            let left = school.files().into_iter().map(|(name, _)| name);
            let left: Vec<_> = left.filter(|name| name.contains(".crisis-") || name.contains(".new-")).collect();
            assert!(left.is_empty(), "killed after {after:?}: {left:?}");
            assert_eq!(run(&["verify", "林示例"]).status, 0, "killed after {after:?}");
            after = if ended { Duration::from_millis(1) } else { after * 5 / 4 };
        }
    }
}
