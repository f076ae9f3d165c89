//! `print`: a paper of a case or of the school, filled in from the records or as a form to fill in by hand.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::audit::school::SchoolAudit;
use crate::case::Case;
use crate::cmd::{App, Done, find_case};
use crate::config::Privacy;
use crate::documents::{self, Choice, PAPERS, Paper, Sheet, Source, Subject};
use crate::error::{Error, Result};
use crate::record::{Fact, Record};
use crate::store::{Repo, write};
use crate::ui::Format;

mod disclosed;
mod recipient;

/// 打印：把记录填进文书（PDF、Word、HTML、Markdown）；没有记录的打出空白表，也可在签字之前打印；加 --for 角色，只打印指南让他看的，并登记告知
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名，然后是文书；全校的文书不写案号
    #[arg(required = true, num_args = 1..=2, value_names = ["CASE", "DOC"], help = help())]
    what: Vec<String>,
    /// 由哪一条记录来（默认最近的一条）
    #[arg(long, value_name = "ID", conflicts_with = "blank")]
    record: Option<String>,
    /// 打空白表，手写
    #[arg(long)]
    blank: bool,
    /// 第几次危机（默认最近一次）
    #[arg(long, value_name = "N")]
    episode: Option<u32>,
    /// 写成哪一种文件
    #[arg(long, value_enum, default_value = "pdf", value_name = "pdf|docx|html|md", hide_possible_values = true)]
    to: To,
    /// 写到哪个文件（默认：明文档案库的 letters 文件夹）
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    copy: disclosed::Flags,
}

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    Pdf,
    Docx,
    Html,
    Md,
}

impl To {
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Md => "md",
        }
    }
}

fn help() -> String {
    let of = |school: bool| {
        let papers = PAPERS.iter().filter(|paper| matches!(paper.subject, Subject::School) == school);
        papers.map(Paper::about).collect::<Vec<_>>().join("、")
    };
    format!("案号、学号或姓名，然后是文书：{}；全校的文书不写案号：{}", of(false), of(true))
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let paper = Paper::named(args.what.last().map_or("", String::as_str))?;
    let case = match (args.what.as_slice(), paper.subject) {
        ([_], Subject::School) => None,
        ([wanted, _], Subject::Episode(_) | Subject::Record { .. }) => Some(find_case(&repo, wanted)?),
        ([_, _, ..], _) => return Err(Error::new("这是全校的文书").field("CASE").fix("不写案号，只写文书").into()),
        _ => {
            return Err(Error::new("没有写是哪一份档案")
                .field("CASE")
                .fix(format!("写成 crisis print 案号 {}", paper.name))
                .into());
        }
    };
    let choice = match (&args.record, args.blank) {
        (Some(id), _) => Choice::Id(id),
        (None, true) => Choice::Blank,
        (None, false) => Choice::Latest,
    };
    if let Some(role) = &args.copy.role {
        let Some(case) = &case else { return Err(disclosed::not_of_a_case().into()) };
        let copy = disclosed::Copy { flags: &args.copy, role, paper, choice, to: args.to, out: args.out };
        return disclosed::run(app, &repo, case, args.episode, copy);
    }
    let sheet = sheet(app, &repo, case.as_ref(), args.episode, paper, choice)?;
    let path = match args.out {
        Some(path) => path,
        None => folder(&repo, None)?.join(file_name(case.as_ref(), args.episode, &sheet, args.to)),
    };
    if !app.dry_run {
        export(&sheet, args.to, &path)?;
    }
    let written = match &case {
        Some(case) if paper.signed && args.to != To::Md => on_record(app, &repo, case, args.episode, &sheet)?,
        _ => None,
    };
    told(app, case.as_ref(), &sheet, &path)?;
    if let (Some(id), Some(case)) = (written, &case) {
        app.ui.hint(&format!("签好之后：crisis attach {} 扫描件 --signed yes --of {id}", case.number));
    }
    Ok(0)
}

/// What is to come back signed is a fact of the case, once for the same words. Gives the record's id.
fn on_record(app: &App, repo: &Repo, case: &Case, episode: Option<u32>, sheet: &Sheet) -> Result<Option<String>> {
    let episode = which(case, episode)?;
    let same = |record: &&Record| match &record.fact {
        Fact::Print(print) => print.document == sheet.paper.name && print.hash == sheet.hash,
        _ => false,
    };
    if let Some(known) = case.of_episode(episode).find(same) {
        return Ok(Some(known.head.id.clone()));
    }
    if app.dry_run || case.closure(episode).is_some() {
        return Ok(None);
    }
    let _lock = write::lock(&repo.root)?;
    // Read again: somebody may have written while the printer was at work.
    let case = repo.case(&case.number);
    let mut draft = app.draft(repo, "print", Some(&case))?;
    draft.episode = episode;
    let guide = app.guide_of(repo, &case, episode)?;
    let category = sheet.paper.material().filter(|id| guide.material(id).is_some());
    let fields = [
        ("document", Some(sheet.paper.name)),
        ("of", sheet.record.as_deref()),
        ("hash", Some(&sheet.hash)),
        ("category", category),
    ];
    let said = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.into())));
    draft.fields.extend(said);
    let page = app.record(repo, &case, draft)?;
    Ok(Some(page.record.head.id))
}

