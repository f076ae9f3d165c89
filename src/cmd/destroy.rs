//! `destroy`: a case is over for good, by two people and after the time that the school keeps it.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cmd::{App, Done, filled};
use crate::error::Result;
use crate::office::Office;
use crate::office::destruction::{Request, Tombstone};
use crate::store::write;

/// 销毁：保管期满后销毁一份案卷的钥匙和文件，打印销毁证明；只留案号、日期、批准人和校验值
#[derive(clap::Args)]
pub struct Args {
    /// 完整的案号
    case: String,
    /// 理由
    #[arg(long, value_name = "TEXT", value_parser = filled)]
    why: String,
    /// 谁批准（不能是自己）
    #[arg(long, value_name = "MEMBER", value_parser = filled)]
    approved_by: String,
    /// 销毁证明写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let pen = office.pen()?;
    let request = Request { case: args.case, why: args.why, approved_by: args.approved_by };
    let destruction = pen.destruction(&request)?;
    if app.only_would(format_args!("销毁案卷 {}", destruction.stone.case))? {
        return Ok(0);
    }
    pen.destroy(&destruction)?;
    certificate(app, &office, &destruction.stone, args.out)?;
    app.ui.hint("封存过的案卷，备份和别处的副本也随钥匙一起失效；曾经是明文的，请另行销毁备份、git 历史和打印件。");
    Ok(0)
}

fn certificate(app: &App, office: &Office, stone: &Tombstone, out: Option<PathBuf>) -> Result<()> {
    let repo = &office.repo;
    let mut text = format!("# 案卷销毁证明\n\n{}\n\n", repo.config.school);
    let none = || "（没有记录）".to_owned();
    let lines = [
        ("案号", stone.case.clone()),
        ("开案", stone.opened.clone().unwrap_or_else(none)),
        ("结束", stone.closed.clone().unwrap_or_else(none)),
        ("销毁", stone.destroyed.clone()),
        ("经办", repo.team.name(&stone.by).to_owned()),
        ("批准", repo.team.name(&stone.approved_by).to_owned()),
        ("理由", stone.why.clone()),
        ("记录数", stone.records.to_string()),
        ("校验值（SHA-256）", stone.digest.clone()),
    ];
    for (label, said) in lines {
        writeln!(text, "- {label}：{said}").expect("writing to a String can't fail");
    }
    text.push_str("\n经办人签名：＿＿＿＿＿＿　批准人签名：＿＿＿＿＿＿　日期：＿＿＿＿＿＿\n");
    match out {
        Some(path) => {
            write::replace(&path, text.as_bytes())?;
            app.has_put(path.display())
        }
        None => app.ui.say(&text),
    }
}
