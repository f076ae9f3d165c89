//! `archive`: a case as a bag that stands on its own.

use std::path::PathBuf;

use crate::app::{App, Done, keys};
use crate::config::Privacy;
use crate::error::Error;
use crate::form;
use crate::office::archive::Request;
use crate::ui::Format;
use crate::wording::archive as words;

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
    /// 不附 PDF 的卷内目录（省几秒；网页的一份总在包里）
    #[arg(long)]
    no_pdf: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let to = keys::recipients(&args.to, "--to")?;
    let Args { case, term, out, although, no_pdf, .. } = args;
    let request = Request { cases: case, term, out, to, although, pdf: !no_pdf };
    // Nobody writes between looking at a case and copying it.
    let pen = if app.dry_run { None } else { Some(office.pen()?) };
    let selection = app.ui.watched("核对", |told| office.archivable(&request, told))?;
    let (ready, left) = (&selection.ready, &selection.left);
    if ready.is_empty() && left.is_empty() {
        return Err(Error::new("这个学期没有档案").field("--term").fix("核对学期的名称：见 crisis.toml").into());
    }
    app.say(words::left(&selection))?;
    let Some(pen) = pen else {
        app.only_would(format_args!("归档 {} 份档案到 {}", ready.len(), request.out.display()))?;
        return Ok(u8::from(!left.is_empty()));
    };
    let mut made = Vec::with_capacity(ready.len());
    for ready in ready {
        let archived = pen.archive(ready, &request)?;
        if app.ui.format != Format::Json {
            app.say([words::made(&archived)])?;
        }
        made.push(archived);
    }
    if app.ui.format == Format::Json {
        app.ui.json(&words::value(&made, left))?;
    }
    app.say(words::advice(&made, office.repo.config.privacy == Privacy::Sealed && request.to.is_empty()))?;
    Ok(u8::from(!left.is_empty()))
}
