//! `key`: the person's own private key, and the recovery key on paper.

use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use zeroize::Zeroizing;

use crate::app::recovery::{self, Paper};
use crate::app::{App, Done, keys};
use crate::cmd::seal;
use crate::config::Privacy;
use crate::disk::Existing;
use crate::error::{Error, Result};
use crate::form;
use crate::store::{self, write};
use crate::vault::identity::{self, IdentityText};
use crate::vault::recipient::Recipient;
use crate::vault::recovery::RecoveryKey;
use crate::wording::key as words;

/// 钥匙：新建、查看、导入自己的私钥，设口令，打印或合并恢复密钥
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 新建自己的私钥（身份文件），显示要交给管理员登记的公钥
    New {
        /// 设口令（会询问）
        #[arg(long)]
        passphrase: bool,
    },
    /// 显示自己的公钥
    Show,
    /// 把已有的 age 身份文件作为自己的私钥
    Import {
        file: PathBuf,
        /// 设口令（会询问）
        #[arg(long)]
        passphrase: bool,
    },
    /// 设置、更换身份文件的口令
    Passphrase {
        /// 去掉口令
        #[arg(long)]
        remove: bool,
    },
    /// 换一把恢复密钥，打印在纸上；旧的从此打不开新的内容
    Recovery {
        #[command(flatten)]
        paper: Paper,
    },
    /// 用三张恢复密钥纸中的两张合成恢复密钥（应急），并留下记录
    Join {
        /// 两张纸上的文字各存成的文件
        #[arg(num_args = 2, required = true)]
        files: Vec<PathBuf>,
        /// 合成的身份文件写到哪里（用后删除）
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// 为什么启用
        #[arg(long, value_name = "TEXT", value_parser = form::filled)]
        why: String,
    },
}

pub fn run(app: &App, args: Args) -> Done {
    match args.what {
        What::New { passphrase } => own(app, IdentityText::generate(), passphrase)?,
        What::Show => tell(app, keys::keyring(app)?.recipients())?,
        What::Import { file, passphrase } => {
            let loaded = identity::read(&file, &mut || keys::passphrase(&app.ui, "这个身份文件的口令"))?;
            own(app, loaded.identity, passphrase)?;
        }
        What::Passphrase { remove } => {
            let loaded = keys::load(app)?;
            let new = if remove { None } else { Some(keys::new_passphrase(&app.ui)?) };
            loaded.identity.write(keys::path(app)?, new, Existing::Replace)?;
            app.say([words::passphrase(remove)])?;
        }
        What::Recovery { paper } => return renew(app, &paper),
        What::Join { files, out, why } => match files.as_slice() {
            [one, other] => join(app, [one, other], &out, &why)?,
            _ => return Err(Error::new("要两张恢复密钥纸").fix("写出两个文件").into()),
        },
    }
    Ok(0)
}

fn own(app: &App, identity: IdentityText, protect: bool) -> Result<()> {
    let has_passphrase = || Err(Error::new("ssh 私钥有口令").fix("先用 ssh-keygen -p 去掉口令"));
    let ring = identity.keyring(&mut || has_passphrase())?;
    let path = keys::path(app)?;
    if app.dry_run {
        return app.has_put(path.display());
    }
    keys::keep(app, &identity, path, protect)?;
    tell(app, ring.recipients())?;
    app.say(words::advice(path.display()))
}

fn tell(app: &App, publics: &[Recipient]) -> Result<()> {
    app.answer(|| words::value(publics), || words::lines(publics))
}

/// A new sheet first, then the setting, then the cases; cut off anywhere, `seal` brings the rest over to it.
fn renew(app: &App, paper: &Paper) -> Done {
    let mut office = app.office()?;
    let lock = office.lock()?;
    let public = recovery::print(app, paper, &office.repo.config.school, &office.repo.root)?;
    if app.dry_run {
        return Ok(0);
    }
    office.set_recovery(public.as_str())?;
    if office.repo.config.privacy == Privacy::Plain {
        return Ok(0);
    }
    let gone = office.pen_with(lock).hand_out_all()?;
    seal::told(app, "交付钥匙", gone)
}

/// Before the key is there to be used, its use is on file.
fn join(app: &App, [one, other]: [&Path; 2], out: &Path, why: &str) -> Result<()> {
    let read = |path: &Path| store::read_text(path).map(Zeroizing::new);
    let key = RecoveryKey::join(&read(one)?, &read(other)?)?;
    if app.dry_run {
        return app.has_put(out.display());
    }
    if let Ok(office) = app.keyless_office() {
        let path = office.broke_the_glass(why, &key.recipient())?;
        app.say([words::on_file(path.display())])?;
    }
    let line = Zeroizing::new(format!("{}\n", key.text().expose_secret()));
    write::create(out, line.as_bytes())?;
    app.has_put(out.display())?;
    app.say([words::joined()])
}
