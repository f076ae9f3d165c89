//! Changes to `team.yaml` that leave what people wrote in it: lines are put in or replaced, and the text is read back.
//! A text that does not say exactly what was meant is refused, with what to write by hand.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::team::{Member, Team};
use crate::yaml;

/// The text with one more member at the end of the list.
pub fn add(text: &str, member: &Member) -> Result<String> {
    let mut wanted = Team::read(text)?;
    wanted.members.push(member.clone());
    let mut lines = Lines::of(text);
    let entry = entry(member)?;
    let items = lines.items();
    let (at, indent) = match items.last() {
        Some(last) => (last.end, last.dash),
        None => (lines.empty_list().ok_or_else(|| by_hand(&entry))?, 2),
    };
    let new = entry.iter().enumerate().map(|(at, line)| {
        let lead = if at == 0 { "- " } else { "  " };
        format!("{}{lead}{line}", " ".repeat(indent))
    });
    lines.insert(at, new.collect());
    lines.checked(&wanted).ok_or_else(|| by_hand(&entry))
}

/// The text with one field of a member said anew.
pub fn set(text: &str, id: &str, field: &str, value: &Value) -> Result<String> {
    let mut wanted = Team::read(text)?;
    let said = yaml_line(field, value)?;
    let missing = || by_hand(std::slice::from_ref(&said)).field(id.to_owned());
    let Some(at) = wanted.members.iter().position(|member| member.id == id) else { return Err(missing()) };
    wanted.members[at] = with(&wanted.members[at], field, value)?;
    let mut lines = Lines::of(text);
    let items = lines.items();
    if items.len() != wanted.members.len() {
        return Err(missing());
    }
    lines.say(&items[at], field, &said);
    lines.checked(&wanted).ok_or_else(missing)
}

fn with(member: &Member, field: &str, value: &Value) -> Result<Member> {
    let unreadable = |_| Error::new("成员的这一项写不成这样").field(field.to_owned());
    let mut fields = serde_json::to_value(member).map_err(unreadable)?;
    fields[field] = value.clone();
    serde_json::from_value(fields).map_err(unreadable)
}

/// One line of YAML each, lists in brackets.
fn entry(member: &Member) -> Result<Vec<String>> {
    let fields = serde_json::to_value(member).map_err(|error| Error::new(error.to_string()))?;
    let fields = fields.as_object().into_iter().flatten();
    fields.map(|(field, value)| yaml_line(field, value)).collect()
}

fn yaml_line(field: &str, value: &Value) -> Result<String> {
    let plain = |value: &Value| yaml::write(value).map(|text| text.trim_end_matches('\n').to_owned());
    let said = match value {
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Result<Vec<_>>>()?.join(", ")),
        single => plain(single)?,
    };
    Ok(format!("{field}: {said}"))
}

fn by_hand(lines: &[String]) -> Error {
    let unclear = Error::new("team.yaml 的写法特别，程序没有把握改对，什么也没有写").path("team.yaml");
    unclear.fix(format!("用记事本打开 team.yaml，在这位成员那一段写上：{}", lines.join("；")))
}

/// The lines of a file with their own ends.
struct Lines {
    lines: Vec<String>,
    end: &'static str,
}

/// Where a member stands: from the line of its dash to before the next, blank lines and remarks after it left out.
struct Item {
    start: usize,
    end: usize,
    dash: usize,
}

impl Lines {
    fn of(text: &str) -> Self {
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { lines: text.lines().map(str::to_owned).collect(), end }
    }

    fn items(&self) -> Vec<Item> {
        let Some(head) = self.lines.iter().position(|line| line.trim_start_matches('\u{feff}').starts_with("members:"))
        else {
            return Vec::new();
        };
        let mut items: Vec<Item> = Vec::new();
        for (at, line) in self.lines.iter().enumerate().skip(head + 1) {
            if says_nothing(line) {
                continue;
            }
            let indent = indent(line);
            let is_dash = line[indent..].starts_with("- ");
            match items.last_mut() {
                Some(last) if indent > last.dash => last.end = at + 1,
                Some(last) if !is_dash || indent != last.dash => break,
                None if !is_dash => break,
                _ => items.push(Item { start: at, end: at + 1, dash: indent }),
            }
        }
        items
    }

    /// Turns `members: []` or a bare `members:` into a heading; where the first member goes.
    fn empty_list(&mut self) -> Option<usize> {
        let at = self.lines.iter().position(|line| matches!(line.trim_end(), "members:" | "members: []"))?;
        "members:".clone_into(&mut self.lines[at]);
        Some(at + 1)
    }

