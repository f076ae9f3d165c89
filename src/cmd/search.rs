//! `search`: where a word stands, in `case.yaml`, in the fields of records as people read them, and in their bodies.

use crate::app::{App, Done};
use crate::ui::Format;
use crate::wording::search as words;

/// 搜索：在全部档案里找文字；空格隔开的几个词要在同一条记录里都有
#[derive(clap::Args)]
pub struct Args {
    /// 要找的文字
    #[arg(required = true)]
    text: Vec<String>,
    /// 只找某一种记录
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let places = office.search(&args.text.join(" "), args.kind.as_deref())?;
    app.say(words::locked(places.locked))?;
    if app.ui.format == Format::Json {
        app.ui.json(&places.found)?;
    } else {
        app.say(words::lines(&office, &places.found)?)?;
    }
    Ok(0)
}
