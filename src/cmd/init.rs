//! `init`: makes a repository.

use std::path::{Path, PathBuf};

use crate::app::recovery::{self, Paper};
use crate::app::{App, Done, keys};
use crate::error::{Error, Result};
use crate::form::{self, ask};
use crate::history::Author;
use crate::office::founding::{self, Request, Sealing};
use crate::vault::identity::IdentityText;
use crate::vault::keyring::Keyring;
use crate::wording::init as words;

/// 建库：新建一个档案库
#[derive(clap::Args)]
pub struct Args {
    /// 在哪个文件夹（默认：当前文件夹）
    dir: Option<PathBuf>,
    /// 学校名称
    #[arg(long, value_name = "NAME", value_parser = form::filled)]
    school: Option<String>,
    /// 不加密，文字人人可读（试用，或磁盘已加密）
    #[arg(long)]
    plain: bool,
    /// 给新建的私钥设口令（会询问）
    #[arg(long)]
    passphrase: bool,
    #[command(flatten)]
    paper: Paper,
    /// 本校的指南文件（默认：随程序附带的指南）
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
    /// 不要 git 历史（默认：电脑上有 git 就用它记下每一次写入）
    #[arg(long)]
    no_git: bool,
    /// 第一位成员的姓名
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let school = match &args.school {
        Some(school) => school.clone(),
        None if app.ui.can_ask() => ask::line("学校名称", true, "会印在文书上")?,
        None => return Err(Error::new("缺少学校名称").field("--school").fix("加上 --school 学校名称").into()),
    };
    let name = match &args.member {
        Some(name) => name.clone(),
        None if app.ui.can_ask() => ask::line("你的姓名", true, "第一位成员；以后用 crisis member 登记别人")?,
        None => app.by.clone().unwrap_or_else(|| "管理员".to_owned()),
    };
    let dir = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    founding::is_free(&dir)?;
    let member = app.by.clone().unwrap_or_else(|| "keeper".to_owned());
    let mut request =
        Request { dir: dir.clone(), school: school.clone(), guide: args.guide.clone(), name, member, sealing: None };
    // A guide that is unsound is refused before a key is made for it.
    founding::plan(&request)?;
    if !args.plain {
        request.sealing = Some(sealing(app, &args, &school, &dir)?);
    }
    let foundation = founding::plan(&request)?;
    if app.dry_run {
        foundation.files.iter().try_for_each(|(path, _)| app.has_put(path.display()))?;
    } else {
        foundation.write(|path| app.has_put(path.display()))?;
        if !args.no_git {
            let begun = foundation.begin_history(&Author { id: request.member, at: app.now });
            app.say([words::history(begun)])?;
        }
    }
    app.say(words::advice(args.plain))?;
    Ok(0)
}

/// The first member's key, made where there is none yet, and the recovery key on its sheet; both before the
/// repository, for which they must not be lost.
fn sealing(app: &App, args: &Args, school: &str, dir: &Path) -> Result<Sealing> {
    recovery::check(app, &args.paper, dir)?;
    let path = keys::path(app)?;
    let ring = if path.exists() { keys::keyring(app)? } else { first_key(app, args, path)? };
    let no_public = || Error::new("身份文件里没有可以登记的公钥").path(path).fix("用 crisis key new 另做一把");
    let key = ring.recipients().first().cloned().ok_or_else(no_public)?;
    let recovery = recovery::print(app, &args.paper, school, dir)?;
    Ok(Sealing { key: key.as_str().to_owned(), recovery: recovery.as_str().to_owned() })
}

fn first_key(app: &App, args: &Args, path: &Path) -> Result<Keyring> {
    let identity = IdentityText::generate();
    if !app.dry_run {
        keys::keep(app, &identity, path, args.passphrase)?;
        app.say([words::first_key(path)])?;
    }
    identity.keyring(&mut || keys::passphrase(&app.ui, "口令"))
}
