//! `search`: where a word stands, in `case.yaml`, in the fields of records as people read them, and in their bodies.

use crate::app::{App, Done};
use crate::error::Result;
use crate::office::Office;
use crate::office::search::Found;
use crate::tell;
use crate::ui::{Format, table};

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
    if places.locked > 0 {
        app.ui.hint(&format!("注意：{} 份案卷无权打开，没有搜到那里", places.locked));
    }
    show(app, &office, &places.found)?;
    Ok(0)
}

fn show(app: &App, office: &Office, found: &[Found]) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&found);
    }
    if found.is_empty() {
        return app.ui.say("没有找到");
    }
    let guide = office.guide()?;
    let rows = found.iter().map(|found| {
        let (record, kind) = match &found.record {
            Some(id) => (id.clone(), tell::kind(guide, &found.kind)),
            None if found.case.is_empty() => (String::new(), "名册".to_owned()),
            None => (String::new(), "case.yaml".to_owned()),
        };
        vec![found.case.clone(), found.day.clone(), kind, record, found.excerpt.clone()]
    });
    app.ui.say(&table(&["案号", "日期", "种类", "编号", "在哪里"], rows.collect()))
}
