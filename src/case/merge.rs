//! `case.yaml` as two people changed it apart, made one: field by field against what both began with, each as they
//! wrote it. What both changed to something else is for people to decide. Whoever merges gets the same: nothing
//! depends on which of the two is ours.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::case::read_about;
use crate::error::{Error, Result};
use crate::yaml;

/// Which of two values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Ours,
    Theirs,
}

/// A field that both changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// `student.class`, `guardians.1.phone`: the first guardian's.
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

/// The texts of both and of what they began with.
#[derive(Clone, Copy)]
pub struct Texts<'t> {
    pub base: &'t str,
    pub ours: &'t str,
    pub theirs: &'t str,
}

/// The text that says what both say, or what stands against it. `decided` is what somebody said about a field.
pub fn merged(texts: Texts<'_>, decided: &dyn Fn(&str) -> Option<Side>) -> Result<Result<String, Vec<Conflict>>> {
    let read = |text: &str| -> Result<Value> {
        let about = read_about(text.as_bytes())?;
        serde_json::to_value(&about).map_err(|error| Error::new(error.to_string()))
    };
    let (base, ours, theirs) = (read(texts.base)?, read(texts.ours)?, read(texts.theirs)?);
    let mut merge = Merge { decided, conflicts: Vec::new() };
    let all = merge.value("", Some(&base), Some(&ours), Some(&theirs)).unwrap_or_default();
    if !merge.conflicts.is_empty() {
        return Ok(Err(merge.conflicts));
    }
    let whole = yaml::write(&all)?;
    // Read once more: what is merged must be a case.yaml.
    let all = read(&whole)?;
    let text = composed(texts, [&base, &ours, &theirs], &all)?;
    let is_same = read(&text).is_ok_and(|said| said == all);
    Ok(Ok(if is_same { text } else { whole }))
}

struct Merge<'d> {
    decided: &'d dyn Fn(&str) -> Option<Side>,
    conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    fn value(
        &mut self,
        field: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Option<Value> {
        if ours == theirs || theirs == base {
            return ours.cloned();
        }
        if ours == base {
            return theirs.cloned();
        }
        match (ours, theirs) {
            (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
                Some(self.fields(field, base.and_then(Value::as_object), ours, theirs))
            }
            _ if [base, ours, theirs].iter().all(|value| value.is_none_or(Value::is_array)) => {
                let items = |list: Option<&Value>| list.and_then(Value::as_array).cloned().unwrap_or_default();
                Some(self.list(field, &items(base), &items(ours), &items(theirs)))
            }
            _ => self.decide(field, ours, theirs),
        }
    }

    fn decide(&mut self, field: &str, ours: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
        match (self.decided)(field) {
            Some(Side::Ours) => ours.cloned(),
            Some(Side::Theirs) => theirs.cloned(),
            None => {
                let conflict = Conflict { field: field.to_owned(), ours: said(ours), theirs: said(theirs) };
                self.conflicts.push(conflict);
                None
            }
        }
    }

    fn fields(
        &mut self,
        field: &str,
        base: Option<&Map<String, Value>>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Value {
        let mut all = Map::new();
        let names = ours.keys().chain(theirs.keys().filter(|name| !ours.contains_key(*name)));
        for name in names {
            let inner = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
            let base = base.and_then(|base| base.get(name));
            if let Some(value) = self.value(&inner, base, ours.get(name), theirs.get(name)) {
                all.insert(name.clone(), value);
            }
        }
        Value::Object(all)
    }

    /// What both began with keeps its place; what is new comes after it.
    fn list(&mut self, field: &str, base: &[Value], ours: &[Value], theirs: &[Value]) -> Value {
        let name = field.rsplit('.').next().unwrap_or(field);
        let [base, ours, theirs] = [base, ours, theirs].map(|items| keyed(name, items));
        let find = |items: &[(String, Value)], key: &str| {
            items.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone())
        };
        let mut all = Vec::new();
        for (at, (key, item)) in base.iter().enumerate() {
            let (ours, theirs) = (find(&ours, key), find(&theirs, key));
            all.extend(self.value(&format!("{field}.{}", at + 1), Some(item), ours.as_ref(), theirs.as_ref()));
        }
        let new = |items: &[(String, Value)]| -> Vec<(String, Value)> {
            items.iter().filter(|(key, _)| find(&base, key).is_none()).cloned().collect()
        };
        let (mut ours, theirs) = (new(&ours), new(&theirs));
        if name == "class_teacher" && !ours.is_empty() && !theirs.is_empty() && ours != theirs {
            // Two people who both followed the same one: only one of them did.
            let values = |items: &[(String, Value)]| Value::Array(items.iter().map(|(_, item)| item.clone()).collect());
            let one = self.decide(field, Some(&values(&ours)), Some(&values(&theirs)));
            all.extend(one.iter().filter_map(Value::as_array).flatten().cloned());
            return Value::Array(all);
        }
        let is_of_both = !ours.is_empty() && !theirs.is_empty();
        let mut added = Vec::new();
        for (key, item) in theirs {
            match ours.iter().position(|(own, _)| *own == key) {
                None => added.push(item),
                Some(at) => {
                    let (_, own) = ours.remove(at);
                    let inner = format!("{field}.{}", base.len() + at + 1);
                    added.extend(self.value(&inner, None, Some(&own), Some(&item)));
                }
            }
        }
        added.extend(ours.into_iter().map(|(_, item)| item));
        if is_of_both {
            added.sort_by_key(order);
        }
        all.extend(added);
        Value::Array(all)
    }
}

