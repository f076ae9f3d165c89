//! The lines of a file beside one another and beside the roster that is there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Entry, Roster, Said, name};
use crate::case::Student;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Added,
    Changed,
    Same,
    Unsure,
    Refused,
    /// On the roster, not in the file, and no longer wanted.
    Removed,
}

pub struct Line {
    pub sheet: String,
    pub line: usize,
    pub verdict: Verdict,
    /// As it will stand on the roster.
    pub entry: Entry,
    pub why: String,
}

/// Judges every line; `accepted` are lines that somebody looked at and wants taken although they were unsure.
pub fn compare(roster: &Roster, said: Vec<Said>, accepted: &BTreeSet<usize>) -> Vec<Line> {
    let refused = among_themselves(&said);
    let judge = |(said, twin): (Said, Option<String>)| {
        let Said { sheet, line, entry, .. } = &said;
        let (verdict, entry, why) = match said.refused.clone().or(twin) {
            Some(why) => (Verdict::Refused, entry.clone(), why),
            None => beside(roster, &said),
        };
        let is_accepted = verdict == Verdict::Unsure && accepted.contains(line);
        let verdict = match verdict {
            Verdict::Unsure if is_accepted && known(roster, &entry).is_some() => Verdict::Changed,
            Verdict::Unsure if is_accepted => Verdict::Added,
            verdict => verdict,
        };
        Line { sheet: sheet.clone(), line: *line, verdict, entry, why }
    };
    said.into_iter().zip(refused).map(judge).collect()
}

/// Of the lines with the same number so many are named; in some files all have it.
const NAMED: usize = 10;

/// Numbers that stand twice, or that lost zeros or letters beside all the others.
fn among_themselves(said: &[Said]) -> Vec<Option<String>> {
    let ids: Vec<Option<&str>> = said.iter().map(|one| one.entry.student.id.as_deref()).collect();
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    let is_digits = |id: &str| id.chars().all(|letter| letter.is_ascii_digit());
    for (at, id) in ids.iter().enumerate() {
        let Some(id) = id else { continue };
        places.entry(id).or_default().push(at);
        *lengths.entry(id.len()).or_default() += 1;
    }
    let (all, digits) = (ids.iter().flatten().count(), ids.iter().flatten().filter(|id| is_digits(id)).count());
    let usual = lengths.iter().find(|(_, count)| **count * 2 > all).map(|(length, _)| *length);
    let is_like = |one: usize, other: usize| said[one].refused.is_none() && said[one].entry == said[other].entry;
    let alike = |twins: &Vec<usize>| twins.iter().all(|twin| is_like(*twin, twins[0]));
    let are_copies: BTreeMap<&str, bool> = places.iter().map(|(id, twins)| (*id, alike(twins))).collect();
    let judge = |(at, id): (usize, Option<&str>)| {
        let id = id?;
        let twins = &places[id];
        if twins.len() > 1 {
            let others = twins.iter().filter(|twin| **twin != at).take(NAMED);
            let others: Vec<String> = others.map(|twin| said[*twin].line.to_string()).collect();
            let (others, count) = (others.join("、"), twins.len() - 1);
            let count = if count > NAMED { format!("等 {count} ") } else { String::new() };
            return (!are_copies[id] || at != twins[0]).then(|| format!("学号 {id} 与第 {others} {count}行相同"));
        }
        if usual.is_some_and(|usual| id.len() < usual) {
            return Some(format!("学号 {id} 比其他的短，前面的 0 可能丢了：把列设成“文本”再填"));
        }
        let is_odd = !is_digits(id) && digits * 5 >= all * 4;
        is_odd.then(|| format!("学号 {id} 里有字母，其他的都是数字（O 与 0、l 与 1？）"))
    };
    ids.iter().copied().enumerate().map(judge).collect()
}

fn known<'r>(roster: &'r Roster, entry: &Entry) -> Option<&'r Entry> {
    roster.with_id(entry.student.id.as_deref()?)
}

/// But for zeros in front, which spreadsheets take away.
fn is_one_number(one: Option<&str>, other: Option<&str>) -> bool {
    let zeros = |id: &str| id.trim_start_matches('0').to_owned();
    one.zip(other).is_some_and(|(one, other)| zeros(one) == zeros(other))
}

/// Of one name or one that looks or sounds like it, in one class or born on one day, and not on two.
fn may_be(other: &Student, student: &Student) -> bool {
    let days = other.birth.zip(student.birth);
    let is_near = days.map_or(other.class == student.class, |(one, two)| one == two);
    is_near && other.names().any(|one| student.names().any(|two| name::alike(one, two)))
}

