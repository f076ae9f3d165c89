//! Sealing, unsealing and changing the key of a folder. `faults` cuts it off, `kills` kills it.
#![allow(clippy::unwrap_used, reason = "tests")]

use crisis::error::{Error, Result};
use crisis::vault::case_key::CaseKey;
use crisis::vault::convert::{Conversion, KEY_FILE, Op, Outcome};
use crisis::vault::identity::IdentityText;
use crisis::vault::keyring::Keyring;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Files = BTreeMap<PathBuf, Vec<u8>>;

pub fn member() -> Keyring {
    IdentityText::generate().keyring(&mut || Err(Error::new("no passphrase"))).unwrap()
}

/// A case with names and sizes of every kind; material names come from their records.
pub fn content() -> Files {
    let mut files = Files::from([("case.yaml".into(), b"student: \xe6\x9d\x8e\xe9\x9b\xb7\n".to_vec())]);
    for (at, id) in ["m4t9", "p2x7", "zz01", "a0a0", "b1b1"].into_iter().enumerate() {
        let text = format!("---\nid: {id}\nkind: contact\nname: scan {id}.pdf\n---\n{}", "说了什么。".repeat(at * 40));
        files.insert(format!("records/2026-11-2{at}-contact-{id}.md").into(), text.into_bytes());
        files.insert(format!("materials/{id}-scan {id}.pdf").into(), vec![u8::try_from(at).unwrap(); at * 50_000]);
    }
    files
}

fn put(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What the store will do: ids to the outside, names back from the front matter.
fn sealed_name(path: &Path, head: &[u8]) -> Result<Option<PathBuf>> {
    let name = path.file_name().unwrap().to_str().unwrap();
    Ok(match path.parent().unwrap().to_str().unwrap() {
        "" if name == "case.yaml" => Some("case.yaml.age".into()),
        "records" => Some(format!("records/{}.md.age", id_in(head)?).into()),
        "materials" => Some(format!("materials/{}.age", name.split('-').next().unwrap()).into()),
        _ => None,
    })
}

fn plain_name(path: &Path, head: &[u8]) -> Result<Option<PathBuf>> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let day = |id: &str| ["m4t9", "p2x7", "zz01", "a0a0", "b1b1"].iter().position(|known| *known == id);
    Ok(match path.parent().unwrap().to_str().unwrap() {
        "" => Some("case.yaml".into()),
        "records" => {
            let id = id_in(head)?;
            Some(format!("records/2026-11-2{}-contact-{id}.md", day(&id).unwrap()).into())
        }
        _ => {
            let id = name.trim_end_matches(".age");
            Some(format!("materials/{id}-scan {id}.pdf").into())
        }
    })
}

fn id_in(head: &[u8]) -> Result<String> {
    let text = String::from_utf8_lossy(head);
    let id = text.lines().find_map(|line| line.strip_prefix("id: ").map(str::to_owned));
    id.ok_or_else(|| Error::new("no id"))
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    Seal,
    Unseal,
    Rotate,
    Reseal,
}

pub fn run(
    work: Work,
    folder: &Path,
    ring: &Keyring,
    watch: &mut dyn FnMut(Op, &Path) -> Result<()>,
) -> Result<Outcome> {
    let mut conversion = Conversion::new(folder, ring, watch);
    match work {
        Work::Seal => conversion.seal(ring.recipients(), &sealed_name),
        Work::Unseal => conversion.unseal(&plain_name),
        Work::Rotate => conversion.rotate(ring.recipients()),
        Work::Reseal => conversion.reseal(),
    }
}

pub fn freely(work: Work, folder: &Path, ring: &Keyring) -> Outcome {
    let outcome = run(work, folder, ring, &mut |_, _| Ok(())).unwrap();
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    outcome
}

pub fn list(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner)).unwrap() {
            let entry = entry.unwrap();
            let path = inner.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else {
                files.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

/// How a reader meets a folder in any state: temporary files do not exist, `.age` is opened, twins are one file.
pub fn read(folder: &Path, ring: &Keyring) -> Files {
    let mut found = Files::new();
    let mut files = list(folder);
    let key = files.remove(Path::new(KEY_FILE)).map(|sealed| ring.unlock(&sealed).unwrap());
    for (path, bytes) in files {
        if path.file_name().unwrap().to_str().unwrap().starts_with(".crisis-") {
            continue;
        }
        let (path, bytes) = if path.extension().unwrap() == "age" {
            let plain = key.as_ref().unwrap().open(&bytes).unwrap().to_vec();
            (plain_name(&path, &plain).unwrap().unwrap(), plain)
        } else {
            (path, bytes)
        };
        let twin = found.insert(path, bytes.clone());
        assert!(twin.is_none_or(|twin| twin == bytes));
    }
    found
}

pub fn prepare(work: Work, folder: &Path, ring: &Keyring) {
    put(folder, &content());
    if work != Work::Seal {
        freely(Work::Seal, folder, ring);
    }
}

/// Complete: nothing of the other side, no temporary file, everything under the current key.
fn assert_complete(work: Work, folder: &Path, ring: &Keyring) {
    assert!(read(folder, ring) == content());
    let files = list(folder);
    if work == Work::Unseal {
        return assert!(files == content());
    }
    let sealed: BTreeSet<PathBuf> = content()
        .iter()
        .map(|(path, bytes)| sealed_name(path, bytes).unwrap().unwrap())
        .chain([KEY_FILE.into()])
        .collect();
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), sealed);
    let key = ring.unlock(&files[Path::new(KEY_FILE)]).unwrap();
    assert!(files.iter().filter(|(path, _)| *path != Path::new(KEY_FILE)).all(|(_, bytes)| key.is_current(&bytes[..])));
}

