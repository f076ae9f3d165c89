//! `amend`: a correction. The record that was wrong stays as it is.

use crate::app::{App, Done};
use crate::asking::amend as asked;
use crate::asking::talks::Which;
use crate::case::PROGRAM;
use crate::error::{Error, Result};
use crate::form;
use crate::form::correction::{self, Naming};
use crate::office::recording::{self, Correction, Retract};

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
        None if app.ui.can_ask() => asked::pick(&office, &case)?,
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
        asked::answered(&talk, record, (&to_set, &to_add), &mut amended)?;
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
