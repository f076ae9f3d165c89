//! `archive`: a case as a bag that stands on its own.

use std::path::PathBuf;

use serde_json::json;

use crate::case::Case;
use crate::cmd::{App, Done};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::form;
use crate::office::Office;
use crate::office::archive::{Archived, Request};
use crate::office::inspection;
use crate::ui::Format;
use crate::vault::recipient::Recipient;

/// 归档：把一份档案做成自成一体的 BagIt 包，多年后不用本程序也能读、能核对；可归档的才做
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名（可写几份）
    #[arg(required_unless_present = "term")]
    case: Vec<String>,
    /// 某一学期里的全部档案；还不能归档的跳过并列出
    #[arg(long, value_name = "NAME", conflicts_with = "case")]
    term: Option<String>,
    /// 放到哪个文件夹（在档案库外面）
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 封存给谁的公钥（可写多次）：做成一个 .age 文件；不写就是明文的文件夹
    #[arg(long, value_name = "AGE_RECIPIENT")]
    to: Vec<String>,
    /// 还不能归档而非归档不可的理由；未了的事写进包里
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    although: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let to = args.to.iter().map(|key| Recipient::parse(key).map_err(|error| error.field("--to")));
    let request = Request { out: args.out, to: to.collect::<Result<_>>()?, although: args.although };
    let (cases, left) = match &args.term {
        Some(term) => of_term(&office, term, request.although.is_some())?,
        None => (args.case.iter().map(|case| office.find(case)).collect::<Result<_>>()?, Vec::new()),
    };
    for number in &left {
        app.ui.hint(&format!("{number} 还不能归档：crisis audit {number}"));
    }
    if app.only_would(format_args!("归档 {} 份档案到 {}", cases.len(), request.out.display()))? {
        return Ok(0);
    }
    let pen = office.pen()?;
    let made: Vec<Archived> = cases.iter().map(|case| pen.archive(case, &request)).collect::<Result<_>>()?;
    tell(app, &made, &left)?;
    if office.repo.config.privacy == Privacy::Sealed && request.to.is_empty() {
        app.ui.hint("包是明文：谁拿到都能看。存放在上锁的地方，或加 --to 公钥 封存");
    }
    Ok(u8::from(!left.is_empty()))
}

/// Those that may be archived, and the numbers of those that may not yet.
fn of_term(office: &Office, term: &str, all: bool) -> Result<(Vec<Case>, Vec<String>)> {
    let request = inspection::Request { term: Some(term.to_owned()), ..inspection::Request::default() };
    let mut found: Vec<(String, bool)> = Vec::new();
    let inspection = office.inspection(request)?;
    inspection.each(
        |_, audit| (audit.case, audit.archivable),
        |(number, may)| {
            match found.last_mut().filter(|(last, _)| *last == number) {
                Some((_, before)) => *before &= may,
                None => found.push((number, may)),
            }
            Ok(())
        },
    )?;
    let (ready, left): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, may)| *may || all);
    if ready.is_empty() && left.is_empty() {
        return Err(Error::new("这个学期没有档案").field("--term").fix("核对学期的名称：见 crisis.toml"));
    }
    let ready = ready.iter().map(|(number, _)| office.find(number)).collect::<Result<_>>()?;
    Ok((ready, left.into_iter().map(|(number, _)| number).collect()))
}

fn tell(app: &App, made: &[Archived], left: &[String]) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "archived": made, "left": left }));
    }
    for one in made {
        let open = if one.open.is_empty() { String::new() } else { format!("　未了：{}", one.open.join("、")) };
        app.ui.say(&format!("{}　{}{open}\n    校验值 {}", one.case, one.path.display(), one.sha256))?;
    }
    Ok(())
}
