//! `open`: the first report. A student who has a folder gets a new episode in it, never a second folder.

use crate::case::{About, Guardian, Student, Tenure};
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::form::{self, Flags};
use crate::guide::Guide;
use crate::office::intake::Heard;
use crate::office::pen::{Pen, Plan};
use crate::record::report::Report;
use crate::text::narrow;
use crate::time::parse;
use crate::ui::Ui;

/// 开案：首见报告。写下谁在何时知道了什么、做了什么，随即列出最初几分钟要做的事
#[derive(clap::Args)]
pub struct Args {
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
    #[command(flatten)]
    report: Flags<Report>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let heard = heard(app, office.guide()?, &args)?;
    let pen = office.pen()?;
    let plan = pen.open(heard)?;
    begun(app, &pen, &plan)?;
    Ok(0)
}

/// Carries out the beginning of an episode, and says the number and what is to be done in the first minutes.
pub fn begun(app: &App, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
    app.carry_out(pen, plan)?;
    if !app.dry_run {
        app.ui.hint(&format!("案号 {}。现在要做的事：", plan.case));
        app.then(pen.office, &pen.case(&plan.case));
    }
    Ok(())
}

/// Who it is about and what was reported: as flags, or asked for.
pub fn heard(app: &App, guide: &Guide, args: &Args) -> Result<Heard> {
    let about = about(app, args)?;
    let (mut fields, body) = form::fill(&app.ui, guide, app.now, "report", &args.report.said)?;
    // Who says only when the school knew says with it when it happened, as far as the school can tell.
    if let (None, Some(known)) = (fields.get("at"), fields.get("known").cloned()) {
        fields.insert("at".to_owned(), known);
    }
    Ok(Heard { about, fields, body })
}

fn about(app: &App, args: &Args) -> Result<About> {
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let birth = args.birth.as_deref().map(|text| parse::day(text, app.now)).transpose();
    let mut about = About {
        student: Student {
            name: said(&args.student).unwrap_or_default(),
            id: args.student_id.as_deref().map(half_width),
            class: said(&args.class),
            birth: birth.map_err(|error| error.field("--birth"))?,
            ..Student::default()
        },
        guardians: args.guardian.iter().map(|text| guardian(text)).collect::<Result<_>>()?,
        class_teacher: said(&args.class_teacher).iter().map(|who| since_ever(who)).collect(),
        ..About::default()
    };
    if about.student.id.as_deref() == Some("") {
        return Err(Error::new("学号是空的").field("--student-id").fix("写上学号；不知道的不写这一项"));
    }
    if about.student.name.is_empty() {
        if !app.ui.can_ask() {
            return Err(Error::new("缺少学生姓名").field("--student").fix("加上 --student 姓名"));
        }
        ask(&app.ui, &mut about)?;
    }
    Ok(about)
}

/// Who it is about, from somebody at a terminal who said nothing of it yet.
fn ask(ui: &Ui, about: &mut About) -> Result<()> {
    let open = |question: &str| {
        form::ask_line(question, false, "不知道就直接回车").map(|said| Some(said).filter(|said| !said.is_empty()))
    };
    about.student.name = form::ask_line("学生姓名", true, "Esc 取消")?;
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
