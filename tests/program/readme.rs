//! The README's main job is the program's real output.

use crate::common::sandbox::Sandbox;

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Numbers of cases and of records are drawn by chance.
fn masked(text: &str) -> String {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let mut told = String::new();
    for part in masked_cases(text).split_inclusive(|letter: char| !is_part(letter)) {
        let id: String = part.chars().take_while(|letter| is_part(*letter)).collect();
        told.push_str(&if id.len() == 4 { part.replacen(&id, "xxxx", 1) } else { part.to_owned() });
    }
    told
}

fn masked_cases(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_inclusive([' ', '\n', '/', '-']) {
        let number = word.trim_end_matches([' ', '\n', '/', '-']);
        let is_number =
            number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let after_year = words.last().is_some_and(|last| last == "2026-");
        words.push(if is_number && after_year { word.replace(number, "XXXX") } else { word.to_owned() });
    }
    words.concat()
}

#[test]
fn the_demo_prints_what_the_readme_shows() {
    let sandbox = Sandbox::empty();
    let demo = sandbox.run(&["demo", "school"]);
    assert_eq!(demo.status, 0, "{}", demo.stderr);
    let readme = read("README.md");
    let shown = readme.split("```text\n示例实验高中").nth(1).unwrap().split("\n```").next().unwrap();
    let shown = format!("示例实验高中{shown}");
    assert!(shown.lines().count() > 20, "the README shows the whole audit");
    assert!(
        masked(&demo.stdout).contains(&masked(&shown)),
        "the README's audit is not what the demo prints:\n{}",
        demo.stdout
    );
}

#[test]
fn both_readmes_begin_with_the_demo() {
    for name in ["README.md", "README.zh-CN.md"] {
        let readme = read(name);
        let first = readme.split("```sh\n").nth(1).unwrap().lines().next().unwrap().to_owned();
        assert!(first.ends_with("demo"), "{name}: {first}");
    }
}
