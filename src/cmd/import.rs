//! `import`: what the school has elsewhere. So far the roster of its students, shown line by line before it is taken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;

use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::office::roster::{Proposal, Request};
use crate::roster::{Line, Verdict};
use crate::ui::{Format, table};

/// 导入：学生名册（xlsx、xls、csv 或制表符分隔的文字）；先逐行列出，加 --yes 才收下
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 学生名册：只留姓名、学号、班级、出生日期、监护人；开案时自动填入
    #[command(visible_alias = "名册")]
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
    /// 文字的编码（gbk、big5、utf-16le 等）；能认出的不必写
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let What::Roster(args) = args.what;
    let columns = args.column.iter().map(|said| column(said)).collect::<Result<BTreeMap<_, _>>>()?;
    let office = app.office()?;
    let pen = office.pen()?;
    let request = Request {
        file: args.file,
        sheet: args.sheet,
        encoding: args.encoding,
        columns,
        accepted: args.accept.into_iter().collect(),
    };
    let proposal = office.propose(&request)?;
    let takes = args.yes && !app.dry_run && proposal.lines.iter().any(is_taken);
    let written = takes.then(|| pen.take_roster(&proposal)).transpose()?;
    if app.ui.format == Format::Json {
        app.ui.json(&in_json(&proposal, written.as_deref()))?;
    } else {
        show(app, &proposal)?;
    }
    match &written {
        Some(path) => app.ui.hint(&format!("已收下，写入 {path}")),
        None if !proposal.lines.iter().any(is_taken) => app.ui.hint("没有要收下的行，什么也没有写"),
        None => app.ui.hint("还没有收下。看过以后加上 --yes 再运行一次；存疑的行用 --accept 行号 一并收下"),
    }
    let has_open = |line: &Line| matches!(line.verdict, Verdict::Unsure | Verdict::Refused);
    Ok(u8::from(proposal.lines.iter().any(has_open)))
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
    matches!(line.verdict, Verdict::Added | Verdict::Changed)
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Added => "新增",
        Verdict::Changed => "变化",
        Verdict::Same => "相同",
        Verdict::Unsure => "存疑",
        Verdict::Refused => "不收",
    }
}

const VERDICTS: [Verdict; 5] =
    [Verdict::Added, Verdict::Changed, Verdict::Same, Verdict::Unsure, Verdict::Refused];

fn count(proposal: &Proposal, verdict: Verdict) -> usize {
    proposal.lines.iter().filter(|line| line.verdict == verdict).count()
}

fn show(app: &App, proposal: &Proposal) -> Result<()> {
    if let Some(encoding) = proposal.encoding {
        app.ui.hint(&format!("文字的编码：{encoding}"));
    }
    let taken: Vec<String> = proposal.taken.iter().map(|(head, what)| format!("{head} → {what}")).collect();
    app.ui.hint(&format!("取用的列：{}", taken.join("，")));
    if !proposal.left.is_empty() {
        app.ui.hint(&format!("不留的列：{}", proposal.left.join("、")));
    }
    if !proposal.passed.is_empty() {
        app.ui.hint(&format!("没有表头、没有读的工作表：{}", proposal.passed.join("、")));
    }
    let rows = proposal.lines.iter().map(|line| {
        let student = &line.entry.student;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let place = if line.sheet.is_empty() { line.line.to_string() } else { format!("{} {}", line.sheet, line.line) };
        vec![
            place,
            word(line.verdict).to_owned(),
            text(&student.id),
            student.name.clone(),
            text(&student.class),
            line.why.clone(),
        ]
    });
    app.ui.say(&table(&["行", "怎样", "学号", "姓名", "班级", "说明"], rows.collect()))?;
    let sums = VERDICTS.map(|verdict| format!("{} {}", word(verdict), count(proposal, verdict)));
    app.ui.say(&sums.join("，"))?;
    if proposal.absent > 0 {
        app.ui.hint(&format!("名册上另有 {} 名学生不在这个文件里，照旧保留", proposal.absent));
    }
    Ok(())
}

fn in_json(proposal: &Proposal, written: Option<&str>) -> serde_json::Value {
    let lines = proposal.lines.iter().map(|line| {
        json!({
            "sheet": line.sheet, "line": line.line, "verdict": line.verdict,
            "student": line.entry.student, "guardians": line.entry.guardians, "why": line.why,
        })
    });
    json!({
        "encoding": proposal.encoding,
        "columns": proposal.taken.iter().cloned().collect::<BTreeMap<_, _>>(),
        "left": proposal.left,
        "passed": proposal.passed,
        "lines": lines.collect::<Vec<_>>(),
        "absent": proposal.absent,
        "path": written,
    })
}
