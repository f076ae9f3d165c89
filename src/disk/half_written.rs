//! What is half written lies under a name that readers pass over, held by whoever is at it. Once nobody holds it, the
//! run was killed, and the next one that writes there takes it away.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::disk::{folder_of, name};
use crate::error::{Error, Result};

const TEMPORARY: (&str, &str) = (".crisis-", ".tmp");
/// How half-written folders of earlier versions begin.
const EARLIER: &str = ".new-";

/// An empty file beside its later place, under a name that readers pass over; on Unix readable by its owner only. What
/// killed runs left there goes.
pub fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder);
    loop {
        let file = Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(name::long(folder))?;
        if is_held(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

/// A folder to be filled beside its later place, and what holds it; on Unix for its owner alone. What killed runs left
/// there goes.
pub fn staging(parent: &Path) -> io::Result<(TempDir, Option<File>)> {
    sweep(parent);
    held_folder(parent, TEMPORARY)
}

/// A new folder whose name begins and ends so, and what holds it; on Unix for its owner alone.
pub(super) fn held_folder(parent: &Path, (prefix, suffix): (&str, &str)) -> io::Result<(TempDir, Option<File>)> {
    let mut builder = Builder::new();
    builder.prefix(prefix).suffix(suffix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    loop {
        let folder = builder.tempdir_in(parent)?;
        if cfg!(not(unix)) {
            return Ok((folder, None));
        }
        match File::open(folder.path()) {
            Ok(open) if is_held(&open, folder.path()) => return Ok((folder, Some(open))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            // Somebody swept it away before it was held.
            _ => {}
        }
    }
}

/// Holds what is half written for as long as this program lives, so that whoever finds it unheld knows that nobody is
/// at work on it. False where it was taken away before it was held. Where a disk has no such locks, nobody can tell,
/// and nobody takes anything away.
#[cfg(unix)]
fn is_held(file: &File, path: &Path) -> bool {
    let _ = file.lock();
    fs::symlink_metadata(path).is_ok()
}

/// Windows locks what is in a file against everybody, and no folder.
#[cfg(not(unix))]
const fn is_held(_: &File, _: &Path) -> bool {
    true
}

/// Takes away what killed runs left half written in a folder. Whatever can't be taken away stays, and is named by
/// whoever looks for it, as are the folders of earlier versions: others may call theirs so, too.
pub fn sweep(folder: &Path) {
    if cfg!(unix) {
        let left = inside(folder, |path| is_ours(path) && !path.is_symlink());
        left.unwrap_or_default().iter().for_each(|left| remove_unheld(left));
    }
}

/// Takes something away that nobody holds. It is held itself until it is gone: whoever has just made it waits, and makes
/// another.
pub(super) fn remove_unheld(left: &Path) {
    if let Some(_held) = File::open(left).ok().filter(|file| file.try_lock().is_ok()) {
        let _ = if left.is_dir() { fs::remove_dir_all(left) } else { fs::remove_file(left) };
    }
}

/// The name that a folder has while it is taken away.
pub(super) fn going(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder_of(folder).join(format!("{}{name}{}", TEMPORARY.0, TEMPORARY.1))
}

/// Whether its name says that it is half written: a file, or a folder until all its files are in it.
pub fn is_temporary(path: &Path) -> bool {
    is_ours(path) || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(EARLIER))
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

/// What killed runs left half written in a folder; nothing where there is no such folder.
pub fn temporaries(folder: &Path) -> Result<Vec<PathBuf>> {
    inside(folder, |path| is_temporary(path) && path.is_file())
}

/// Folders that were being made when a run was killed.
pub fn unfinished(folder: &Path) -> Result<Vec<PathBuf>> {
    inside(folder, |path| is_temporary(path) && path.is_dir() && !path.is_symlink())
}

fn inside(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| Error::io("读取文件夹", folder, &error))?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let paths = paths.collect::<io::Result<Vec<_>>>().map_err(|error| Error::io("读取文件夹", folder, &error))?;
    Ok(paths.into_iter().filter(|path| is_wanted(path)).collect())
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::disk::private::Folder;

    /// Makers and sweepers at once: what somebody got is there until it is dropped.
    #[test]
    fn what_somebody_is_at_is_never_swept_away() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let (folder, _held) = staging(parent).expect("a folder");
                        let file = temporary(parent).expect("a file");
                        let private = Folder::new(parent, "crisis-print-", Duration::ZERO).expect("a private folder");
                        std::thread::yield_now();
                        assert!([folder.path(), file.path(), private.path()].iter().all(|path| path.exists()));
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(parent).unwrap().count(), 0);
    }
}
