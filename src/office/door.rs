//! Where what is made may be put: never over a file of the repository, over no other file unless somebody says so, and
//! nothing readable into a repository that seals.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::Privacy;
use crate::disk::name;
use crate::error::{Error, Result};
use crate::office::Office;

/// What of a repository is its own, by the first name of the path in it.
const OWN: [&str; 14] = [
    "roster.yaml",
    "roster.age",
    "cases",
    "program",
    "drafts",
    "guides",
    "templates",
    "intake",
    "archived",
    "destroyed",
    "crisis.toml",
    "team.yaml",
    ".crisis.lock",
    ".git",
];

impl Office {
    /// Refuses a path for a file that somebody wants to have; `force`: an existing file is replaced.
    pub fn may_put(&self, path: &Path, force: bool) -> Result<()> {
        name::check(path)?;
        let inside = self.inside(path);
        let own = inside.as_deref().and_then(|path| path.components().next());
        if own.is_some_and(|first| OWN.iter().any(|own| first.as_os_str().eq_ignore_ascii_case(own))) {
            let own = Error::new("这里是档案库自己的地方，不能写在这里").path(path);
            return Err(own.fix("换一个文件夹，最好在档案库外面"));
        }
        if inside.is_some() && self.repo.config.privacy == Privacy::Sealed {
            let clear = Error::new("档案库是封存的，库里不留明文").path(path);
            return Err(clear.fix("写到档案库外面的文件夹；用完删除"));
        }
        if path.is_dir() {
            return Err(Error::new("这是一个文件夹").path(path).fix("写出文件名"));
        }
        if path.exists() && !force {
            return Err(Error::new("已有这个文件，没有覆盖").path(path).fix("换一个名字；要替换它，加上 --force"));
        }
        Ok(())
    }

    /// Refuses a folder for bags that lies within the repository: they would be taken for a part of it.
    pub(super) fn may_bag(&self, out: &Path) -> Result<()> {
        if self.inside(out).is_none() {
            return Ok(());
        }
        let inside = Error::new("包不能放在档案库里").path(out).field("--out");
        Err(inside.fix("写到档案库外面的文件夹，例如 U 盘"))
    }

    /// The path from the root of the repository, as the file system sees both; nothing where it lies elsewhere.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let root = std::fs::canonicalize(&self.repo.root).ok()?;
        real(path).ok()?.strip_prefix(root).ok().map(Path::to_path_buf)
    }
}

/// The path with every link in it followed, although its end may not be there yet.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let there = path.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(&path);
    let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
    std::fs::canonicalize(there).map(|there| if rest.as_os_str().is_empty() { there } else { there.join(rest) })
}
