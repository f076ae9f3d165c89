//! `restore`: a bag of ours becomes a case again.

use std::path::PathBuf;

use crate::cmd::{App, Done};

/// 放回：把 crisis archive 做的包放回档案库，与归档时逐字节一样；先核对包，已有同一案号的不动
#[derive(clap::Args)]
pub struct Args {
    /// 包的文件夹（封存的先用 age -d 解开，再用 tar x 展开）
    bag: PathBuf,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    if app.dry_run {
        let (number, files) = office.restorable(&args.bag)?;
        app.only_would(format_args!("放回 {number}，{} 个文件", files.len()))?;
        return Ok(0);
    }
    let pen = office.pen()?;
    let number = pen.restore(&args.bag)?;
    app.ui.say(&number)?;
    app.ui.hint(&format!("已放回。接着：crisis verify {number}"));
    Ok(0)
}
