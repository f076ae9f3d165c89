//! Writing: temporary file, fsync, rename, fsync of the folder; one writer at a time. Either all of it or nothing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::disk::{self, Existing, Hashing, name, private};
use crate::error::{Error, Result};
use crate::record::hex;

pub use crate::disk::remove;

/// Held while a command writes; given back when dropped, also when the program dies.
pub struct Lock {
    _file: File,
}

/// Waits for another writer, telling so once, and refuses when that lasts longer.
pub fn lock(root: &Path, patience: Duration, waiting: impl FnOnce()) -> Result<Lock> {
    const PAUSE: Duration = Duration::from_millis(20);
    let path = root.join(".crisis.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| Error::io("加锁", &path, &error))?;
    let (since, mut waiting) = (Instant::now(), Some(waiting));
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(fs::TryLockError::WouldBlock) if since.elapsed() < patience => {
                if let Some(tell) = waiting.take_if(|_| since.elapsed() > PAUSE * 10) {
                    tell();
                }
                thread::sleep(PAUSE);
            }
            Err(fs::TryLockError::WouldBlock) => {
                let busy = Error::new("另一个程序正在写这个档案库").path(path);
                return Err(busy.fix("等它写完再试一次；什么也没有写"));
            }
            Err(fs::TryLockError::Error(error)) => return Err(Error::io("加锁", &path, &error)),
        }
    }
}

/// A file that must not be there yet.
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    disk::keep(temporary(path, bytes)?, path, Existing::Refuse)
}

/// A file that may be there already; it is replaced at once or stays as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    disk::keep(temporary(path, bytes)?, path, Existing::Replace)
}

/// The same of what `fill` writes into it, of any size.
pub fn replace_with<T>(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut file = empty(path)?;
    let mut out = io::BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let done = fill(&mut out)?;
    out.flush().map_err(|error| Error::io("写入", path, &error))?;
    drop(out);
    file.as_file().sync_all().map_err(|error| Error::io("写入", path, &error))?;
    disk::keep(file, path, Existing::Replace)?;
    Ok(done)
}

/// A folder with all its files appears at once: it is filled under another name and then renamed.
pub fn create_folder(path: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    create_folder_with(path, |staging| files.iter().try_for_each(|(name, bytes)| create(&staging.join(name), bytes)))
}

/// The same of what `fill` puts there.
pub fn create_folder_with<T>(path: &Path, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    name::check(path)?;
    let parent = disk::folder_of(path);
    disk::make_folder(parent)?;
    let (staging, _held) = disk::staging(parent).map_err(|error| Error::io("新建文件夹", parent, &error))?;
    // What is put there is then closed from the first byte on; a disk that can't is told of by whoever made the case.
    let _ = private::close(staging.path());
    let done = fill(staging.path())?;
    if path.exists() {
        return Err(Error::new("已有同名的文件夹").path(path).fix("再运行一次"));
    }
    disk::rename_folder(staging.path(), path)?;
    // The folder has its own name now; nothing is left under the old one to be removed.
    let _ = staging.keep();
    Ok(done)
}

/// What is half written in a folder and can't be told from what somebody is writing now.
pub fn left_over(folder: &Path) -> Result<Vec<PathBuf>> {
    disk::sweep(folder);
    let mut left = disk::unfinished(folder)?;
    left.extend(disk::temporaries(folder)?);
    left.sort();
    Ok(left)
}

/// An empty file in the same folder, under a name that readers pass over.
fn empty(path: &Path) -> Result<NamedTempFile> {
    name::check(path)?;
    nameless(disk::folder_of(path))
}

fn nameless(folder: &Path) -> Result<NamedTempFile> {
    disk::make_folder(folder)?;
    disk::temporary(folder).map_err(|error| Error::io("写入", folder, &error))
}

fn temporary(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let mut file = empty(path)?;
    file.write_all(bytes).map_err(|error| Error::io("写入", path, &error))?;
    file.as_file().sync_all().map_err(|error| Error::io("写入", path, &error))?;
    Ok(file)
}

/// Makes a file that must not be there yet of what `fill` writes into it, of any size.
pub fn create_with<T>(path: &Path, fill: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
    name::check(path)?;
    let (file, done) = apart(disk::folder_of(path), fill)?;
    give(file, path)?;
    Ok(done)
}

/// A file in a folder that gets its name later, wherever that is on the same disk.
pub fn apart<T>(folder: &Path, fill: impl FnOnce(&mut File) -> Result<T>) -> Result<(NamedTempFile, T)> {
    let mut file = nameless(folder)?;
    let done = fill(file.as_file_mut())?;
    file.as_file().sync_all().map_err(|error| Error::io("写入", folder, &error))?;
    Ok((file, done))
}

/// Its name, of which there must be none yet.
pub fn give(file: NamedTempFile, path: &Path) -> Result<()> {
    disk::make_folder(disk::folder_of(path))?;
    disk::keep(file, path, Existing::Refuse)
}

/// SHA-256 and size, read as a stream: a recording may be larger than the memory.
pub fn fingerprint(path: &Path, progress: &dyn Fn(u64)) -> Result<(String, u64)> {
    let source = disk::open(path)?;
    if source.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(Error::new("这是一个文件夹").path(path).fix("写出其中的文件"));
    }
    let measured = Hashing::new(source, progress).measure();
    measured.map(|(digest, size)| (hex(&digest), size)).map_err(|error| Error::io("读取", path, &error))
}

/// A file of which only what was written into it tells where it goes. A power cut may undo it until it is settled.
pub fn named<T>(staging: &Path, fill: impl FnOnce(&mut File) -> Result<(PathBuf, T)>) -> Result<T> {
    let mut file = empty(&staging.join("named"))?;
    let (path, done) = fill(file.as_file_mut())?;
    disk::make_folder(disk::folder_of(&path))?;
    disk::place(file, &path, Existing::Replace)?;
    Ok(done)
}

/// From now on many files outlive a power cut: all at once, because the disk has long begun with most of them.
pub fn settle(paths: &[PathBuf]) -> Result<()> {
    for path in paths {
        let settled = File::options().write(true).open(path).and_then(|file| file.sync_all());
        settled.map_err(|error| Error::io("写入", path, &error))?;
    }
    let folders: BTreeSet<&Path> = paths.iter().flat_map(|path| path.ancestors().skip(1).take(2)).collect();
    folders.into_iter().try_for_each(disk::sync_folder)
}

/// A program or a hook again, where the system tells them by a mark.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "only Unix can fail here"))]
pub fn make_executable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(path, mode).map_err(|error| Error::io("写入", path, &error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
