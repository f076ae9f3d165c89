//! Every clause of the default guide is served by something, and `docs/coverage.md` says by what.

use crate::common::sandbox::Sandbox;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/guides/shiyan.toml");

/// After a change of the guide or a new command: `cargo run -- guide coverage templates/guides/shiyan.toml > docs/coverage.md`.
#[test]
fn the_page_is_what_the_program_says() {
    let page = include_str!("../../docs/coverage.md");
    assert_eq!(
        page,
        Sandbox::empty().ok(&["guide", "coverage", GUIDE]).stdout,
        "docs/coverage.md is old: see this test's comment"
    );
}

#[test]
fn no_clause_is_served_by_nothing() {
    let rows = Sandbox::empty().ok(&["--format", "json", "guide", "coverage", GUIDE]).json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 26, "every clause of the guide");
    for row in rows {
        let lists = ["duties", "school_duties", "checks", "materials", "others"];
        assert!(lists.iter().any(|list| !row[*list].as_array().unwrap().is_empty()), "{}", row["clause"]);
    }
}

/// After a new key or kind: `cargo run -- guide language > docs/guide-language.md`.
#[test]
fn the_reference_is_what_the_program_says() {
    let page = include_str!("../../docs/guide-language.md");
    let said = Sandbox::empty().ok(&["guide", "language"]).stdout;
    assert_eq!(page, said, "docs/guide-language.md is old: see this test's comment");
    for kind in ["### report：", "### case：", "### training：", "`hospital_at`"] {
        assert!(said.contains(kind), "{kind}");
    }
}