pub fn resume(work: Work, folder: &Path, ring: &Keyring) {
    freely(work, folder, ring);
    assert_complete(work, folder, ring);
}

#[test]
fn there_and_back_and_over_to_another_key() {
    let folder = crate::memory::folder();
    let (ring, revoked) = (member(), member());
    put(folder.path(), &content());
    let both = [ring.recipients(), revoked.recipients()].concat();
    Conversion::new(folder.path(), &ring, &mut |_, _| Ok(())).seal(&both, &sealed_name).unwrap();
    assert_complete(Work::Seal, folder.path(), &revoked);
    let stolen = revoked.unlock(&fs::read(folder.path().join(KEY_FILE)).unwrap()).unwrap();
    freely(Work::Rotate, folder.path(), &ring);
    assert_complete(Work::Rotate, folder.path(), &ring);
    for (path, bytes) in list(folder.path()) {
        assert!(revoked.open_any(&bytes).is_err() && stolen.open(&bytes).is_err(), "{path:?}");
    }
    // Sealed with the retired key by a machine that had not heard of it yet.
    let late = folder.path().join("records/b1b1.md.age");
    fs::write(&late, stolen.seal(&content()[Path::new("records/2026-11-24-contact-b1b1.md")]).unwrap()).unwrap();
    assert!(read(folder.path(), &ring) == content());
    assert_eq!(freely(Work::Reseal, folder.path(), &ring).converted.len(), 1);
    assert!(stolen.open(&fs::read(&late).unwrap()).is_err());
    freely(Work::Unseal, folder.path(), &ring);
    assert_complete(Work::Unseal, folder.path(), &ring);
    assert!(freely(Work::Unseal, folder.path(), &ring).converted.is_empty());
}

#[test]
fn a_damaged_file_stops_itself_only_and_keeps_the_key() {
    let folder = crate::memory::folder();
    let ring = member();
    prepare(Work::Unseal, folder.path(), &ring);
    let damaged = folder.path().join("materials/b1b1.age");
    let mut bytes = fs::read(&damaged).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&damaged, &bytes).unwrap();
    let outcome = run(Work::Rotate, folder.path(), &ring, &mut |_, _| Ok(())).unwrap();
    assert_eq!((outcome.faults.len(), outcome.converted.len()), (1, content().len() - 1));
    let outcome = run(Work::Unseal, folder.path(), &ring, &mut |_, _| Ok(())).unwrap();
    assert_eq!((outcome.faults.len(), outcome.converted.len()), (1, content().len() - 1));
    assert!(outcome.faults[0].path.as_ref().unwrap().ends_with("materials/b1b1.age"));
    let left = list(folder.path());
    assert!(left[Path::new("materials/b1b1.age")] == bytes && left.contains_key(Path::new(KEY_FILE)));
    assert!(!left.keys().any(|path| path.to_string_lossy().contains(".tmp")));
}

#[test]
fn nothing_is_touched_when_the_plan_is_bad() {
    let ring = member();
    let untouched = |change: &dyn Fn(&Path), work: Work, ring: &Keyring| -> Error {
        let folder = crate::memory::folder();
        put(folder.path(), &content());
        change(folder.path());
        let before = list(folder.path());
        let error = run(work, folder.path(), ring, &mut |_, _| Ok(())).err().unwrap();
        assert!(list(folder.path()) == before);
        error
    };
    let two_of_one_name = |folder: &Path| fs::write(folder.join("materials/m4t9-other.pdf"), b"x").unwrap();
    assert!(untouched(&two_of_one_name, Work::Seal, &ring).what.contains("都会叫"));
    let without_key = |folder: &Path| fs::write(folder.join("x.age"), b"x").unwrap();
    assert!(untouched(&without_key, Work::Seal, &ring).what.contains("没有 key.age"));
    assert!(untouched(&without_key, Work::Unseal, &ring).what.contains("没有 key.age"));
    let of_others = |folder: &Path| {
        fs::write(folder.join(KEY_FILE), CaseKey::generate().lock(member().recipients()).unwrap()).unwrap();
    };
    assert!(untouched(&of_others, Work::Seal, &ring).what.contains("这把钥匙打不开"));
}

#[test]
fn who_starts_must_be_able_to_finish() {
    let folder = crate::memory::folder();
    put(folder.path(), &content());
    let (me, other) = (member(), member());
    let outcome = Conversion::new(folder.path(), &me, &mut |_, _| Ok(())).seal(other.recipients(), &sealed_name);
    assert!(outcome.err().unwrap().what.contains("你自己不在"));
    assert!(list(folder.path()) == content());
}

#[test]
fn strangers_are_reported_and_left() {
    let folder = crate::memory::folder();
    let ring = member();
    put(folder.path(), &content());
    fs::write(folder.path().join("Thumbs.db"), b"x").unwrap();
    assert_eq!(freely(Work::Seal, folder.path(), &ring).left, [PathBuf::from("Thumbs.db")]);
    assert!(folder.path().join("Thumbs.db").exists());
}

#[test]
fn twins_that_differ_are_both_kept() {
    let folder = crate::memory::folder();
    let ring = member();
    prepare(Work::Unseal, folder.path(), &ring);
    fs::write(folder.path().join("case.yaml"), b"student: changed by hand\n").unwrap();
    for work in [Work::Seal, Work::Unseal] {
        let outcome = run(work, folder.path(), &ring, &mut |_, _| Ok(())).unwrap();
        assert!(outcome.faults[0].what.contains("内容却不同"));
        assert!(folder.path().join("case.yaml").exists() && folder.path().join("case.yaml.age").exists());
    }
}
