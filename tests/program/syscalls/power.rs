//! A power cut keeps only what was synced: a file before it gets its name, the folder of every name that was given or
//! taken, and all of it before anything is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::log::{self, Call};

/// What a power cut now would undo.
#[derive(Default)]
struct Disk {
    /// Files of which not every byte is surely there.
    written: BTreeSet<PathBuf>,
    /// Folders in which a name is not surely there, or not surely gone.
    named: BTreeSet<PathBuf>,
    /// Who speaks to people: the thread that calls first. What it starts speaks to it.
    teller: Option<u32>,
}

/// The path of a file that is open: `4</path>`.
fn open(said: &str) -> Option<PathBuf> {
    let (_, rest) = said.split_once('<')?;
    let path = rest.split_once('>')?.0;
    path.starts_with('/').then(|| PathBuf::from(path))
}

/// The paths that a call names, from the folders that it names them from.
fn paths(call: &Call, root: &Path) -> Vec<PathBuf> {
    let (mut paths, mut from) = (Vec::new(), None);
    for (place, part) in call.said.split('"').enumerate() {
        if place % 2 == 0 {
            from = open(part).or(from);
        } else {
            paths.push(from.clone().unwrap_or_else(|| root.to_owned()).join(part));
            from = None;
        }
    }
    paths
}

/// Whether it is nobody's file yet, or never will be one. What is noted for git and comes again is committed again.
fn is_passing(path: &Path) -> bool {
    if path.parent().is_some_and(|folder| folder.ends_with("crisis-pending")) {
        return true;
    }
    let passing = |part: &std::ffi::OsStr| {
        let part = part.to_string_lossy();
        part.starts_with(".crisis-") || part == ".crisis.lock"
    };
    path.file_name().is_some_and(passing)
}

/// What git does with its own is git's business: it is told to sync what is committed, and makes the rest again.
fn is_looked_at(path: &Path) -> bool {
    // In a bare repository it calls them `./objects`.
    let is_bare = path.to_string_lossy().contains("/./objects");
    let is_of_git = is_bare || path.iter().any(|part| part == ".git" || part == "hub.git");
    let is_ours = path.iter().any(|part| part == "crisis-pending");
    !path.starts_with("/dev") && !path.starts_with("/proc") && (!is_of_git || is_ours)
}

impl Disk {
    /// What is wrong with a call at this moment.
    fn after(&mut self, call: &Call, root: &Path) -> Option<String> {
        if call.gave.starts_with("-1") {
            return None;
        }
        let is_teller = *self.teller.get_or_insert(call.thread) == call.thread;
        self.written.retain(|path| is_looked_at(path));
        self.named.retain(|path| is_looked_at(path));
        let parent = |path: &Path| path.parent().unwrap().to_owned();
        match call.name.as_str() {
            "write" | "writev" if call.said.starts_with("1<") || call.said.starts_with("2<") => {
                if !is_teller {
                    return None;
                }
                let left: Vec<_> =
                    self.written.iter().chain(&self.named).map(|path| path.display().to_string()).collect();
                return (!left.is_empty()).then(|| format!("told before these were synced: {}", left.join(" ")));
            }
            "write" | "writev" | "pwrite64" | "ftruncate" => self.written.extend(open(&call.said)),
            "copy_file_range" | "sendfile" => {
                let to =
                    if call.name == "sendfile" { Some(call.said.as_str()) } else { call.said.splitn(3, ',').nth(2) };
                self.written.extend(to.and_then(open));
            }
            "fsync" | "fdatasync" => {
                let path = open(&call.said)?;
                self.written.remove(&path);
                self.named.remove(&path);
            }
            "rename" | "renameat" | "renameat2" | "link" | "linkat" => {
                let [from, to] = paths(call, root).try_into().ok()?;
                let unsynced = self.written.iter().find(|path| path.starts_with(&from)).cloned();
                let unsynced = unsynced.filter(|path| is_looked_at(path));
                let moved = |path: &PathBuf| match path.strip_prefix(&from) {
                    Ok(rest) if rest.as_os_str().is_empty() => to.clone(),
                    Ok(rest) => to.join(rest),
                    Err(_) => path.clone(),
                };
                self.written = self.written.iter().map(moved).collect();
                self.named = self.named.iter().map(moved).collect();
                self.named.insert(parent(&to));
                // Of a backup each file is named by its digest and read back; the list that names it comes after.
                let is_settled_later = to.components().any(|part| part.as_os_str() == "objects");
                return unsynced.filter(|_| !is_settled_later).map(|path| format!("{} is not synced", path.display()));
            }
            "mkdir" | "mkdirat" => self.named.extend(paths(call, root).first().map(|path| parent(path))),
            "unlink" | "unlinkat" | "rmdir" => {
                let path = paths(call, root).into_iter().next()?;
                self.written.remove(&path);
                self.named.remove(&path);
                if !is_passing(&path) {
                    self.named.insert(parent(&path));
                }
            }
            _ => {}
        }
        None
    }
}

/// What a power cut would undo of what a command that came to its end has told, and what it never synced.
pub fn undone(calls: &[Call], root: &Path) -> Vec<String> {
    let (mut disk, mut wrong) = (Disk::default(), Vec::new());
    for call in calls {
        let found = disk.after(call, root);
        wrong.extend(found.map(|what| format!("{}({}): {what}", call.name, call.said)));
    }
    wrong.truncate(1);
    let left: Vec<_> = disk.written.iter().chain(&disk.named).filter(|path| is_looked_at(path)).collect();
    if !left.is_empty() {
        wrong.push(format!("never synced: {left:?}"));
    }
    wrong
}

/// So that what the commands are asked can fail.
#[test]
fn what_is_not_synced_is_seen() {
    let write = r#"7  write(4</r/s/a.tmp>, "x", 1) = 1"#;
    let sync = "7  fsync(4</r/s/a.tmp>) = 0";
    let rename = r#"7  renameat2(AT_FDCWD</r>, "s/a.tmp", AT_FDCWD</r>, "s/a", RENAME_NOREPLACE) = 0"#;
    let folder = "7  fsync(5</r/s>) = 0";
    let told = r#"7  write(1<pipe:[1]>, "x", 1) = 1"#;
    let make = r#"7  mkdir("s/b", 0700) = 0"#;
    for (lines, wrong) in [
        (vec![write, sync, rename, folder, told], None),
        (vec![write, rename, folder, told], Some("/r/s/a.tmp is not synced")),
        (vec![write, sync, rename, told], Some("told before these were synced: /r/s")),
        (vec![write, told], Some("told before these were synced: /r/s/a.tmp")),
        (vec![make, told], Some("told before these were synced: /r/s")),
        (vec![make, folder, told], None),
    ] {
        let mut disk = Disk::default();
        let found = log::read(&lines.join("\n")).iter().find_map(|call| disk.after(call, Path::new("/r")));
        assert_eq!(found.as_deref(), wrong, "{lines:?}");
    }
}
