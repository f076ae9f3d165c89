//! A disk that is full, a little earlier or later every time: whoever writes is told so in words, what was there stays
//! as it was, and with room again the same command works and nothing is left over.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crisis::disk;

use crate::examples::copy;
use crate::syscalls::{Kind, School};

/// Four mebibytes that only this test sees; gone with whoever keeps them.
struct Small {
    keeper: Child,
    at: tempfile::TempDir,
}

impl Small {
    /// None where this machine lets nobody mount anything, which is said.
    fn disk() -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let script = "mount -t tmpfs -o size=4m none \"$0\" && echo ready && read -r end";
        let mut mount = Command::new("unshare");
        mount.args(["--mount", "sh", "-c", script]).arg(at.path());
        let spawned = mount.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let keeper = spawned.ok().and_then(ready);
        if keeper.is_none() {
            std::io::stderr().write_all(b"skipped: nobody may mount a small disk here\n").unwrap();
        }
        keeper.map(|keeper| Self { keeper, at })
    }

    /// The same place as others see it.
    fn seen(&self) -> PathBuf {
        let at = self.at.path().strip_prefix("/").unwrap();
        Path::new("/proc").join(self.keeper.id().to_string()).join("root").join(at)
    }

    fn run(&self, school: &School, line: &[String]) -> Output {
        let repo = self.at.path().join("s");
        let args: Vec<&str> = school.all(line);
        let plain = school.sandbox().command(&[]);
        let mut command = Command::new("nsenter");
        command
            .args(["--mount", "--target", &self.keeper.id().to_string()])
            .arg(format!("--wd={}", school.root().display()))
            .arg("--")
            .arg(plain.get_program());
        command.arg("-C").arg(repo).args(&args[2..]);
        command.arg("--wait").arg("1");
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// Leaves room for so many pieces of 4096 bytes.
    fn fill(&self, room: u64) {
        let path = self.seen().join("filler");
        let free = disk::free(&self.seen()).unwrap();
        let size = free.saturating_sub(room * 4096);
        fs::write(path, vec![1; usize::try_from(size).unwrap()]).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Whoever keeps the disk, once it is there.
fn ready(mut keeper: Child) -> Option<Child> {
    let mut said = String::new();
    BufReader::new(keeper.stdout.take()?).read_line(&mut said).ok()?;
    if said.trim() == "ready" {
        return Some(keeper);
    }
    let _ = keeper.wait();
    None
}

/// What is written, and how many pieces it takes at most.
const WRITES: [(&str, u64); 7] = [
    ("open --student 钱假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none", 8),
    ("record follow_up 20260142 --state 平稳", 4),
    ("attach 20260142 录音.txt --category recording --provided-by 父亲 --basis 家长提供", 52),
    ("teacher 20260142 陆假设 --since 2026-03-06", 4),
    ("import roster 名册.csv --yes", 4),
    ("training add --type training --topic 识别与倾听 --audience 教职工", 6),
    ("member add chen --name 陈虚构 --role moral_education_director", 4),
];

/// Every file but those that are half written.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let found = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let whole = found.filter(|entry| !disk::is_temporary(entry.path()));
    whole.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
}

/// One write with room for so much; gives what is wrong, and whether it was written.
fn write(small: &Small, school: &School, line: &[String], room: u64) -> (Vec<String>, bool) {
    let (root, mut wrong) = (small.seen().join("s"), Vec::new());
    let _ = fs::remove_dir_all(&root);
    copy(&school.root().join("s"), &root);
    let before = files(&root);
    small.fill(room);
    let ran = small.run(school, line);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let status = ran.status.code().unwrap_or(-1);
    fs::remove_file(small.seen().join("filler")).unwrap();
    let after = files(&root);
    if status == 2 {
        if !(said.contains("磁盘已满") && said.contains("怎么办")) {
            wrong.push(format!("does not say that the disk is full: {said}"));
        }
        let is_kept = |(path, bytes): (&PathBuf, &Vec<u8>)| after.get(path) == Some(bytes);
        if let Some((path, _)) = before.iter().find(|file| !is_kept(*file)) {
            wrong.push(format!("{} is lost", path.display()));
        }
        let again = small.run(school, line);
        if !again.status.success() {
            wrong.push(format!("fails with room: {}", String::from_utf8_lossy(&again.stderr)));
        }
    } else if !(0..=1).contains(&status) {
        wrong.push(format!("ended with {status}: {said}"));
    }
    let seen = small.run(school, &["verify".to_owned()]);
    if !seen.status.success() {
        wrong.push(format!("not whole: {}", String::from_utf8_lossy(&seen.stdout)));
    }
    let left = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).map(walkdir::DirEntry::into_path);
    let is_left = |path: &PathBuf| disk::is_temporary(path);
    wrong.extend(left.filter(is_left).map(|path| format!("{} is left", path.display())));
    (wrong, status < 2)
}

/// Some levels by default; `CRISIS_FILLS=all` for each of them.
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let Some(small) = Small::disk() else { return };
    let levels = |kind| if kind == Kind::Plain { 4 } else { 2 };
    let is_each = std::env::var_os("CRISIS_FILLS").is_some();
    let step = |kind, most: u64| if is_each { 1 } else { most.div_ceil(levels(kind)) };
    let mut wrong = Vec::new();
    for kind in [Kind::Plain, Kind::Sealed] {
        let base = School::new(kind);
        for (line, most) in WRITES {
            let words = base.words(line);
            let mut ends = [false, false];
            for room in (0..=most).step_by(usize::try_from(step(kind, most)).unwrap()) {
                let (found, is_written) = write(&small, &base, &words, room);
                ends[usize::from(is_written)] = true;
                wrong.extend(found.into_iter().map(|what| format!("{kind:?} {line}, room for {room}: {what}")));
            }
            if kind == Kind::Plain && ends != [true, true] {
                wrong.push(format!("{line}: no level at which it fails, or none at which it is written: {ends:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
