//! `show`: a case as a timeline with its three times: happened, known, written; also as it stood at an earlier time.

use std::sync::Arc;

use crate::app::{App, Done};
use crate::case::Case;
use crate::error::Error;
use crate::record::Record;
use crate::time::parse;
use crate::ui::Format;
use crate::wording::notes;
use serde_json::{Value, json};

mod timeline;

/// 查看：一份档案的时间线；--as-of 看到那一刻为止学校写下了什么
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 只看到某一刻为止写下的
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 每条记录的全部内容
    #[arg(long)]
    full: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = app.which(&office, args.case.as_deref())?;
    if let Some(text) = &args.as_of {
        let until = parse::moment(text, app.now).map_err(|error| error.field("--as-of"))?;
        case = case.as_of(until.latest(office.zone()), office.zone());
    }
    // What was done with the file since then is not how it stood then.
    let archivings = if args.as_of.is_none() { office.archivings(&case.number)? } else { Vec::new() };
    if app.ui.format == Format::Json {
        let mut told = as_json(&case);
        told["archived"] = json!(archivings);
        app.ui.json(&told)?;
    } else {
        let mut text = timeline::told(&office, &case, args.full)?;
        for archiving in &archivings {
            timeline::line(&mut text, format_args!("\n{}", notes::archived(&case, archiving)));
        }
        app.ui.say(&text)?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    Ok(case.damage_status())
}

fn as_json(case: &Case) -> Value {
    let of = |record: &Record| {
        let Record { path, digest, fields, body, .. } = record;
        json!({ "path": path, "sha256": digest, "fields": fields, "body": body })
    };
    let told = |record: &Arc<Record>| {
        let mut told = of(record);
        let changed = case.amended(&record.head.id).filter(|step| step.after.is_some());
        let changed: Vec<Value> =
            changed.map(|step| json!({ "by": step.by.head.id, "was": step.before.fields })).collect();
        if !changed.is_empty() {
            told["corrected"] = changed.into();
        }
        told
    };
    let taken = case.amendments.iter().filter(|step| step.after.is_none());
    let taken = taken.map(|step| json!({ "by": step.by.head.id, "was": of(&step.before) }));
    json!({
        "case": case.number,
        "student": case.about.student,
        "guardians": case.about.guardians,
        "class_teacher": case.about.class_teacher,
        "records": case.records.iter().map(told).collect::<Vec<_>>(),
        "retracted": taken.collect::<Vec<_>>(),
        "head": case.head().map(|record| &record.digest),
        "faults": case.faults.iter().map(Error::to_string).collect::<Vec<_>>(),
    })
}
