//! A recording larger than the memory that the program may use. Writes 2 GiB; CI runs it with `--ignored`.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SIZE: u64 = 2 << 30;
/// SHA-256 of 2 GiB of zeros, as `sha256sum` prints it.
const DIGEST: &str = "a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51";

#[test]
#[ignore = "writes 2 GiB"]
fn two_gibibytes_are_filed_in_less_than_64_mebibytes() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let crisis = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crisis"));
        command.args(["--no-input", "--now", "2026-10-12 09:00", "--by", "su"]).args(words);
        command
    };
    let made = crisis(&["init", "--school", "某中学", "--plain"]).arg(root).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let report = ["open", "--student", "某生", "--known", "刚刚", "--finder", "某甲", "--saw", "某事"];
    let opened = crisis(&report).arg("-C").arg(root).output().unwrap();
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    let recording = root.join("录音 😀 𠮷.m4a");
    File::create(&recording).unwrap().set_len(SIZE).unwrap();

    let mut attach = crisis(&["attach", "某生"]);
    attach.arg(&recording).arg("-C").arg(root).args([
        "--category",
        "recording",
        "--basis",
        "紧急情况",
        "--consent",
        "某家长",
        "--provided-by",
        "某甲",
    ]);
    let mut child = attach.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let peak = peak(&mut child);
    assert!(child.wait().unwrap().success());
    assert!(peak < 64 << 10, "{peak} KiB");

    let case = fs::read_dir(root.join("cases")).unwrap().next().unwrap().unwrap().path();
    let stored = fs::read_dir(case.join("materials")).unwrap().next().unwrap().unwrap();
    assert_eq!(stored.metadata().unwrap().len(), SIZE);
    let mut records = fs::read_dir(case.join("records")).unwrap().map(|file| file.unwrap().path());
    let record = records.find(|path| path.to_string_lossy().contains("-material-")).unwrap();
    assert!(fs::read_to_string(record).unwrap().contains(DIGEST));
}

/// The most memory that the program ever had, in KiB, as Linux counts it.
fn peak(child: &mut Child) -> u64 {
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(peak > 0, "the program was seen");
    peak
}
