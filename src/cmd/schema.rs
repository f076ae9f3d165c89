//! `schema KIND`: the JSON Schema of a kind's front matter.

use crate::cmd::{App, Done};
use crate::record::{KINDS, Kind};
use crate::ui::{Format, table};

/// 字段：一种记录的 JSON Schema；不写种类时列出全部种类
#[derive(clap::Args)]
pub struct Args {
    /// 记录种类
    kind: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    match args.kind {
        Some(kind) => app.ui.json(&Kind::named(&kind)?.schema())?,
        None if app.ui.format == Format::Json => {
            app.ui.json(&KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>())?;
        }
        None => {
            let rows = KINDS.iter().map(|kind| vec![kind.name.to_owned(), kind.about()]).collect();
            app.ui.say(&table(&["种类", "说什么"], rows))?;
        }
    }
    Ok(0)
}
