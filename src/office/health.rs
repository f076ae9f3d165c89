//! What is here, what is missing and how to mend it: of this computer, and of the repository if there is one.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::config::Privacy;
use crate::disk;
use crate::error::Error;
use crate::history::Git;
use crate::office::Office;
use crate::office::backup::memory::{Age, Memory};
use crate::office::rounds::parallel;
use crate::store::{drafts, write};
use crate::time::stamp;

pub mod machine;

/// One thing that was looked at.
#[derive(Serialize)]
pub struct Sign {
    /// Stable, for scripts.
    pub code: &'static str,
    pub name: &'static str,
    pub state: State,
    pub told: String,
    pub fix: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Well,
    /// Worth knowing; nobody has to do anything.
    Note,
    Mend,
}

impl Sign {
    pub fn well(code: &'static str, name: &'static str, told: impl Into<String>) -> Self {
        Self { code, name, state: State::Well, told: told.into(), fix: None }
    }

    pub fn note(code: &'static str, name: &'static str, told: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code, name, state: State::Note, told: told.into(), fix: Some(fix.into()) }
    }

    pub fn mend(code: &'static str, name: &'static str, told: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { code, name, state: State::Mend, told: told.into(), fix: Some(fix.into()) }
    }

    /// What stopped a command elsewhere is here one thing among others.
    pub fn failed(code: &'static str, name: &'static str, error: &Error) -> Self {
        Self::mend(code, name, error.to_string(), error.fix.clone().unwrap_or_default())
    }
}

/// What reading every case once tells.
struct Read {
    cases: usize,
    shut: usize,
    /// Number of the case and what is wrong with it.
    faults: Vec<(String, Error)>,
    /// The latest moment at which something was written.
    latest: Option<DateTime<FixedOffset>>,
}

impl Office {
    /// Whether everything of the repository is in order that no duty and no check of the guide looks at.
    pub fn health(&self, memory: &Memory) -> Vec<Sign> {
        let read = match self.read_all() {
            Ok(read) => read,
            Err(error) => return vec![Sign::failed("readable", "档案", &error)],
        };
        let mut signs = vec![self.readable(&read), self.in_force(), self.clock(&read), self.history_here()];
        signs.extend(self.numbers_to_call());
        signs.extend(self.keys_here());
        signs.extend([self.backup_here(memory), self.space(), self.left_over()]);
        signs.extend(self.open_to_others());
        signs
    }

    fn read_all(&self) -> Result<Read, Error> {
        let numbers = self.repo.numbers()?;
        let zone = self.zone();
        let mut read = Read { cases: numbers.len(), shut: 0, faults: Vec::new(), latest: None };
        let looked = parallel(&numbers, |number| {
            let case = self.repo.case(number);
            let fault = case.faults.first().cloned();
            let latest = case.written.iter().map(|record| record.head.written.earliest(zone)).max();
            (case.custody.is_some_and(|custody| custody.is_locked), fault, latest)
        });
        for (number, (is_locked, fault, latest)) in numbers.into_iter().zip(looked) {
            read.shut += usize::from(is_locked);
            read.faults.extend(fault.filter(|_| !is_locked).map(|fault| (number, fault)));
            read.latest = read.latest.max(latest);
        }
        Ok(read)
    }

    fn readable(&self, read: &Read) -> Sign {
        let (code, name) = ("readable", "档案");
        let shut = if read.shut == 0 { String::new() } else { format!("，其中 {} 份你无权打开", read.shut) };
        let told = format!("{}：{} 份档案{shut}", self.repo.config.school, read.cases);
        match read.faults.as_slice() {
            [] => Sign::well(code, name, told),
            [(number, first), ..] => {
                let what = format!("{told}；{} 份有读不出的内容，例如 {number}：{first}", read.faults.len());
                Sign::mend(code, name, what, "运行 crisis verify 逐件核对；坏了的从备份或历史里找回")
            }
        }
    }

