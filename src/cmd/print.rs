//! `print`: a paper of a case or of the school, filled in from the records or as a form to fill in by hand.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::asking::paper;
use crate::case::Case;
use crate::documents::{Choice, Sheet};
use crate::error::Result;
use crate::guide::paper::Subject;
use crate::office::Office;
use crate::office::papers::{To, export, file_name, printed_before, which};
use crate::wording::print as words;

mod disclosed;

/// 打印：把记录填进文书（PDF、Word、HTML、Markdown）；没有记录的打出空白表，也可在签字之前打印；加 --for 角色，只打印指南让他看的，并登记告知
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名，然后是文书；全校的文书不写案号
    #[arg(num_args = 1..=2, value_names = ["CASE", "DOC"], help = words::papers())]
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

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    let paper = paper::which(app, office.guide()?, args.what.last(), args.blank)?;
    let case = match &paper.subject {
        // A form to fill in by hand is about nobody yet; of a list a case would fill it in.
        Subject::Record(_) | Subject::Episode(_) if args.blank && args.what.len() < 2 => None,
        Subject::Episode(_) if args.blank => None,
        Subject::School => office.subject_of(paper, &args.what)?,
        _ if args.what.len() < 2 && app.ui.can_ask() => Some(app.which(&office, None)?),
        _ => office.subject_of(paper, &args.what)?,
    };
    let choice = match (&args.record, args.blank) {
        (Some(id), _) => Choice::Id(id),
        (None, true) => Choice::Blank,
        (None, false) => Choice::Latest,
    };
    if let Some(role) = &args.copy.role {
        let Some(case) = &case else { return Err(disclosed::not_of_a_case().into()) };
        return disclosed::run(app, &office, case, &args, role, (paper, choice));
    }
    let sheet = office.sheet(case.as_ref(), args.episode, paper, choice)?;
    let path = match args.out {
        Some(path) => path,
        None => app.folder_for_papers(&office, None)?.join(file_name(case.as_ref(), args.episode, &sheet, args.to)),
    };
    if !app.dry_run {
        export(&sheet, args.to, &path)?;
    }
    let record = match &case {
        Some(case) if paper.signed && args.to != To::Md => on_record(app, &office, case, args.episode, &sheet)?,
        _ => None,
    };
    let dry_run = app.dry_run;
    app.answer(|| words::value(case.as_ref(), &sheet, &path, dry_run), || words::lines(&sheet, &path, dry_run))?;
    if let (Some(id), Some(case)) = (record, &case) {
        app.say([words::once_signed(case, &id)])?;
    }
    Ok(0)
}

/// The id of the record of the printing.
fn on_record(app: &App, office: &Office, case: &Case, episode: Option<u32>, sheet: &Sheet) -> Result<Option<String>> {
    let episode = which(case, episode)?;
    if app.dry_run { Ok(printed_before(case, episode, sheet)) } else { office.put_on_record(case, episode, sheet) }
}
