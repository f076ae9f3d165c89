//! `init`: makes a repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cmd::recovery::{self, Paper};
use crate::cmd::{App, Done, keys};
use crate::error::{Error, Result};
use crate::guide::{self, Guide};
use crate::store::{self, write};
use crate::team::{Member, Team};
use crate::vault::identity::{Existing, IdentityText};
use crate::vault::keyring::Keyring;
use crate::vault::recipient::Recipient;
use crate::yaml;

/// The guide of the school that this program was written for, and its example of clocks.
const GUIDE: &str = include_str!("../../templates/guides/shiyan.toml");
const CLOCKS: &str = include_str!("../../templates/guides/shiyan.clocks.example.toml");

/// 建库：新建一个档案库
#[derive(clap::Args)]
pub struct Args {
    /// 在哪个文件夹（默认：当前文件夹）
    dir: Option<PathBuf>,
    /// 学校名称
    #[arg(long, value_name = "NAME")]
    school: String,
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
    /// 第一位成员的姓名
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let dir = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    if dir.join("crisis.toml").exists() {
        return Err(Error::new("这里已经是档案库").path(dir).fix("换一个文件夹；已有的档案库不会被覆盖").into());
    }
    let (guide, text, clocks) = chosen(args.guide.as_deref())?;
    let keeper = guide.roles.iter().find(|role| role.keeper).map(|role| role.id.clone());
    let member = app.by.clone().unwrap_or_else(|| "keeper".to_owned());
    let name = args.member.clone().unwrap_or_else(|| member.clone());
    let sealing = if args.plain { None } else { Some(sealing(app, &args, &dir)?) };
    let key = sealing.as_ref().map(|sealing| sealing.key.as_str().to_owned());
    let roles = keeper.into_iter().collect();
    let team = Team {
        members: vec![Member { id: member.clone(), name, roles, since: None, until: None, key }],
        ..Team::default()
    };
    let mut files = vec![
        (dir.join("guides").join(format!("{}.toml", guide.id)), text),
        (dir.join("team.yaml"), yaml::write(&team)?),
        (dir.join(".gitignore"), ".crisis.lock\n.crisis-*.tmp\nletters/\n".to_owned()),
        // A line end changed by git would break every chain.
        (dir.join(".gitattributes"), "* -text\n".to_owned()),
    ];
    if let Some((name, text)) = clocks {
        files.push((dir.join("guides").join(name), text));
    }
    // The file that makes the folder a repository comes last.
    files.push((dir.join("crisis.toml"), config(&args, &guide, &member, sealing.as_ref())));
    write_all(app, &dir, &files)?;
    if sealing.is_none() {
        app.ui.hint("档案没有加密：能打开这个文件夹的人都能读到内容。请放在加密的磁盘上，并限制谁能打开。");
    }
    app.ui.hint("接着：用 crisis member add 登记工作小组成员；有情况时运行 crisis open --help");
    Ok(0)
}

/// The public keys of a repository that seals.
struct Sealing {
    key: Recipient,
    recovery: Recipient,
}

/// The first member's key, made where there is none yet, and the recovery key on its sheet; both before the
/// repository, for which they must not be lost.
fn sealing(app: &App, args: &Args, dir: &Path) -> Result<Sealing> {
    recovery::check(app, &args.paper, dir)?;
    let path = keys::path(app)?;
    let ring = if path.exists() { keys::keyring(app)? } else { first_key(app, args, path)? };
    let no_public = || Error::new("身份文件里没有可以登记的公钥").path(path).fix("用 crisis key new 另做一把");
    let key = ring.recipients().first().cloned().ok_or_else(no_public)?;
    let recovery = recovery::print(app, &args.paper, &args.school, dir)?;
    Ok(Sealing { key, recovery })
}

fn first_key(app: &App, args: &Args, path: &Path) -> Result<Keyring> {
    let identity = IdentityText::generate();
    if !app.dry_run {
        let passphrase = if args.passphrase { Some(keys::new_passphrase(&app.ui)?) } else { None };
        identity.write(path, passphrase, Existing::Refuse)?;
        app.ui.hint(&format!("你的私钥在 {}：不要发给任何人，请另存一份备份在安全的地方。", path.display()));
    }
    identity.keyring(&mut || keys::passphrase(&app.ui, "口令"))
}

type Clocks = Option<(String, String)>;

/// A school's own guide is checked before it is taken, together with the overlay that lies beside it.
fn chosen(file: Option<&Path>) -> Result<(Guide, String, Clocks), Vec<Error>> {
    let Some(path) = file else {
        let guide = guide::parse(("shiyan.toml", GUIDE), None)?;
        let example = ("shiyan.clocks.example.toml".to_owned(), CLOCKS.to_owned());
        return Ok((guide, GUIDE.to_owned(), Some(example)));
    };
    let text = store::read_text(path).map_err(|error| vec![error])?;
    let overlay = path.with_extension("clocks.toml");
    let clocks = if overlay.exists() { Some(store::read_text(&overlay).map_err(|error| vec![error])?) } else { None };
    let (name, overlay) = (path.display().to_string(), overlay.display().to_string());
    let guide = guide::parse((&name, &text), clocks.as_deref().map(|text| (overlay.as_str(), text)))?;
    let clocks = clocks.map(|text| (format!("{}.clocks.toml", guide.id), text));
    Ok((guide, text, clocks))
}

fn config(args: &Args, guide: &Guide, member: &str, sealing: Option<&Sealing>) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let privacy = match sealing {
        None => "privacy = \"plain\"".to_owned(),
        Some(sealing) => format!("privacy = \"sealed\"\nrecovery = {}", quoted(sealing.recovery.as_str())),
    };
    format!(
        "# 档案库的设置。改动后运行 crisis guide check 与 crisis audit 看是否一切如常。\n\
         school = {}\n\
         time_zone = \"+08:00\"\n\
         guide = {}\n\
         {privacy}\n\
         default_member = {}\n\n\
         # 放假日与调休上课日，例如 holidays = [2026-10-01, 2026-10-02]\n\
         holidays = []\n\
         workdays = []\n\n\
         # 统计：年级的叫法（班级以它开头），例如 grades = [\"高一\", \"高二\", \"高三\"]；学生少于几人的格子不列\n\
         grades = []\n\
         suppress_below = 5\n\n\
         # 学期，例如：\n\
         # [[term]]\n\
         # name = \"2026-2027学年第一学期\"\n\
         # from = 2026-09-01\n\
         # to = 2027-01-20\n",
        quoted(&args.school),
        quoted(&guide.id),
        quoted(member),
    )
}

fn write_all(app: &App, dir: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    for (path, text) in files {
        if app.dry_run {
            app.ui.say(&format!("（没有写）将写入 {}", path.display()))?;
            continue;
        }
        write::replace(path, text.as_bytes())?;
        app.ui.say(&format!("已写入 {}", path.display()))?;
    }
    if !app.dry_run {
        let cases = dir.join("cases");
        fs::create_dir_all(&cases).map_err(|error| Error::io("新建文件夹", &cases, &error))?;
    }
    Ok(())
}