    fn say(&mut self, item: &Item, field: &str, said: &str) {
        let first = &self.lines[item.start];
        if first[item.dash..].starts_with("- {") {
            if item.end == item.start + 1 {
                self.lines[item.start] = said_in_braces(first, field, said);
            }
            return;
        }
        let column = item.dash + 2;
        let key = format!("{field}:");
        let of_field = |at: &usize| self.lines[*at].get(column..).is_some_and(|rest| rest.starts_with(&key));
        let Some(at) = (item.start..item.end).find(of_field) else {
            return self.insert(item.end, vec![format!("{}{said}", " ".repeat(column))]);
        };
        let remark = self.lines[at].find(" #").map(|from| self.lines[at][from..].to_owned()).unwrap_or_default();
        let lead = self.lines[at][..column].to_owned();
        self.lines[at] = format!("{lead}{said}{remark}");
        let deeper =
            |line: &String| indent(line) > column || line.get(column..).is_some_and(|rest| rest.starts_with("- "));
        let below = self.lines[at + 1..item.end].iter().take_while(|line| deeper(line)).count();
        self.lines.drain(at + 1..=at + below);
    }

    fn insert(&mut self, at: usize, new: Vec<String>) {
        self.lines.splice(at..at, new);
    }

    /// The text, when it reads as what is wanted.
    fn checked(&self, wanted: &Team) -> Option<String> {
        let text = self.lines.iter().fold(String::new(), |text, line| text + line + self.end);
        let same = |team: &Team| serde_json::to_value(team).ok() == serde_json::to_value(wanted).ok();
        Team::read(&text).ok().filter(same).map(|_| text)
    }
}

/// `- { id: a, name: 甲 }` with a field replaced or added at the end.
fn said_in_braces(line: &str, field: &str, said: &str) -> String {
    let old = [", ", "{ ", "{", ","].iter().find_map(|lead| {
        let at = line.find(&format!("{lead}{field}:"))? + lead.len();
        let closing =
            if line[at..].trim_start_matches(&format!("{field}:")).trim_start().starts_with('[') { "]" } else { ",}" };
        let end = at + line[at..].find(|letter: char| closing.contains(letter))?;
        Some((at, if closing == "]" { end + 1 } else { end }))
    });
    match (old, line.rfind('}')) {
        (Some((at, end)), _) => format!("{}{said}{}", &line[..at], &line[end..]),
        (None, Some(brace)) => format!("{}, {said} {}", line[..brace].trim_end(), &line[brace..]),
        (None, None) => line.to_owned(),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn says_nothing(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{add, set};
    use crate::team::{Member, Team};

    const FILE: &str = "# 名单由某老师维护\nmembers:\n  # 甲\n  - id: a\n    name: 某甲   # 兼\n    roles:\n      - one\n      - two\n\n  # 乙\n  - id: b\n    name: 某乙\n    roles: [one]\n# 末尾的话\n";

    fn new() -> Member {
        Member {
            id: "c".to_owned(),
            name: "#丙: 某".to_owned(),
            roles: vec!["one".to_owned()],
            since: Some("2026-09-01".parse().unwrap()),
            until: None,
            key: None,
        }
    }

    #[test]
    fn remarks_survive() {
        let text = add(FILE, &new()).unwrap();
        assert_eq!(Team::read(&text).unwrap().members[2].name, "#丙: 某");
        let left = set(&text, "a", "until", &json!("2026-10-01")).unwrap();
        let roles = set(&left, "a", "roles", &json!(["one"])).unwrap();
        insta::assert_snapshot!(roles, @r##"
        # 名单由某老师维护
        members:
          # 甲
          - id: a
            name: 某甲   # 兼
            roles: [one]
            until: "2026-10-01"

          # 乙
          - id: b
            name: 某乙
            roles: [one]
          - id: c
            name: "#丙: 某"
            roles: [one]
            since: "2026-09-01"
        # 末尾的话
        "##);
    }

    #[test]
    fn line_ends_and_other_ways_to_write_it() {
        for file in [
            FILE.replace('\n', "\r\n"),
            format!("\u{feff}{FILE}"),
            "members:\n- id: a\n  name: 某甲\n  roles:\n  - one\n".to_owned(),
            "members:\n  - { id: a, name: 某甲, roles: [one] } # 某\n".to_owned(),
        ] {
            let text = set(&add(&file, &new()).unwrap(), "a", "until", &json!("2026-10-01")).unwrap();
            assert!(Team::read(&text).unwrap().members[0].until.is_some());
            assert_eq!(text.contains("\r\n"), file.contains("\r\n"));
            for (field, value) in
                [("roles", json!(["one", "two"])), ("until", json!("2026-12-01")), ("name", json!("某丁"))]
            {
                assert!(set(&text, "a", field, &value).is_ok(), "{field} in {file}");
            }
        }
        for file in ["members: []\n", "members:\n"] {
            assert_eq!(
                add(file, &new()).map_or(0, |text| Team::read(&text).unwrap().members.len()),
                usize::from(file.contains('['))
            );
        }
    }

    #[test]
    fn what_can_not_be_found_is_left_to_people() {
        let one_line = "members: [{ id: a, name: 某甲, roles: [one] }]\n";
        assert!(set(one_line, "a", "until", &json!("2026-10-01")).unwrap_err().fix.unwrap().contains("until: "));
        assert!(add(one_line, &new()).is_err());
    }
}
