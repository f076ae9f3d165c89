//! `amend`: a correction. The record that was wrong stays as it is.

use crate::case::PROGRAM;
use crate::cmd::{App, Done};
use crate::error::Result;
use crate::form::{self, correction};
use crate::office::recording::{self, Correction, Retract};

/// 更正：一条记录写错了。原记录不动，另写一条更正
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；全校的培训等写 program
    case: String,
    /// 写错的记录的编号
    record: String,
    /// 错在哪里（没有错、只是补充的不写）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    wrong: Option<String>,
    /// 应当是什么，或补充了什么
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    right: String,
    /// 更正后的字段：字段=值（可写多次）
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// 在列表里添上一项：字段=值（可写多次）
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
    let pen = office.pen()?;
    let case = office.find_or_program(&args.case)?;
    let target = recording::target(&case, &args.record)?;
    let guide = office.guide_of(&case, target.head.episode)?;
    let kind = &target.head.kind;
    let set = correction::set(guide, app.now, kind, "--set", &args.set)?;
    let add = correction::set(guide, app.now, kind, "--add", &args.add)?;
    correction::only_lists(kind, &add)?;
    let clear = args.clear.iter().map(|name| correction::named(kind, "--clear", name)).collect::<Result<Vec<_>>>()?;
    let retract = if args.retract { Retract::Yes } else { Retract::No };
    let amended = Correction { record: args.record, wrong: args.wrong, right: args.right, set, add, clear, retract };
    let plan = pen.amend(&case, amended)?;
    app.carry_out(&pen, &plan)?;
    if case.number != PROGRAM {
        app.then(&office, &plan, case);
    }
    Ok(0)
}
