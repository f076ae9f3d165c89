//! A bag of ours becomes a case again, byte for byte; sealed anew where the repository seals.

use std::path::{Path, PathBuf};

use crate::bag;
use crate::case;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::bagging::CASE;
use crate::office::pen::Pen;
use crate::record::naming;
use crate::store;

impl Pen<'_> {
    /// Refuses a bag that is not whole or not ours, and a case that is there or was destroyed. Gives its number.
    pub fn restore(&self, bag: &Path) -> Result<String> {
        self.office.restorable(bag).and_then(|(number, files)| self.put_back(bag, number, &files))
    }

    fn put_back(&self, bag: &Path, number: String, files: &[(String, PathBuf)]) -> Result<String> {
        let about = files.iter().find(|(name, _)| name == "case.yaml");
        let about = about.ok_or_else(|| Error::new("包里没有 case.yaml").path(bag).fix("找一份完好的包"))?;
        let about = case::read_about(&store::read(&about.1)?).map_err(|error| error.path(&about.1))?;
        let holders = self.office.rules()?.holders(&about)?;
        self.office.repo.tidy(&number)?;
        self.office.leaves(&number, "", [self.office.folder_name(&number)]);
        self.office.repo.restore_case(&number, &holders, files)?;
        Ok(number)
    }
}

impl Office {
    /// What would be put back, by its name in the case and where it lies: nothing is written.
    pub fn restorable(&self, bag: &Path) -> Result<(String, Vec<(String, PathBuf)>)> {
        let checked = bag::check(bag, &|_, _| {})?;
        if let Some(fault) = checked.faults.first() {
            let broken = Error::new(format!("包不完整：{}（共 {} 处）", fault.message, checked.faults.len()));
            return Err(broken.path(bag.join(&fault.path)).fix("找一份完好的；`crisis verify 包` 列出每一处"));
        }
        let number = checked.info.into_iter().find(|(label, _)| label == CASE).map(|(_, number)| number);
        let number = number.filter(|number| number.split('-').all(naming::is_plain)).ok_or_else(|| {
            Error::new("这不是 crisis archive 做的包").path(bag).fix("只能放回自己做的包；别的包请手工取用")
        })?;
        if self.repo.case_dir(&number).exists() {
            let there = Error::new(format!("档案库里已有 {number}"));
            return Err(there.fix("要比较两份，放到另一个档案库里；这里什么都没有动"));
        }
        let stone = self.tombstone(&number);
        if stone.exists() {
            let gone = Error::new(format!("{number} 已经销毁，不放回")).path(stone);
            return Err(gone.fix("销毁时决定不再保存，这个包也应当删除；要看它，放到另一个档案库里"));
        }
        let files = bag::payload(bag, "case")?;
        let is_of_case =
            |name: &str| name == "case.yaml" || name.starts_with("records/") || name.starts_with("materials/");
        let is_strange = |(name, _): &&(String, PathBuf)| !is_of_case(name) || name.matches('/').count() > 1;
        if let Some((_, path)) = files.iter().find(is_strange) {
            let strange = Error::new("包里的档案有不该有的文件，没有放回").path(path);
            return Err(strange.fix("核对包从哪里来；找一份 crisis archive 原来做的"));
        }
        Ok((number, files))
    }
}
