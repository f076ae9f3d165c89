//! Changes to the text of `case.yaml` that leave everything else as the person wrote it, comments included.

use std::collections::BTreeMap;

use serde::Serialize;

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

fn with_list<T: Serialize>(text: &str, key: &str, list: &[T], count: fn(&About) -> usize) -> Result<String> {
    let block = yaml::write(&BTreeMap::from([(key, list)]))?;
    let mut rest = without(text, key).trim_end_matches(['\n', '\r']).to_owned();
    rest.push('\n');
    let new = rest + &block;
    let same = read_about(new.as_bytes()).is_ok_and(|about| count(&about) == list.len());
    if same {
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
    fn only_the_list_changes() {
        let text = "# 说明\nstudent: { name: 某生 }\naccess:\n  - member: a\n    why: 旧\nguardians: [] # 无\n";
        let entry = Access { member: "b".to_owned(), why: "新".to_owned(), ..Access::default() };
        let new = with_access(text, &[entry]).unwrap();
        assert!(new.starts_with("# 说明\nstudent: { name: 某生 }\nguardians: [] # 无\naccess:\n"), "{new}");
        let about = read_about(new.as_bytes()).unwrap();
        assert_eq!((about.access.len(), about.access[0].member.as_str()), (1, "b"));
    }
}
