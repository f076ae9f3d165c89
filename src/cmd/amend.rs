//! `amend`: a correction. The record that was wrong stays as it is.

use crate::case::PROGRAM;
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::form::{self, Said};
use crate::office::recording::{self, Correction, Retract};
use crate::record::{Kind, OWN_FIELDS, shape};

/// 更正：一条记录写错了。原记录不动，另写一条更正
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；全校的培训等写 program
    case: String,
    /// 写错的记录的编号
    record: String,
    /// 错在哪里
    #[arg(long, value_name = "TEXT")]
    wrong: String,
    /// 应当是什么
    #[arg(long, value_name = "TEXT")]
    right: String,
    /// 更正后的字段：字段=值（可写多次）
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// 整条作废（例如记错了人）
    #[arg(long)]
    retract: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let pen = office.pen()?;
    let case = office.find_or_program(&args.case)?;
    let target = recording::target(&case, &args.record)?;
    let said = Said { values: fields(&target.head.kind, &args.set)?, ..Said::default() };
    let guide = office.guide_of(&case, target.head.episode)?;
    let correction = Correction {
        set: form::encode(guide, app.now, &target.head.kind, &said)?,
        record: args.record,
        wrong: args.wrong,
        right: args.right,
        retract: if args.retract { Retract::Yes } else { Retract::No },
    };
    let plan = pen.amend(&case, correction)?;
    app.carry_out(&pen, &plan)?;
    if case.number != PROGRAM {
        app.then(&office, &case.number);
    }
    Ok(0)
}

/// Several values of one field belong together, in the order in which they were given.
fn fields(kind: &str, set: &[String]) -> Result<Vec<(String, Vec<String>)>> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let known = shape::own(Kind::named(kind)?);
    let names: Vec<&str> = known.map(|field| field.name.as_str()).collect();
    for text in set {
        let text = text.replacen('＝', "=", 1);
        let (name, value) =
            text.split_once('=').ok_or_else(|| Error::new("缺少等号").field("--set").fix("写成 字段=值"))?;
        let name = name.trim().replace('-', "_");
        if OWN_FIELDS.contains(&name.as_str()) || !names.contains(&name.as_str()) {
            let fix = format!("可以更正的字段：{}", names.join("、"));
            return Err(Error::new(format!("不能更正“{name}”")).field("--set").fix(fix));
        }
        match values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(value.to_owned()),
            None => values.push((name, vec![value.to_owned()])),
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn values_of_one_field_belong_together() {
        let set = ["notified=甲".to_owned(), "saw=原话＝一".to_owned(), "notified=乙".to_owned()];
        let values = fields("report", &set).unwrap();
        assert_eq!(values[0], ("notified".to_owned(), vec!["甲".to_owned(), "乙".to_owned()]));
        assert!(fields("report", &["prev=1".to_owned()]).is_err());
    }
}
