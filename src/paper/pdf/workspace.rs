//! The folder in which a print job's plain text lies for as long as the job takes.

use crate::disk::private;
use crate::error::{Error, Result};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

const PREFIX: &str = "crisis-print-";
/// No job takes so long: a folder of this age was left by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);
/// A browser's helpers may hold a file for a moment after it ended.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

pub struct Workspace {
    folder: private::Folder,
}

impl Workspace {
    /// Also clears away what runs that were killed have left.
    pub fn new(printer: &Path) -> Result<Self> {
        private::Folder::new(&parent(printer), PREFIX, ABANDONED).map(|folder| Self { folder })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A new file that only this user can read.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .and_then(|mut file| file.write_all(content))
            .map_err(|error| Error::io("写入", &path, &error))?;
        Ok(path)
    }

    /// Dropping removes it too, but silently fails where a browser still holds a file.
    pub fn remove(self) -> Result<()> {
        let path = self.folder.path();
        for _ in 0..ATTEMPTS {
            if fs::remove_dir_all(path).is_ok() || !path.exists() {
                return Ok(());
            }
            sleep(PAUSE);
        }
        Err(Error::new("打印用的临时文件夹删不掉，其中有明文").path(path).fix("关闭浏览器后手动删除这个文件夹"))
    }
}

/// A place in memory first: there nothing reaches the disk at all. Browsers from Ubuntu's snap store see neither that nor
/// the usual place for temporary files, only a folder of their own.
fn parent(printer: &Path) -> PathBuf {
    let snap = std::env::home_dir().map(|home| home.join("snap/chromium/common"));
    if let Some(folder) = snap.filter(|folder| printer.starts_with("/snap") && folder.is_dir()) {
        return folder;
    }
    let in_memory = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    in_memory.filter(|folder| folder.is_dir()).unwrap_or_else(std::env::temp_dir)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_this_user_can_look_inside_and_nothing_remains() {
        use std::os::unix::fs::PermissionsExt as _;
        let workspace = Workspace::new(Path::new("/usr/bin/chromium")).unwrap();
        let file = workspace.write("paper.html", b"text").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(workspace.path()), mode(&file)), (0o700, 0o600));
        let path = workspace.path().to_owned();
        workspace.remove().unwrap();
        assert!(!path.exists());
    }
}
