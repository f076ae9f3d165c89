//! `backup`: the whole repository, encrypted, on a stick; looked at, and taken back.

use std::path::{Path, PathBuf};

use crate::app::{App, Done, keys};
use crate::office::backup::checking;
use crate::wording::backup as words;

/// 备份：把整个档案库加密存到 U 盘上的一个文件夹，只写新的，写完读回核对；--check 核对，--restore 取回
#[derive(clap::Args)]
pub struct Args {
    /// 备份盘上的文件夹（第一次写一个空的或还没有的）
    dir: PathBuf,
    /// 取回到哪个还没有的文件夹（与 --restore 一起写）
    #[arg(requires = "restore")]
    new: Option<PathBuf>,
    /// 只核对：逐个文件打开、读到底
    #[arg(long, conflicts_with = "restore")]
    check: bool,
    /// 取回：逐字节还原成一个新的文件夹
    #[arg(long, requires = "new")]
    restore: bool,
    /// 取回哪一次的（默认最近一次；名字见 --check）
    #[arg(long, value_name = "RUN", requires = "restore")]
    run: Option<String>,
    /// 只留最近几次完整的，更早的删去（不写：每一次都留着）
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), conflicts_with_all = ["check", "restore"])]
    keep: Option<u16>,
}

pub fn run(app: &App, args: Args) -> Done {
    if args.check {
        return check(app, &args.dir);
    }
    if let Some(new) = &args.new {
        return restore(app, &args, new);
    }
    let office = app.keyed_office()?;
    let keep = args.keep.map(usize::from);
    if app.dry_run {
        let ahead = office.backup_ahead(&args.dir, keep)?;
        app.answer(|| &ahead, || words::lines(true, &ahead))?;
        return Ok(0);
    }
    let run = app.ui.watched("备份", |told| office.back_up(&args.dir, keep, &app.memory(), told))?;
    app.answer(|| &run, || words::lines(false, &run))?;
    app.say(words::advice(&run, &args.dir))?;
    Ok(u8::from(!run.left.is_empty()))
}

fn check(app: &App, place: &Path) -> Done {
    let keyring = keys::keyring(app)?;
    let checked = app.ui.watched("核对备份", |told| checking::check(place, &keyring, told))?;
    app.answer(|| &checked, || words::checked(&checked))?;
    Ok(u8::from(!checked.damage.is_empty()))
}

fn restore(app: &App, args: &Args, new: &Path) -> Done {
    let keyring = keys::keyring(app)?;
    if app.only_would(format_args!("取回到 {}", new.display()))? {
        return Ok(0);
    }
    let run = args.run.as_deref();
    let restored = app.ui.watched("取回", |told| checking::restore(&args.dir, &keyring, run, new, told))?;
    app.answer(|| &restored, || words::restored(&restored))?;
    Ok(0)
}
