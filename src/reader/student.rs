//! What a person is asked about the student of a first report, and what the answers make of `case.yaml`.

use serde_json::{Map, Value};

use crate::case::{About, Guardian, Tenure};
use crate::record::shape::{Field, Form};
use crate::text::narrow;

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

/// Who is in charge since before anybody wrote it down.
pub fn since_ever(who: &str) -> Tenure {
    Tenure { who: who.to_owned(), ..Tenure::default() }
}

/// Full-width digits and letters are the same number on another keyboard; nothing else about a number changes.
pub fn half_width(text: &str) -> String {
    let plain = |letter: char| match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => narrow(letter),
        other => other,
    };
    text.trim().chars().map(plain).collect()
}
