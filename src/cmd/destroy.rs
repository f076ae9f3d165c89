//! `destroy`: a case is over for good, by two people and after the time that the school keeps it.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::form;
use crate::office::destruction::Request;
use crate::store::write;
use crate::wording::destroy as words;

/// 销毁：保管期满后销毁一份案卷的钥匙和文件，打印销毁证明；只留案号、日期、批准人和校验值
#[derive(clap::Args)]
pub struct Args {
    /// 完整的案号
    #[arg(required_unless_present = "due")]
    case: Option<String>,
    /// 只列出已经结束的案卷各保管到何时，期满的在前
    #[arg(long, conflicts_with_all = ["case", "why", "approved_by", "out"])]
    due: bool,
    /// 理由（接着做一次被打断的销毁，不必再写）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: Option<String>,
    /// 谁批准（不能是自己；接着做的也不必再写）
    #[arg(long, value_name = "MEMBER", value_parser = form::filled)]
    approved_by: Option<String>,
    /// 销毁证明写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    if args.due {
        let (kept, locked) = office.keepings()?;
        app.answer(|| words::value(&kept, locked), || words::lines(&kept, locked))?;
        return Ok(0);
    }
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    let pen = office.pen()?;
    // The command line asks for it where nothing is listed.
    let case = args.case.unwrap_or_default();
    let request = Request { case, why: args.why, approved_by: args.approved_by };
    let destruction = pen.destruction(&request)?;
    if app.only_would(format_args!("销毁案卷 {}", destruction.stone.case))? {
        return Ok(0);
    }
    pen.destroy(&destruction)?;
    let certificate = office.certificate(&destruction.stone);
    match args.out {
        None => app.ui.say(&certificate)?,
        Some(path) => {
            write::replace(&path, certificate.as_bytes())?;
            app.has_put(path.display())?;
        }
    }
    app.say([words::remains()])?;
    Ok(0)
}
