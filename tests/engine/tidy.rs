//! The house rules that no compiler knows: who may use whom, who may print, what no file may lack.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A layer and what it may use of the crate besides itself and `error`. An arrow in ARCHITECTURE.md is a word here.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("text", &[]),
    ("time", &["text"]),
    ("yaml", &[]),
    ("front_matter", &[]),
    ("record", &["front_matter", "text", "time", "yaml"]),
    ("guide", &["record", "text", "time"]),
    ("team", &["guide", "text", "yaml"]),
    ("config", &["guide", "time"]),
    ("case", &["record", "time", "yaml", "text"]),
    ("roster", &["case", "text", "time"]),
    ("duty", &["case", "guide", "record", "team", "tell", "time"]),
    ("finding", &["case", "guide"]),
    ("check", &["access", "vault", "case", "duty", "finding", "guide", "record", "team", "time", "text"]),
    ("audit", &["access", "case", "check", "config", "duty", "finding", "guide", "record", "team", "time"]),
    ("stats", &["case", "duty", "guide", "record", "time"]),
    ("tell", &["guide", "record", "time"]),
    ("draft", &["case", "front_matter", "record", "time", "yaml"]),
    ("scenario", &["audit", "case", "draft", "duty", "guide", "record", "team", "time", "yaml"]),
    ("disk", &[]),
    ("vault", &["disk"]),
    ("access", &["case", "guide", "team", "vault", "text"]),
    ("sheet", &["vault"]),
    ("store", &["case", "config", "disk", "guide", "record", "roster", "team", "text", "time", "vault", "yaml"]),
    ("bag", &["disk", "record", "store"]),
    ("handbook", &[]),
    ("history", &["disk"]),
    ("paper", &["disk", "text"]),
    ("workbook", &["text"]),
    ("naming", &[]),
    (
        "documents",
        &[
            "audit",
            "case",
            "checklist",
            "config",
            "finding",
            "guide",
            "naming",
            "paper",
            "record",
            "team",
            "tell",
            "time",
        ],
    ),
    ("checklist", &["audit", "duty", "finding", "guide", "tell", "time"]),
    ("dashboard", &["audit", "case", "checklist", "duty", "finding", "guide", "record", "tell", "time"]),
    ("ui", &["disk", "naming", "text"]),
    (
        "office",
        &[
            "access",
            "audit",
            "bag",
            "case",
            "check",
            "checklist",
            "config",
            "dashboard",
            "disk",
            "documents",
            "draft",
            "duty",
            "finding",
            "front_matter",
            "guide",
            "history",
            "paper",
            "record",
            "roster",
            "scenario",
            "sheet",
            "stats",
            "store",
            "team",
            "tell",
            "text",
            "time",
            "vault",
            "yaml",
        ],
    ),
    (
        "wording",
        &[
            "audit",
            "bag",
            "case",
            "check",
            "checklist",
            "config",
            "dashboard",
            "documents",
            "duty",
            "finding",
            "guide",
            "naming",
            "office",
            "record",
            "roster",
            "stats",
            "team",
            "tell",
            "text",
            "time",
            "vault",
            "workbook",
        ],
    ),
    ("reader", &["case", "guide", "record", "text", "time"]),
    ("form", &["case", "front_matter", "guide", "reader", "record", "store", "tell", "text", "time", "ui", "yaml"]),
    // Beside the office and its words only what their answers are made of: no disk, no key, no flag, no terminal.
    (
        "desk",
        &[
            "audit",
            "case",
            "checklist",
            "config",
            "dashboard",
            "documents",
            "draft",
            "finding",
            "guide",
            "office",
            "reader",
            "record",
            "stats",
            "team",
            "tell",
            "text",
            "time",
            "wording",
            "workbook",
        ],
    ),
    // What every command is given: beside the office whatever it takes to open it, and to say what it answers.
    (
        "app",
        &[
            "bag", "case", "config", "disk", "draft", "form", "guide", "office", "record", "sheet", "store", "text",
            "time", "ui", "vault", "wording", "workbook",
        ],
    ),
    (
        "asking",
        &[
            "app", "case", "finding", "form", "guide", "office", "reader", "record", "roster", "store", "team", "tell",
            "ui", "wording",
        ],
    ),
    ("cmd", &["*"]),
    ("cli", &["app", "cmd", "form", "store", "wording", "time", "ui", "vault"]),
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

/// The top-level modules that a file names: `crate::duty`, `crate::{duty, case}`, or as many `super::` as lead to the top.
fn uses(path: &Path, text: &str) -> Vec<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let to_the_top = "super::".repeat(inside.components().count());
    let text = program(text);
    let below = |lead: &str| -> Vec<String> { text.split(lead).skip(1).flat_map(first_words).collect() };
    below("crate::").into_iter().chain(below(&to_the_top)).filter(|used| !used.is_empty()).collect()
}

/// `duty::State` → duty; `{duty::{State, Facts}, case}` → duty, case.
fn first_words(path: &str) -> Vec<String> {
    let word =
        |text: &str| text.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut depth, mut members) = (0, vec![String::new()]);
    for letter in group.chars() {
        match (letter, depth) {
            ('{', _) => depth += 1,
            ('}', 0) => break,
            ('}', _) => depth -= 1,
            (',', 0) => members.push(String::new()),
            (_, 0) => members.last_mut().unwrap().push(letter),
            _ => {}
        }
    }
    members.iter().map(|member| word(member)).collect()
}

