//! Walking folders without ever following a link.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::{Error, Result};

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
        let name = entry.file_name().into_string().unwrap_or_else(|name| name.to_string_lossy().into_owned());
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
