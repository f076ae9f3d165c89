//! `init`: makes a repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::guide::{self, Guide};
use crate::store::{self, write};
use crate::team::{Member, Team};
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
    if !args.plain {
        let not_yet = Error::new("加密的档案库还不能建立");
        return Err(not_yet.fix("加上 --plain 建立不加密的档案库，放在加密的磁盘上").into());
    }
    let (guide, text, clocks) = chosen(args.guide.as_deref())?;
    let keeper = guide.roles.iter().find(|role| role.keeper).map(|role| role.id.clone());
    let member = app.by.clone().unwrap_or_else(|| "keeper".to_owned());
    let name = args.member.clone().unwrap_or_else(|| member.clone());
    let team = Team { members: vec![Member { id: member.clone(), name, roles: keeper.into_iter().collect(), since: None, until: None, key: None }] };
    let mut files = vec![
        (dir.join("guides").join(format!("{}.toml", guide.id)), text),
        (dir.join("team.yaml"), yaml::write(&team)?),
        (dir.join(".gitignore"), ".crisis.lock\n.tmp-*\nletters/\n".to_owned()),
    ];
    if let Some((name, text)) = clocks {
        files.push((dir.join("guides").join(name), text));
    }
    // The file that makes the folder a repository comes last.
    files.push((dir.join("crisis.toml"), config(&args, &guide, &member)));
    write_all(app, &dir, &files)?;
    app.ui.hint("档案没有加密：能打开这个文件夹的人都能读到内容。请放在加密的磁盘上，并限制谁能打开。");
    app.ui.hint("接着：在 team.yaml 登记工作小组成员；有情况时运行 crisis open --help");
    Ok(0)
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

fn config(args: &Args, guide: &Guide, member: &str) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    format!(
        "# 档案库的设置。改动后运行 crisis guide check 与 crisis audit 看是否一切如常。\n\
         school = {}\n\
         time_zone = \"+08:00\"\n\
         guide = {}\n\
         privacy = \"plain\"\n\
         default_member = {}\n\n\
         # 放假日与调休上课日，例如 holidays = [2026-10-01, 2026-10-02]\n\
         holidays = []\n\
         workdays = []\n\n\
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
