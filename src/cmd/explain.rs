//! `explain`: the page of a duty, a check or a material.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::cmd::guide;
use crate::error::Error;
use crate::office::coverage::rules;
use crate::wording::explain as words;

/// 说明：一项职责、检查或材料是什么、依据哪一条、怎样算做到；不写编号时列出全部
#[derive(clap::Args)]
pub struct Args {
    /// 编号（如 D01、C01）或材料名称
    code: Option<String>,
    /// 按这份指南文件说（不写：档案库里现行的）
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    guide::with(app, args.guide.as_deref(), |guide| {
        let Some(code) = args.code.as_deref().map(str::trim) else {
            let rules = rules(guide);
            app.answer(|| &rules, || words::lines(&rules))?;
            return Ok(0);
        };
        let unknown = || Error::new(format!("没有编号或材料“{code}”")).fix("不写编号运行 `crisis explain`，列出全部");
        app.ui.say(&words::page(guide, code).ok_or_else(unknown)?)?;
        Ok(0)
    })
}
