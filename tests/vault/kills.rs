//! A conversion killed at a hundred moments: readable at once, complete after one more run.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::convert::{Work, content, freely, list, prepare, read, resume};
use crisis::disk::Existing;
use crisis::error::Error;
use crisis::vault::identity::{self, IdentityText};
use crisis::vault::keyring::Keyring;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Not a test of its own: what the next one starts and kills.
#[test]
fn child() {
    let Some(folder) = std::env::var_os("CRISIS_CONVERT_CHILD") else { return };
    let folder = Path::new(&folder);
    let text = identity::read(&folder.join("../identity.txt"), &mut || Err(Error::new("no passphrase"))).unwrap();
    let ring = text.identity.keyring(&mut || Err(Error::new("no passphrase"))).unwrap();
    let work = match std::env::var("CRISIS_CONVERT_WORK").unwrap().as_str() {
        "Seal" => Work::Seal,
        "Unseal" => Work::Unseal,
        _ => Work::Rotate,
    };
    freely(work, folder, &ring);
}

fn start_child(work: Work, folder: &Path) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kills::child", "--nocapture"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("CRISIS_CONVERT_CHILD", folder).env("CRISIS_CONVERT_WORK", format!("{work:?}")).spawn().unwrap()
}

#[test]
fn killed_a_hundred_times() {
    let top = crate::memory::folder();
    let text = IdentityText::generate();
    text.write(&top.path().join("identity.txt"), None, Existing::Refuse).unwrap();
    let ring = text.keyring(&mut || Err(Error::new("no passphrase"))).unwrap();
    let mut in_the_middle = 0;
    for work in [Work::Seal, Work::Unseal, Work::Rotate] {
        let whole = fresh_case(work, top.path(), &ring, "whole");
        let begun = Instant::now();
        assert!(start_child(work, &whole).wait().unwrap().success());
        let lasts = begun.elapsed();
        for at in 0..34u32 {
            let folder = fresh_case(work, top.path(), &ring, &format!("case-{at}"));
            let before = list(&folder);
            let mut child = start_child(work, &folder);
            std::thread::sleep(lasts * (at % 34 + 1) / 36 + Duration::from_micros(u64::from(at) * 37 % 400));
            child.kill().unwrap();
            let finished = child.wait().unwrap().success();
            assert!(read(&folder, &ring) == content(), "{work:?} killed at {at}");
            in_the_middle += u32::from(!finished && list(&folder) != before);
            resume(work, &folder, &ring);
        }
    }
    assert!(in_the_middle > 10, "only {in_the_middle} kills hit the work");
}

fn fresh_case(work: Work, top: &Path, ring: &Keyring, name: &str) -> PathBuf {
    let folder = top.join(format!("{work:?}-{name}"));
    fs::create_dir(&folder).unwrap();
    prepare(work, &folder, ring);
    folder
}
