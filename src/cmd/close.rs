//! `close`: the end of an episode. What is still open is said before, and may be accepted by name.

use crate::cmd::{App, Done, record};
use crate::form::Flags;
use crate::record::closure::Closure;

/// 结束：写下这次危机怎样结束、还有什么未了
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    #[command(flatten)]
    said: Flags<Closure>,
}

pub fn run(app: &App, args: Args) -> Done {
    record::write(app, "closure", &args.case, &args.said.said)
}