/// A paper of a case in an episode (none named: the latest), or of the whole school.
pub fn sheet(
    app: &App,
    repo: &Repo,
    case: Option<&Case>,
    episode: Option<u32>,
    paper: &'static Paper,
    choice: Choice<'_>,
) -> Result<Sheet> {
    let number = case.map(|case| which(case, episode)).transpose()?.unwrap_or(1);
    let office = app.office().map_err(|failure| failure.first())?;
    let (audits, school) = match case {
        Some(case) => (office.judge(case), SchoolAudit::default()),
        None => (office.rounds()?.collect(|_, audits| audits)?.into_iter().flatten().collect(), office.school(None)),
    };
    let guide = match case {
        Some(case) => app.guide_of(repo, case, number)?,
        None => app.guide(repo)?,
    };
    let (audits, findings) = (&audits[..], &school.findings[..]);
    let source = Source { case, episode: number, audits, findings, ..Source::new(repo, guide, app.now) };
    documents::sheet(&source, paper, choice)
}

fn which(case: &Case, wanted: Option<u32>) -> Result<u32> {
    let episodes = case.episodes();
    match wanted {
        None => Ok(episodes.last().copied().unwrap_or(1)),
        Some(number) if episodes.contains(&number) => Ok(number),
        Some(_) => Err(Error::new("这份档案没有这一次").field("--episode").fix("用 `crisis show` 看有哪几次")),
    }
}

/// In a repository that seals, nothing readable is left unless somebody says where.
pub fn folder(repo: &Repo, out: Option<PathBuf>) -> Result<PathBuf> {
    match out {
        Some(folder) => Ok(folder),
        None if repo.config.privacy == Privacy::Plain => Ok(repo.root.join("letters")),
        None => {
            Err(Error::new("档案库是封存的，库里不留明文").field("--out").fix("加上 --out，写明放在哪里；用完删除"))
        }
    }
}

/// Case number, paper and record, and of a copy the beginning of its hash: never a name.
fn file_name(case: Option<&Case>, episode: Option<u32>, sheet: &Sheet, to: To) -> String {
    let last = || case.and_then(|case| case.episodes().last().copied()).unwrap_or(1);
    let name = sheet.paper.name;
    let stem = match (case, &sheet.record) {
        (None, _) => name.to_owned(),
        (Some(case), Some(id)) => format!("{}-{name}-{id}", case.number),
        (Some(case), None) if matches!(sheet.paper.subject, Subject::Record { .. }) => {
            format!("{}-{name}-blank", case.number)
        }
        (Some(case), None) => format!("{}-{name}-e{}", case.number, episode.unwrap_or_else(last)),
    };
    match &sheet.account {
        Some(_) => format!("{stem}-{}.{}", sheet.hash, to.ending()),
        None => format!("{stem}.{}", to.ending()),
    }
}

/// Writes a sheet. Where no program can make the PDF, the HTML is written, and the error says what to do with it.
pub fn export(sheet: &Sheet, to: To, path: &Path) -> Result<()> {
    match bytes(sheet, to) {
        Err(error) if to == To::Pdf => instead(sheet, path, error),
        bytes => write::replace(path, &bytes?),
    }
}

fn bytes(sheet: &Sheet, to: To) -> Result<Vec<u8>> {
    match to {
        To::Md => Ok(sheet.markdown.clone().into_bytes()),
        To::Html => Ok(sheet.html().into_bytes()),
        To::Docx => sheet.docx(),
        To::Pdf => sheet.pdf(),
    }
}

fn instead(sheet: &Sheet, path: &Path, error: Error) -> Result<()> {
    let html = path.with_extension("html");
    write::replace(&html, sheet.html().as_bytes())?;
    let fix = format!(
        "已改为写出 {}：用任何一台电脑的浏览器打开，按 Ctrl+P 打印或存成 PDF；或加 --to docx 得到 Word 文件",
        html.display()
    );
    Err(Error { fix: Some(fix), ..error })
}

fn told(app: &App, case: Option<&Case>, sheet: &Sheet, path: &Path) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({
            "case": case.map(|case| &case.number), "document": sheet.paper.name, "record": sheet.record,
            "hash": sheet.hash, "file": path.display().to_string(), "dry_run": app.dry_run,
        }));
    }
    let verb = if app.dry_run { "（没有写）将生成" } else { "已生成" };
    app.ui.say(&format!("{verb} {}（{}）", path.display(), sheet.title))
}
