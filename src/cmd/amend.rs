//! `amend`: a correction. The record that was wrong stays as it is.

use serde_json::{Map, Value};

use crate::case::{Case, PROGRAM};
use crate::cmd::talks::Which;
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::form::ask;
use crate::form::correction::{self, Naming};
use crate::form::{self, talk::Talk};
use crate::office::Office;
use crate::office::recording::{self, Correction, Retract};
use crate::record::shape::{self, Field, Form};
use crate::record::{Kind, Record};
use crate::tell;

/// 更正：一条记录写错了。原记录不动，另写一条更正
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；全校的培训等写 program
    case: Option<String>,
    /// 写错的记录的编号
    record: Option<String>,
    /// 错在哪里（没有错、只是补充的不写）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    wrong: Option<String>,
    /// 应当是什么，或补充了什么
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    right: Option<String>,
    /// 更正后的字段：字段=值（可写多次；在终端只写字段就会问）
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// 在列表里添上一项：字段=值（可写多次；在终端只写字段就会问）
    #[arg(long, value_name = "FIELD=VALUE")]
    add: Vec<String>,
    /// 清空一个字段（可写多次）
    #[arg(long, value_name = "FIELD")]
    clear: Vec<String>,
    /// 整条作废（例如记错了人）
    #[arg(long)]
    retract: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let case = match &args.case {
        Some(named) => office.find_or_program(named)?,
        None => app.which(&office, None)?,
    };
    let record = match &args.record {
        Some(id) => recording::target(&case, id)?,
        None if app.ui.can_ask() => pick(&office, &case)?,
        None => return Err(Error::new("没有写是哪一条记录").field("record").fix("写出记录的编号，四个字符").into()),
    };
    let guide = office.guide_of(&case, record.head.episode)?;
    let kind = &record.head.kind;
    let naming = |flag, texts| correction::named_alone(kind, flag, texts);
    let (to_set, set) = naming("--set", &args.set)?;
    let (to_add, add) = naming("--add", &args.add)?;
    let set = correction::set(guide, app.now, kind, "--set", &set)?;
    let add = correction::set(guide, app.now, kind, "--add", &add)?;
    correction::only_lists(kind, &add)?;
    let clear = args.clear.iter().map(|name| correction::named(kind, "--clear", name)).collect::<Result<Vec<_>>>()?;
    let retract = if args.retract { Retract::Yes } else { Retract::No };
    let mut amended = Correction {
        record: record.head.id.clone(),
        wrong: args.wrong,
        right: args.right.clone().unwrap_or_default(),
        set,
        add,
        clear,
        retract,
    };
    let talk = app.talk(&office, guide, Which::Correction(&case, record));
    let left: Vec<&Naming> = to_set.iter().chain(&to_add).collect();
    if args.right.is_none() || !left.is_empty() {
        if !app.ui.can_ask() {
            return Err(unsaid(&left).into());
        }
        ask(&talk, record, (&to_set, &to_add), &mut amended)?;
    }
    let pen = office.pen()?;
    let case = if case.number == PROGRAM { case } else { pen.case(&case.number) };
    let plan = pen.amend(&case, amended)?;
    app.carry_out(&pen, &plan)?;
    talk.shelf.clear()?;
    if case.number != PROGRAM {
        app.then(&office, &plan, case);
    }
    Ok(0)
}

fn unsaid(left: &[&Naming]) -> Error {
    match left.first() {
        Some(named) => Error::new("缺少等号").field(named.flag).fix(format!("写成 {}=值", named.field)),
        None => Error::new("没有写应当是什么，或补充了什么").field("--right").fix("加上 --right 说明"),
    }
}

/// The latest first: what somebody just wrote is what they notice a slip in.
fn pick<'c>(office: &Office, case: &'c Case) -> Result<&'c Record> {
    let records: Vec<&Record> = case.records.iter().rev().map(AsRef::as_ref).collect();
    let label = |record: &&Record| {
        let guide = office.guide_of(case, record.head.episode)?;
        let (at, title) = (record.head.at.text(office.zone()), tell::kind(guide, &record.head.kind));
        let said = tell::fields(guide, office.zone(), record).into_iter().map(|(_, said)| said).collect::<Vec<_>>();
        let said: String = said.join("；").chars().take(24).collect();
        Ok(format!("{at}　{title}〔{}〕{said}", record.head.id))
    };
    let labels = records.iter().map(label).collect::<Result<Vec<_>>>()?;
    if labels.is_empty() {
        return Err(Error::new("这份档案还没有记录").fix("先写记录：crisis 记录"));
    }
    Ok(records[ask::pick("更正哪一条", labels)?])
}

/// Asks for the fields that were only named; where none is, all of them stand there to be changed. Then why.
fn ask(talk: &Talk<'_>, record: &Record, named: (&[Naming], &[Naming]), amended: &mut Correction) -> Result<()> {
    let kind = &record.head.kind;
    let known: Vec<&Field> = shape::own(Kind::named(kind)?).collect();
    let (to_set, to_add) = named;
    let is_bare = amended.set.is_empty() && amended.add.is_empty() && amended.clear.is_empty();
    if !to_set.is_empty() || !to_add.is_empty() {
        let is_meant = |field: &&&Field| to_set.iter().chain(to_add).any(|named| named.field == field.name);
        let asked: Vec<&Field> = known.iter().filter(is_meant).copied().collect();
        let mut said = Map::new();
        talk.ask(kind, &asked, &mut said)?;
        for (name, value) in said {
            let into = if to_add.iter().any(|named| named.field == name) { &mut amended.add } else { &mut amended.set };
            into.insert(name, value);
        }
    } else if is_bare && amended.retract == Retract::No {
        const WAYS: [&str; 3] = ["改几项，或补几项", "只添一句说明", "整条作废（例如记错了人）"];
        match ask::pick("要怎样更正", WAYS.map(str::to_owned).to_vec())? {
            0 => changed(&talk.change(kind, &known, record.fields.clone())?, record, &known, amended),
            1 => {}
            _ => amended.retract = Retract::Yes,
        }
    }
    if amended.wrong.is_none() {
        let must = amended.retract == Retract::Yes;
        let question =
            if must { "错在哪里" } else { "错在哪里（没有错、只是补充的，直接回车）" };
        amended.wrong = Some(ask::line(question, must, "")?).filter(|said| !said.is_empty());
    }
    if amended.right.is_empty() {
        let labels = known.iter().filter(|field| amended.touches(&field.name)).map(|field| field.label());
        let about = labels.collect::<Vec<_>>().join("、");
        let before = if about.is_empty() { String::new() } else { format!("写明{about}") };
        amended.right = ask::typed("应当是什么，或补充了什么", &before, true, "")?;
    }
    Ok(())
}

/// What the answers make of the record: a list that only grew is added to.
fn changed(answers: &Map<String, Value>, record: &Record, known: &[&Field], amended: &mut Correction) {
    for field in known {
        let (was, is) = (record.fields.get(&field.name), answers.get(&field.name));
        match (was, is) {
            (was, is) if was == is => {}
            (Some(_), None) => amended.clear.push(field.name.clone()),
            (Some(Value::Array(was)), Some(Value::Array(is))) if is.starts_with(was) => {
                amended.add.insert(field.name.clone(), is[was.len()..].to_vec().into());
            }
            (None, Some(is)) if matches!(field.form, Form::List(_)) => {
                amended.add.insert(field.name.clone(), is.clone());
            }
            (_, Some(is)) => {
                amended.set.insert(field.name.clone(), is.clone());
            }
            (None, None) => {}
        }
    }
}
