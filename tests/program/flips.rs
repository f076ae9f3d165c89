//! Bytes that change by themselves, files that are cut off or vanish: whatever lies in a case, `verify` says on which file
//! it happened, plain and sealed; and a damaged material never fills its column.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::sandbox::{Sandbox, words};
use crisis::office::Office;
use crisis::vault::keyring::Keyring;

/// How many of each; `CRISIS_FLIPS` makes it more.
fn count() -> usize {
    std::env::var("CRISIS_FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(60)
}

/// A case with a chain, a stamp and filed papers.
fn kept(school: &Sandbox, more: &[&str]) -> String {
    fs::write(school.path("photo.jpg"), b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01 a picture of nothing at all")
        .unwrap();
    fs::write(school.path("note.txt"), "室友写下的经过，只写自己看到的。\n").unwrap();
    let run = |line: &str| school.ok(&[&words(line)[..], more].concat());
    run(
        "open --student 林示例 --student-id 0142 --known '昨天 21:30' --finder 丁假设 --saw 话 --guardian 林大,父亲,13800000000",
    );
    run("record follow_up 林示例 --state 平稳");
    run("attach 林示例 photo.jpg --category photo --provided-by 丁假设 --basis 职责");
    run("attach 林示例 note.txt --category chat --provided-by 丁假设 --basis 职责");
    run("record follow_up 林示例 --state 好转");
    let listed = school.ok(&[&["list", "--format", "json"], more].concat()).json();
    listed[0]["case"].as_str().unwrap().to_owned()
}

fn office(school: &Sandbox, identity: Option<&Path>) -> Office {
    let keyring = identity.map(|path| {
        let text = fs::read_to_string(path).unwrap();
        Keyring::parse(&text, &mut || unreachable!("it has no passphrase")).unwrap()
    });
    let now = chrono::DateTime::parse_from_rfc3339("2026-03-06T08:00:00+08:00").unwrap();
    Office::open(school.root(), keyring, None, now).ok().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let folders: Vec<PathBuf> = found.iter().filter(|path| path.is_dir()).cloned().collect();
    found.retain(|path| path.is_file());
    found.extend(folders.iter().flat_map(|folder| files(folder)));
    found.sort();
    found
}

#[derive(Debug, Clone, Copy)]
enum Harm {
    Flip(usize, u8),
    Cut(usize),
    Delete,
}

impl Harm {
    fn done(self, path: &Path, bytes: &[u8]) {
        match self {
            Self::Flip(at, bit) => {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 1 << bit;
                fs::write(path, bytes).unwrap();
            }
            Self::Cut(at) => fs::write(path, &bytes[..at]).unwrap(),
            Self::Delete => fs::remove_file(path).unwrap(),
        }
    }
}

/// The same numbers every time.
fn random(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from((*state >> 33) % below as u64).unwrap()
}

fn every_harm_is_named(school: &Sandbox, number: &str, identity: Option<&Path>) {
    let office = office(school, identity);
    let case = school.path(&format!("cases/{number}"));
    let wanted = [number.to_owned()];
    let clean = office.verify(&wanted, &|_, _| {}).unwrap();
    assert!(clean.damage.is_empty(), "{}", clean.damage[0].message);
    let head = clean.head.unwrap();
    let (mut state, all) = (7, files(&case));
    let last = office.case(number).head().map(|record| office.repo.real_name(number, &record.path)).unwrap();
    let mut unnamed = Vec::new();
    for trial in 0..2 * count() {
        let path = &all[trial % all.len()];
        let bytes = fs::read(path).unwrap();
        let harm = if trial < count() {
            Harm::Flip(random(&mut state, bytes.len()), u8::try_from(random(&mut state, 8)).unwrap())
        } else if random(&mut state, 2) == 0 {
            Harm::Delete
        } else {
            Harm::Cut(random(&mut state, bytes.len()))
        };
        harm.done(path, &bytes);
        let mut found = match office.verify(&wanted, &|_, _| {}) {
            Ok(found) => found,
            // age can't tell a damaged key file from one for somebody else: that it does not open is said.
            Err(error) => {
                assert!(path.ends_with("key.age"), "{} {harm:?}: {error}", path.display());
                fs::write(path, &bytes).unwrap();
                continue;
            }
        };
        // Of the very last record only who kept its digest knows.
        if path.ends_with(&last) {
            office.compare(&mut found, number, &head).unwrap_or_default();
        }
        let name = path.strip_prefix(school.root()).unwrap();
        // What is gone is missed by the next one that names it.
        let is_gone = matches!(harm, Harm::Delete) || path.ends_with(&last);
        let is_named = found.damage.iter().any(|damage| damage.path == name || is_gone);
        let is_shut = name.ends_with("key.age") && !found.unopened.is_empty();
        if !(is_named || is_shut) {
            let told: Vec<String> =
                found.damage.iter().map(|damage| format!("{}: {}", damage.path.display(), damage.message)).collect();
            unnamed.push(format!("{} {harm:?}: {told:?}", name.display()));
        }
        if name.to_string_lossy().contains("materials") {
            let audit = &office.judge(&office.case(number))[0];
            let filed = audit.materials.iter().filter(|(_, state)| *state == "met").count();
            assert_eq!(filed, 0, "{} {harm:?}", name.display());
        }
        fs::write(path, &bytes).unwrap();
    }
    assert!(unnamed.is_empty(), "{} of {}:\n{}", unnamed.len(), 2 * count(), unnamed.join("\n"));
}

#[test]
fn in_clear() {
    let school = Sandbox::school();
    let number = kept(&school, &["--by", "keeper"]);
    every_harm_is_named(&school, &number, None);
}

#[test]
fn sealed() {
    let school = Sandbox::empty();
    let paper = tempfile::tempdir().unwrap();
    let sheet = paper.path().join("paper.html").display().to_string();
    school.ok(&words(&format!(
        "init . --school 示例实验高中 --member 苏演示 --identity me.txt --recovery-sheet {sheet} --no-git --by keeper"
    )));
    let number = kept(&school, &["--identity", "me.txt", "--by", "keeper"]);
    every_harm_is_named(&school, &number, Some(&school.path("me.txt")));
}