    fn in_force(&self) -> Sign {
        let (code, name) = ("guide", "指南");
        match self.guide() {
            Ok(guide) => Sign::well(code, name, format!("{}（{}）", guide.title, guide.edition)),
            Err(error) => Sign::failed(code, name, &error),
        }
    }

    fn numbers_to_call(&self) -> Vec<Sign> {
        let unchecked = self.guide().map(|guide| guide.unchecked(self.now, &self.repo.config.calendar));
        let sign = |told: String| {
            let (what, fix) = told.split_once('：').unwrap_or((&told, ""));
            Sign::note("numbers", "号码", what, fix)
        };
        unchecked.unwrap_or_default().into_iter().map(sign).collect()
    }

    /// Records tell when they were written: a present that lies before is none.
    fn clock(&self, read: &Read) -> Sign {
        let (code, name) = ("clock", "时钟");
        let told = format!("现在是 {}", stamp(self.now.with_timezone(&self.zone())));
        match read.latest {
            Some(latest) if latest > self.now => Sign::mend(
                code,
                name,
                format!("{told}，可是档案里最近一条写于 {}", stamp(latest)),
                "核对电脑的日期、时间和时区；记录的先后和期限都靠它",
            ),
            _ => Sign::well(code, name, told),
        }
    }

    fn history_here(&self) -> Sign {
        let (code, name) = ("history", "历史");
        match Git::of(&self.repo.root) {
            Some(git) => match git.head() {
                Ok(Some(_)) => Sign::well(code, name, "有 git 历史"),
                Ok(None) => Sign::note(code, name, "git 历史是空的", "写下一条记录就会开始"),
                Err(error) => Sign::failed(code, name, &error),
            },
            None => Sign::note(
                code,
                name,
                "没有 git 历史：最后一条记录丢了看不出来，也不能与另一台电脑同步",
                "装好 git 之后，在档案库里运行 git init -b main，下一次写入就会开始",
            ),
        }
    }

    fn keys_here(&self) -> Vec<Sign> {
        let (code, name) = ("keys", "钥匙");
        let mut signs = Vec::new();
        let sealed = self.repo.config.privacy == Privacy::Sealed;
        signs.push(match (self.key_holder(), &self.repo.locker.keyring) {
            (Some(member), _) => Sign::well(code, name, format!("你的钥匙登记在成员 {} 名下", member.id)),
            (None, Some(ring)) => {
                let own = ring.recipients().first().map_or("公钥", |key| key.as_str());
                Sign::mend(
                    code,
                    name,
                    "你的公钥没有登记在 team.yaml",
                    format!("请登记：crisis member key 成员编号 {own}"),
                )
            }
            (None, None) if sealed => Sign::mend(code, name, "没有身份文件，封存的档案打不开", "见上面“身份文件”一项"),
            (None, None) => Sign::note(
                code,
                name,
                "档案库是明文，也没有自己的钥匙：备份要加密，没有钥匙做不了",
                "运行 crisis key new，再运行 crisis member key 成员编号 公钥",
            ),
        });
        let (code, name) = ("recovery", "恢复密钥");
        signs.push(match &self.repo.config.recovery {
            Some(_) => Sign::well(code, name, "打印过；信封还在不在，请自己看一眼"),
            None if sealed => {
                Sign::mend(code, name, "没有恢复密钥：钥匙丢了就再也打不开", "运行 crisis key recovery，打印后进保险柜")
            }
            None => Sign::note(code, name, "没有", "备份之前运行 crisis key recovery，打印后进保险柜"),
        });
        signs
    }

    /// When this computer made the last backup, and whether the next one is owed.
    pub fn backup_here(&self, memory: &Memory) -> Sign {
        let (code, name) = ("backup", "备份");
        let again = "插上备份盘，运行 crisis backup 盘上的文件夹";
        match memory.age(&self.repo.root, &self.repo.config, self.now) {
            Err(error) => Sign::failed(code, name, &error),
            Ok(Age::Never) => Sign::mend(code, name, "这台电脑上还没有备份过", again),
            Ok(Age::Days(days, true)) => {
                Sign::mend(code, name, format!("上次备份是 {days} 天前，过了学校定的期限"), again)
            }
            Ok(Age::Days(days, false)) if self.repo.config.backup_every.is_none() => {
                let unset = "要提醒的，在 crisis.toml 写 backup_every，例如 backup_every = \"7d\"";
                Sign::note(code, name, format!("上次备份是 {days} 天前；没有定多久一次"), unset)
            }
            Ok(Age::Days(days, false)) => Sign::well(code, name, format!("上次备份是 {days} 天前")),
        }
    }

