//! `schema KIND`: the JSON Schema of a kind's front matter.

use crate::app::{App, Done};
use crate::case::About;
use crate::record::{KINDS, Kind};
use crate::ui::{Format, table};

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
        None if app.ui.format == Format::Json => {
            app.ui.json(&["case"].into_iter().chain(KINDS.iter().map(|kind| kind.name)).collect::<Vec<_>>())?;
        }
        None => {
            let case = vec!["case".to_owned(), "case.yaml：这是谁的档案，不是发生了什么".to_owned()];
            let kinds = KINDS.iter().map(|kind| vec![kind.name.to_owned(), kind.about()]);
            app.ui.say(&table(&["种类", "说什么"], [case].into_iter().chain(kinds).collect()))?;
        }
    }
    Ok(0)
}
