//! A text in the person's own editor. The copy lies in memory where the system has such a place, and is overwritten
//! afterwards.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Where the copy lies while somebody edits it.
#[derive(PartialEq, Eq)]
pub enum Place {
    /// A folder that never reaches a disk (swap excepted).
    Memory(PathBuf),
    Disk,
}

impl Place {
    pub fn find() -> Self {
        let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.starts_with("/run"));
        let mut candidates = session.into_iter().chain([PathBuf::from("/dev/shm")]);
        let found = if cfg!(target_os = "linux") { candidates.find(|path| path.is_dir()) } else { None };
        found.map_or(Self::Disk, Self::Memory)
    }

    /// A folder of one's own, which nobody else may look into.
    fn folder(&self) -> Result<TempDir> {
        let place = match self {
            Self::Memory(path) => path.clone(),
            Self::Disk => std::env::temp_dir(),
        };
        let folder = tempfile::Builder::new().prefix("crisis-").tempdir_in(&place);
        folder.map_err(|error| Error::io("新建文件夹", &place, &error))
    }
}

/// The text as it was left; `name` tells the editor what sort of text it is.
pub fn edited(place: &Place, name: &str, text: &str) -> Result<Zeroizing<String>> {
    let folder = place.folder()?;
    let path = folder.path().join(name);
    fs::write(&path, text).map_err(|error| Error::io("写入", &path, &error))?;
    let done = run_editor(&path).and_then(|()| {
        let text = fs::read_to_string(&path).map(Zeroizing::new);
        text.map_err(|error| Error::io("读取", &path, &error).fix("保存成 UTF-8 文字"))
    });
    wipe(&path);
    done
}

fn run_editor(path: &Path) -> Result<()> {
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty());
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program).args(words).arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::new("编辑器没有正常结束，没有改动").fix("再运行一次；换编辑器就设 EDITOR")),
        Err(_) => Err(Error::new("编辑器启动不了").fix("把环境变量 EDITOR 设成能用的编辑器，例如 nano")),
    }
}

/// On a disk this is no proof, but costs nothing.
fn wipe(path: &Path) {
    let length = fs::metadata(path).map_or(0, |about| usize::try_from(about.len()).unwrap_or(0));
    if let Ok(mut file) = fs::File::options().write(true).open(path) {
        // The folder is removed in any case.
        let _ = file.write_all(&vec![0; length]).and_then(|()| file.sync_all());
    }
}