/// By what an entry is known again although something in it changed. What was granted and taken back is a log, of
/// which every entry is one of its own.
fn keyed(list: &str, items: &[Value]) -> Vec<(String, Value)> {
    let names: &[&str] = match list {
        "guardians" | "delegates" => &["name"],
        "class_teacher" => &["who", "since"],
        _ => &[],
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let key = |item: &Value| match names {
        [] => item.to_string(),
        names => names.iter().map(|name| item.get(name).unwrap_or_default().to_string()).collect(),
    };
    let numbered = |item: &Value| {
        let key: String = key(item);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        (format!("{key}#{count}"), item.clone())
    };
    items.iter().map(numbered).collect()
}

/// What is later comes last, because the last entry counts; of one day what takes back.
fn order(item: &Value) -> (String, bool, String) {
    let day = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (day("since").max(day("revoked")), item.get("revoked").is_some(), item.to_string())
}

fn said(value: Option<&Value>) -> String {
    match value {
        None => "（没有）".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A text by its keys at the beginning of a line, each with the remarks above it; what follows the last one.
fn divided(text: &str) -> (Vec<(String, String)>, String) {
    let (mut blocks, mut lead): (Vec<(String, String)>, String) = (Vec::new(), String::new());
    for line in text.trim_start_matches('\u{feff}').split_inclusive('\n') {
        let is_inner = line.starts_with([' ', '\t', '-']) || line.trim().is_empty();
        match (line.split_once(':'), blocks.last_mut()) {
            (_, Some((_, block))) if is_inner && lead.is_empty() => block.push_str(line),
            (Some((key, _)), _) if !is_inner && !line.starts_with('#') => {
                let block = std::mem::take(&mut lead) + line;
                blocks.push((key.trim().trim_matches(['"', '\'']).to_owned(), block));
            }
            _ => lead.push_str(line),
        }
    }
    (blocks, lead)
}

/// Each key as one of them wrote it, where one of them says what is merged; else written anew.
fn composed(texts: Texts<'_>, [base, ours, theirs]: [&Value; 3], all: &Value) -> Result<String> {
    let (old, old_tail) = divided(texts.base);
    let (own, own_tail) = divided(texts.ours);
    let (other, other_tail) = divided(texts.theirs);
    let block = |blocks: &[(String, String)], key: &str| {
        blocks.iter().find(|(own, _)| own == key).map_or(String::new(), |(_, text)| text.clone())
    };
    let keys: Vec<&String> = all.as_object().into_iter().flat_map(Map::keys).collect();
    let known = old.iter().map(|(key, _)| key).filter(|key| keys.contains(key));
    let new = keys.iter().copied().filter(|key| !old.iter().any(|(old, _)| old == *key));
    let mut text = String::new();
    for key in known.chain(new) {
        let wanted = &all[key];
        let [was, mine, yours] = [(&old, base), (&own, ours), (&other, theirs)];
        let says = |of: (&Vec<(String, String)>, &Value)| of.1.get(key) == Some(wanted);
        let written = [mine, yours, was].map(|of| (block(of.0, key), says(of)));
        let one = one_text(&written[2].0, &written[0].0, &written[1].0);
        let fits = written.iter().filter(|(_, says)| *says).map(|(text, _)| text);
        let piece = match fits.clone().find(|text| **text == one) {
            Some(text) => text.clone(),
            None => match fits.max_by_key(|text| (text.len(), (*text).clone())) {
                Some(text) => text.clone(),
                None => yaml::write(&BTreeMap::from([(key, wanted)]))?,
            },
        };
        text.push_str(piece.trim_end_matches(['\n', '\r']));
        text.push('\n');
    }
    text.push_str(&one_text(&old_tail, &own_tail, &other_tail));
    Ok(text)
}

/// The one that somebody changed; of two the longer, which may say more.
fn one_text(base: &str, ours: &str, theirs: &str) -> String {
    let one = if ours == base {
        theirs
    } else if theirs == base {
        ours
    } else {
        [ours, theirs].into_iter().max_by_key(|text| (text.len(), *text)).unwrap_or(ours)
    };
    one.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Conflict, Side, Texts, merged};

    const BASE: &str = "# 说明\nstudent: { name: 某生, class: 高一1班 }\nguardians:\n- name: 家长\n  phone: '1'\n# 权限\naccess:\n- member: a\n  why: 旧\n  since: 2026-03-01\n# 末尾\n";

    fn both(ours: &str, theirs: &str) -> Result<String, Vec<Conflict>> {
        let one = merged(Texts { base: BASE, ours, theirs }, &|_| None).unwrap();
        let other = merged(Texts { base: BASE, ours: theirs, theirs: ours }, &|_| None).unwrap();
        assert_eq!(one.as_ref().ok(), other.as_ref().ok(), "whoever merges gets the same");
        one
    }

    #[test]
    fn each_field_is_taken_from_who_changed_it_and_the_text_stays() {
        let ours = BASE.replace("高一1班", "高二1班").replace("# 说明", "# 说明，改过");
        let theirs =
            BASE.replace("'1'", "'2'").replace("# 末尾", "- member: b\n  why: 新\n  since: 2026-03-02\n# 末尾");
        let all = both(&ours, &theirs).unwrap();
        assert!(all.starts_with("# 说明，改过\nstudent: { name: 某生, class: 高二1班 }\nguardians:\n"), "{all}");
        assert!(
            all.contains("'2'") && all.contains("# 权限\naccess:\n- member: a") && all.ends_with("# 末尾\n"),
            "{all}"
        );
    }

    #[test]
    fn what_both_add_stands_in_the_order_of_its_days() {
        let add = |what: &str| BASE.replace("# 末尾", &format!("- member: b\n  why: 新\n  {what}\n# 末尾"));
        let all = both(&add("since: 2026-03-02"), &add("revoked: 2026-03-02")).unwrap();
        let about = crate::case::read_about(all.as_bytes()).unwrap();
        assert_eq!(about.access.len(), 3);
        assert!(about.access[2].revoked.is_some(), "of one day what takes back counts: {all}");
    }

    #[test]
    fn what_both_change_to_something_else_is_for_people() {
        let (ours, theirs) = (BASE.replace("高一1班", "高二1班"), BASE.replace("高一1班", "高二2班"));
        let conflicts = both(&ours, &theirs).unwrap_err();
        let expected =
            Conflict { field: "student.class".into(), ours: "高二1班".into(), theirs: "高二2班".into() };
        assert_eq!(conflicts, [expected]);
        let texts = Texts { base: BASE, ours: &ours, theirs: &theirs };
        let decided = merged(texts, &|field| (field == "student.class").then_some(Side::Theirs)).unwrap().unwrap();
        assert_eq!(decided, theirs);
        // Taken out by one, changed by the other; two successors of one teacher.
        let gone = BASE.replace("- name: 家长\n  phone: '1'\n", "").replace("guardians:\n", "");
        assert_eq!(both(&gone, &BASE.replace("'1'", "'2'")).unwrap_err()[0].field, "guardians.1");
        let teacher = |who: &str| format!("{BASE}class_teacher:\n- who: {who}\n  since: 2026-03-02\n");
        assert_eq!(both(&teacher("甲"), &teacher("乙")).unwrap_err()[0].field, "class_teacher");
        assert_eq!(both(&teacher("甲"), &teacher("甲")).unwrap(), teacher("甲"));
    }

    #[test]
    fn one_successor_and_two_entries_of_the_same() {
        let teacher = |rest: &str| format!("{BASE}class_teacher:\n- who: 甲\n  since: 2026-03-02\n{rest}");
        // Only one side named somebody: that is the one.
        assert_eq!(both(&teacher(""), BASE).unwrap(), teacher(""));
        // The same one, of whom each side says another thing.
        let until = both(&teacher("  until: 2026-04-01\n"), &teacher("  substitute: true\n"));
        assert_eq!(until.unwrap_err()[0].field, "class_teacher");
        // An entry is known again by its own words though another field of it changed.
        let changed = |base: &str, ours: &str, theirs: &str| merged(Texts { base, ours, theirs }, &|_| None).unwrap();
        let base = format!("{BASE}class_teacher:\n- who: 甲\n  since: 2026-03-02\n- who: 乙\n  since: 2026-03-09\n");
        let (ours, theirs) = (
            base.replace("- who: 甲\n  since: 2026-03-02", "- who: 甲\n  since: 2026-03-02\n  until: 2026-03-08"),
            base.replace("- who: 乙\n  since: 2026-03-09", "- who: 乙\n  since: 2026-03-09\n  substitute: true"),
        );
        let all = changed(&base, &ours, &theirs).ok().unwrap();
        let about = crate::case::read_about(all.as_bytes()).unwrap();
        assert!(about.class_teacher[0].until.is_some() && about.class_teacher[1].substitute, "{all}");
        let temporary = |who: &str| format!("{BASE}temporary:\n- role: parent\n  who: {who}\n");
        let all = both(&temporary("甲"), &temporary("乙")).unwrap();
        assert_eq!(crate::case::read_about(all.as_bytes()).unwrap().temporary.len(), 2);
        // The same one, whatever stands first in the entry.
        let turned = format!("{BASE}temporary:\n- who: 甲\n  role: parent\n- role: parent\n  who: 丙\n");
        let all = merged(Texts { base: BASE, ours: &temporary("甲"), theirs: &turned }, &|_| None).unwrap();
        assert_eq!(crate::case::read_about(all.ok().unwrap().as_bytes()).unwrap().temporary.len(), 2);
        // Of a list that both emptied together nothing stays.
        let [one, other] = ["- role: parent\n  who: 甲\n", "- role: parent\n  who: 乙\n"];
        let list = |entries: &str| format!("{BASE}temporary:\n{entries}");
        let all = changed(&list(&format!("{one}{other}")), &list(one), &list(other)).ok().unwrap();
        assert!(!all.contains("temporary"), "{all}");
        // What one side alone adds stays in the order in which it stands there.
        let later = BASE.replace(
            "# 末尾",
            "- member: c\n  why: 新\n  since: 2026-03-09\n- member: b\n  why: 新\n  since: 2026-03-02\n# 末尾",
        );
        let with_class = BASE.replace("高一1班", "高二1班");
        assert_eq!(both(&later, &with_class).unwrap(), later.replace("高一1班", "高二1班"));
        let two = BASE.replace("# 权限", "- name: 甲\n- name: 乙\n# 权限");
        let all = both(&two, &BASE.replace("'1'", "'2'")).unwrap();
        let names = crate::case::read_about(all.as_bytes()).unwrap().guardians.into_iter().map(|one| one.name);
        assert_eq!(names.collect::<Vec<_>>(), ["家长", "甲", "乙"]);
        // What belongs to a key goes with it.
        let (phone, more) = (BASE.replace("'1'", "'2'"), BASE.replace("why: 旧", "why: 改过"));
        assert_eq!(both(&phone, &more).unwrap(), phone.replace("why: 旧", "why: 改过"));
        // Of several entries of the same words each is one.
        let entries = |count: usize| format!("{BASE}temporary:\n{}", "- role: parent\n  who: 甲\n".repeat(count));
        let all = changed(&entries(3), &entries(1), &entries(4)).ok().unwrap();
        assert_eq!(crate::case::read_about(all.as_bytes()).unwrap().temporary.len(), 2, "{all}");
    }

    /// Remarks belong to the key below them, also where a line looks like a key and is none.
    #[test]
    fn remarks_stay_where_they_were() {
        let base = "student: { name: 某生 }\n# 电话: 未核\n# 家庭\nguardians:\n- name: 家长\n# 末尾: 一\n";
        let ours = base.replace("某生", "某某生");
        let theirs = base.replace("未核", "已核对过");
        let all = merged(Texts { base, ours: &ours, theirs: &theirs }, &|_| None).unwrap().ok().unwrap();
        assert_eq!(all, ours.replace("未核", "已核对过"));
        let theirs = base.replace("末尾: 一", "末尾: 一二三");
        for (ours, theirs) in [(base, theirs.as_str()), (theirs.as_str(), base)] {
            let all = merged(Texts { base, ours, theirs }, &|_| None).unwrap().ok().unwrap();
            assert_eq!(all, base.replace("末尾: 一", "末尾: 一二三"));
        }
        // The blank line between two keys belongs to the first.
        let base = "student: { name: 某生 }\n\nguardians:\n- name: 家长\n";
        let ours = base.replace("家长", "父甲");
        let all = merged(Texts { base, ours: &ours, theirs: base }, &|_| None).unwrap();
        assert!(all.is_ok_and(|all| all.lines().filter(|line| line.contains(':')).count() == 3));
    }
}
