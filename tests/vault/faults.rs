//! A conversion cut off before every single change of the disk: readable at once, complete after one more run.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::convert::{Work, content, member, prepare, read, resume, run};
use crisis::error::Error;
use crisis::vault::convert::KEY_FILE;
use crisis::vault::keyring::Keyring;
use std::fs;
use std::path::Path;

/// Works until the `at`-th change of the disk; whether it came to the end.
fn cut_off(work: Work, at: u32, folder: &Path, ring: &Keyring) -> bool {
    let mut changes = 0;
    let ended = run(work, folder, ring, &mut |_, _| {
        changes += 1;
        if changes > at { Err(Error::new("cut")) } else { Ok(()) }
    });
    ended.is_ok()
}

/// `then` is the run after the one that was cut off: the same work, or the way back.
/// Before every `step`th change of the disk.
fn cut_off_everywhere(work: Work, then: Work, step: usize) {
    for at in (0..).step_by(step) {
        let folder = crate::memory::folder();
        let ring = member();
        prepare(work, folder.path(), &ring);
        if work == Work::Reseal {
            let key = ring.unlock(&fs::read(folder.path().join(KEY_FILE)).unwrap()).unwrap();
            fs::write(folder.path().join(KEY_FILE), key.rotated().lock(ring.recipients()).unwrap()).unwrap();
        }
        let ended = cut_off(work, at, folder.path(), &ring);
        assert!(read(folder.path(), &ring) == content(), "{work:?} cut before change {at}");
        resume(then, folder.path(), &ring);
        if ended {
            assert!(at > 20, "{work:?} made {at} changes only");
            return;
        }
    }
}

#[test]
fn cut_off_before_every_change_and_run_again() {
    for work in [Work::Seal, Work::Unseal, Work::Rotate, Work::Reseal] {
        cut_off_everywhere(work, work, 1);
    }
}

#[test]
fn cut_off_before_changes_and_run_another_way() {
    for (work, then) in [
        (Work::Seal, Work::Unseal),
        (Work::Unseal, Work::Seal),
        (Work::Rotate, Work::Reseal),
        (Work::Rotate, Work::Unseal),
        (Work::Reseal, Work::Seal),
    ] {
        cut_off_everywhere(work, then, 3);
    }
}
