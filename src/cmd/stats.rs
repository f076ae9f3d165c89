//! `stats`: de-identified figures, for the screen, a spreadsheet or a program.

use crate::app::workbook::Table;
use crate::app::{App, Done};
use crate::office::figures::Counted;
use crate::ui::Format;
use crate::wording::stats as words;

/// 统计：去标识的数字（年级、类型、等级、学期、结果、间隔）；人数太少的格子不列
///
/// 按学期分别公布过的，不要再公布合计：两者相减可能得出不列的数。
#[derive(clap::Args)]
pub struct Args {
    /// 只统计某一学期开始的
    #[arg(long, value_name = "NAME")]
    term: Option<String>,
    #[command(flatten)]
    table: Table,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let is_file = app.is_file(&office, &args.table)?;
    let Counted { figures, locked } = office.figures(args.term.as_deref())?;
    if locked > 0 {
        app.ui.hint(&format!("注意：{locked} 份案卷无权打开，没有计入；完整的数字请由能打开全部案卷的成员统计"));
    }
    let term = args.term.as_deref();
    if let Some(path) = args.table.out.as_ref().filter(|_| is_file) {
        match &args.table.form.template {
            Some(form) => app.put_form(&office, form, path, words::answers(&figures, term))?,
            None => app.put_workbook(&office, path, &[words::sheet(&figures)])?,
        }
        return Ok(0);
    }
    if app.ui.format == Format::Csv {
        app.ui.say(&words::csv(&figures))?;
    } else {
        app.answer(|| words::value(&office, &figures, term), || words::lines(&office, &figures))?;
    }
    Ok(0)
}
