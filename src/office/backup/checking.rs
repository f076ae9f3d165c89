//! Backups looked at and taken back: no repository is needed for it, only a key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::disk;
use crate::error::{Error, Result};
use crate::office::backup::index::{self, Entry, Index};
use crate::office::backup::set::Set;
use crate::store::write;
use crate::vault::keyring::Keyring;

/// What lies on the stick.
#[derive(Serialize)]
pub struct Checked {
    /// Names of the runs, the first one first.
    pub runs: Vec<String>,
    /// When the last readable one was made, of which school.
    pub at: String,
    pub school: String,
    /// Files in it.
    pub files: usize,
    /// What was read, of all runs.
    pub objects: usize,
    pub bytes: u64,
    pub damage: Vec<Damage>,
}

#[derive(Serialize)]
pub struct Damage {
    pub path: PathBuf,
    pub message: String,
    /// Which runs can't be taken back whole.
    pub runs: Vec<String>,
}

/// What was taken back.
#[derive(Serialize)]
pub struct Restored {
    pub run: String,
    pub at: String,
    pub school: String,
    pub path: PathBuf,
    pub files: usize,
}

/// Reads everything that any run needs, to its end.
pub fn check(place: &Path, keyring: &Keyring, progress: &dyn Fn(u64, u64)) -> Result<Checked> {
    let set = Set::open(place, keyring)?;
    let mut checked = Checked {
        runs: set.runs()?,
        at: String::new(),
        school: String::new(),
        files: 0,
        objects: 0,
        bytes: 0,
        damage: Vec::new(),
    };
    let mut wanted: BTreeMap<String, (Entry, Vec<String>)> = BTreeMap::new();
    for run in &checked.runs {
        match set.index(run) {
            Ok(index) => {
                (checked.at, checked.school, checked.files) = (index.at, index.school, index.files.len());
                for entry in index.files {
                    let (_, runs) = wanted.entry(entry.object.clone()).or_insert_with(|| (entry, Vec::new()));
                    if runs.last() != Some(run) {
                        runs.push(run.clone());
                    }
                }
            }
            Err(error) => {
                checked.damage.push(Damage { path: set.run_path(run), message: error.what, runs: vec![run.clone()] });
            }
        }
    }
    if checked.runs.is_empty() {
        let none = Error::new("备份里一次完整的也没有：第一次没有做完").path(place);
        return Err(none.fix("再运行一次 crisis backup"));
    }
    let count = wanted.len() as u64;
    for (at, (entry, runs)) in wanted.into_values().enumerate() {
        progress(at as u64, count);
        let path = set.object_path(&entry.object);
        let message = match set.look(&entry.object) {
            Ok(seen) if (&seen.object, &seen.sha256) == (&entry.object, &entry.sha256) => {
                checked.objects += 1;
                checked.bytes += seen.size;
                continue;
            }
            Ok(_) => "内容变了".to_owned(),
            Err(error) => error.what,
        };
        checked.damage.push(Damage { path, message, runs });
    }
    Ok(checked)
}

/// The repository as it was, into a folder that is not there yet; whole or not at all.
pub fn restore(
    place: &Path,
    keyring: &Keyring,
    run: Option<&str>,
    to: &Path,
    progress: &dyn Fn(u64, u64),
) -> Result<Restored> {
    if to.symlink_metadata().is_ok() {
        let taken = Error::new("已有这个文件夹，没有动它").path(to);
        return Err(taken.fix("写一个还没有的文件夹；放好后核对，再决定用哪一份"));
    }
    let set = Set::open(place, keyring)?;
    let runs = set.runs()?;
    let run = match run {
        Some(run) if runs.iter().any(|one| one == run) => run.to_owned(),
        Some(_) => {
            let none = Error::new("没有这一次备份").field("--run");
            return Err(none.fix(format!("写其中之一：{}", runs.join("、"))));
        }
        None => runs.last().cloned().ok_or_else(|| Error::new("备份里一次完整的也没有").path(place))?,
    };
    let earlier = |error: Error| match runs.iter().rev().find(|one| **one < run) {
        Some(before) => {
            error.fix(format!("这一次取不全；前一次：加上 --run {before}。哪里坏了见 crisis backup --check"))
        }
        None => error.fix("哪里坏了见 crisis backup --check；用另一个备份盘"),
    };
    let index = set.index(&run).map_err(earlier)?;
    write::create_folder_with(to, |staging| put(&set, &index, staging, progress))
        .map_err(|error| if error.is_full() { error } else { earlier(error) })?;
    Ok(Restored { run, at: index.at, school: index.school, path: to.to_path_buf(), files: index.files.len() })
}

fn put(set: &Set, index: &Index, staging: &Path, progress: &dyn Fn(u64, u64)) -> Result<()> {
    let outside = || Error::new("清单里的路径指到文件夹外面，没有取出");
    for folder in &index.folders {
        if !index::is_inside(folder) {
            return Err(outside());
        }
        disk::make_folder(&staging.join(folder))?;
    }
    for (at, entry) in index.files.iter().enumerate() {
        progress(at as u64, index.files.len() as u64);
        if !index::is_inside(&entry.path) {
            return Err(outside());
        }
        let path = staging.join(&entry.path);
        let seen = write::replace_with(&path, |out| set.read(&entry.object, out))?;
        if (&seen.object, &seen.sha256) != (&entry.object, &entry.sha256) {
            return Err(Error::new("内容变了，没有取出").path(set.object_path(&entry.object)));
        }
        if entry.executable {
            write::make_executable(&path)?;
        }
    }
    Ok(())
}
