//! `schema KIND`: the JSON Schema of a kind's front matter.

use crate::app::{App, Done};
use crate::case::About;
use crate::record::Kind;
use crate::wording::schema as words;

/// 字段：一种记录或 case.yaml（写 case）的 JSON Schema；不写种类时列出全部种类
#[derive(clap::Args)]
pub struct Args {
    /// 记录种类
    kind: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    match args.kind {
        Some(name) if name == "case" => app.ui.json(&About::schema())?,
        Some(kind) => {
            let kind = Kind::named(&kind)?;
            return app.with_guide(|guide| {
                app.ui.json(&guide.schema(kind))?;
                Ok(0)
            });
        }
        None => app.answer(words::names, words::lines)?,
    }
    Ok(0)
}
