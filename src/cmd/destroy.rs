//! `destroy`: a case is over for good, by two people and after the time that the school keeps it. The key goes first:
//! without it copies, backups and history say nothing any more.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::cmd::{App, Done, find_case};
use crate::error::{Error, Result};
use crate::record::digest;
use crate::store::{self, Repo, write};
use crate::vault::convert::KEY_FILE;
use crate::yaml;

/// 销毁：保管期满后销毁一份案卷的钥匙和文件，打印销毁证明；只留案号、日期、批准人和校验值
#[derive(clap::Args)]
pub struct Args {
    /// 完整的案号
    case: String,
    /// 理由
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// 谁批准（不能是自己）
    #[arg(long, value_name = "MEMBER")]
    approved_by: String,
    /// 销毁证明写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What remains of a case: nothing about anybody but those who answer for it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tombstone {
    case: String,
    opened: Option<String>,
    closed: Option<String>,
    destroyed: String,
    by: String,
    approved_by: String,
    why: String,
    records: usize,
    /// SHA-256 over the lines `digest  path` of all records.
    digest: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let _lock = write::lock(&repo.root)?;
    let number = args.case.trim().to_uppercase();
    let path = repo.root.join("destroyed").join(format!("{number}.yaml"));
    let stone: Tombstone = if path.exists() {
        yaml::read(&store::read_text(&path)?, 1).map_err(|error| error.path(&path))?
    } else {
        let stone = judge(app, &repo, &args, &find_case(&repo, &args.case)?)?;
        if !app.dry_run {
            write::create(&path, yaml::write(&stone)?.as_bytes())?;
        }
        stone
    };
    if app.dry_run {
        app.ui.say(&format!("（没有写）将销毁案卷 {number}"))?;
        return Ok(0);
    }
    remove(&repo, &number)?;
    certificate(app, &repo, &stone, args.out)?;
    app.ui.hint("封存过的案卷，备份和别处的副本也随钥匙一起失效；曾经是明文的，请另行销毁备份、git 历史和打印件。");
    Ok(0)
}

/// Everything that must hold before: closed, kept long enough, approved by somebody else.
fn judge(app: &App, repo: &Repo, args: &Args, case: &Case) -> Result<Tombstone> {
    if !case.number.eq_ignore_ascii_case(args.case.trim()) {
        return Err(Error::new("销毁要写出完整的案号").fix("`crisis list` 列出全部案号"));
    }
    let by = app.by(repo)?;
    let approver = repo.team.find(&args.approved_by).map_err(|error| error.field("--approved-by"))?;
    if approver.id == by {
        return Err(Error::new("不能由自己批准销毁").field("--approved-by").fix("请另一位成员批准"));
    }
    let last = case.episodes().last().copied().unwrap_or(1);
    let zone = repo.config.calendar.zone;
    let Some(closed) = case.closure(last).map(|record| record.head.at.latest(zone)) else {
        return Err(Error::new("案卷还没有结束，不能销毁").fix(format!("先运行 crisis close {}", case.number)));
    };
    let Some(retention) = repo.config.retention else {
        let unset = Error::new("学校还没有规定保管期限").path("crisis.toml").field("retention");
        return Err(unset.fix("在 crisis.toml 写明保管期限，例如 retention = \"3y\"，再运行"));
    };
    let until = repo.config.calendar.after(closed, retention);
    if until > app.now {
        let kept = Error::new(format!("保管期限未满：要保管到 {}", until.format("%Y-%m-%d")));
        return Err(kept.fix("期满后再销毁"));
    }
    let lines: Vec<String> =
        case.written.iter().map(|record| format!("{}  {}\n", record.digest, record.path)).collect();
    Ok(Tombstone {
        case: case.number.clone(),
        opened: case.opened(1, zone).map(|at| at.date_naive().to_string()),
        closed: Some(closed.date_naive().to_string()),
        destroyed: app.now.to_rfc3339(),
        by,
        approved_by: approver.id.clone(),
        why: args.why.clone(),
        records: case.written.len(),
        digest: digest(lines.concat().as_bytes()),
    })
}

/// Cut off anywhere, one more run takes the rest.
fn remove(repo: &Repo, number: &str) -> Result<()> {
    let folder = repo.case_dir(number);
    if !folder.exists() {
        return Ok(());
    }
    write::remove(&folder.join(KEY_FILE))?;
    fs::remove_dir_all(&folder)
        .map_err(|error| Error::io("删除", &folder, &error).fix("关闭正在打开这些文件的程序，再运行一次同一条命令"))
}

fn certificate(app: &App, repo: &Repo, stone: &Tombstone, out: Option<PathBuf>) -> Result<()> {
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
            app.ui.say(&format!("已写入 {}", path.display()))
        }
        None => app.ui.say(&text),
    }
}
