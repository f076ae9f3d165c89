//! `backup`: the whole repository, encrypted, on a stick; looked at, and taken back.

use std::path::{Path, PathBuf};

use crate::app::{App, Done, keys};
use crate::error::{Error, Result};
use crate::office::backup::checking::{self, Checked};
use crate::office::backup::memory::{Memory, REMEMBERED};
use crate::office::backup::{Run, memory};
use crate::ui::Format;

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
        told(app, &ahead)?;
        return Ok(0);
    }
    let progress = app.ui.counting("备份");
    let run = office.back_up(&args.dir, keep, &app.memory(), &|count, of| progress.done(count, of))?;
    drop(progress);
    told(app, &run)?;
    if run.alone {
        let alone = Error::new("只有你的私钥能打开这份备份：电脑坏了，就再也打不开");
        app.ui.warning(&alone.fix("运行 crisis key recovery，把恢复密钥打印在纸上，再备份一次"));
    }
    app.ui.hint(&format!("拔下再插上之后，可用 crisis backup --check {} 再核对一遍", args.dir.display()));
    Ok(u8::from(!run.left.is_empty()))
}

impl App {
    /// What this computer remembers of backups.
    pub fn memory(&self) -> Memory {
        Memory(self.identity.home.as_ref().map(|identity| identity.with_file_name(REMEMBERED)))
    }
}

fn told(app: &App, run: &Run) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(run);
    }
    for (path, why) in &run.left {
        app.ui.say(&format!("没有备份：{}　{why}", path.display()))?;
    }
    let Run { files, new, bytes, .. } = run;
    let counted = format!("{files} 个文件，其中新的或变了的 {new} 个、{bytes} 字节");
    if app.dry_run {
        app.ui.say(&format!("（没有写）将备份 {counted}"))?;
    } else {
        app.ui.say(&format!("已备份 {counted}，写完已读回核对　{}", run.run))?;
    }
    if run.pruned.is_empty() {
        return Ok(());
    }
    let verb = if app.dry_run { "将删去" } else { "已删去" };
    app.ui.say(&format!("{verb}较早的 {} 次：{}", run.pruned.len(), run.pruned.join("、")))
}

fn check(app: &App, place: &Path) -> Done {
    let keyring = keys::keyring(app)?;
    let progress = app.ui.counting("核对备份");
    let checked = checking::check(place, &keyring, &|count, of| progress.done(count, of))?;
    drop(progress);
    if app.ui.format == Format::Json {
        app.ui.json(&checked)?;
    } else {
        tell_check(app, &checked)?;
    }
    Ok(u8::from(!checked.damage.is_empty()))
}

fn tell_check(app: &App, checked: &Checked) -> Result<()> {
    for damage in &checked.damage {
        let runs = damage.runs.join("、");
        app.ui.say(&format!("{}　{}\n    → 取不全的：{runs}", damage.path.display(), damage.message))?;
    }
    let Checked { runs, at, school, files, objects, bytes, damage } = checked;
    app.ui.say(&format!("{school}　共 {} 次：{}", runs.len(), runs.join("、")))?;
    app.ui.say(&format!("最近一次 {at}，{files} 个文件"))?;
    let read = format!("读了 {objects} 个文件、{bytes} 字节");
    if damage.is_empty() {
        return app.ui.say(&format!("{read}：都打得开，与备份时一样"));
    }
    app.ui.say(&format!("{read}：{} 处不对", damage.len()))?;
    app.ui.hint("坏了的文件删去之后再运行一次 crisis backup，就会补上；盘不可靠的，换一个盘从头备份");
    Ok(())
}

fn restore(app: &App, args: &Args, new: &Path) -> Done {
    let keyring = keys::keyring(app)?;
    if app.only_would(format_args!("取回到 {}", new.display()))? {
        return Ok(0);
    }
    let progress = app.ui.counting("取回");
    let told = |count, of| progress.done(count, of);
    let restored = checking::restore(&args.dir, &keyring, args.run.as_deref(), new, &told)?;
    drop(progress);
    if app.ui.format == Format::Json {
        app.ui.json(&restored)?;
        return Ok(0);
    }
    let (files, path) = (restored.files, restored.path.display());
    app.ui.say(&format!("已取回 {}　{}：{files} 个文件，在 {path}", restored.school, restored.run))?;
    app.ui.hint(&format!("接着：crisis -C {path} verify；确认无误后再用它代替原来的"));
    Ok(0)
}

/// When the last backup was made, in words; nothing where there is nothing to say.
pub fn reminder(age: &memory::Age, wanted: bool) -> Option<String> {
    match age {
        memory::Age::Never if wanted => Some("这台电脑上还没有备份过：crisis backup 备份盘上的文件夹".to_owned()),
        memory::Age::Days(days, true) => Some(format!("上次备份是 {days} 天前：crisis backup 备份盘上的文件夹")),
        memory::Age::Never | memory::Age::Days(_, false) => None,
    }
}
