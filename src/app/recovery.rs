//! The recovery key on its way to paper: printed to files that a person names, or shown once on a screen.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::sheet::{self, Sheet};
use crate::store::write;
use crate::vault::recipient::Recipient;
use crate::vault::recovery::RecoveryKey;

#[derive(clap::Args)]
pub struct Paper {
    /// 恢复密钥纸写到哪个文件（.html，打印后删除；不能在档案库里）
    #[arg(long, value_name = "FILE")]
    recovery_sheet: Option<PathBuf>,
    /// 把恢复密钥分成三张，任意两张可用
    #[arg(long)]
    split: bool,
}

/// Makes a recovery key and its sheets; only the public half is given back.
pub fn print(app: &App, paper: &Paper, school: &str, repo: &Path) -> Result<Recipient> {
    let target = target(app, paper, repo)?;
    let key = RecoveryKey::generate();
    Sheet::each(&key, paper.split, (school, app.now.date_naive()), |sheet| put(app, target, sheet))?;
    if target.is_some() {
        app.ui.hint(
            "请现在打印恢复密钥纸，装入信封封口，放进保险柜，然后删除生成的文件。丢了所有钥匙时，只有它能打开档案。",
        );
    } else {
        app.ui.hint("请现在把上面的恢复密钥抄写或打印下来：它不再显示第二次，也不存在任何地方。");
    }
    if app.ui.can_ask() && !app.dry_run {
        is_kept()?;
    }
    Ok(key.recipient())
}

/// Only a key that lies on paper is of use: nothing is sealed for one of which nobody said so.
fn is_kept() -> Result<()> {
    const ANSWERS: [&str; 2] = ["已经打印或抄好，收好了", "还没有：先不用这一把"];
    match ask::pick("恢复密钥收好了吗", ANSWERS.map(str::to_owned).to_vec())? {
        0 => Ok(()),
        _ => Err(Error::new("没有换上这把恢复密钥，什么也没有写进档案库").fix("收好之后再运行一次；刚才那一张作废")),
    }
}

/// Whether a sheet can be printed, before anything is made.
pub fn check(app: &App, paper: &Paper, repo: &Path) -> Result<()> {
    target(app, paper, repo).map(drop)
}

/// A file, or nothing for a screen. The key never lies in the repository, nor in a pipe by accident.
fn target<'a>(app: &App, paper: &'a Paper, repo: &Path) -> Result<Option<&'a Path>> {
    let Some(path) = paper.recovery_sheet.as_deref() else {
        if app.ui.can_ask() && std::io::stdout().is_terminal() {
            return Ok(None);
        }
        let missing = Error::new("没有说恢复密钥纸写到哪里").field("--recovery-sheet");
        return Err(missing.fix("加上 --recovery-sheet 文件.html（例如 U 盘上），打印后删除"));
    };
    sheet::outside(path, repo).map(|()| Some(path)).map_err(|error| error.field("--recovery-sheet"))
}

fn put(app: &App, target: Option<&Path>, sheet: &Sheet<'_>) -> Result<()> {
    let Some(path) = target else { return app.ui.say(&sheet.text()) };
    let path = sheet.file(path);
    if !app.dry_run {
        write::create(&path, sheet.html()?.as_bytes())?;
    }
    app.has_put(path.display())
}
