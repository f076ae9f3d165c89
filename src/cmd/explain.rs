//! `explain`: the pages of duties, checks and materials.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::cmd::guide;
use crate::office::coverage::rules;
use crate::wording::explain as words;

/// 说明：一项职责、检查或材料是什么、依据哪一条、怎样算做到；不写编号时列出全部
#[derive(clap::Args)]
pub struct Args {
    /// 编号（如 D01、C01）或材料名称，可以写几个
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// 按这份指南文件说（不写：档案库里现行的）
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    guide::with(app, args.guide.as_deref(), |guide| {
        if args.codes.is_empty() {
            let rules = rules(guide);
            app.answer(|| &rules, || words::lines(&rules))?;
        } else {
            app.ui.say(&words::pages(guide, &args.codes)?)?;
        }
        Ok(0)
    })
}
