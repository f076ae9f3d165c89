//! `edit`: `case.yaml` in the person's own editor, checked before it is taken. Of a sealed case the copy lies in
//! memory where the system has such a place, and is overwritten afterwards.

use zeroize::Zeroizing;

use crate::case::Case;
use crate::case::stamp::Stamp;
use crate::cmd::{App, Done};
use crate::office::custody::Rewritten;
use crate::office::pen::Pen;
use crate::ui::editor;

/// 编辑：用编辑器修改 case.yaml（学生、监护人、临时成员），检查无误才保存
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let pen = office.pen()?;
    let case = office.find(&args.case)?;
    let old = Zeroizing::new(office.repo.about_text(&case.number)?);
    let place = editor::Place::find();
    if case.custody.is_some() && place == editor::Place::Disk {
        app.ui.hint("注意：这个系统没有内存盘，编辑期间明文会暂时写在磁盘的临时文件夹里，编辑完随即覆盖删除。");
    }
    let new = editor::edited(&place, "case.yaml", &old)?;
    if *new == *old && case.stamp != Stamp::Wrong {
        app.ui.say("没有改动")?;
        return Ok(0);
    }
    let rewritten = pen.rewrite_about(&case, &new)?;
    put(app, &pen, &case, &rewritten)
}

/// Writes a `case.yaml` that was checked, and says so.
pub fn put(app: &App, pen: &Pen<'_>, case: &Case, rewritten: &Rewritten) -> Done {
    if app.only_would(format_args!("改动案卷 {} 的 case.yaml", case.number))? {
        return Ok(0);
    }
    pen.put_rewritten(rewritten)?;
    app.has_put(format_args!("cases/{}/{}", case.number, pen.office.repo.real_name(&case.number, "case.yaml")))?;
    Ok(0)
}