fn beside(roster: &Roster, said: &Said) -> (Verdict, Entry, String) {
    let (entry, student) = (&said.entry, &said.entry.student);
    if let Some(why) = &said.unsure {
        return (Verdict::Unsure, entry.clone(), why.clone());
    }
    let Some(there) = known(roster, entry) else {
        let id = student.id.as_deref().unwrap_or_default();
        let is_lost = |other: &&Entry| is_one_number(other.student.id.as_deref(), student.id.as_deref());
        if let Some(other) = roster.students.iter().find(is_lost) {
            let there = other.student.id.clone().unwrap_or_default();
            return (Verdict::Refused, entry.clone(), format!("学号 {id} 在名册上是 {there}，前面的 0 不同"));
        }
        return match roster.students.iter().find(|other| may_be(&other.student, student)) {
            Some(other) => {
                let Student { name, id, .. } = &other.student;
                let id = id.as_deref().unwrap_or("未写");
                let why = format!("名册上已有“{name}”，学号 {id}：换了学号或写法，还是另一人？");
                (Verdict::Unsure, entry.clone(), why)
            }
            None if roster.doubted.contains(id) => {
                let why = format!("学号 {id} 上次导入时存疑，还没有人看过：是名册上的同名学生，还是另一人？");
                (Verdict::Unsure, entry.clone(), why)
            }
            None => (Verdict::Added, entry.clone(), String::new()),
        };
    };
    if !there.student.is_called(&student.name) {
        let mut renamed = merged(there, entry);
        renamed.student.also.push(there.student.name.clone());
        let kind = if name::alike(&there.student.name, &student.name) { "只是写法不同" } else { "改了名" };
        let why = format!("这个学号在名册上是“{}”：{kind}，还是另一人？", there.student.name);
        return (Verdict::Unsure, renamed, why);
    }
    let merged = merged(there, entry);
    let why = differences(there, &merged);
    (if why.is_empty() { Verdict::Same } else { Verdict::Changed }, merged, why.join("；"))
}

/// What the file says goes before what is there; what it says nothing of stays.
fn merged(there: &Entry, said: &Entry) -> Entry {
    let mut entry = said.clone();
    let (student, before) = (&mut entry.student, &there.student);
    let new: Vec<String> = before.also.iter().filter(|also| !student.is_called(also)).cloned().collect();
    student.also.extend(new);
    student.class = student.class.take().or_else(|| before.class.clone());
    student.birth = student.birth.or(before.birth);
    if entry.guardians.is_empty() {
        entry.guardians.clone_from(&there.guardians);
    }
    entry
}

fn differences(there: &Entry, now: &Entry) -> Vec<String> {
    let differs =
        |what: &str, before: String, after: String| (before != after).then(|| format!("{what}：{before} → {after}"));
    let (before, after) = (&there.student, &now.student);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let guardians = |entry: &Entry| {
        let each = entry.guardians.iter().map(|one| {
            let parts = [Some(&one.name), one.relation.as_ref(), one.phone.as_ref()];
            parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
        });
        each.collect::<Vec<_>>().join("、")
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let all = [
        differs("姓名", before.name.clone(), after.name.clone()),
        differs("其他名字", before.also.join("、"), after.also.join("、")),
        differs("班级", text(&before.class), text(&after.class)),
        differs("出生日期", day(before.birth), day(after.birth)),
        differs("监护人", guardians(there), guardians(now)),
    ];
    all.into_iter().flatten().collect()
}

/// Who is on the roster and not in the file, to be taken off it; not who may be meant by a line that is not taken, or he
/// would be gone, and that line at the next time somebody new.
pub fn removed(roster: &Roster, lines: &[Line]) -> Vec<Line> {
    let named: BTreeSet<&str> = lines.iter().filter_map(|line| line.entry.student.id.as_deref()).collect();
    let is_absent = |entry: &&Entry| entry.student.id.as_deref().is_none_or(|id| !named.contains(id));
    let open = || lines.iter().filter(|line| matches!(line.verdict, Verdict::Unsure | Verdict::Refused));
    let is_meant = |entry: &&Entry| {
        let is_it = |said: &Student| {
            is_one_number(entry.student.id.as_deref(), said.id.as_deref()) || may_be(&entry.student, said)
        };
        open().any(|line| is_it(&line.entry.student))
    };
    let gone = roster.students.iter().filter(is_absent).filter(|entry| !is_meant(entry)).map(|entry| Line {
        sheet: String::new(),
        line: 0,
        verdict: Verdict::Removed,
        entry: entry.clone(),
        why: "不在这个文件里".to_owned(),
    });
    gone.collect()
}

impl Roster {
    /// The roster with the lines that are taken.
    pub fn take(&mut self, lines: &[Line]) {
        let gone = |entry: &Entry| lines.iter().any(|line| line.verdict == Verdict::Removed && line.entry == *entry);
        if lines.iter().any(|line| line.verdict == Verdict::Removed) {
            self.students.retain(|entry| !gone(entry));
        }
        let unsure = lines.iter().filter(|line| line.verdict == Verdict::Unsure);
        self.doubted.extend(unsure.filter_map(|line| line.entry.student.id.clone()));
        for line in lines.iter().filter(|line| matches!(line.verdict, Verdict::Added | Verdict::Changed)) {
            let id = &line.entry.student.id;
            if let Some(id) = id {
                self.doubted.remove(id);
            }
            let place = self.students.iter().position(|entry| id.is_some() && entry.student.id == *id);
            match place {
                Some(at) => self.students[at] = line.entry.clone(),
                None => self.students.push(line.entry.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, among_themselves};
    use crate::roster::Entry;

    #[test]
    fn of_many_lines_with_one_number_a_few_are_named() {
        let line = |line: usize| {
            let mut entry = Entry::default();
            entry.student.name = line.to_string();
            entry.student.id = Some("0".to_owned());
            Said { sheet: String::new(), line, entry, refused: None, unsure: None }
        };
        let told = |lines: usize| among_themselves(&(1..=lines).map(line).collect::<Vec<_>>());
        assert_eq!(told(3)[1].as_deref(), Some("学号 0 与第 1、3 行相同"));
        let many = told(20_000);
        assert_eq!(many[4].as_deref(), Some("学号 0 与第 1、2、3、4、6、7、8、9、10、11 等 19999 行相同"));
        assert!(many.iter().flatten().map(String::len).max() < Some(100));
    }
}
