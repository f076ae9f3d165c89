//! Where the heads of a table are, under titles and notes, and which column holds what.

use std::collections::BTreeMap;

use super::{Cell, Sheet};
use crate::error::{Error, Result};
use crate::text::plain;

/// How far down heads are looked for.
const DEEPEST: usize = 30;

/// What a column can hold, and how it is usually called. Of two groups the first that a table has is taken.
const USUAL: [(&str, &[&[&str]]); 6] = [
    ("姓名", &[&["姓名", "学生姓名", "学生", "名字"]]),
    ("其他名字", &[&["其他名字", "曾用名", "户籍名", "户籍姓名", "通用名", "校内通用名", "别名"]]),
    ("学号", &[&["学号", "学生学号", "校内学号", "学生编号"], &["学籍号", "全国学籍号", "学籍号码"]]),
    ("年级", &[&["年级", "所在年级"]]),
    ("班级", &[&["班级", "行政班", "所在班级", "班级名称", "班"]]),
    ("出生日期", &[&["出生日期", "出生年月日", "生日", "出生年月"]]),
];

/// The letters of heads that are written otherwise in traditional Chinese.
const OLD: [(char, char); 14] = [
    ('學', '学'),
    ('號', '号'),
    ('級', '级'),
    ('親', '亲'),
    ('監', '监'),
    ('護', '护'),
    ('長', '长'),
    ('電', '电'),
    ('話', '话'),
    ('機', '机'),
    ('碼', '码'),
    ('聯', '联'),
    ('關', '关'),
    ('係', '系'),
];

const PHONES: [&str; 8] = ["电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式", "联系手机"];

const RELATIONS: [&str; 3] = ["关系", "与学生关系", "与本人关系"];

/// Who looks after a student, by how a column begins: the beginning, whose it is, the relation that it says.
const GUARDIANS: [(&str, &str, Option<&str>); 6] = [
    ("父亲", "父", Some("父")),
    ("爸爸", "父", Some("父")),
    ("母亲", "母", Some("母")),
    ("妈妈", "母", Some("母")),
    ("监护人", "监护人", None),
    ("家长", "监护人", None),
];

/// The columns that a guardian has.
#[derive(Clone, Default, PartialEq)]
pub struct GuardianColumns {
    pub name: Option<usize>,
    pub phone: Option<usize>,
    pub relation: Option<usize>,
    pub is: Option<&'static str>,
}

#[derive(Clone, Default)]
pub struct Columns {
    /// The line of the heads, the lower one of two, as index of the rows.
    pub row: usize,
    /// How many columns have heads.
    pub width: usize,
    /// By what they hold.
    pub of: BTreeMap<&'static str, usize>,
    pub guardians: BTreeMap<String, GuardianColumns>,
    /// What each column that is taken is called in the file, and what it is taken for.
    pub taken: Vec<(String, String)>,
    /// What is left where it is.
    pub left: Vec<String>,
}

/// A head as it is compared: without marks of what must be filled in and remarks in brackets.
pub fn key(head: &str) -> String {
    let head = head.replace(['\n', '\r'], "");
    let head = plain(&head);
    let head = head.split('(').next().unwrap_or_default();
    let simple = |letter: char| OLD.iter().find(|(old, _)| *old == letter).map_or(letter, |(_, simple)| *simple);
    head.chars().filter(|letter| !"*:：★※".contains(*letter)).map(simple).collect()
}

