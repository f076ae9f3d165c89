//! The few changes of the disk that a conversion makes, each durable before the next, each announced to the watcher.

use super::{KEY_FILE, Op, Watch};
use crate::error::{Error, Result};
use crate::vault::durable;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const TEMPORARY: (&str, &str) = (".crisis-", ".tmp");

/// Paths are relative to the folder, except where given back by [`Disk::path`].
pub(super) struct Disk<'a> {
    folder: &'a Path,
    watch: &'a mut Watch<'a>,
}

impl<'a> Disk<'a> {
    pub fn new(folder: &'a Path, watch: &'a mut Watch<'a>) -> Self {
        Self { folder, watch }
    }

    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    pub fn exists(&self, path: &Path) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    pub fn read(&self, path: &Path) -> Result<Vec<u8>> {
        let path = self.path(path);
        fs::read(&path).map_err(|error| Error::io("读取", &path, &error))
    }

    pub fn open(&self, path: &Path) -> Result<BufReader<File>> {
        let path = self.path(path);
        File::open(&path).map(BufReader::new).map_err(|error| Error::io("读取", &path, &error))
    }

    /// All files but the key and temporary ones, in the order of their names.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = self.walk()?;
        files.retain(|path| path != Path::new(KEY_FILE) && !is_temporary(path));
        Ok(files)
    }

    /// What a killed run left half written.
    pub fn sweep(&mut self) -> Result<()> {
        for path in self.walk()?.into_iter().filter(|path| is_temporary(path)) {
            self.remove(&path)?;
        }
        Ok(())
    }

    pub fn write(&mut self, to: &Path, bytes: &[u8]) -> Result<()> {
        let mut temporary = self.temporary(to)?;
        let written = temporary.write_all(bytes).and_then(|()| temporary.as_file().sync_all());
        written.map_err(|error| Error::io("写入", &self.path(to), &error))?;
        self.publish(temporary, to)
    }

    /// Beside its later place, readable by the owner only.
    pub fn temporary(&mut self, to: &Path) -> Result<NamedTempFile> {
        (self.watch)(Op::Write, to)?;
        let path = self.path(to);
        let folder = path.parent().unwrap_or(self.folder);
        let made = tempfile::Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(folder);
        made.map_err(|error| Error::io("写入", &path, &error))
    }

    /// The file must have been synced before.
    pub fn publish(&mut self, temporary: NamedTempFile, to: &Path) -> Result<()> {
        (self.watch)(Op::Publish, to)?;
        let path = self.path(to);
        temporary.persist(&path).map_err(|error| Error::io("写入", &path, &error.error))?;
        self.sync_folder(to)
    }

    pub fn remove(&mut self, path: &Path) -> Result<()> {
        (self.watch)(Op::Remove, path)?;
        let absolute = self.path(path);
        fs::remove_file(&absolute).map_err(|error| Error::io("删除", &absolute, &error))?;
        self.sync_folder(path)
    }

    fn sync_folder(&mut self, of: &Path) -> Result<()> {
        (self.watch)(Op::SyncFolder, of)?;
        let path = self.path(of);
        let folder = path.parent().unwrap_or(self.folder);
        durable::sync_folder(folder).map_err(|error| Error::io("写入文件夹", folder, &error))
    }

    fn walk(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let absolute = self.path(&folder);
            let io = |error: io::Error| Error::io("列出", &absolute, &error);
            for entry in fs::read_dir(&absolute).map_err(io)? {
                let entry = entry.map_err(io)?;
                let path = folder.join(entry.file_name());
                let kind = entry.file_type().map_err(io)?;
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    files.push(path);
                } else {
                    let error = Error::new("案卷里有快捷链接，不知道该动哪一头").path(self.path(&path));
                    return Err(error.fix("什么都没有动；换成真正的文件，或把它移走"));
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Hashes what is read through it.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    pub fn digest(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}
