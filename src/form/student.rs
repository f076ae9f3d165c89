//! Who a first report is about: flags, or answers at a terminal.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::case::{About, Guardian, Student, Tenure};
use crate::error::{Error, Result};
use crate::record::shape::{Field, Form};
use crate::text::narrow;
use crate::time::parse;

#[derive(clap::Args)]
pub struct Flags {
    /// 学生姓名（必填）
    #[arg(long, value_name = "NAME")]
    student: Option<String>,
    /// 学号
    #[arg(long, value_name = "ID")]
    student_id: Option<String>,
    /// 班级
    #[arg(long, value_name = "C")]
    class: Option<String>,
    /// 出生日期
    #[arg(long, value_name = "D")]
    birth: Option<String>,
    /// 监护人：姓名,关系,电话（可写多次）
    #[arg(long, value_name = "NAME,RELATION,PHONE")]
    guardian: Vec<String>,
    /// 负责该班的教师
    #[arg(long, value_name = "M")]
    class_teacher: Option<String>,
}

const NAME: &str = "student";
const ID: &str = "student_id";
const CLASS: &str = "student_class";
const GUARDIANS: &str = "guardians";
const TEACHER: &str = "class_teacher";

/// The name alone: without it there is no folder.
pub fn name() -> Field {
    let mut name = Field::plain(NAME, "学生姓名", Form::Text);
    name.required = true;
    name
}

/// What else a person is asked about a student of whom the file says nothing of it yet.
pub fn unknown(about: &About) -> Vec<Field> {
    let columns = [("name", "姓名"), ("relation", "关系"), ("phone", "电话")];
    let columns = columns.map(|(name, about)| Field::plain(name, about, Form::Text)).to_vec();
    let blanks = [
        (about.student.id.is_none(), Field::plain(ID, "学号", Form::Text)),
        (about.student.class.is_none(), Field::plain(CLASS, "班级", Form::Text)),
        (about.guardians.is_empty(), Field::plain(GUARDIANS, "监护人", Form::List(Box::new(Form::Table(columns))))),
        (about.class_teacher.is_empty(), Field::plain(TEACHER, "负责该班的教师", Form::Text)),
    ];
    blanks.into_iter().filter(|(is_blank, _)| *is_blank).map(|(_, field)| field).collect()
}

/// Takes the answers to these questions out of the others.
pub fn learn(about: &mut About, answers: &mut Map<String, Value>) {
    let mut text = |name: &str| match answers.shift_remove(name) {
        Some(Value::String(said)) => Some(said),
        _ => None,
    };
    if let Some(name) = text(NAME) {
        about.student.name = name;
    }
    about.student.id = text(ID).as_deref().map(half_width).or(about.student.id.take());
    about.student.class = text(CLASS).or(about.student.class.take());
    about.class_teacher.extend(text(TEACHER).as_deref().map(since_ever));
    if let Some(Value::Array(guardians)) = answers.shift_remove(GUARDIANS) {
        let said = |guardian: &Value, column: &str| guardian.get(column).and_then(Value::as_str).map(str::to_owned);
        about.guardians.extend(guardians.iter().filter_map(|guardian| {
            Some(Guardian {
                name: said(guardian, "name")?,
                relation: said(guardian, "relation"),
                phone: said(guardian, "phone").as_deref().map(half_width),
                ..Guardian::default()
            })
        }));
    }
}

/// Who it is about, as far as flags say.
pub fn about(now: DateTime<FixedOffset>, said: &Flags) -> Result<About> {
    let birth = said.birth.as_deref().map(|text| parse::day(text, now)).transpose();
    let text =
        |said: &Option<String>| said.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let about = About {
        student: Student {
            name: text(&said.student).unwrap_or_default(),
            id: said.student_id.as_deref().map(half_width),
            class: text(&said.class),
            birth: birth.map_err(|error| error.field("--birth"))?,
            ..Student::default()
        },
        guardians: said.guardian.iter().map(|text| guardian(text)).collect::<Result<_>>()?,
        class_teacher: text(&said.class_teacher).iter().map(|who| since_ever(who)).collect(),
        ..About::default()
    };
    if about.student.birth.is_some_and(|birth| birth >= now.date_naive()) {
        return Err(Error::new("出生日期在今天之后").field("--birth").fix("核对年月日，例如 2009-05-01"));
    }
    if about.student.id.as_deref() == Some("") {
        return Err(Error::new("学号是空的").field("--student-id").fix("写上学号；不知道的不写这一项"));
    }
    Ok(about)
}

fn since_ever(who: &str) -> Tenure {
    Tenure { who: who.to_owned(), ..Tenure::default() }
}

/// Full-width digits and letters are the same number on another keyboard; nothing else about a number changes.
fn half_width(text: &str) -> String {
    let plain = |letter: char| match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => narrow(letter),
        other => other,
    };
    text.trim().chars().map(plain).collect()
}

fn guardian(text: &str) -> Result<Guardian> {
    let text = text.replace('，', ",");
    let mut parts = text.splitn(3, ',').map(|part| Some(part.trim().to_owned()).filter(|part| !part.is_empty()));
    let Some(name) = parts.next().flatten() else {
        return Err(Error::new("监护人缺少姓名").field("--guardian").fix("写成 姓名,关系,电话"));
    };
    Ok(Guardian {
        name,
        relation: parts.next().flatten(),
        phone: parts.next().flatten().map(|phone| half_width(&phone)),
        ..Guardian::default()
    })
}
