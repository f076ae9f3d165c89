//! `import`: what the school has elsewhere. So far the roster of its students, shown line by line before it is taken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::form::ask;
use crate::office::Office;
use crate::office::roster::Request;
use crate::roster::{Line, Verdict};
use crate::ui::Format;

mod told;

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
    let columns = args.column.iter().map(|said| column(said)).collect::<Result<BTreeMap<_, _>>>()?;
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
        request.columns.extend(asked(heads)?);
    }
    let proposal = office.propose(&request)?;
    let can_take = proposal.lines.iter().any(is_taken);
    if app.ui.format == Format::Human {
        told::show(app, &proposal)?;
    }
    let takes = can_take && !app.dry_run && (args.yes || app.ui.can_ask() && agreed()?);
    let written = takes.then(|| office.pen()?.take_roster(&proposal)).transpose()?;
    if app.ui.format == Format::Json {
        app.ui.json(&told::in_json(&proposal, written.as_deref()))?;
    }
    match &written {
        Some(path) => {
            app.ui.hint(&format!("已收下，写入 {path}"));
            tell_moved(app, &office)?;
        }
        None if !can_take => app.ui.hint("没有要收下的行，什么也没有写"),
        None => app.ui.hint("还没有收下。看过以后加上 --yes 再运行一次；存疑的行用 --accept 行号 一并收下"),
    }
    let has_open = |line: &Line| matches!(line.verdict, Verdict::Unsure | Verdict::Refused);
    Ok(u8::from(proposal.lines.iter().any(has_open)))
}

/// What the columns of a table hold that has no usual heads.
fn asked(heads: Vec<String>) -> Result<BTreeMap<String, String>> {
    let mut columns = BTreeMap::new();
    for what in HOLD {
        let labels = std::iter::once("（没有这一列）".to_owned()).chain(heads.iter().cloned()).collect();
        let chosen = ask::pick(&format!("哪一列是{what}"), labels)?;
        if let Some(head) = chosen.checked_sub(1).and_then(|at| heads.get(at)) {
            columns.insert(head.clone(), what.to_owned());
        }
    }
    Ok(columns)
}

fn agreed() -> Result<bool> {
    let labels = ["先不收", "收下新增的和有变化的各行"].map(str::to_owned).to_vec();
    Ok(ask::pick("收下吗", labels)? == 1)
}

/// Cases keep the class of their day; that it is another one now is said.
fn tell_moved(app: &App, office: &Office) -> Result<()> {
    let moved = office.moved()?;
    if !moved.is_empty() {
        let each = moved.iter().map(|moved| format!("  {}　{} → {}", moved.case, moved.before, moved.now));
        let each: Vec<String> = each.collect();
        let next = "用 crisis edit 案号 改班级；负责该班的教师换了的，crisis teacher 案号";
        app.ui.hint(&format!("这些档案里的班级与名册不同：\n{}\n{next}", each.join("\n")));
    }
    Ok(())
}

const HOLD: [&str; 6] = ["姓名", "其他名字", "学号", "年级", "班级", "出生日期"];

fn column(said: &str) -> Result<(String, String)> {
    let parts = said.replace('＝', "=");
    let parts = parts.split_once('=').map(|(what, head)| (what.trim().to_owned(), crate::roster::key(head)));
    match parts {
        Some((what, head)) if HOLD.contains(&what.as_str()) && !head.is_empty() => Ok((head, what)),
        _ => {
            let wrong = Error::new(format!("“{said}”看不懂")).field("--column");
            Err(wrong.fix(format!("写成 学号=表里的列名；等号前可用：{}", HOLD.join("、"))))
        }
    }
}

const fn is_taken(line: &Line) -> bool {
    matches!(line.verdict, Verdict::Added | Verdict::Changed | Verdict::Removed)
}
