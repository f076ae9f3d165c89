//! Every clause of the default guide is served by something, and `docs/coverage.md` says by what.

use std::process::Command;

fn crisis(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crisis"));
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

const GUIDE: &str = "templates/guides/shiyan.toml";

/// After a change of the guide or a new command: `cargo run -- guide coverage templates/guides/shiyan.toml > docs/coverage.md`.
#[test]
fn the_page_is_what_the_program_says() {
    let page = include_str!("../../docs/coverage.md");
    assert_eq!(page, crisis(&["guide", "coverage", GUIDE]), "docs/coverage.md is old: see this test's comment");
}

#[test]
fn no_clause_is_served_by_nothing() {
    let rows: serde_json::Value =
        serde_json::from_str(&crisis(&["--format", "json", "guide", "coverage", GUIDE])).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 26, "every clause of the guide");
    for row in rows {
        let lists = ["duties", "school_duties", "checks", "materials", "others"];
        assert!(lists.iter().any(|list| !row[*list].as_array().unwrap().is_empty()), "{}", row["clause"]);
    }
}
