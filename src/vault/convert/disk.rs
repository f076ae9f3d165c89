//! The few changes of the disk that a conversion makes, each durable before the next, each announced to the watcher.

use super::{KEY_FILE, Op, Watch};
use crate::disk::{self, Existing};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

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
        disk::read(&self.path(path))
    }

    pub fn open(&self, path: &Path) -> Result<BufReader<File>> {
        disk::open(&self.path(path)).map(BufReader::new)
    }

    /// All files but the key and temporary ones, in the order of their names.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = disk::files(self.folder)?;
        files.retain(|path| path != Path::new(KEY_FILE) && !disk::is_temporary(path));
        Ok(files)
    }

    /// What a killed run left half written.
    pub fn sweep(&mut self) -> Result<()> {
        for path in disk::files(self.folder)?.into_iter().filter(|path| disk::is_temporary(path)) {
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
        disk::temporary(folder).map_err(|error| Error::io("写入", &path, &error))
    }

    /// The file must have been synced before.
    pub fn publish(&mut self, temporary: NamedTempFile, to: &Path) -> Result<()> {
        (self.watch)(Op::Publish, to)?;
        let path = self.path(to);
        disk::keep(temporary, &path, Existing::Replace)?;
        (self.watch)(Op::SyncFolder, to)
    }

    pub fn remove(&mut self, path: &Path) -> Result<()> {
        (self.watch)(Op::Remove, path)?;
        disk::remove(&self.path(path))?;
        (self.watch)(Op::SyncFolder, path)
    }
}
