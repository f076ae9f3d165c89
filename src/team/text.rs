//! Changes to the text of `team.yaml` that leave everything else as the person wrote it, comments included.

use crate::error::{Error, Result};
use crate::team::{Member, Team};
use crate::yaml;

/// The text with a member's public key written down or replaced.
pub fn with_key(text: &str, member: &str, key: &str) -> Result<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let id_of = |line: &str| yaml_value(line.trim_start().trim_start_matches("- "), "id").map(str::to_owned);
    let start = lines.iter().position(|line| is_item(line) && line.contains('{') && flow_id(line) == Some(member));
    if let Some(at) = start {
        let head = lines[at].trim_end().trim_end_matches('}').split(", key:").next().unwrap_or_default().trim_end();
        lines[at] = format!("{head}, key: {key} }}");
        return checked(text, lines, member, key);
    }
    let Some(at) = lines.iter().position(|line| id_of(line).as_deref() == Some(member)) else {
        return Err(unwritable());
    };
    let indent = lines[at].find("id:").unwrap_or(0);
    let first = (0..=at).rev().find(|at| is_item(&lines[*at])).unwrap_or(at);
    let end = (first + 1..lines.len()).find(|at| is_item(&lines[*at]) || !lines[*at].starts_with(' '));
    let end = end.unwrap_or(lines.len());
    let own = |line: &String| line.get(indent..).is_some_and(|line| line.starts_with("key:"));
    match (first..end).find(|at| own(&lines[*at])) {
        Some(old) => lines[old] = format!("{}key: {key}", " ".repeat(indent)),
        None => lines.insert(at + 1, format!("{}key: {key}", " ".repeat(indent))),
    }
    checked(text, lines, member, key)
}

/// The text with one member more.
pub fn with_member(text: &str, member: &Member) -> Result<String> {
    let item = yaml::write(member)?;
    let indent =
        text.lines().find(|line| line.trim_start().starts_with("- ")).map_or(2, |line| line.find('-').unwrap_or(2));
    let mut new = text.replacen("members: []", "members:", 1).trim_end().to_owned();
    for (at, line) in item.lines().enumerate() {
        let mark = if at == 0 { "- " } else { "  " };
        new.push_str(&format!("\n{}{mark}{line}", " ".repeat(indent)));
    }
    new.push('\n');
    let count = |text: &str| Team::read(text).map(|team| team.members.len());
    if count(&new)? == count(text)? + 1 { Ok(new) } else { Err(unwritable()) }
}

fn yaml_value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let value = line.strip_prefix(key)?.strip_prefix(':')?;
    Some(value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']))
}

fn flow_id(line: &str) -> Option<&str> {
    let mut inside = line.split(['{', ',']).map(|part| part.trim().trim_end_matches('}').trim());
    inside.find_map(|part| yaml_value(part, "id"))
}

/// Nothing may have changed but the one key.
fn checked(before: &str, lines: Vec<String>, member: &str, key: &str) -> Result<String> {
    let text = lines.join("\n") + "\n";
    let (old, new) = (Team::read(before)?, Team::read(&text).map_err(|_| unwritable())?);
    let same = |(old, new): (&Member, &Member)| {
        let as_was = if old.id == member { Some(key) } else { old.key.as_deref() };
        (&old.id, &old.name, &old.roles, old.since, old.until) == (&new.id, &new.name, &new.roles, new.since, new.until)
            && new.key.as_deref() == as_was
    };
    let fine = old.members.len() == new.members.len() && old.members.iter().zip(&new.members).all(same);
    if fine { Ok(text) } else { Err(unwritable()) }
}

fn unwritable() -> Error {
    Error::new("team.yaml 的写法不便由程序改动").path("team.yaml").fix("用记事本打开，在这位成员下面加一行 key: 公钥")
}

#[cfg(test)]
mod tests {
    use super::{with_key, with_member};
    use crate::team::{Member, Team};

    #[test]
    fn keys_are_added_and_replaced_in_either_style() {
        let text =
            "# 小组\nmembers:\n  - id: a # 组长\n    name: 甲\n    roles: [x]\n  - { id: b, name: 乙, roles: [y] }\n";
        let one = with_key(text, "a", "age1one").unwrap();
        let two = with_key(&with_key(&one, "b", "age1two").unwrap(), "b", "age1three").unwrap();
        let team = Team::read(&with_key(&two, "a", "age1four").unwrap()).unwrap();
        assert!(two.contains("# 组长"));
        let keys: Vec<_> = team.members.iter().map(|member| member.key.as_deref().unwrap()).collect();
        assert_eq!(keys, ["age1four", "age1three"]);
        assert!(with_key(text, "c", "age1").is_err());
    }

    #[test]
    fn a_member_comes_last() {
        let new =
            Member { id: "c".into(), name: "丙".into(), roles: vec!["z".into()], since: None, until: None, key: None };
        let text = with_member("members:\n  - { id: b, name: 乙, roles: [y] }\n", &new).unwrap();
        assert_eq!(Team::read(&text).unwrap().members[1].name, "丙");
    }
}
