//! What is to be done to a folder, found out before anything is: every new name is known and checked, none clashes.

use super::disk::Disk;
use super::{HEAD, KEY_FILE, Names, Stuck, open};
use crate::error::{Error, Result};
use crate::vault::case_key::CaseKey;
use std::collections::HashSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use zeroize::Zeroizing;

#[derive(Default)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    pub left: Vec<PathBuf>,
    pub faults: Vec<Error>,
}

/// Both in the folder; the same name twice where only the key changes.
pub(super) struct Step {
    pub from: PathBuf,
    pub to: PathBuf,
}

pub(super) fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "age")
}

impl Plan {
    pub fn seal(disk: &Disk<'_>, key: &CaseKey, names: &Names<'_>) -> Result<Self> {
        let mut plan = Self::reseal(disk, key)?;
        for from in disk.files()?.into_iter().filter(|path| !is_sealed(path)) {
            plan.rename(disk, key, names, from)?;
        }
        plan.without_clashes(disk)
    }

    pub fn unseal(disk: &Disk<'_>, key: &CaseKey, names: &Names<'_>) -> Result<Self> {
        let mut plan = Self::default();
        for from in disk.files()?.into_iter().filter(|path| is_sealed(path)) {
            plan.rename(disk, key, names, from)?;
        }
        plan.without_clashes(disk)
    }

    pub fn reseal(disk: &Disk<'_>, key: &CaseKey) -> Result<Self> {
        let mut plan = Self::default();
        for path in disk.files()?.into_iter().filter(|path| is_sealed(path)) {
            if !key.is_current(disk.open(&path)?) {
                plan.steps.push(Step { from: path.clone(), to: path });
            }
        }
        Ok(plan)
    }

    fn rename(&mut self, disk: &Disk<'_>, key: &CaseKey, names: &Names<'_>, from: PathBuf) -> Result<()> {
        let head = match head(key, &disk.path(&from), is_sealed(&from)) {
            Ok(head) => head,
            Err(Stuck::File(fault)) => {
                self.faults.push(fault);
                return Ok(());
            }
            Err(Stuck::All(error)) => return Err(error),
        };
        match names(&from, &head)? {
            Some(to) => {
                check_name(&to, !is_sealed(&from)).map_err(|error| error.path(disk.path(&from)))?;
                self.steps.push(Step { from, to });
            }
            None => self.left.push(from),
        }
        Ok(())
    }

    /// Names that differ by capitals only are one file on Windows and macOS.
    fn without_clashes(self, disk: &Disk<'_>) -> Result<Self> {
        let mut seen = HashSet::new();
        for step in self.steps.iter().filter(|step| step.from != step.to) {
            if !seen.insert(step.to.to_string_lossy().to_lowercase()) {
                let error = Error::new(format!("两个文件转换后都会叫 {}", step.to.display()));
                return Err(error.path(disk.path(&step.from)).fix("什么都没有动；先给其中一个另取编号，再试一次"));
            }
        }
        Ok(self)
    }
}

fn head(key: &CaseKey, path: &Path, sealed: bool) -> Result<Zeroizing<Vec<u8>>, Stuck> {
    let mut head = Zeroizing::new(Vec::with_capacity(HEAD));
    let read = open(key, path, sealed)?.take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| super::stuck(path, &error))?;
    Ok(head)
}

fn check_name(to: &Path, sealed: bool) -> Result<()> {
    let inside = to.components().all(|part| matches!(part, Component::Normal(_))) && to.file_name().is_some();
    if inside && is_sealed(to) == sealed && to != Path::new(KEY_FILE) {
        return Ok(());
    }
    let error = Error::new(format!("转换后的文件名 {} 不能用", to.display()));
    Err(error.fix("什么都没有动；明文文件名不能以 .age 结尾，也不能指到案卷之外"))
}
