//! Whatever reads bytes that somebody else may have written: each takes any bytes, reads them or refuses them, and never
//! panics.

use std::fs;
use std::path::PathBuf;

use crisis::vault::keyring::Keyring;
use crisis::{bag, case, front_matter, guide, record, store, workbook};

/// What it is called, and what it does with some bytes.
pub type Reader = (&'static str, fn(&[u8]));

pub const READERS: &[Reader] = &[
    ("record", of_record),
    ("about", about),
    ("guide", of_guide),
    ("key", key),
    ("tags", tags),
    ("tar", tar),
    ("roster", roster),
    ("form", form),
    ("lines", lines),
];

fn of_record(bytes: &[u8]) {
    if let Ok(parts) = std::str::from_utf8(bytes).map_err(drop).and_then(|text| front_matter::split(text).map_err(drop))
    {
        assert!(parts.yaml.len() + parts.body.len() <= bytes.len(), "nothing is made up");
    }
    let _ = record::Record::parse("records/2026-03-05-report-aaaa.md", bytes);
}

fn about(bytes: &[u8]) {
    let _ = case::read_about(bytes);
}

fn of_guide(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let refused = guide::parse(("g.toml", text), None).err();
        assert!(refused.is_none_or(|faults| !faults.is_empty()), "whoever refuses says why");
    }
}

fn key(bytes: &[u8]) {
    const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    let mut never = || Err(crisis::error::Error::new("it has no passphrase"));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Keyring::parse(text, &mut never);
    }
    if let Ok(keyring) = Keyring::parse(IDENTITY, &mut never) {
        assert!(keyring.unlock(bytes).is_err(), "it is locked for nobody");
    }
}

fn tags(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = bag::info(text);
    }
    let folder = fresh();
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::write(folder.join("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n").unwrap();
    fs::write(folder.join("manifest-sha256.txt"), bytes).unwrap();
    let _ = bag::check(&folder, &|_, _| {});
    fs::remove_dir_all(folder).unwrap();
}

fn tar(bytes: &[u8]) {
    let folder = fresh();
    let within = folder.join("bag");
    fs::create_dir_all(&folder).unwrap();
    let is_whole = bag::unpack(bytes, &within).is_ok();
    let there: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(
        there,
        if is_whole { vec![within] } else { Vec::new() },
        "beside the bag nothing, of half a bag nothing"
    );
    fs::remove_dir_all(folder).unwrap();
}

fn roster(bytes: &[u8]) {
    let folder = fresh();
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("名册");
    fs::write(&path, bytes).unwrap();
    let _ = store::table::readings(&path, None);
    fs::remove_dir_all(folder).unwrap();
}

fn answers() -> workbook::form::Answers<'static> {
    let one = ["学校", "学期", "日期", "合计.次数"].map(|name| (name.to_owned(), "=甲".into()));
    workbook::form::Answers { one: one.into(), left_out: Vec::new(), lines: None }
}

fn form(bytes: &[u8]) {
    let Ok(parts) = store::packed::texts(bytes, workbook::form::is_part) else { return };
    if let Ok(changed) = workbook::form::fill(&parts, &answers()) {
        store::packed::with(bytes, &changed).unwrap();
    }
}

fn lines(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = workbook::form::fill_lines(text, &answers());
    }
}

fn fresh() -> PathBuf {
    tempfile::tempdir().unwrap().keep()
}
