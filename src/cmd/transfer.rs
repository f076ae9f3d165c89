//! `transfer`: the package for another school.

use std::path::PathBuf;

use crate::app::{App, Done, keys};
use crate::asking::transfer;
use crate::form;
use crate::office::transfer::Request;
use crate::store::write;
use crate::ui::Format;
use crate::wording::{notes, transfer as words};

/// 移交：学生转到另一所学校时，只把选定的记录和材料做成包，附清单和回执；要有人同意或有依据，并登记
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 移交给哪所学校
    #[arg(long, value_name = "SCHOOL", value_parser = form::filled)]
    to: String,
    /// 放到哪个文件夹（在档案库外面）
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 带走哪些记录和材料的编号（可写多次，也可用逗号隔开）
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    with: Vec<String>,
    /// 谁同意（学生、监护人，怎样同意的）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    consent: Option<String>,
    /// 依据（没有同意时：对方的公函等）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    basis: Option<String>,
    /// 为何没有移交其余的（种类和条数自动写上）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    withheld: Option<String>,
    /// 封存给对方的公钥（可写多次）：做成一个 .age 文件；不写就是明文的文件夹
    #[arg(long, value_name = "AGE_RECIPIENT")]
    to_key: Vec<String>,
    /// 不附 PDF 的清单（省几秒；网页的一份总有）
    #[arg(long)]
    no_pdf: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let case = app.which(&office, args.case.as_deref())?;
    office.writer(&case)?;
    let keys = keys::recipients(&args.to_key, "--to-key")?;
    let Args { to, out, with, consent, basis, withheld, no_pdf, .. } = args;
    let request = Request { to, with, consent, basis, withheld, out, keys, pdf: !no_pdf };
    let request = transfer::asked(app, &office, &case, request)?;
    app.say(write::left_over(&request.out)?.iter().map(|path| notes::left_over(path)))?;
    let pen = office.pen()?;
    let case = pen.case(&case.number);
    let package = pen.pack(&case, &request)?;
    let made = if app.dry_run { None } else { Some(pen.hand_on(&case, &package, &request.keys)?) };
    app.answer(
        || app.planned(words::value(&case, &package, made.as_ref()), &words::text(&package)),
        || words::lines(&package, made.as_ref()),
    )?;
    if let Some(plan) = package.plan.as_ref().filter(|_| app.ui.format != Format::Json) {
        app.told(&office, plan)?;
    }
    app.say(words::advice(&office, &case, &request, &package))?;
    if let Some(plan) = &package.plan {
        app.then(&office, plan, case);
    }
    Ok(0)
}
