//! A copy on a stick: nothing readable on it, everything comes back byte for byte, whatever happens in between.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::common::sandbox::{Ran, Sandbox};
use crate::sealed::{life, ok, sealed_school};

/// A readable school with a history, whose first member has a key.
fn plain_school() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.ok(&["init", "s", "--school", "示例实验高中", "--plain"]);
    let public = sandbox.ok(&["key", "new", "--no-input"]).stdout;
    let public = public.split_whitespace().find(|word| word.starts_with("age1")).unwrap().to_owned();
    ok(&sandbox, &["member", "key", "keeper", &public]);
    sandbox
}

/// Everything below a folder of the sandbox that a backup holds, by its path in it.
fn tree(sandbox: &Sandbox, folder: &str) -> Vec<(String, Vec<u8>)> {
    let lead = format!("{folder}/");
    let inside = |(name, bytes): (String, Vec<u8>)| Some((name.strip_prefix(&lead)?.to_owned(), bytes));
    let is_held = |(name, _): &(String, Vec<u8>)| name != ".crisis.lock";
    sandbox.files().into_iter().filter_map(inside).filter(is_held).collect()
}

fn backup(sandbox: &Sandbox) -> serde_json::Value {
    ok(sandbox, &["backup", "stick", "--format", "json"]).json()
}

fn comes_back(sandbox: &Sandbox, to: &str, more: &[&str]) {
    sandbox.ok(&[&["backup", "--restore", "stick", to], more].concat());
    assert!(tree(sandbox, to) == tree(sandbox, "s"), "{to} is not what was backed up");
}

