//! What must be the same wherever files are touched: patience with files that others hold, a change that outlives a power
//! cut, a name for what is half written, a digest of what streams by, and walking folders without ever following a link.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::disk::held::Doing;
use crate::error::{Error, Result};

pub use half_written::{is_temporary, staging, sweep, temporaries, temporary, unfinished};
pub use hashing::{Hashing, HashingOut};
pub use walk::{Entry, Kind, entries, files, folders, link, refuse_link, tree};

mod half_written;
mod hashing;
pub mod held;
pub mod name;
pub mod private;
mod walk;

/// What becomes of a file that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    /// It stays as it was until the new one takes its place.
    Replace,
}

/// What could not be done to a file, with what a look at the path adds to it.
pub fn failed(verb: &str, path: &Path, error: &io::Error) -> Error {
    if let Err(unfit) = name::check(path) {
        return unfit;
    }
    // Windows says of a folder that it may not be opened, others say it only when it is read.
    if error.kind() == io::ErrorKind::PermissionDenied && path.is_dir() {
        return Error::io(verb, path, &io::ErrorKind::IsADirectory.into());
    }
    Error::io(verb, path, error)
}

/// All of a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_if_there(path)?.ok_or_else(|| failed("读取", path, &io::ErrorKind::NotFound.into()))
}

/// The same; nothing where there is no such file.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    name::check(path)?;
    match held::patiently(path, Doing::Reading, || whole(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("读取", path, &error)),
    }
}

/// All bytes of a file. Most are small: to ask how long it is would cost as much as to read it.
fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut beginning = [0; 8 << 10];
    let mut count = 0;
    while count < beginning.len() {
        match file.read(&mut beginning[count..]) {
            Ok(0) => return Ok(beginning[..count].to_vec()),
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut bytes = beginning.to_vec();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file to be read as a stream.
pub fn open(path: &Path) -> Result<File> {
    name::check(path)?;
    held::patiently(path, Doing::Reading, || File::open(path)).map_err(|error| failed("读取", path, &error))
}

/// A temporary file, which must have been synced before, gets its own name, also after a power cut.
pub fn keep(file: NamedTempFile, path: &Path, existing: Existing) -> Result<()> {
    place(file, path, existing)?;
    sync_folder(folder_of(path))
}

/// The same; a power cut may undo it.
pub fn place(file: NamedTempFile, path: &Path, existing: Existing) -> Result<()> {
    let to = name::long(path);
    let mut left = Some(file);
    let kept = held::patiently(path, Doing::Changing, || {
        let file = left.take().expect("each failed attempt gives it back");
        let kept = match existing {
            Existing::Refuse => file.persist_noclobber(&to),
            Existing::Replace => file.persist(&to),
        };
        kept.map(drop).map_err(|failed| {
            left = Some(failed.file);
            failed.error
        })
    });
    kept.map_err(|error| failed("写入", path, &error))
}

/// A folder gets another name in the same place; there must be none of that name.
pub fn rename_folder(from: &Path, to: &Path) -> Result<()> {
    held::patiently(from, Doing::Changing, || fs::rename(from, to)).map_err(|error| failed("写入", to, &error))?;
    sync_folder(folder_of(to))
}

/// A file is gone for good, also after a power cut; it may be gone already.
pub fn remove(path: &Path) -> Result<()> {
    match held::patiently(path, Doing::Changing, || fs::remove_file(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed("删除", path, &error)),
        Ok(()) => sync_folder(folder_of(path)),
    }
}

/// A folder is gone at once: under the name of something half written, until all of it is gone. The first of its files to
/// go is `first`.
pub fn remove_at_once(folder: &Path, first: &str) -> Result<()> {
    let going = half_written::going(folder);
    if folder.exists() {
        // Of an earlier run that was cut off.
        remove_folder(&going)?;
        rename_folder(folder, &going)?;
    }
    if going.exists() {
        remove(&going.join(first))?;
    }
    remove_folder(&going)
}

/// A folder is gone with all that is in it.
pub fn remove_folder(path: &Path) -> Result<()> {
    match held::patiently(path, Doing::Changing, || fs::remove_dir_all(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("删除", path, &error)),
        _ => Ok(()),
    }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A rename or removal in the folder must itself survive a power cut. Windows has no such call for a folder; its file
/// system keeps renames in order by itself.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "only Unix can fail here"))]
pub fn sync_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    open(folder)?.sync_all().map_err(|error| failed("写入文件夹", folder, &error))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A folder, with those above it that are not there yet, also after a power cut; on Unix for its owner alone. On Windows
/// it is as open as the folder that it lies in, until [`private::close`] is asked for.
pub fn make_folder(folder: &Path) -> Result<()> {
    name::check(folder)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let is_new = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
    let new: Vec<&Path> = folder.ancestors().take_while(is_new).collect();
    builder.create(folder).map_err(|error| failed("新建文件夹", folder, &error))?;
    new.into_iter().try_for_each(|path| sync_folder(folder_of(path)))
}

/// How many bytes a person may still put where a folder lies.
pub fn free(folder: &Path) -> Result<u64> {
    fs4::available_space(folder).map_err(|error| Error::io("读取磁盘空间", folder, &error))
}
