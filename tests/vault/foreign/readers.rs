//! Whatever reads bytes that somebody else may have written: each takes any bytes, reads them or refuses them, and never
//! panics. `tests/vault/foreign.rs` tries them on damaged files; a fuzzer tries each as its target (`fuzz/`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use crisis::vault::age_file;
use crisis::vault::keyring::Keyring;
use crisis::vault::recipient::Recipient;
use crisis::vault::recovery::RecoveryKey;
use crisis::workbook::form as forms;
use crisis::{bag, case, config, front_matter, guide, record, roster as rosters, scenario as scenarios, store, team};

/// What it is called, and what it does with some bytes.
pub type Reader = (&'static str, fn(&[u8]));

pub const READERS: &[Reader] = &[
    ("record", record),
    ("about", about),
    ("guide", guide),
    ("scenario", scenario),
    ("settings", settings),
    ("key", key),
    ("tags", tags),
    ("tar", tar),
    ("roster", roster),
    ("sheet", sheet),
    ("form", form),
    ("lines", lines),
    ("filed", filed),
];

/// A small guide, for what is read by one.
const GUIDE: &str = include_str!("../../../examples/guides/first_is_gravest.toml");
const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
/// A workbook, for what lies in one.
pub const BOOK: &[u8] = include_bytes!("../../fixtures/forms/roll.xlsx");

pub fn record(bytes: &[u8]) {
    if let Ok(parts) = std::str::from_utf8(bytes).map_err(drop).and_then(|text| front_matter::split(text).map_err(drop))
    {
        assert!(parts.yaml.len() + parts.body.len() <= bytes.len(), "nothing is made up");
    }
    let _ = record::Record::parse("records/2026-03-05-report-aaaa.md", bytes);
}

pub fn about(bytes: &[u8]) {
    let (Ok(_), Ok(text)) = (case::read_about(bytes), std::str::from_utf8(bytes)) else { return };
    let apart = "student: { name: 甲, class: 1 }\nguardians: [{ name: 乙 }]\n";
    for (base, theirs) in [(text, text), (apart, apart), (text, apart)] {
        let merged = case::merge::merged(case::merge::Texts { base, ours: text, theirs }, &|_| None);
        assert!(matches!(merged, Ok(Ok(_))), "only one of them was changed");
    }
    let _ = case::merge::merged(case::merge::Texts { base: "{}", ours: text, theirs: apart }, &|_| None);
}

pub fn guide(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        for read in [guide::parse(("g.toml", text), None), guide::parse(("g.toml", GUIDE), Some(("o.toml", text)))] {
            assert!(read.err().is_none_or(|faults| !faults.is_empty()), "whoever refuses says why");
        }
    }
}

pub fn scenario(bytes: &[u8]) {
    static READ: LazyLock<guide::Guide> = LazyLock::new(|| guide::parse(("g.toml", GUIDE), None).unwrap());
    if let Ok(suite) =
        std::str::from_utf8(bytes).map_err(drop).and_then(|text| scenarios::read("s", text, &READ).map_err(drop))
    {
        suite.play(&READ).for_each(drop);
    }
}

pub fn settings(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = config::Config::read(text);
        let _ = team::Team::read(text);
    }
}

pub fn key(bytes: &[u8]) {
    let mut never = || Err(crisis::error::Error::new("it has no passphrase"));
    let keyring = Keyring::parse(IDENTITY, &mut never).unwrap();
    assert!(keyring.unlock(bytes).is_err(), "it is locked for nobody");
    let _ = age_file::count_recipients(bytes);
    let sealed = age_file::seal_to(keyring.recipients(), bytes).unwrap();
    assert_eq!(*keyring.open_any(&sealed).unwrap(), bytes);
    let _ = keyring.unlock(&sealed);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Keyring::parse(text, &mut never);
        let _ = Recipient::parse(text);
        let (one, other) = text.split_once('\0').unwrap_or((text, text));
        let _ = RecoveryKey::join(one, other);
    }
}

pub fn tags(bytes: &[u8]) {
    let folder = fresh();
    let folder = folder.path();
    fs::create_dir(folder.join("data")).unwrap();
    for name in ["bag-info.txt", "fetch.txt", "manifest-sha256.txt", "tagmanifest-md5.txt"] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    for declaration in [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".as_slice(), bytes] {
        fs::write(folder.join("bagit.txt"), declaration).unwrap();
        bag::check(folder, &|_, _| {}).unwrap();
    }
}

pub fn tar(bytes: &[u8]) {
    let folder = fresh();
    let within = folder.path().join("bag");
    let is_whole = bag::unpack(bytes, &within).is_ok();
    let there: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let expected = if is_whole { vec![within.clone()] } else { Vec::new() };
    assert_eq!(there, expected, "beside the bag nothing, of half a bag nothing");
    if is_whole {
        bag::check(&within, &|_, _| {}).unwrap();
    }
}

pub fn roster(bytes: &[u8]) {
    let folder = fresh();
    let path = folder.path().join("名册");
    fs::write(&path, bytes).unwrap();
    let said = BTreeMap::new();
    for sheet in store::table::readings(&path, None).into_iter().flatten().flat_map(|reading| reading.sheets) {
        let _ = rosters::likely(&sheet);
        if let Ok(Some(columns)) = rosters::columns(&sheet, &said) {
            let lines = rosters::read(&sheet, &columns, &said, "2026-03-05".parse().unwrap());
            let _ = rosters::compare(&rosters::Roster::default(), lines, &BTreeSet::new());
        }
    }
}

/// A text as each part of a workbook that holds some: what is packed has sums of its own, which nobody hits by chance.
pub fn sheet(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for part in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"] {
        let packed = store::packed::with(BOOK, &[(part.to_owned(), text.to_owned())].into()).unwrap();
        roster(&packed);
        form(&packed);
    }
}

fn answers() -> forms::Answers<'static> {
    let one = ["学校", "学期", "日期", "合计.次数"].map(|name| (name.to_owned(), "=甲".into()));
    forms::Answers { one: one.into(), left_out: Vec::new(), lines: None }
}

pub fn form(bytes: &[u8]) {
    let Ok(parts) = store::packed::texts(bytes, forms::is_part) else { return };
    if let Ok(changed) = forms::fill(&parts, &answers()) {
        store::packed::with(bytes, &changed).unwrap();
    }
}

pub fn lines(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = forms::fill_lines(text, &answers());
    }
}

pub fn filed(bytes: &[u8]) {
    for name in ["协议.txt", "协议.docx", "协议.pdf"] {
        let _ = store::signature::mismatch(name, bytes);
        let _ = store::content::text(name, bytes);
    }
}

fn fresh() -> tempfile::TempDir {
    crate::memory::folder()
}
