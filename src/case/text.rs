//! Changes to the text of `case.yaml` that leave everything else as the person wrote it, comments included.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::case::{About, Access, Tenure, read_about};
use crate::error::{Error, Result};
use crate::yaml;

/// The text with this list of who was granted or refused access.
pub fn with_access(text: &str, access: &[Access]) -> Result<String> {
    with_list(text, "access", access, |about| about.access.len())
}

/// The text with this list of who was in charge of the class.
pub fn with_class_teachers(text: &str, all: &[Tenure]) -> Result<String> {
    with_list(text, "class_teacher", all, |about| about.class_teacher.len())
}

/// Whether a name is one that a cloud drive or a file manager gives to what it keeps beside the original.
pub fn is_copy(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let numbered = name.rsplit_once('(').and_then(|(_, rest)| rest.split_once([')', '）']));
    let is_numbered =
        numbered.is_some_and(|(number, _)| !number.is_empty() && number.chars().all(|one| one.is_ascii_digit()));
    let words = ["冲突", "副本", "conflict", "Conflict", "copy", "Copy", ".bak", ".orig"];
    is_numbered || words.iter().any(|word| name.contains(word))
}

/// The text with what was not known when the case was opened.
pub fn with_person(text: &str, about: &About) -> Result<String> {
    let text = with(text, "student", &about.student, |read| read.student.name == about.student.name)?;
    let text = with_list(&text, "guardians", &about.guardians, |about| about.guardians.len())?;
    with_class_teachers(&text, &about.class_teacher)
}

/// The text with this value of a key, or without the key.
pub fn with_value(text: &str, key: &str, value: Option<&Value>) -> Result<String> {
    match value {
        Some(value) => with(text, key, value, |_| true),
        None => Ok(without(text, key)),
    }
}

fn with_list<T: Serialize>(text: &str, key: &str, list: &[T], count: fn(&About) -> usize) -> Result<String> {
    with(text, key, list, |about| count(about) == list.len())
}

/// The text with this value of a key, at its end.
fn with<T: Serialize + ?Sized>(text: &str, key: &str, value: &T, is_read: impl Fn(&About) -> bool) -> Result<String> {
    let block = yaml::write(&BTreeMap::from([(key, value)]))?;
    let rest = without(text, key);
    let rest = rest.trim_end_matches(['\n', '\r']);
    let gap = if rest.is_empty() { "" } else { "\n" };
    let new = format!("{rest}{gap}{block}");
    if read_about(new.as_bytes()).is_ok_and(|about| is_read(&about)) {
        Ok(new)
    } else {
        Err(Error::new("case.yaml 的写法不便由程序改动").fix(format!("用 crisis edit 手工填写 {key}")))
    }
}

/// A key at the beginning of a line goes with everything that belongs to it.
fn without(text: &str, key: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let belongs = line.starts_with([' ', '\t', '-']) || line.trim().is_empty();
        inside = line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) || inside && belongs;
        if !inside {
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::with_access;
    use crate::case::{Access, read_about};

    #[test]
    fn a_copy_is_known_by_its_name() {
        for name in
            ["case (1).yaml", "case-冲突副本.yaml", "a/case.sync-conflict-20261127-1.yaml", "x - 副本.md", "x.md.bak"]
        {
            assert!(super::is_copy(name), "{name}");
        }
        for name in ["case.yaml", "records/2026-03-05-report-m4t9.md", "key.age"] {
            assert!(!super::is_copy(name), "{name}");
        }
    }

    #[test]
    fn only_the_list_changes() {
        let text = "# 说明\nstudent: { name: 某生 }\naccess:\n  - member: a\n    why: 旧\nguardians: [] # 无\n";
        let entry = Access { member: "b".to_owned(), why: "新".to_owned(), ..Access::default() };
        let new = with_access(text, &[entry]).unwrap();
        assert!(new.starts_with("# 说明\nstudent: { name: 某生 }\nguardians: [] # 无\naccess:\n"), "{new}");
        let about = read_about(new.as_bytes()).unwrap();
        assert_eq!((about.access.len(), about.access[0].member.as_str()), (1, "b"));
    }

    #[test]
    fn copies_by_their_names() {
        for (name, copy) in [
            ("case(1).yaml", true),
            ("case（1）.yaml", false),
            ("case().yaml", false),
            ("case(a).yaml", false),
            ("records/2026-03-05-report-a1b2(12).md", true),
            ("case 副本.yaml", true),
            ("case.yaml", false),
            ("副本/case.yaml", false),
        ] {
            assert_eq!(super::is_copy(name), copy, "{name}");
        }
    }

    #[test]
    fn what_was_not_known_is_added_and_nothing_else_changes() {
        let text = "# 开案\nstudent: { name: 某生 }\ntemporary: # 家长\n- role: parent\n  who: 某甲\n";
        let mut about = read_about(text.as_bytes()).unwrap();
        about.student.id = Some("0012".to_owned());
        about.guardians = read_about(b"student: { name: x }\nguardians: [{ name: y }]").unwrap().guardians;
        let filled = super::with_person(text, &about).unwrap();
        let read = read_about(filled.as_bytes()).unwrap();
        assert_eq!((read.student.id.as_deref(), read.guardians.len(), read.temporary.len()), (Some("0012"), 1, 1));
        assert!(filled.starts_with("# 开案\ntemporary: # 家长\n"), "{filled}");
        // A text in which the key stands otherwise is left to people.
        assert!(super::with_person("{ student: { name: 某生 } }\n", &about).is_err());
    }
}
