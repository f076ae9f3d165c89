//! `amend`: a correction. The record that was wrong stays as it is.

use serde_json::{Map, Value};

use crate::case::PROGRAM;
use crate::cmd::{App, Done, filled};
use crate::error::{Error, Result};
use crate::form::{self, Said};
use crate::office::recording::{self, Correction, Retract};
use crate::record::shape::{Field, Form};
use crate::record::{Kind, shape};

/// 更正：一条记录写错了。原记录不动，另写一条更正
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；全校的培训等写 program
    case: String,
    /// 写错的记录的编号
    record: String,
    /// 错在哪里（没有错、只是补充的不写）
    #[arg(long, value_name = "TEXT", value_parser = filled)]
    wrong: Option<String>,
    /// 应当是什么，或补充了什么
    #[arg(long, value_name = "TEXT", value_parser = filled)]
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
    let encode = |flag: &str, texts: &[String]| {
        let values = fields(kind, flag, texts)?;
        form::encode(guide, app.now, kind, &Said { values, ..Said::default() })
    };
    let (set, add) = (encode("--set", &args.set)?, encode("--add", &args.add)?);
    only_lists(kind, &add)?;
    let clear = args.clear.iter().map(|name| named(kind, "--clear", name)).collect::<Result<Vec<_>>>()?;
    let retract = if args.retract { Retract::Yes } else { Retract::No };
    let correction = Correction { record: args.record, wrong: args.wrong, right: args.right, set, add, clear, retract };
    let plan = pen.amend(&case, correction)?;
    app.carry_out(&pen, &plan)?;
    if case.number != PROGRAM {
        app.then(&office, &plan.onto(case, office.zone()));
    }
    Ok(0)
}

/// Several values of one field belong together, in the order in which they were given.
fn fields(kind: &str, flag: &str, set: &[String]) -> Result<Vec<(String, Vec<String>)>> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for text in set {
        let text = text.replacen('＝', "=", 1);
        let (name, value) =
            text.split_once('=').ok_or_else(|| Error::new("缺少等号").field(flag).fix("写成 字段=值"))?;
        let name = named(kind, flag, name)?;
        match values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(value.to_owned()),
            None => values.push((name, vec![value.to_owned()])),
        }
    }
    Ok(values)
}

/// A field that a person may correct, by its name or the name of its flag.
fn named(kind: &str, flag: &str, name: &str) -> Result<String> {
    let known: Vec<&Field> = shape::own(Kind::named(kind)?).collect();
    let name = name.trim();
    let found = known.iter().find(|field| field.name == name.replace('-', "_") || field.flag() == name);
    found.map(|field| field.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|field| field.name.as_str()).collect();
        let fix = format!("可以更正的字段：{}", names.join("、"));
        Error::new(format!("不能更正“{name}”")).field(flag).fix(fix)
    })
}

/// Only a list can have one more; what holds a single value is set.
fn only_lists(kind: &str, add: &Map<String, Value>) -> Result<()> {
    let is_single = |field: &&Field| !matches!(field.form, Form::List(_) | Form::Pairs(..));
    let single = shape::own(Kind::named(kind)?).filter(is_single).find(|field| add.contains_key(&field.name));
    single.map_or(Ok(()), |field| {
        let wrong = Error::new(format!("“{}”只有一个值，不能再添一项", field.label())).field("--add");
        Err(wrong.fix(format!("改用 --set {}=值", field.name)))
    })
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn values_of_one_field_belong_together() {
        let set = ["notified=甲".to_owned(), "saw=原话＝一".to_owned(), "notified=乙".to_owned()];
        let values = fields("report", "--set", &set).unwrap();
        assert_eq!(values[0], ("notified".to_owned(), vec!["甲".to_owned(), "乙".to_owned()]));
        assert!(fields("report", "--set", &["prev=1".to_owned()]).is_err());
    }
}
