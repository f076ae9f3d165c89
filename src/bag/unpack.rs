//! A bag that came as one file (tar), as a folder again. Whoever made the file decides what is in it, so that a name is
//! taken for what it says only where it stays within the bag.

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::make::{Sink, into_folder};
use crate::error::{Error, Result};

const OTHER: &str = "核对它从哪里来；crisis archive --to 做的包只有普通文件，都在一个文件夹里";

/// Puts what `tar` holds, without the folder that holds it all, into `folder`, which must not exist yet. Nothing is
/// there where anything was wrong.
pub fn unpack(tar: impl Read, folder: &Path) -> Result<()> {
    let unread =
        |_: io::Error| Error::new("不是完好的包，读不完").fix("核对文件名；压缩的先解压；确是这个包的，找一份完好的");
    into_folder(folder, |mut into| {
        let mut archive = tar::Archive::new(tar);
        let mut files = 0_usize;
        for entry in archive.entries().map_err(unread)? {
            let mut entry = entry.map_err(unread)?;
            let kind = entry.header().entry_type();
            if kind.is_dir() {
                continue;
            }
            let named = entry.path().map_err(unread)?.into_owned();
            let within = within(&named).filter(|_| kind.is_file());
            let Some(within) = within else {
                return Err(Error::new("包里有不该有的东西：链接、设备，或跑到包外面去的名字").fix(OTHER));
            };
            into.put(&within, entry.size(), &mut entry)?;
            files += 1;
        }
        if files == 0 {
            return Err(Error::new("里面没有包").fix(OTHER));
        }
        Ok(())
    })
}

/// What comes after the folder that holds everything, with `/`; none where the name leads elsewhere.
fn within(path: &Path) -> Option<String> {
    let mut parts = path.components().filter(|part| !matches!(part, Component::CurDir));
    matches!(parts.next(), Some(Component::Normal(_))).then_some(())?;
    let rest: Option<PathBuf> =
        parts.map(|part| Some(part).filter(|part| matches!(part, Component::Normal(_)))).collect();
    let parts: Option<Vec<&str>> = rest.as_ref()?.iter().map(std::ffi::OsStr::to_str).collect();
    parts.map(|parts| parts.join("/")).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(entries: &[(&str, tar::EntryType)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, kind) in entries {
            let mut header = tar::Header::new_gnu();
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(if kind.is_file() { 4 } else { 0 });
            header.set_mode(0o600);
            header.set_cksum();
            builder.append(&header, if kind.is_file() { &b"text"[..] } else { &[] }).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn only_plain_files_within_one_folder_are_taken() {
        use tar::EntryType::{Directory, Fifo, Regular, Symlink};
        for (entries, is_taken) in [
            (&[("b", Directory), ("b/data", Directory), ("b/data/x", Regular), ("b/bagit.txt", Regular)][..], true),
            (&[("b/../../x", Regular)], false),
            (&[("/etc/x", Regular)], false),
            (&[("b/x", Regular), ("b/x", Regular)], false),
            (&[("b/x", Symlink)], false),
            (&[("b/x", Fifo)], false),
            (&[("x", Regular)], false),
            (&[("b", Directory)], false),
            (&[], false),
        ] {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join("bag");
            assert_eq!(unpack(&packed(entries)[..], &folder).is_ok(), is_taken, "{entries:?}");
            assert_eq!(folder.join("data/x").is_file(), is_taken);
            assert_eq!(place.path().read_dir().unwrap().count(), usize::from(is_taken), "nothing is left");
        }
        let whole = packed(&[("b/data/x", Regular)]);
        let place = tempfile::tempdir().unwrap();
        assert!(unpack(&whole[..700], &place.path().join("bag")).is_err(), "cut off");
    }
}
