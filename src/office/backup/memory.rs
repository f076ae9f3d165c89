//! What this computer remembers of backups: when, of which repository, where. It lies beside the person's identity and
//! not in the repository, because it is of this computer and changes nothing of the files.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::store::{self, write};
use crate::yaml;

/// Beside the identity file.
pub const REMEMBERED: &str = "backups.yaml";

/// Where it is kept; nowhere, where the system gives the person no folder.
pub struct Memory(pub Option<PathBuf>);

/// The last run of one repository to one place.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub repo: PathBuf,
    pub place: PathBuf,
    /// Public half of the key of the set: whoever puts another set in its place is noticed.
    pub key: String,
    pub run: String,
    pub at: String,
}

/// How long ago.
pub enum Age {
    Never,
    /// So many whole days, and whether that is more than the school wants.
    Days(i64, bool),
}

impl Memory {
    fn all(&self) -> Result<Vec<Kept>> {
        match &self.0 {
            Some(path) if path.exists() => {
                let read = store::read_text(path).and_then(|text| yaml::read(&text, 1));
                let fix = "删去这个文件：里面只有备份的日期，下一次备份会重写";
                read.map_err(|error| Error { fix: Some(fix.to_owned()), ..error.path(path) })
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The latest run of a repository.
    pub fn last(&self, repo: &Path) -> Result<Option<Kept>> {
        let repo = real(repo);
        let of_it = self.all()?.into_iter().filter(|kept| kept.repo == repo);
        Ok(of_it.max_by_key(|kept| DateTime::parse_from_rfc3339(&kept.at).ok()))
    }

    pub fn age(&self, repo: &Path, config: &Config, now: DateTime<FixedOffset>) -> Result<Age> {
        let at = self.last(repo)?.and_then(|kept| DateTime::parse_from_rfc3339(&kept.at).ok());
        let Some(at) = at else { return Ok(Age::Never) };
        let is_owed = config.backup_every.is_some_and(|every| config.calendar.after(at, every) < now);
        Ok(Age::Days((now - at).num_days(), is_owed))
    }

    /// At a place where this computer has made backups before, they are to be the same ones.
    pub fn expects(&self, repo: &Path, place: &Path, key: &str) -> Result<()> {
        let (repo, place) = (real(repo), real(place));
        let all = self.all()?;
        let mut here = all.iter().filter(|kept| kept.repo == repo && kept.place == place).peekable();
        if here.peek().is_none() || here.any(|kept| kept.key == key) {
            return Ok(());
        }
        let other = Error::new("这里的备份不是这台电脑上次做的那一份，钥匙换过了").path(place);
        Err(other.fix("查明是谁换的；确实要从头做，换一个空的文件夹，原来的留着"))
    }

    pub fn keep(&self, kept: Kept) -> Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        let mut all = self.all()?;
        all.retain(|old| (&old.repo, &old.place) != (&kept.repo, &kept.place));
        all.push(kept);
        write::replace(path, yaml::write(&all)?.as_bytes())
    }
}

/// One name for one folder.
pub fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
