//! Where a form of somebody else lies: where it is said, or among the school's templates.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::office::Office;
use crate::store;

impl Office {
    pub fn form(&self, named: &Path) -> Result<PathBuf> {
        let folder = self.repo.root.join("templates");
        let with = |ending: &str| folder.join(format!("{}{ending}", named.display()));
        let found = [named.to_path_buf(), folder.join(named), with(".xlsx"), with(".csv")];
        if let Some(found) = found.into_iter().find(|path| path.is_file()) {
            return Ok(found);
        }
        let none = Error::new("没有这份表样").path(named).field("--template");
        let there = [store::names(&folder, ".xlsx")?, store::names(&folder, ".csv")?].concat();
        Err(none.fix(match there.as_slice() {
            [] => "写表样的路径；常用的放进档案库的 templates 文件夹，以后只写名字".to_owned(),
            there => format!("写表样的路径，或 templates 里的一份：{}", there.join("、")),
        }))
    }
}