/// `None` for a sheet without heads; `said` are columns that a person named.
pub fn columns(sheet: &Sheet, said: &BTreeMap<String, String>) -> Result<Option<Columns>> {
    for at in 0..sheet.rows.len().min(DEEPEST) {
        let one: Vec<String> = sheet.rows[at].1.iter().map(|cell| key(&cell.shown())).collect();
        let Some(name) = one.iter().position(|head| holds(head, said) == Some("姓名")) else { continue };
        let below = sheet.rows.get(at + 1).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        let below: Vec<String> = below.iter().map(|cell| key(&cell.shown())).collect();
        let two_lines = below.get(name).is_none_or(|head| head.is_empty() || *head == one[name])
            && below.iter().any(|head| PHONES.contains(&head.as_str()) || holds(head, said).is_some());
        let found = if two_lines { mapped(&both(&one, &below), said) } else { mapped(&one, said) };
        let mut found = found.map_err(|error| error.line(sheet.rows[at].0))?;
        if found.of.contains_key("学号") || found.of.contains_key("班级") {
            found.row = at + usize::from(two_lines);
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The line that looks most like heads, for somebody who can say what they mean: the first with the most texts.
pub fn likely(sheet: &Sheet) -> Vec<String> {
    let texts = |cells: &[Cell]| {
        let mut heads: Vec<String> = Vec::new();
        for head in cells.iter().filter(|cell| matches!(cell, Cell::Text(_))).map(|cell| key(&cell.shown())) {
            if !head.is_empty() && !heads.contains(&head) {
                heads.push(head);
            }
        }
        heads
    };
    let mut best = Vec::new();
    for (_, cells) in sheet.rows.iter().take(DEEPEST) {
        let heads = texts(cells);
        if heads.len() > best.len() {
            best = heads;
        }
    }
    best
}

/// Two lines of heads as one: what stands above goes for the columns to its right too.
fn both(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut above = String::new();
    let join = |at: usize| {
        let said = |row: &[String]| row.get(at).filter(|head| !head.is_empty()).cloned();
        let (head, below) = (said(upper), said(lower));
        let is_blank = head.is_none() && below.is_none();
        above = head.unwrap_or_else(|| above.clone());
        match below {
            Some(below) if below != above => format!("{above}{below}"),
            _ if is_blank => String::new(),
            _ => above.clone(),
        }
    };
    (0..upper.len().max(lower.len())).map(join).collect()
}

fn holds(head: &str, said: &BTreeMap<String, String>) -> Option<&'static str> {
    let wanted = said.get(head).map(String::as_str);
    let usual = |(_, groups): &&(&str, &[&[&str]])| groups.iter().any(|group| group.contains(&head));
    let named = |(what, _): &&(&str, &[&[&str]])| Some(*what) == wanted;
    let found = if wanted.is_some() { USUAL.iter().find(named) } else { USUAL.iter().find(usual) };
    found.map(|(what, _)| *what)
}

fn guardian(head: &str) -> Option<(String, &'static str, Option<&'static str>)> {
    if PHONES.contains(&head) {
        return Some(("监护人".to_owned(), "phone", None));
    }
    if RELATIONS.contains(&head) {
        return Some(("监护人".to_owned(), "relation", None));
    }
    let (begin, whose, is) = GUARDIANS.iter().find(|(begin, _, _)| head.starts_with(begin))?;
    let rest = &head[begin.len()..];
    let number: String = rest.chars().take_while(|letter| "0123456789一二三四".contains(*letter)).collect();
    let rest = &rest[number.len()..];
    let part = match rest {
        "" | "姓名" => "name",
        rest if RELATIONS.contains(&rest) => "relation",
        rest if PHONES.contains(&rest) => "phone",
        _ => return None,
    };
    Some((format!("{whose}{number}"), part, *is))
}

fn mapped(heads: &[String], said: &BTreeMap<String, String>) -> Result<Columns> {
    let last = heads.iter().rposition(|head| !head.is_empty());
    let mut found = Columns { width: last.map_or(0, |last| last + 1), ..Columns::default() };
    for (what, groups) in USUAL {
        let places = |group: &[&str]| -> Vec<usize> {
            let fits = |head: &String| said.get(head).map_or(group.contains(&head.as_str()), |wanted| wanted == what);
            heads.iter().enumerate().filter(|(_, head)| fits(head)).map(|(at, _)| at).collect()
        };
        let Some(places) = groups.iter().map(|group| places(group)).find(|places| !places.is_empty()) else { continue };
        let named: Vec<usize> = places.iter().copied().filter(|at| said.contains_key(&heads[*at])).collect();
        match (named.as_slice(), places.as_slice()) {
            ([only], _) | ([], [only]) => drop(found.of.insert(what, *only)),
            _ => {
                let called: Vec<&str> = places.iter().map(|at| heads[*at].as_str()).collect();
                let several = Error::new(format!("不止一列像是{what}：{}", called.join("、"))).field(what);
                return Err(several.fix(format!("用 --column {what}=列名 指明一列；两列同名的，先在表里改一列的名字")));
            }
        }
    }
    for (at, head) in heads.iter().enumerate().filter(|(_, head)| !said.contains_key(*head)) {
        let Some((whose, part, is)) = guardian(head) else { continue };
        let columns = found.guardians.entry(whose).or_default();
        columns.is = is;
        let place = match part {
            "name" => &mut columns.name,
            "phone" => &mut columns.phone,
            _ => &mut columns.relation,
        };
        if place.is_some() {
            let twice = Error::new(format!("不止一列像是“{head}”")).field(head.clone());
            return Err(twice.fix("先在表里改其中一列的名字（例如 监护人1、监护人2）"));
        }
        *place = Some(at);
    }
    found.guardians.retain(|_, columns| columns.name.is_some());
    let guardians = found.guardians.iter().flat_map(|(whose, columns)| {
        let parts = [(columns.name, "姓名"), (columns.phone, "电话"), (columns.relation, "关系")];
        parts.into_iter().filter_map(move |(at, part)| Some((at?, format!("{whose}{part}"))))
    });
    let all: BTreeMap<usize, String> =
        found.of.iter().map(|(what, at)| (*at, (*what).to_owned())).chain(guardians).collect();
    for (at, head) in heads.iter().enumerate().filter(|(_, head)| !head.is_empty()) {
        match all.get(&at) {
            Some(what) => found.taken.push((head.clone(), what.clone())),
            None => found.left.push(head.clone()),
        }
    }
    Ok(found)
}

/// Whether a line says the heads once more, as tables of several pages do.
pub fn is_head(cells: &[Cell], columns: &Columns, said: &BTreeMap<String, String>) -> bool {
    let shown = |at: &usize| key(&cells.get(*at).map(Cell::shown).unwrap_or_default());
    columns.of.get("姓名").is_some_and(|at| holds(&shown(at), said) == Some("姓名"))
}
