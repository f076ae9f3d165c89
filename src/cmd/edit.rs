//! `edit`: `case.yaml` in the person's own editor, checked before it is taken. Of a sealed case the copy lies in
//! memory where the system has such a place, and is overwritten afterwards.

use zeroize::Zeroizing;

use crate::app::{App, Done};
use crate::asking::edited::edited;
use crate::case::stamp::Stamp;
use crate::form::ask;
use crate::ui::editor::{self, Desk};
use crate::wording::edit as words;

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
        app.say([words::in_clear()])?;
    }
    let desk = Desk::new(&place, "case.yaml", &old)?;
    loop {
        let new = edited(app, &desk, &old)?;
        if *new == *old && case.stamp != Stamp::Wrong {
            break;
        }
        let error = match pen.rewrite_about(&case, &new) {
            Ok(rewritten) => {
                app.rewrite(&pen, &case, &rewritten)?;
                return Ok(0);
            }
            Err(error) => error,
        };
        if !app.ui.can_ask() {
            return Err(error.into());
        }
        // What was typed is not lost over a slip.
        app.ui.error(&error);
        if ask::pick("还没有保存", ["再打开编辑器改".to_owned(), "放弃这次改动".to_owned()].into())? == 1
        {
            break;
        }
    }
    app.ui.say("没有改动")?;
    Ok(0)
}
