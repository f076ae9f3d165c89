//! What one line of a table says of a student, or why it is refused.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::head::{self, Columns, GuardianColumns};
use super::name::is_private;
use super::{Cell, Entry, Sheet};
use crate::case::{Guardian, Student};
use crate::text::narrow;
use crate::time::parse;

/// One line, as it was read by itself.
pub struct Said {
    pub sheet: String,
    pub line: usize,
    pub entry: Entry,
    /// Why it can't be taken.
    pub refused: Option<String>,
    /// What a person should look at.
    pub unsure: Option<String>,
}

/// Every line below the heads that is not blank.
pub fn read(sheet: &Sheet, columns: &Columns, said: &BTreeMap<String, String>, today: NaiveDate) -> Vec<Said> {
    let below = sheet.rows.iter().skip(columns.row + 1);
    let filled = below.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_blank()));
    let one = |(line, cells): &(usize, Vec<Cell>)| {
        let mut one =
            Said { sheet: sheet.name.clone(), line: *line, entry: Entry::default(), refused: None, unsure: None };
        let is_text = sheet.name.is_empty();
        one.refused = match no_student(cells, columns, said, is_text) {
            Some(why) => Some(why.to_owned()),
            None => fill(&mut one, cells, columns, today),
        };
        one
    };
    filled.map(one).collect()
}

/// Notes, sums, heads once more, and lines whose cells do not stand below their heads.
fn no_student(
    cells: &[Cell],
    columns: &Columns,
    said: &BTreeMap<String, String>,
    is_text: bool,
) -> Option<&'static str> {
    let cell = |what: &str| columns.of.get(what).and_then(|at| cells.get(*at)).unwrap_or(&Cell::Empty);
    let (name, id) = (cell("姓名"), cell("学号"));
    let filled = cells.iter().filter(|cell| !cell.is_blank()).count();
    if head::is_head(cells, columns, said) {
        Some("又是一行表头")
    } else if name.is_blank() && id.is_blank() {
        Some("没有姓名和学号，不像一名学生（说明、合计之类）")
    } else if filled == 1 || columns.of.contains_key("学号") && name == id {
        Some("整行只有一句话，不像一名学生（说明、合计之类）")
    } else if is_text && cells.iter().skip(columns.width).any(|cell| !cell.is_blank()) {
        Some("这一行比表头多出几格，列错开了（内容里有逗号？）")
    } else {
        None
    }
}

/// What the line says goes into the entry, whatever else is wrong with it. Gives all that is wrong.
fn fill(one: &mut Said, cells: &[Cell], columns: &Columns, today: NaiveDate) -> Option<String> {
    let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).unwrap_or(&Cell::Empty);
    let of = |what: &str| cell(columns.of.get(what).copied());
    let mut wrong = Vec::new();
    let student = &mut one.entry.student;
    match name("姓名", of("姓名")) {
        Ok(name) if name.is_empty() => wrong.push("没有姓名".to_owned()),
        Ok(name) => student.name = name,
        Err(why) => wrong.push(why),
    }
    let others = of("其他名字").shown();
    for also in others.split(['、', ',', '，', ';', '；', '/']).filter(|also| !also.trim().is_empty()) {
        match name("其他名字", &Cell::Text(also.to_owned())) {
            Ok(also) if student.is_called(&also) => {}
            Ok(also) => student.also.push(also),
            Err(why) => wrong.push(why),
        }
    }
    student.id = id(of("学号")).unwrap_or_else(|why| noted(&mut wrong, why));
    student.class = class(of("年级"), of("班级")).unwrap_or_else(|why| noted(&mut wrong, why));
    student.birth = birth(of("出生日期"), today).unwrap_or_else(|why| noted(&mut wrong, why));
    for columns in columns.guardians.values() {
        one.entry.guardians.extend(guardian(columns, &cell).unwrap_or_else(|why| noted(&mut wrong, why)));
    }
    one.unsure = unsure(&one.entry.student);
    Some(wrong.join("；")).filter(|wrong| !wrong.is_empty())
}

fn noted<T>(wrong: &mut Vec<String>, why: String) -> Option<T> {
    wrong.push(why);
    None
}

fn unsure(student: &Student) -> Option<String> {
    let why = if student.names().any(|name| name.contains(is_private)) {
        "姓名里有旧字库自造的字（私用区），别的电脑认不出：最好改成正式的字"
    } else if student.name.chars().count() > 15 || student.name.contains(['(', '（', '[', '【', '/', '、']) {
        "姓名里有说明，或不止一个名字"
    } else if student.id.is_none() {
        "没有学号"
    } else {
        return None;
    };
    Some(why.to_owned())
}

fn broken(what: &str, cell: &Cell) -> Result<(), String> {
    match cell {
        Cell::Broken(error) => Err(format!("{what}是表格里的错误 {error}")),
        _ => Ok(()),
    }
}

fn name(what: &str, cell: &Cell) -> Result<String, String> {
    broken(what, cell)?;
    let name = match cell {
        Cell::Number(_) | Cell::Day(_) => return Err(format!("{what}是数字或日期，列可能错开了")),
        cell => cell.shown(),
    };
    let is_lost = |letter: char| matches!(letter, '?' | '？' | '\u{fffd}' | '□' | '■' | '*' | '＊');
    if name.contains(is_lost) {
        return Err(format!(
            "{what}“{name}”里有认不出的字（? □ *），原来的字已经丢了：从学籍系统重新导出，或补上这个字"
        ));
    }
    if name.chars().any(|letter| letter.is_numeric() || letter.is_control()) {
        return Err(format!("{what}里有数字或不可见的控制符，列可能错开了"));
    }
    Ok(name)
}

