//! `open`: the first report. A student who has a folder gets a new episode in it, never a second folder.

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::case::{About, Case, Guardian, Student, Tenure};
use crate::cmd::{App, CASE_LETTERS, Done, next, random};
use crate::draft::Page;
use crate::error::{Error, Result};
use crate::form::{self, Flags};
use crate::guide::Guide;
use crate::record::report::Report;
use crate::store::{Repo, write};
use crate::text::{narrow, same_name};
use crate::time::parse;
use crate::ui::Ui;
use crate::yaml;

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

/// What a first report says, before it lies in a case.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    pub about: About,
    pub fields: Map<String, Value>,
    pub body: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let heard = heard(app, app.guide(&repo)?, &args)?;
    let _lock = write::lock(&repo.root)?;
    let known = folder_of(app, &repo, &heard.about.student)?;
    take_on(app, &repo, known.as_ref(), heard, None)?;
    Ok(0)
}

pub fn heard(app: &App, guide: &Guide, args: &Args) -> Result<Heard> {
    let about = about(app, args)?;
    let (mut fields, body) = form::fill(&app.ui, guide, app.now, "report", &args.report.said)?;
    // Who says only when the school knew says with it when it happened, as far as the school can tell.
    if let (None, Some(known)) = (fields.get("at"), fields.get("known").cloned()) {
        fields.insert("at".to_owned(), known);
    }
    Ok(Heard { about, fields, body })
}

/// Begins an episode in the folder that the student has, or in a new one; the record may have its number already.
pub fn take_on(app: &App, repo: &Repo, known: Option<&Case>, heard: Heard, id: Option<String>) -> Result<String> {
    let mut draft = app.draft(repo, "report", known)?;
    draft.id = id.unwrap_or(draft.id);
    (draft.fields, draft.body) = (heard.fields, heard.body);
    let number = if let Some(case) = known {
        let last = case.episodes().last().copied().unwrap_or(0);
        draft.episode = last + 1;
        let page = app.record(repo, case, draft)?;
        app.wrote(repo, &case.number, &page)?;
        if last > 0 && case.closure(last).is_none() {
            app.ui.hint(&format!(
                "注意：第 {last} 次危机还没有结束。如果这是同一次危机的又一个消息，请作废这条记录，改用 crisis record report {}",
                case.number
            ));
        }
        case.number.clone()
    } else {
        let page = draft.page(None, repo.config.calendar.zone)?;
        let number = new_folder(app, repo, &heard.about, &page)?;
        app.wrote(repo, &number, &page)?;
        number
    };
    if !app.dry_run {
        app.ui.hint(&format!("案号 {number}。现在要做的事："));
        app.ui.hint(&next::steps_for(app, repo, &repo.case(&number)));
    }
    Ok(number)
}

fn about(app: &App, args: &Args) -> Result<About> {
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let birth = args.birth.as_deref().map(|text| parse::day(text, app.now)).transpose();
    let mut about = About {
        student: Student {
            name: said(&args.student).unwrap_or_default(),
            id: args.student_id.as_deref().map(half_width),
            class: args.class.clone(),
            birth: birth.map_err(|error| error.field("--birth"))?,
            ..Student::default()
        },
        guardians: args.guardian.iter().map(|text| guardian(text)).collect::<Result<_>>()?,
        class_teacher: args.class_teacher.iter().map(|who| since_ever(who)).collect(),
        ..About::default()
    };
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
    Tenure { who: who.to_owned(), since: None, until: None }
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

/// The folder that this student has already: the same number, or the same name where one of them has no number. Where
/// there is none, those are named whom nothing tells apart but a class, which changes.
pub fn folder_of(app: &App, repo: &Repo, student: &Student) -> Result<Option<Case>> {
    let (mut found, mut namesakes) = (Vec::new(), Vec::new());
    for number in repo.numbers()? {
        let Some(About { student: other, .. }) = repo.about(&number) else { continue };
        let is_namesake = same_name(&student.name, &other.name);
        match (&student.id, &other.id) {
            (Some(one), Some(two)) if one == two => found.push(number),
            (Some(_), Some(_)) => {}
            _ if is_namesake && student.class == other.class => found.push(number),
            _ if is_namesake => namesakes.push(number),
            _ => {}
        }
    }
    let Some(number) = found.pop() else {
        if !namesakes.is_empty() {
            app.ui.hint(&format!(
                "注意：已有同名学生的档案 {}。如果是同一人，请把这次的情况用 crisis record report 记进原来的档案，并移走新开的这一份；确是两个人的，在 case.yaml 里写上各自的学号",
                namesakes.join("、")
            ));
        }
        return Ok(None);
    };
    if let Some(other) = found.first() {
        let twice = Error::new(format!("这位学生已有两份档案：{other}、{number}"));
        return Err(twice.fix("先把两份档案并成一份，或写明 --student-id"));
    }
    let case = repo.case(&number);
    if !same_name(&case.about.student.name, &student.name) {
        let other = Error::new(format!("学号已属于档案 {number}，但姓名不同")).field("--student-id");
        return Err(other.fix("核对学号与姓名"));
    }
    Ok(Some(case))
}

fn new_folder(app: &App, repo: &Repo, about: &About, page: &Page) -> Result<String> {
    let mut number = String::new();
    while number.is_empty() || repo.case_dir(&number).exists() {
        number = format!("{}-{}", app.now.year(), random(&CASE_LETTERS)?);
    }
    if !app.dry_run {
        let text = yaml::write(about)?;
        let files = [("case.yaml", text.as_bytes()), (page.path.as_str(), page.text.as_bytes())];
        repo.new_case(&number, &app.rules(repo)?.holders(about)?, &files)?;
    }
    Ok(number)
}