fn refused(sandbox: &Sandbox, args: &[&str], told: &str) -> Ran {
    let ran = sandbox.run(args);
    assert_eq!(ran.status, 2, "{args:?}\n{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(told) && ran.stderr.contains("怎么办："), "{told}: {}", ran.stderr);
    ran
}

#[test]
fn a_readable_school_is_sealed_on_the_stick_and_comes_back_byte_for_byte() {
    let sandbox = plain_school();
    life(&sandbox);
    let planned = ok(&sandbox, &["backup", "stick", "--dry-run", "--format", "json"]).json();
    assert!(!sandbox.path("stick").exists());
    let first = backup(&sandbox);
    assert_eq!(
        (&first["files"], &first["new"], &first["bytes"]),
        (&planned["files"], &planned["new"], &planned["bytes"])
    );
    assert_eq!(first["alone"], true);
    for (name, bytes) in tree(&sandbox, "stick") {
        let clear = name == "说明.txt";
        assert!(clear || bytes.starts_with(b"age-encryption.org/"), "{name} is readable");
    }
    comes_back(&sandbox, "back", &[]);
    let verified = |repo| sandbox.run(&["-C", repo, "verify"]).stdout;
    assert_eq!(verified("back"), verified("s"));
    assert!(sandbox.path("back/.git/refs/tags").is_dir(), "git wants its empty folders");
    let checked = sandbox.ok(&["backup", "--check", "stick"]).stdout;
    assert!(checked.contains("都打得开") && checked.contains("示例实验高中"), "{checked}");
}

#[test]
fn only_what_is_new_is_written_and_every_run_can_be_had_again() {
    let sandbox = plain_school();
    life(&sandbox);
    let first = backup(&sandbox);
    let before = tree(&sandbox, "s");
    let old: Vec<String> = tree(&sandbox, "stick").into_iter().map(|(name, _)| name).collect();
    let again = backup(&sandbox);
    assert_eq!((again["new"].as_u64(), &again["files"]), (Some(0), &first["files"]));
    ok(&sandbox, &["record", "follow_up", "20260142", "--state", "平稳", "--no-input"]);
    let third = backup(&sandbox);
    assert!((1..12).contains(&third["new"].as_u64().unwrap()), "the record and git's objects: {third}");
    comes_back(&sandbox, "back", &[]);
    let name = first["run"].as_str().unwrap();
    sandbox.ok(&["backup", "--restore", "stick", "early", "--run", name]);
    assert!(tree(&sandbox, "early") == before);
    let names: Vec<String> = tree(&sandbox, "stick").into_iter().map(|(name, _)| name).collect();
    assert!(old.iter().all(|name| names.contains(name)), "nothing goes from the stick");
}

#[test]
fn a_sealed_school_comes_back_with_the_recovery_sheet_alone() {
    let sandbox = sealed_school();
    life(&sandbox);
    backup(&sandbox);
    let sheet = fs::read_to_string(sandbox.path("sheet.html")).unwrap();
    let at = sheet.find("AGE-SECRET-KEY-1").unwrap();
    let secret: String =
        sheet[at..].chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    fs::write(sandbox.path("recovery.txt"), secret).unwrap();
    fs::remove_dir_all(sandbox.path(".config")).unwrap();
    comes_back(&sandbox, "back", &["-i", "recovery.txt"]);
    sandbox.ok(&["-i", "stranger.txt", "key", "new", "--no-input"]);
    refused(&sandbox, &["-i", "stranger.txt", "backup", "--restore", "stick", "none"], "恢复密钥");
    refused(&sandbox, &["-i", "stranger.txt", "backup", "--check", "stick"], "恢复密钥");
    assert!(!sandbox.path("none").exists());
}

#[test]
fn a_damaged_stick_says_which_runs_are_not_whole_and_one_more_run_mends_it() {
    let sandbox = plain_school();
    life(&sandbox);
    let run = backup(&sandbox)["run"].as_str().unwrap().to_owned();
    let (largest, _) = tree(&sandbox, "stick").into_iter().max_by_key(|(_, bytes)| bytes.len()).unwrap();
    let path = sandbox.path("stick").join(&largest);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let checked = sandbox.run(&["backup", "--check", "stick", "--format", "json"]);
    assert_eq!(checked.status, 1);
    let damage = checked.json()["damage"].clone();
    assert!(
        damage[0]["path"].as_str().unwrap().ends_with(&largest.replace('/', std::path::MAIN_SEPARATOR_STR)),
        "{damage}"
    );
    assert_eq!((damage.as_array().unwrap().len(), &damage[0]["runs"][0]), (1, &run.into()));
    refused(&sandbox, &["backup", "--restore", "stick", "back"], "坏");
    assert!(!sandbox.path("back").exists(), "whole or not at all");
    fs::remove_file(&path).unwrap();
    backup(&sandbox);
    comes_back(&sandbox, "back", &[]);
    fs::write(sandbox.path("stick/key.age"), "spoilt").unwrap();
    comes_back(&sandbox, "again", &[]);
}

#[test]
fn where_a_backup_may_not_go_is_told() {
    let sandbox = plain_school();
    refused(&sandbox, &["-C", "s", "backup", "s/copy"], "里面");
    fs::create_dir(sandbox.path("full")).unwrap();
    fs::write(sandbox.path("full/相册.jpg"), "x").unwrap();
    refused(&sandbox, &["-C", "s", "backup", "full"], "别的东西");
    refused(&sandbox, &["backup", "--check", "full"], "没有 crisis 的备份");
    sandbox.ok(&["-i", "stranger.txt", "key", "new", "--no-input"]);
    refused(&sandbox, &["-C", "s", "-i", "stranger.txt", "backup", "stick"], "有权打开全部档案");
    refused(&sandbox, &["-C", "s", "-i", "none.txt", "backup", "stick"], "身份文件");
    assert!(!sandbox.path("stick").exists());
    backup(&sandbox);
    refused(&sandbox, &["backup", "--restore", "stick", "s"], "已有这个文件夹");
    refused(&sandbox, &["backup", "--restore", "stick", "back", "--run", "never"], "没有这一次备份");
    let memory = sandbox.path(".config/crisis/backups.yaml");
    let kept = fs::read_to_string(&memory).unwrap();
    fs::write(&memory, kept.replace("key: age1", "key: age1q")).unwrap();
    refused(&sandbox, &["-C", "s", "backup", "stick"], "钥匙换过了");
}

#[test]
fn who_was_taken_off_opens_no_later_run() {
    let sandbox = plain_school();
    let public = sandbox.ok(&["-i", "other.txt", "key", "new", "--no-input"]).stdout;
    let public = public.split_whitespace().find(|word| word.starts_with("age1")).unwrap().to_owned();
    let role = fs::read_to_string(sandbox.path("s/team.yaml")).unwrap();
    let role = role.lines().skip_while(|line| !line.contains("roles:")).nth(1).unwrap();
    let role = role.trim().trim_start_matches("- ").to_owned();
    ok(
        &sandbox,
        &["member", "add", "jia", "--name", "贾样本", "--role", &role, "--key", &public, "--since", "2026-01-01"],
    );
    assert_eq!(backup(&sandbox)["alone"], false);
    sandbox.ok(&["-i", "other.txt", "backup", "--check", "stick"]);
    ok(&sandbox, &["member", "edit", "jia", "--until", "2026-03-01"]);
    backup(&sandbox);
    refused(&sandbox, &["-i", "other.txt", "backup", "--check", "stick"], "恢复密钥");
    comes_back(&sandbox, "back", &[]);
}

#[test]
fn a_kill_at_any_moment_leaves_the_last_good_one() {
    let sandbox = plain_school();
    life(&sandbox);
    backup(&sandbox);
    let before = tree(&sandbox, "s");
    for index in 0..40 {
        fs::write(sandbox.path("s").join(format!("letters-{index}.txt")), vec![index; 30_000]).unwrap();
    }
    let mut after = Duration::from_millis(2);
    let mut cut_off = 0;
    for _ in 0..14 {
        let mut child = sandbox.command(&["-C", "s", "backup", "stick"]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after);
        let ended = child.try_wait().unwrap().is_some();
        let _ = child.kill();
        child.wait().unwrap();
        if ended {
            break;
        }
        cut_off += 1;
        let checked = sandbox.ok(&["backup", "--check", "stick", "--format", "json"]).json();
        assert_eq!(checked["damage"], serde_json::json!([]), "killed after {after:?}");
        after = after * 3 / 2;
    }
    assert!(cut_off > 3, "the run was too short to be cut off");
    let runs = sandbox.ok(&["backup", "--check", "stick", "--format", "json"]).json()["runs"].clone();
    sandbox.ok(&["backup", "--restore", "stick", "early", "--run", runs[0].as_str().unwrap()]);
    assert!(tree(&sandbox, "early") == before);
    backup(&sandbox);
    comes_back(&sandbox, "back", &[]);
    let objects = tree(&sandbox, "stick").into_iter().filter(|(name, _)| name.contains(".crisis-")).count();
    assert_eq!(objects, 0, "nothing half written stays");
}

/// On a disk of some hundred kilobytes, where this system lets an ordinary user make one.
#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::print_stderr, clippy::disallowed_macros, reason = "a test that does not run says so")]
fn a_full_stick_is_told_and_the_last_good_one_stays() {
    let sandbox = plain_school();
    life(&sandbox);
    fs::create_dir(sandbox.path("disk")).unwrap();
    let script = "mount -t tmpfs -o size=700k none disk || exit 77; \"$0\" -C s backup disk/b || exit 78; \
         head -c 900000 /dev/urandom > s/letters.bin; \"$0\" -C s backup disk/b; echo second $?; \
         rm s/letters.bin; \"$0\" backup --check disk/b && \"$0\" backup --restore disk/b back";
    let mut command = sandbox.command(&[]);
    let program = command.get_program().to_owned();
    command = std::process::Command::new("unshare");
    command.args(["-rm", "sh", "-c", script]).arg(program).current_dir(sandbox.root()).env_clear();
    command
        .env("HOME", sandbox.root())
        .env("CRISIS_NOW", "2026-03-06 08:00")
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    let Ok(done) = command.output() else { return eprintln!("skipped: no unshare here") };
    let (told, errors) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    if done.status.code() == Some(77) || errors.contains("unshare failed") {
        return eprintln!("skipped: this system lets nobody mount here: {errors}");
    }
    assert_eq!(done.status.code(), Some(0), "{told}\n{errors}");
    assert!(told.contains("second 2") && errors.contains("备份盘满了"), "{told}\n{errors}");
    assert!(told.contains("都打得开"), "{told}\n{errors}");
    assert!(tree(&sandbox, "back") == tree(&sandbox, "s"));
}

/// Only with the stock `age` at hand, as on the machine of CI.
#[test]
#[expect(clippy::print_stderr, clippy::disallowed_macros, reason = "a test that does not run says so")]
fn the_stock_program_opens_it_as_the_paper_beside_it_says() {
    let sandbox = plain_school();
    backup(&sandbox);
    let age = |identity: &Path, file: &Path| {
        let done = std::process::Command::new("age").arg("-d").arg("-i").arg(identity).arg(file).output();
        done.ok().map(|done| (done.status.success(), done.stdout))
    };
    let stick = sandbox.path("stick");
    let Some((opened, key)) = age(&sandbox.path(".config/crisis/identity.txt"), &stick.join("key.age")) else {
        return eprintln!("skipped: no age here");
    };
    assert!(opened);
    fs::write(sandbox.path("set.txt"), key).unwrap();
    let run = fs::read_dir(stick.join("runs")).unwrap().next().unwrap().unwrap().path();
    let (_, list) = age(&sandbox.path("set.txt"), &run).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    let team = list["files"].as_array().unwrap().iter().find(|file| file["path"] == "team.yaml").unwrap();
    let object = team["object"].as_str().unwrap();
    let (_, text) =
        age(&sandbox.path("set.txt"), &stick.join("objects").join(&object[..2]).join(format!("{object}.age"))).unwrap();
    assert_eq!(text, fs::read(sandbox.path("s/team.yaml")).unwrap());
}

#[test]
fn old_runs_go_where_somebody_says_how_many_are_to_stay() {
    let sandbox = plain_school();
    life(&sandbox);
    let mut names = Vec::new();
    for round in 0..5_u8 {
        fs::write(sandbox.path("s").join(format!("letters-{round}.txt")), vec![round; 5_000]).unwrap();
        if let Some(before) = round.checked_sub(1) {
            fs::remove_file(sandbox.path("s").join(format!("letters-{before}.txt"))).unwrap();
        }
        names.push(backup(&sandbox)["run"].as_str().unwrap().to_owned());
    }
    let objects =
        |sandbox: &Sandbox| tree(sandbox, "stick").iter().filter(|(name, _)| name.contains("objects")).count();
    let (all, before) = (objects(&sandbox), tree(&sandbox, "stick"));
    refused_by_the_command_line(&sandbox, &["backup", "stick", "--keep", "0"]);
    let planned = ok(&sandbox, &["backup", "stick", "--keep", "3", "--dry-run", "--format", "json"]).json();
    assert_eq!(planned["pruned"], serde_json::json!(names[..3]));
    assert!(tree(&sandbox, "stick") == before);
    // A list that can't be read is none of those that stay, and nothing is swept that it may need.
    let last = sandbox.path("stick/runs").join(format!("{}.age", names[4]));
    let whole = fs::read(&last).unwrap();
    fs::write(&last, b"spoilt").unwrap();
    let run = ok(&sandbox, &["backup", "stick", "--keep", "3", "--format", "json"]).json();
    assert_eq!(run["pruned"], serde_json::json!(names[..2]));
    assert!(objects(&sandbox) >= all, "nothing is swept");
    fs::write(&last, whole).unwrap();
    let ran = ok(&sandbox, &["backup", "stick", "--keep", "2"]).stdout;
    assert!(ran.contains("已删去较早的") && ran.contains(&names[4]), "{ran}");
    assert!(objects(&sandbox) < all, "what only the old runs needed is gone");
    let checked = sandbox.ok(&["backup", "--check", "stick", "--format", "json"]).json();
    assert_eq!((checked["runs"].as_array().unwrap().len(), &checked["damage"]), (2, &serde_json::json!([])));
    comes_back(&sandbox, "back", &[]);
}

fn refused_by_the_command_line(sandbox: &Sandbox, args: &[&str]) {
    assert_eq!(sandbox.run(&[&["-C", "s"], args].concat()).status, 2, "{args:?}");
}
