//! `assess`: an assessment after an interview.

use crate::app::{App, Done};
use crate::cmd::record;
use crate::form::Flags;
use crate::record::assessment::Assessment;

/// 评估：面谈之后写下各维度所见、等级、是否危机、是否需要转介
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    #[command(flatten)]
    said: Flags<Assessment>,
}

pub fn run(app: &App, args: Args) -> Done {
    record::write(app, "assessment", args.case.as_deref(), None, &args.said.said)
}
