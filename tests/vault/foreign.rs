//! Files as others hand them over, damaged in many ways: bytes flipped, cut out, doubled, taken from another file. The
//! same every time; `CRISIS_FOREIGN` says how many of each.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "foreign/readers.rs"]
mod readers;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crisis::store;
use readers::READERS;

fn count() -> usize {
    std::env::var("CRISIS_FOREIGN").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

/// Whole files of every sort; each reader gets all of them, also those that are not for it.
fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let case = root.join("examples/shiyan/cases/2026-Y3K5");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(case.join("records")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.truncate(4);
    paths.push(case.join("case.yaml"));
    for path in [
        "examples/shiyan/crisis.toml",
        "examples/shiyan/team.yaml",
        "examples/shiyan/guides/shiyan.toml",
        "examples/guides/first_is_gravest.toml",
        "examples/guides/first_is_gravest.scenarios.yaml",
        "tests/fixtures/filed/office.pdf",
        "tests/fixtures/roster/old.xls",
        "tests/fixtures/forms/roll.xlsx",
        "tests/fixtures/forms/stats.xlsx",
        "tests/fixtures/stock-passphrase.age",
        "tests/fixtures/stock-passphrase-armored.age",
    ] {
        paths.push(root.join(path));
    }
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    let parts = store::packed::texts(readers::BOOK, |name| name.starts_with("xl/")).unwrap();
    seeds.extend(parts.into_values().map(String::into_bytes));
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in [("2026-7K3Q/bagit.txt", "BagIt-Version: 1.0\n"), ("2026-7K3Q/data/case.yaml", "student: {}\n")]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    seeds.push(tar.into_inner().unwrap());
    let sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    seeds.push(format!("{sum}  data/a%0Ab\n{sum} *data/甲\n{sum}  data/../../etc\n").into_bytes());
    seeds.push("学号,姓名,{{ 学校 }}\r\n\"1\"\"2\",甲,{{ 日期 }}\r\n\r\n".as_bytes().to_vec());
    seeds
}

/// Numbers by chance, the same ones every time.
fn below(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap() % below.max(1)
}

fn damaged(seed: &[u8], other: &[u8], state: &mut u64) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=below(state, 3) {
        let (at, long) = (below(state, bytes.len()), 1 + below(state, 40));
        let end = (at + long).min(bytes.len());
        match below(state, 6) {
            _ if bytes.is_empty() => bytes.extend_from_slice(other),
            0 => bytes[at] ^= 1 << below(state, 8),
            1 => bytes[at] = [0, 0xff, b'\n', b'"', b':', b'-', 0x80][below(state, 7)],
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let from = below(state, other.len());
                bytes.splice(at..end, other[from..(from + long).min(other.len())].iter().copied());
            }
        }
    }
    bytes
}

/// A reader that no fuzzer tries would be missed by nobody.
#[test]
fn every_reader_is_a_target_of_the_fuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut targets: Vec<String> = names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let mut readers: Vec<&str> = READERS.iter().map(|(name, _)| *name).collect();
    targets.sort();
    readers.sort_unstable();
    assert_eq!(targets, readers);
}

#[test]
fn no_bytes_of_others_make_a_reader_panic() {
    let (seeds, mut state) = (seeds(), 20_261_128);
    let only = std::env::var("CRISIS_READER").unwrap_or_default();
    for (name, read) in READERS.iter().filter(|(name, _)| only.is_empty() || *name == only) {
        let mut slowest = Duration::ZERO;
        for at in 0..count().max(seeds.len()) {
            let seed = &seeds[at % seeds.len()];
            let other = &seeds[below(&mut state, seeds.len())];
            // Every file whole at first.
            let bytes = if at < seeds.len() { seed.clone() } else { damaged(seed, other, &mut state) };
            let begun = Instant::now();
            read(&bytes);
            slowest = slowest.max(begun.elapsed());
        }
        assert!(slowest < Duration::from_secs(60), "{name} took {slowest:?} for one file");
    }
}
