//! Who a first report is about: flags, or answers at a terminal.

use chrono::{DateTime, FixedOffset};

use crate::case::{About, Guardian, Student, Tenure};
use crate::error::{Error, Result};
use crate::form::ask::line;
use crate::text::narrow;
use crate::time::parse;
use crate::ui::Ui;

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

/// Who it is about: as flags, or asked for.
pub fn about(ui: &Ui, now: DateTime<FixedOffset>, said: &Flags) -> Result<About> {
    let birth = said.birth.as_deref().map(|text| parse::day(text, now)).transpose();
    let text =
        |said: &Option<String>| said.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut about = About {
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
    if about.student.id.as_deref() == Some("") {
        return Err(Error::new("学号是空的").field("--student-id").fix("写上学号；不知道的不写这一项"));
    }
    if about.student.name.is_empty() {
        if !ui.can_ask() {
            return Err(Error::new("缺少学生姓名").field("--student").fix("加上 --student 姓名"));
        }
        ask(ui, &mut about)?;
    }
    Ok(about)
}

/// Who it is about, from somebody at a terminal who said nothing of it yet.
fn ask(ui: &Ui, about: &mut About) -> Result<()> {
    let open = |question: &str| {
        line(question, false, "不知道就直接回车").map(|said| Some(said).filter(|said| !said.is_empty()))
    };
    about.student.name = line("学生姓名", true, "Esc 取消")?;
    if about.student.id.is_none() {
        about.student.id = open("学号")?.as_deref().map(half_width);
    }
    if about.student.class.is_none() {
        about.student.class = open("班级")?;
    }
    if about.guardians.is_empty() {
        while let Some(said) = open("监护人：姓名,关系,电话（直接回车结束）")? {
            match guardian(&said) {
                Ok(guardian) => about.guardians.push(guardian),
                Err(error) => ui.error(&error),
            }
        }
    }
    if about.class_teacher.is_empty() {
        about.class_teacher.extend(open("负责该班的教师")?.as_deref().map(since_ever));
    }
    Ok(())
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
