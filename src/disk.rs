//! What must be the same wherever files are touched: patience with files that others hold, a change that outlives a power
//! cut, a name for what is half written, a digest of what streams by, and walking folders without ever following a link.

use std::fs::{self, File, FileType};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};
use walkdir::WalkDir;

use crate::disk::held::Doing;
use crate::error::{Error, Result};

pub mod held;
pub mod name;
pub mod private;

const TEMPORARY: (&str, &str) = (".crisis-", ".tmp");
/// How half-written folders of earlier versions begin.
const EARLIER: &str = ".new-";

/// Large enough to be seldom asked for, small enough to stay in the processor's memory.
const PIECE: usize = 64 * 1024;

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
    let mut bytes = Vec::with_capacity(8 << 10);
    File::open(path)?.take(u64::MAX).read_to_end(&mut bytes)?;
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
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let going = folder_of(folder).join(format!("{}{name}{}", TEMPORARY.0, TEMPORARY.1));
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

/// An empty file beside its later place, under a name that readers pass over; on Unix readable by its owner only. What
/// killed runs left there goes.
pub fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder);
    loop {
        let file = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(name::long(folder))?;
        if is_held(file.as_file(), file.path()) {
            return Ok(file);
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

/// A folder to be filled beside its later place, and what holds it; on Unix for its owner alone. What killed runs left
/// there goes.
pub fn staging(parent: &Path) -> io::Result<(TempDir, Option<File>)> {
    sweep(parent);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    held_folder(&builder, parent)
}

/// A new folder, and what holds it.
fn held_folder(builder: &tempfile::Builder<'_, '_>, parent: &Path) -> io::Result<(TempDir, Option<File>)> {
    loop {
        let folder = builder.tempdir_in(parent)?;
        let open = if cfg!(unix) { Some(File::open(folder.path())?) } else { None };
        if open.as_ref().is_none_or(|open| is_held(open, folder.path())) {
            return Ok((folder, open));
        }
    }
}

/// Takes away what killed runs left half written in a folder. Whatever can't be taken away stays, and is named by
/// whoever looks for it, as are the folders of earlier versions: others may call theirs so, too.
pub fn sweep(folder: &Path) {
    let left = inside(folder, |path| is_ours(path) && !path.is_symlink());
    for left in left.unwrap_or_default().iter().filter(|_| cfg!(unix)) {
        // Held until it is gone: whoever has just made it waits, and makes another.
        let held = File::open(left).ok().filter(|file| file.try_lock().is_ok());
        if held.is_some() {
            let _ = if left.is_dir() { fs::remove_dir_all(left) } else { fs::remove_file(left) };
        }
    }
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

/// Hashes what is read through it, and says how much that was.
pub struct Hashing<'a, R> {
    inner: R,
    progress: &'a dyn Fn(u64),
    hash: Sha256,
    size: u64,
}

impl<'a, R: Read> Hashing<'a, R> {
    pub fn new(inner: R, progress: &'a dyn Fn(u64)) -> Self {
        Self { inner, progress, hash: Sha256::new(), size: 0 }
    }

    /// SHA-256 of everything that was read.
    pub fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }

    /// Reads what is left; SHA-256 and size of all.
    pub fn measure(mut self) -> io::Result<([u8; 32], u64)> {
        let mut piece = vec![0; PIECE];
        loop {
            match self.read(&mut piece) {
                Ok(0) => return Ok((self.hash.finalize().into(), self.size)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.size += count as u64;
        (self.progress)(count as u64);
        Ok(count)
    }
}

/// Hashes what is written through it.
pub struct HashingOut<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> HashingOut<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// SHA-256 of everything that was written.
    pub fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

impl<W: Write> Write for HashingOut<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Something in a folder.
pub struct Entry {
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    File,
    Folder,
    /// To wherever: what it leads to is not looked at.
    Link,
}

/// What lies in a folder itself, in the order of the names; nothing where there is no such folder. Names that begin
/// with a dot are somebody's unfinished work.
pub fn entries(folder: &Path) -> Result<Vec<Entry>> {
    let failed = |error: &io::Error| Error::io("列出", folder, error);
    let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    // Not by walking: that opens every folder in it before it turns back.
    let found = match fs::symlink_metadata(folder).and_then(|about| {
        let is_link = about.is_symlink();
        if is_link { Ok(None) } else { fs::read_dir(folder).map(Some) }
    }) {
        Ok(found) => found,
        Err(error) if is_missing(&error) => None,
        Err(error) => return Err(failed(&error)),
    };
    let mut entries = Vec::new();
    for entry in found.into_iter().flatten() {
        let entry = entry.map_err(|error| failed(&error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push(Entry { name, kind: kind(entry.file_type().map_err(|error| failed(&error))?) });
        }
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

/// Every file below a folder, by its path from there, in the order of the paths. A link is refused: nobody knows
/// which end of it is meant.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = tree(folder).map(|found| found.map_err(|(_, error)| error)).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

/// Every folder below a folder, by its path from there, the outer ones first.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let walk = WalkDir::new(folder).follow_root_links(false).min_depth(1).sort_by_file_name();
    let mut folders = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| unwalked(folder, error))?;
        if kind(entry.file_type()) == Kind::Folder {
            folders.push(entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf());
        }
    }
    Ok(folders)
}

/// The same as they come, for whoever goes on: what is no file, and what can't be looked at, with its path from there.
pub fn tree(folder: &Path) -> impl Iterator<Item = std::result::Result<PathBuf, (PathBuf, Error)>> {
    let from_there = move |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_path_buf();
    WalkDir::new(folder).follow_root_links(false).min_depth(1).into_iter().filter_map(move |entry| match entry {
        Ok(entry) => match kind(entry.file_type()) {
            Kind::Folder => None,
            Kind::File => Some(Ok(from_there(entry.path()))),
            Kind::Link => Some(Err((from_there(entry.path()), link(entry.path())))),
        },
        Err(error) => Some(Err((from_there(error.path().unwrap_or(folder)), unwalked(folder, error)))),
    })
}

/// A link in a place where only what is really there counts.
pub fn refuse_link(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) { Err(link(path)) } else { Ok(()) }
}

pub fn link(path: &Path) -> Error {
    let error = Error::new("这是一个快捷链接，不知道该动哪一头").path(path);
    error.fix("什么都没有动；换成真正的文件或文件夹，或把它移走")
}

fn kind(kind: FileType) -> Kind {
    if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() {
        Kind::File
    } else {
        Kind::Link
    }
}

fn unwalked(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_path_buf();
    Error::io("列出", &path, &io::Error::from(error))
}

#[cfg(test)]
mod tests {
    use super::Hashing;

    #[test]
    fn a_digest_is_of_every_byte_however_it_was_read() {
        let bytes = vec![7; 200_000];
        let seen = std::cell::Cell::new(0);
        let (digest, size) = Hashing::new(bytes.as_slice(), &|count| seen.set(seen.get() + count)).measure().unwrap();
        let mut copied = Hashing::new(bytes.as_slice(), &|_| {});
        std::io::copy(&mut copied, &mut std::io::sink()).unwrap();
        assert_eq!((digest, size, seen.get()), (copied.digest(), 200_000, 200_000));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_told_from_what_it_leads_to() {
        use super::{Kind, entries};
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("b"), "").unwrap();
        std::fs::write(folder.path().join(".hidden"), "").unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("c")).unwrap();
        let found: Vec<_> = entries(folder.path()).unwrap().into_iter().map(|entry| (entry.name, entry.kind)).collect();
        let expected = [("a", Kind::Folder), ("b", Kind::File), ("c", Kind::Link)];
        assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind)));
        assert!(super::files(folder.path()).is_err(), "a link is refused");
        assert_eq!(entries(&folder.path().join("none")).unwrap().len(), 0);
    }
}