fn id(cell: &Cell) -> Result<Option<String>, String> {
    broken("学号", cell)?;
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Day(_) => return Err("学号成了日期：把这一列设成“文本”再填".to_owned()),
        Cell::Number(number) => return number_id(*number).map(Some),
        Cell::Text(text) | Cell::Broken(text) => text,
    };
    // An apostrophe in front tells a spreadsheet that digits are a text.
    let text: String = text.trim().trim_start_matches('\'').chars().map(narrow).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let parts = text.split_once(['E', 'e']).filter(|(number, power)| {
        let is_number = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        let power = power.strip_prefix('+').unwrap_or(power);
        is_number && !power.is_empty() && power.chars().all(|letter| letter.is_ascii_digit())
    });
    if parts.is_some() {
        return Err(format!("学号 {text} 是科学计数，后面的数字已经丢了：把列设成“文本”，从原来的系统重新导出"));
    }
    if text.contains('.') {
        return Err(format!("学号 {text} 带小数点"));
    }
    if !text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') {
        return Err(format!("学号 {text} 里有空格或别的符号"));
    }
    Ok(Some(text))
}

/// A spreadsheet keeps fifteen digits of a number; those behind become zeros.
fn number_id(number: f64) -> Result<String, String> {
    if number >= 1e15 {
        return Err("学号超过 15 位而存成了数字，末尾的数字已经丢了：把列设成“文本”，从原来的系统重新导出".to_owned());
    }
    if number < 0.0 || number.fract() != 0.0 {
        return Err(format!("学号 {number} 不是整数"));
    }
    Ok(format!("{number:.0}"))
}

fn class(grade: &Cell, class: &Cell) -> Result<Option<String>, String> {
    broken("年级", grade)?;
    broken("班级", class)?;
    if matches!(class, Cell::Day(_)) {
        return Err("班级成了日期（例如 1-3 被当成 1 月 3 日）：把这一列设成“文本”再填".to_owned());
    }
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    let (mut grade, mut class) = (grade.shown(), class.shown());
    // A year of entry and a number of a class, as systems write them.
    if is_number(&grade) && !class.starts_with(&grade) {
        grade.push('级');
    }
    if is_number(&class) {
        class.push('班');
    }
    let whole = if class.is_empty() || class.starts_with(&grade) { class } else { format!("{grade}{class}") };
    Ok(Some(whole).filter(|class| !class.is_empty()))
}

fn birth(cell: &Cell, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    broken("出生日期", cell)?;
    let day = match cell {
        Cell::Empty => return Ok(None),
        Cell::Day(day) => *day,
        Cell::Number(number) if number.fract() == 0.0 && (1e7..1e8).contains(number) => {
            written(&format!("{number:.0}"))?
        }
        Cell::Number(number) => return Err(serial(&number.to_string())),
        Cell::Text(text) | Cell::Broken(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) if text.trim().len() == 5 && text.trim().bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(serial(text.trim()));
        }
        Cell::Text(text) | Cell::Broken(text) => written(text)?,
    };
    if day >= today || day.year() < today.year() - 40 {
        return Err(format!("出生日期 {day} 不像学生的"));
    }
    Ok(Some(day))
}

fn serial(number: &str) -> String {
    format!("出生日期 {number} 是 Excel 的日期序号，从哪一年数起说不清：把这一列设成“日期”")
}

fn written(text: &str) -> Result<NaiveDate, String> {
    // Two digits may be any century, and 03/04/2009 two days.
    parse::whole_day(text).ok_or_else(|| format!("出生日期“{}”看不懂或有两种读法：写成 2009-05-01", text.trim()))
}

fn guardian<'c>(
    columns: &GuardianColumns,
    cell: &impl Fn(Option<usize>) -> &'c Cell,
) -> Result<Option<Guardian>, String> {
    let who = name("监护人姓名", cell(columns.name))?;
    let phone = match cell(columns.phone) {
        Cell::Number(number) if number.fract() == 0.0 && (0.0..1e15).contains(number) => format!("{number:.0}"),
        Cell::Text(text) => text.trim().trim_start_matches('\'').chars().map(narrow).collect(),
        Cell::Empty => String::new(),
        _ => return Err("监护人的电话不是一个号码".to_owned()),
    };
    if phone.contains(['E', 'e', '?', '\u{fffd}']) {
        return Err(format!("监护人的电话 {phone} 已经损坏：把列设成“文本”再填"));
    }
    if who.is_empty() {
        return if phone.is_empty() {
            Ok(None)
        } else {
            Err("有监护人的电话，没有监护人的姓名".to_owned())
        };
    }
    let relation = Some(cell(columns.relation).shown()).filter(|said| !said.is_empty());
    Ok(Some(Guardian {
        name: who,
        relation: relation.or_else(|| columns.is.map(str::to_owned)),
        phone: Some(phone).filter(|phone| !phone.is_empty()),
        ..Guardian::default()
    }))
}
