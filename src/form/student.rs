//! Who a first report is about, as flags say.

use chrono::{DateTime, FixedOffset};

use crate::case::{About, Guardian, Student};
use crate::error::{Error, Result};
use crate::reader::student::{half_width, since_ever};
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