    /// Converting and taking back need once more what is there.
    fn space(&self) -> Sign {
        let (code, name) = ("space", "磁盘");
        let root = &self.repo.root;
        let size: u64 = disk::tree(root)
            .filter_map(|found| std::fs::metadata(root.join(found.ok()?)).ok())
            .map(|about| about.len())
            .sum();
        match disk::free(root) {
            Err(error) => Sign::failed(code, name, &error),
            Ok(free) if free < size => Sign::mend(
                code,
                name,
                format!("只剩 {}，档案库有 {}", large(free), large(size)),
                "腾出地方：归档、封存、取回都要再放得下一份",
            ),
            Ok(free) => Sign::well(code, name, format!("还有 {}，档案库 {}", large(free), large(size))),
        }
    }

    /// What killed runs left, and what lies readable in a repository that seals.
    fn left_over(&self) -> Sign {
        let (code, name) = ("left_over", "残留");
        let root = &self.repo.root;
        // Somebody who writes right now has such files, too.
        if write::lock(root, std::time::Duration::ZERO, || {}).is_err() {
            return Sign::note(code, name, "别的程序正在写，没有看", "等它写完再运行一次");
        }
        let is_half = |path: &PathBuf| path.ancestors().any(disk::is_temporary);
        let found = disk::tree(root).filter_map(Result::ok).filter(is_half);
        let left: Vec<PathBuf> = found.collect();
        if let Some(first) = left.first() {
            let told = format!("被打断的写入留下 {} 个半成品，例如 {}", left.len(), first.display());
            return Sign::mend(code, name, told, "没有别的程序在写，就删去它们：都不是档案的内容");
        }
        let is_clear = |path: &PathBuf| path.extension().is_none_or(|ending| ending != "age");
        let inside = |folder: &str| disk::files(&root.join(folder)).unwrap_or_default();
        let clear = ["letters", drafts::FOLDER].map(inside).concat().into_iter().filter(is_clear).count();
        if self.repo.config.privacy == Privacy::Sealed && clear > 0 {
            return Sign::mend(code, name, format!("封存的档案库里有 {clear} 个明文文件"), "运行 crisis seal 清掉它们");
        }
        Sign::well(code, name, "没有")
    }

    /// A readable repository protects nothing by itself.
    #[cfg(unix)]
    fn open_to_others(&self) -> Option<Sign> {
        use std::os::unix::fs::PermissionsExt;
        let root = std::fs::canonicalize(&self.repo.root).ok()?;
        let reaches = |folder: &std::path::Path| {
            std::fs::metadata(folder).is_ok_and(|about| about.permissions().mode() & 0o001 != 0)
        };
        let others = std::fs::metadata(&root).ok()?.permissions().mode() & 0o007;
        if self.repo.config.privacy != Privacy::Plain || others == 0 || !root.ancestors().skip(1).all(reaches) {
            return None;
        }
        let told = "档案库是明文，这台电脑上的其他用户也能进这个文件夹";
        Some(Sign::mend("open_to_others", "权限", told, format!("运行 chmod 700 {}，或 crisis seal", root.display())))
    }

    /// The profile folder of a Windows user is closed to others already; elsewhere the disk decides.
    #[cfg(not(unix))]
    fn open_to_others(&self) -> Option<Sign> {
        None
    }
}

/// As people say it.
fn large(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let (mut left, mut unit) = (bytes / 1024, 0);
    while left >= 10_000 && unit + 1 < UNITS.len() {
        (left, unit) = (left / 1024, unit + 1);
    }
    format!("{left} {}", UNITS[unit])
}
