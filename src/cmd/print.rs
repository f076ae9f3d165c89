//! `print`: a paper of a case or of the school, filled in from the records or as a form to fill in by hand.

use std::path::PathBuf;

use clap::builder::PossibleValue;

use crate::app::{App, Done};
use crate::case::Case;
use crate::documents::{Choice, Sheet};
use crate::error::{Error, Result};
use crate::form::ask;
use crate::guide::paper::{BUNDLE, PACK, PLAIN, Paper, Subject};
use crate::office::Office;
use crate::office::papers::{To, export, file_name, printed_before, which};
use crate::wording::print as words;

mod disclosed;

/// 打印：把记录填进文书（PDF、Word、HTML、Markdown）；没有记录的打出空白表，也可在签字之前打印；加 --for 角色，只打印指南让他看的，并登记告知
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名，然后是文书；全校的文书不写案号
    #[arg(num_args = 1..=2, value_names = ["CASE", "DOC"], help = help())]
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

impl clap::ValueEnum for To {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Pdf, Self::Docx, Self::Html, Self::Md]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.ending()))
    }
}

fn help() -> String {
    let of = |school: bool| {
        let papers = PLAIN.iter().filter(|paper| paper.is_of_school() == school);
        papers.map(Paper::about).collect::<Vec<_>>().join("、")
    };
    format!(
        "案号、学号或姓名，然后是文书：{}、{}；全校的文书不写案号：{}；加 --blank 打空白表，不写案号，{}",
        of(false),
        BUNDLE.about(),
        of(true),
        PACK.about()
    )
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    if args.blank && args.what.is_empty() {
        return Err(Error::new("没有写是哪一种空白表")
            .field("DOC")
            .fix("写成 crisis print --blank 文书；全部的写 all")
            .into());
    }
    let guide = office.guide()?;
    let paper = match args.what.last() {
        None if app.ui.can_ask() => {
            let papers: Vec<&Paper> = guide.papers().collect();
            papers[ask::pick("打印什么", papers.iter().map(|paper| paper.about()).collect())?]
        }
        named => guide.paper(named.map_or("", String::as_str))?,
    };
    if args.blank && !paper.has_blank() && paper.id != PACK.id {
        let forms: Vec<String> = guide.papers().filter(|paper| paper.has_blank()).map(Paper::about).collect();
        let unknown = Error::new(format!("“{}”没有空白表：它由档案里的记录来", paper.about())).field("DOC");
        return Err(unknown.fix(format!("空白表：{}；全部的写 all", forms.join("、"))).into());
    }
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
