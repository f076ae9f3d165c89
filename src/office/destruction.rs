//! A case is over for good, by two people and after the time that the school keeps it. The key goes first: without it
//! copies, backups and history say nothing any more.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::disk;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::pen::Pen;
use crate::record::digest;
use crate::store::{self, write};
use crate::vault::convert::KEY_FILE;
use crate::yaml;

/// What is asked for.
pub struct Request {
    /// The whole number.
    pub case: String,
    /// Said already of one that was cut off.
    pub why: Option<String>,
    pub approved_by: Option<String>,
}

/// What remains of a case: nothing about anybody but those who answer for it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    pub case: String,
    pub opened: Option<String>,
    pub closed: Option<String>,
    pub destroyed: String,
    pub by: String,
    pub approved_by: String,
    pub why: String,
    pub records: usize,
    /// SHA-256 over the lines `digest  path` of all records.
    pub digest: String,
}

/// A destruction that may be carried out.
pub struct Destruction {
    pub stone: Tombstone,
    /// An earlier run was cut off.
    is_begun: bool,
}

/// One mark a line.
const CERTIFICATE: &str = include_str!("../../templates/destroyed.md");

impl Office {
    /// Where it stands that a case is destroyed.
    pub(super) fn tombstone(&self, number: &str) -> PathBuf {
        self.repo.root.join("destroyed").join(format!("{number}.yaml"))
    }

    /// What two people sign.
    pub fn certificate(&self, stone: &Tombstone) -> String {
        let repo = &self.repo;
        let said = |mark: &str| match mark {
            "school" => repo.config.school.clone(),
            "case" => stone.case.clone(),
            "opened" => stone.opened.clone().unwrap_or_else(|| "（没有记录）".to_owned()),
            "closed" => stone.closed.clone().unwrap_or_else(|| "（没有记录）".to_owned()),
            "destroyed" => stone.destroyed.clone(),
            "by" => repo.team.name(&stone.by).to_owned(),
            "approved_by" => repo.team.name(&stone.approved_by).to_owned(),
            "why" => stone.why.clone(),
            "records" => stone.records.to_string(),
            _ => stone.digest.clone(),
        };
        let filled = CERTIFICATE.lines().map(|line| match line.trim_end_matches('}').split_once('{') {
            Some((label, mark)) => format!("{label}{}\n", said(mark)),
            None => format!("{line}\n"),
        });
        filled.collect()
    }
}

impl Pen<'_> {
    /// Everything that must hold before: closed, kept long enough, approved by somebody else.
    pub fn destruction(&self, request: &Request) -> Result<Destruction> {
        let number = request.case.trim().to_uppercase();
        let path = self.office.tombstone(&number);
        if path.exists() {
            let stone = yaml::read(&store::read_text(&path)?, 1).map_err(|error| error.path(&path))?;
            return Ok(Destruction { stone, is_begun: true });
        }
        let stone = self.judge(request, &self.office.find(&request.case)?)?;
        Ok(Destruction { stone, is_begun: false })
    }

    /// Cut off anywhere, one more run takes the rest.
    pub fn destroy(&self, destruction: &Destruction) -> Result<()> {
        let (repo, stone) = (&self.office.repo, &destruction.stone);
        let paths = [format!("destroyed/{}.yaml", stone.case), self.office.folder_name(&stone.case)];
        self.office.leaves(&stone.case, "", paths);
        if !destruction.is_begun {
            write::create(&self.office.tombstone(&stone.case), yaml::write(stone)?.as_bytes())?;
        }
        let gone = disk::remove_at_once(&repo.case_dir(&stone.case), KEY_FILE);
        gone.map_err(|error| error.fix("关闭正在打开这些文件的程序，再运行一次同一条命令"))
    }

    fn judge(&self, request: &Request, case: &Case) -> Result<Tombstone> {
        let (office, repo) = (self.office, &self.office.repo);
        if !case.number.eq_ignore_ascii_case(request.case.trim()) {
            return Err(Error::new("销毁要写出完整的案号").fix("`crisis list` 列出全部案号"));
        }
        let by = office.by()?;
        let said = |said: &Option<String>, flag: &str, fix: &str| {
            said.clone().ok_or_else(|| Error::new("销毁要写明理由和批准人").field(flag).fix(fix))
        };
        let why = said(&request.why, "--why", "加上 --why 理由")?;
        let approved_by = said(&request.approved_by, "--approved-by", "加上 --approved-by 批准的成员（不能是自己）")?;
        let approver = repo.team.find(&approved_by).map_err(|error| error.field("--approved-by"))?;
        if approver.id == by {
            return Err(Error::new("不能由自己批准销毁").field("--approved-by").fix("请另一位成员批准"));
        }
        let Some(closed) = case.closure(case.latest_episode()).map(|record| record.head.at.latest(office.zone()))
        else {
            return Err(Error::new("案卷还没有结束，不能销毁").fix(format!("先运行 crisis close {}", case.number)));
        };
        if let Some(kept) = office.kept(case)?.filter(|kept| !kept.may_go) {
            return Err(match kept.until {
                Some(until) => Error::new(format!("保管期限未满：要保管到 {until}")).fix("期满后再销毁"),
                None => Error::new(format!("不知道要保管到何时：{}", kept.lacking.join("；")))
                    .fix(format!("用 crisis edit {} 写明日期；离校用学籍变动的记录写明", case.number)),
            });
        }
        let lines: Vec<String> =
            case.written.iter().map(|record| format!("{}  {}\n", record.digest, record.path)).collect();
        Ok(Tombstone {
            case: case.number.clone(),
            opened: case.opened(1, office.zone()).map(|at| at.date_naive().to_string()),
            closed: Some(closed.date_naive().to_string()),
            destroyed: office.now.to_rfc3339(),
            by,
            approved_by: approver.id.clone(),
            why,
            records: case.written.len(),
            digest: digest(lines.concat().as_bytes()),
        })
    }
}
