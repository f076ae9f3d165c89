//! `seal`: everything readable of every case becomes sealed, and every key is for whom it should be. Also the way to
//! make right what was cut off or has changed since.

use crate::cmd::recovery::{self, Paper};
use crate::cmd::{App, Done, Failure, keys};
use crate::config::{self, Privacy};
use crate::error::{Error, Result};
use crate::store::locker::{Hold, Locker};
use crate::store::{self, Repo, write};

/// 封存：把明文的档案库就地加密；已封存的，使每份案卷的钥匙与名单一致
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    paper: Paper,
}

pub fn run(app: &App, args: Args) -> Done {
    let mut repo = app.keyless_repo()?;
    repo.locker = Locker::new(Some(keys::keyring(app)?));
    let _lock = write::lock(&repo.root)?;
    is_member(&repo)?;
    if app.dry_run {
        app.ui.say(&format!("（没有写）将封存 {} 份案卷", repo.numbers()?.len()))?;
        return Ok(0);
    }
    let was_plain = repo.config.privacy == Privacy::Plain;
    if was_plain || repo.config.recovery.is_none() {
        configure(app, &mut repo, &args.paper)?;
    }
    repo.sweep()?;
    let status = each(app, &repo, "封存", |number| {
        let about = store::put::about(&repo, number)?;
        let outcome = repo.seal_case(number, &app.rules(&repo)?.holders(&about)?)?;
        for left in &outcome.left {
            app.ui.hint(&format!("注意：案卷 {number} 里的 {} 不是案卷的文件，仍是明文；请移走或删除", left.display()));
        }
        Ok(outcome.faults)
    })?;
    if was_plain {
        app.ui
            .hint("删除的明文在硬盘、备份和 git 历史里可能还能找回：旧的备份请另行处理；用过 git 的，历史里仍有明文。");
        if repo.root.join("letters").exists() {
            app.ui.hint("letters 文件夹里还有明文的建议书：打印后请删除。");
        }
    }
    Ok(status)
}

/// Gives every case that can be opened to whom it should be for: members who came, went or have a new key.
pub fn hand_out(app: &App, repo: &Repo) -> Done {
    each(app, repo, "交付钥匙", |number| {
        let about = store::put::about(repo, number)?;
        repo.hand_out(number, &app.rules(repo)?.holders(&about)?)?;
        Ok(Vec::new())
    })
}

/// Works on every case that can be opened, and stops at none: what failed is told at the end with status 2.
pub fn each(app: &App, repo: &Repo, what: &str, work: impl Fn(&str) -> Result<Vec<Error>>) -> Done {
    let mut faults = Vec::new();
    let mut done = 0;
    let mut shut = 0;
    for number in repo.numbers()? {
        if is_shut(repo, &number) {
            shut += 1;
            continue;
        }
        match work(&number) {
            Ok(found) if found.is_empty() => done += 1,
            Ok(found) => faults.extend(found),
            Err(error) => faults.push(error),
        }
    }
    app.ui.say(&format!("{what}：{done} 份案卷完成"))?;
    if shut > 0 {
        app.ui.hint(&format!("另有 {shut} 份案卷你无权打开，没有动；请有权限的成员也运行一次 crisis seal"));
    }
    if faults.is_empty() { Ok(0) } else { Err(Failure(faults)) }
}

/// Sealed, and not for the keys at hand.
pub fn is_shut(repo: &Repo, number: &str) -> bool {
    repo.locker.hold(&repo.case_dir(number)).is_ok_and(|hold| matches!(hold, Hold::Locked))
}

/// Whoever seals must be able to open.
fn is_member(repo: &Repo) -> Result<()> {
    if keys::member(repo).is_some() {
        return Ok(());
    }
    let own = repo.locker.keyring.as_ref().and_then(|ring| ring.recipients().first());
    let own = own.map_or("公钥", |key| key.as_str());
    Err(Error::new("你的公钥还没有登记在 team.yaml").fix(format!("运行 crisis member key 你的成员编号 {own}，再封存")))
}

/// The setting comes before the work: from then on nothing new is written in clear.
fn configure(app: &App, repo: &mut Repo, paper: &Paper) -> Result<()> {
    let path = repo.root.join("crisis.toml");
    let mut text = config::with_setting(&store::read_text(&path)?, "privacy", "sealed");
    if repo.config.recovery.is_none() {
        let public = recovery::print(app, paper, &repo.config.school, &repo.root)?;
        text = config::with_setting(&text, "recovery", public.as_str());
        repo.config.recovery = Some(public.as_str().to_owned());
    }
    write::replace(&path, text.as_bytes())?;
    repo.config.privacy = Privacy::Sealed;
    Ok(())
}
