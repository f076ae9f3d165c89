//! `destroy`: a case is over for good, by two people and after the time that the school keeps it.

use std::path::PathBuf;

use crate::cmd::{App, Done};
use crate::form;
use crate::office::destruction::Request;
use crate::store::write;

/// 销毁：保管期满后销毁一份案卷的钥匙和文件，打印销毁证明；只留案号、日期、批准人和校验值
#[derive(clap::Args)]
pub struct Args {
    /// 完整的案号
    case: String,
    /// 理由
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: String,
    /// 谁批准（不能是自己）
    #[arg(long, value_name = "MEMBER", value_parser = form::filled)]
    approved_by: String,
    /// 销毁证明写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    let pen = office.pen()?;
    let request = Request { case: args.case, why: args.why, approved_by: args.approved_by };
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
    app.ui.hint(
        "封存过的案卷，没有钥匙文件（key.age）的副本也随之失效；备份和 git 历史里还留着它的，以及曾经是明文的，请另行销毁，还有打印件。",
    );
    Ok(0)
}
