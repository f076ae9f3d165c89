//! A recording larger than the memory that the program may use. Writes 2 GiB; CI runs it with `--ignored`.

use std::fs::{self, File};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::common::sandbox::{Sandbox, words};

const SIZE: u64 = 2 << 30;
/// SHA-256 of 2 GiB of zeros, as `sha256sum` prints it.
const DIGEST: &str = "a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51";

#[test]
#[ignore = "writes 2 GiB"]
fn two_gibibytes_are_filed_in_less_than_64_mebibytes() {
    let school = Sandbox::on_disk();
    school.ok(&["init", ".", "--no-git", "--school", "某中学", "--plain", "--no-input"]);
    school.opened("某生", &["--finder", "某甲", "--saw", "某事", "--no-input"]);
    let recording = "录音 😀 𠮷.m4a";
    File::create(school.path(recording)).unwrap().set_len(SIZE).unwrap();

    let said = words("--category recording --basis 紧急情况 --consent 某家长 --provided-by 某甲 --no-input");
    let mut attach = school.command(&[&["attach", "某生", recording], &said[..]].concat());
    let mut child = attach.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Others write meanwhile.
    let mut written = 0;
    while child.try_wait().unwrap().is_none() && written < 3 {
        school.ok(&words("record follow_up 某生 --state 平稳 --wait 1 --no-input"));
        written += 1;
    }
    assert_eq!(written, 3, "it is filed too soon to see whether anybody waits");
    let peak = peak(&mut child);
    assert!(child.wait().unwrap().success());
    assert!(peak < 64 << 10, "{peak} KiB");

    let case = fs::read_dir(school.path("cases")).unwrap().next().unwrap().unwrap().path();
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
