//! `seal`: everything readable of every case becomes sealed, and every key is for whom it should be. Also the way to
//! make right what was cut off or has changed since.

use crate::app::recovery::{self, Paper};
use crate::app::{App, Done, Failure};
use crate::config::Privacy;
use crate::office::custody::Gone;
use crate::wording::notes;

/// 封存：把明文的档案库就地加密；已封存的，使每份案卷的钥匙与名单一致
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    paper: Paper,
}

pub fn run(app: &App, args: Args) -> Done {
    let mut office = app.keyed_office()?;
    office.must_hold_a_key()?;
    let lock = office.lock()?;
    if app.only_would(format_args!("封存 {} 份案卷", office.repo.numbers()?.len()))? {
        return Ok(0);
    }
    let was_plain = office.repo.config.privacy == Privacy::Plain;
    if office.repo.config.recovery.is_none() {
        let public = recovery::print(app, &args.paper, &office.repo.config.school, &office.repo.root)?;
        office.set_recovery(public.as_str())?;
    }
    if was_plain {
        office.set_privacy(Privacy::Sealed)?;
    }
    let gone = office.pen_with(lock).seal_all()?;
    for (number, path) in &gone.left {
        app.ui.hint(&format!("注意：案卷 {number} 里的 {} 不是案卷的文件，仍是明文；请移走或删除", path.display()));
    }
    told(app, "封存", gone)?;
    if was_plain {
        app.ui
            .hint("删除的明文在硬盘、备份和 git 历史里可能还能找回：旧的备份请另行处理；用过 git 的，历史里仍有明文。");
    }
    let cleared = office.clear_plain()?;
    if !cleared.is_empty() {
        app.ui.hint(&format!(
            "删去了库里的明文：{}。建议书可以随时再打印：crisis print 案号 referral --out 文件夹",
            cleared.join("、")
        ));
    }
    Ok(0)
}

/// How many cases were gone through, and with status 2 what failed.
pub fn told(app: &App, what: &str, gone: Gone) -> Result<(), Failure> {
    let (done, left) = notes::gone(what, &gone);
    app.ui.say(&done)?;
    if let Some(left) = left {
        app.ui.hint(&left);
    }
    if gone.faults.is_empty() { Ok(()) } else { Err(Failure(gone.faults)) }
}