/// Who uses whom, of everything below `lib`.
fn graph(files: &[(PathBuf, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files {
        let own = layer(path);
        if own != "main" && own != "lib" {
            graph.entry(own.clone()).or_default().extend(uses(path, text).into_iter().filter(|used| *used != own));
        }
    }
    graph
}

/// A way from a module back to itself.
fn circle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    let mut ways: Vec<Vec<String>> = graph.keys().map(|start| vec![start.clone()]).collect();
    let mut known = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in graph.get(&way[way.len() - 1]).into_iter().flatten() {
            let longer: Vec<String> = way.iter().chain([next]).cloned().collect();
            if *next == way[0] {
                return Some(longer);
            }
            if known.insert((way[0].clone(), next.clone())) {
                ways.push(longer);
            }
        }
    }
    None
}

#[test]
fn no_module_uses_itself_by_a_detour() {
    assert_eq!(circle(&graph(&sources())), None, "a circle of modules");
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let file = |path: &str, text: &str| (Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path), text.to_owned());
    let closed = |text: &str| {
        let files = [file("a.rs", "use crate::b::B;"), file("b/inner.rs", "use super::c;"), file("b/inner.rs", text)];
        circle(&graph(&files)).is_some()
    };
    for text in ["use crate::a;", "use crate::{c::{C, d}, a::A};", "use super::super::a::A;", "fn f(_: crate::a::A) {}"]
    {
        assert!(closed(text), "{text}");
    }
    for text in ["use super::a;", "use crate::b::a;", "use crate::{b::{a}};", "#[cfg(test)] use crate::a;"] {
        assert!(!closed(text), "{text}");
    }
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
        for used in uses(&path, &text) {
            let fine = used == own || used == "error" || allowed.contains(&"*") || allowed.contains(&used.as_str());
            assert!(fine, "{} uses {used}, which {own} may not", path.display());
        }
    }
}

#[test]
fn the_pure_middle_has_no_clock_no_disk_no_mouth() {
    let edges = [
        "bag", "desk", "disk", "store", "vault", "office", "ui", "cli", "app", "asking", "cmd", "form", "history",
        "paper", "main",
    ];
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

/// Nobody else is heard or speaks to anything outside of this machine; what a system call would say is `tests/program/desk.rs`.
#[test]
fn only_the_desk_opens_sockets() {
    let mut heard = 0;
    for (path, text) in sources() {
        for word in ["std::net", "TcpListener", "TcpStream", "UdpSocket", "UnixStream", "tokio", "axum", "hyper"] {
            let is_there = program(&text).contains(word);
            assert!(!is_there || layer(&path) == "desk", "{} contains {word}", path.display());
            heard += usize::from(is_there);
        }
    }
    assert!(heard > 5);
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

/// A command is flags, a request and an answer: what makes one scroll is asking to be two files.
#[test]
fn no_command_makes_one_scroll() {
    const LONGEST: usize = 170;
    const ALTOGETHER: usize = 3_200;
    let commands: Vec<_> = sources().into_iter().filter(|(path, _)| layer(path) == "cmd").collect();
    assert!(commands.len() > 50);
    let is_one = |path: &Path| !path.ends_with("src/cmd.rs");
    let all: usize = commands.iter().filter(|(path, _)| is_one(path)).map(|(_, text)| text.lines().count()).sum();
    assert!(all <= ALTOGETHER, "{all} lines of commands");
    let long = commands.iter().filter(|(_, text)| text.lines().count() > LONGEST);
    assert_eq!(long.map(|(path, _)| path).collect::<Vec<_>>(), [] as [&PathBuf; 0]);
}

/// What an answer says, to people or to programs, is a matter of the words: a page may need them, too.
#[test]
fn no_command_words_its_answer() {
    for (path, text) in sources().into_iter().filter(|(path, _)| layer(path) == "cmd") {
        for word in ["json!", "text::table", "format!(\"（没有写）"] {
            let is_there = program(&text).contains(word);
            assert!(!is_there, "{} contains {word}", path.display());
        }
    }
}

/// PowerShell takes “ ” ‘ ’ for quotes: a command that is shown and copied must do without them.
#[test]
fn no_command_that_is_shown_has_curly_quotes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = sources();
    for folder in ["templates", "src/check", "docs", "."] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ["md", "txt", "toml"].iter().any(|text| ending == *text)) {
                texts.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    let guide = root.join("templates/guides/shiyan.toml");
    texts.push((guide.clone(), fs::read_to_string(guide).unwrap()));
    let mut seen = 0;
    for (path, text) in &texts {
        let commands =
            text.split("crisis ").skip(1).filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_lowercase()));
        for rest in commands {
            let command = rest.split(['`', '\n', '，', '。', '；', '：', '（', '）', '、']).next().unwrap();
            assert!(!command.contains(['“', '”', '‘', '’']), "{}: crisis {command}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
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
