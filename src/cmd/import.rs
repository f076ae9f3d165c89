//! `import`: what the school has elsewhere. So far the roster of its students, shown line by line before it is taken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::{App, Done};
use crate::asking::roster;
use crate::error::Result;
use crate::office::roster::Request;
use crate::roster::Verdict;
use crate::ui::Format;
use crate::wording::import as words;

/// 导入：学生名册（xlsx、xls、csv 或制表符分隔的文字）；先逐行列出，加 --yes 才收下
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 学生名册：只留姓名、学号、班级、出生日期、监护人；开案时自动填入
    Roster(Roster),
}

#[derive(clap::Args)]
struct Roster {
    /// 表格文件
    file: PathBuf,
    /// 收下新增的和有变化的各行
    #[arg(long)]
    yes: bool,
    /// 存疑的行看过之后也收下（行号，可写多个，用逗号隔开）
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    accept: Vec<usize>,
    /// 只读这一张工作表
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 列名特别时指明：学号=表里的列名（可写多次，收下后记住）
    #[arg(long, value_name = "WHAT=HEAD")]
    column: Vec<String>,
    /// 名册上有、这个文件里没有的学生（毕业、转走的）移去
    #[arg(long)]
    only_these: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let What::Roster(args) = args.what;
    let columns = args.column.iter().map(|said| roster::column(said)).collect::<Result<BTreeMap<_, _>>>()?;
    let office = app.office()?;
    let mut request = Request {
        file: args.file,
        sheet: args.sheet,
        encoding: app.encoding.clone(),
        columns,
        accepted: args.accept.into_iter().collect(),
        only_these: args.only_these,
    };
    if app.ui.can_ask()
        && let Some(heads) = office.unknown_heads(&request)?
    {
        request.columns.extend(roster::columns(heads)?);
    }
    let proposal = office.propose(&request)?;
    let has = |verdicts: &[Verdict]| proposal.lines.iter().any(|line| verdicts.contains(&line.verdict));
    let can_take = has(&[Verdict::Added, Verdict::Changed, Verdict::Removed]);
    if app.ui.format != Format::Json {
        app.say(words::lines(&proposal))?;
    }
    let takes = can_take && !app.dry_run && (args.yes || app.ui.can_ask() && roster::agreed()?);
    let written = takes.then(|| office.pen()?.take_roster(&proposal)).transpose()?;
    if app.ui.format == Format::Json {
        app.ui.json(&words::value(&proposal, written.as_deref()))?;
    }
    app.say([words::taken(written.as_deref(), can_take)])?;
    if written.is_some() {
        app.say(words::moved(&office.moved()?))?;
    }
    Ok(u8::from(has(&[Verdict::Unsure, Verdict::Refused])))
}
