//! `handbook`: the handbook that is in the program, in the browser or in a file.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::error::Error;
use crate::handbook;
use crate::store::write;
use crate::ui::browser;

/// 手册：在浏览器里打开使用手册，从第一个小时到学期末，不用联网；--out 写成一个网页文件
#[derive(clap::Args)]
pub struct Args {
    /// 写到哪个文件，不打开
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let page = handbook::page()?;
    let shown = args.out.is_none();
    let path = args.out.unwrap_or_else(|| std::env::temp_dir().join("crisis-handbook.html"));
    if path.exists() && !app.force && !shown {
        let there = Error::new("已有这个文件，没有覆盖").path(path);
        return Err(there.fix("换一个名字；要替换它，加上 --force").into());
    }
    if !app.dry_run {
        write::replace(&path, page.as_bytes())?;
    }
    app.has_put(path.display())?;
    if shown && !app.dry_run && !browser::show(&path) {
        app.ui.hint("没有找到浏览器：双击这个文件，或拷到别的电脑上打开");
    }
    Ok(0)
}
