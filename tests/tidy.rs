//! The house rules that no compiler knows: who may use whom, who may print, what no file may lack.

use std::fs;
use std::path::{Path, PathBuf};

/// A layer and what it may use of the crate besides itself and `error`. An arrow in ARCHITECTURE.md is a word here.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("time", &[]),
    ("yaml", &[]),
    ("front_matter", &[]),
    ("record", &["front_matter", "time", "yaml"]),
    ("guide", &["record", "time"]),
    ("team", &["case", "yaml"]),
    ("config", &["guide", "time"]),
    ("case", &["record", "time", "yaml"]),
    ("duty", &["case", "guide", "record", "team", "time"]),
    ("check", &["access", "vault", "audit", "case", "duty", "guide", "record", "team", "time"]),
    ("audit", &["access", "case", "check", "config", "duty", "guide", "record", "team", "time"]),
    ("stats", &["audit", "case", "guide", "record", "time"]),
    ("tell", &["guide", "record", "time"]),
    ("draft", &["case", "front_matter", "record", "time", "yaml"]),
    ("vault", &[]),
    ("access", &["case", "guide", "team", "vault"]),
    ("sheet", &[]),
    ("store", &["case", "config", "guide", "record", "team", "time", "vault"]),
    ("paper", &[]),
    ("documents", &["audit", "case", "config", "guide", "paper", "record", "store", "team", "tell", "time"]),
    ("dashboard", &["audit", "case", "duty", "guide", "record", "tell", "time"]),
    ("ui", &[]),
    ("form", &["front_matter", "guide", "record", "store", "time", "ui", "yaml"]),
    ("cmd", &["*"]),
    ("cli", &["cmd", "time", "ui", "vault"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The module that a file belongs to: `src/duty/clock.rs` → `duty`.
fn layer(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The text before the tests of a file.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn layers_use_only_what_lies_below() {
    for (path, text) in sources() {
        let own = layer(&path);
        if own == "main" || own == "lib" {
            continue;
        }
        let (_, allowed) =
            LAYERS.iter().find(|(name, _)| *name == own).unwrap_or_else(|| panic!("{own} is in no layer"));
        for part in program(&text).split("crate::").skip(1) {
            let used: String = part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            let fine = used == own || used == "error" || allowed.contains(&"*") || allowed.contains(&used.as_str());
            assert!(fine, "{} uses {used}, which {own} may not", path.display());
        }
    }
}

#[test]
fn the_pure_middle_has_no_clock_no_disk_no_mouth() {
    let edges = ["store", "vault", "ui", "cli", "cmd", "form", "paper", "main"];
    for (path, text) in sources() {
        if edges.contains(&layer(&path).as_str()) {
            continue;
        }
        for word in ["std::fs", "std::env", "Local::now", "Utc::now", "SystemTime", "println!", "eprintln!", "std::io"]
        {
            let ok = !program(&text).contains(word) || (layer(&path) == "error" && word == "std::io");
            assert!(ok, "{} contains {word}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in sources() {
        let is_main = layer(&path) == "main";
        assert!(is_main || text.starts_with("//! "), "{} has no module documentation", path.display());
        for word in ["TODO", "FIXME", "todo!(", "unimplemented!(", "process::exit"] {
            assert!(!text.contains(word), "{} contains {word}", path.display());
        }
    }
}

/// Words that only the guide may say: roles, levels, dimensions, clause numbers. Comments may cite clauses.
#[test]
fn no_word_of_the_guide_lives_in_code() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/guides/shiyan.toml")).unwrap();
    let guide: toml::Table = guide.parse().unwrap();
    let mut words: Vec<String> = Vec::new();
    for list in ["role", "level", "dimension", "clause"] {
        let key = if list == "clause" { "id" } else { "name" };
        words.extend(guide[list].as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()));
    }
    assert!(words.len() > 30);
    for (path, text) in sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        for line in program(&text).lines().filter(|line| !is_comment(line)) {
            for word in words.iter().filter(|word| word.chars().count() > 2) {
                assert!(!line.contains(word.as_str()), "{} says {word}: {line}", path.display());
            }
        }
    }
}

/// `///` is what a screen shows of a kind or a command, so it is no comment here.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") && !line.starts_with("///")
}
