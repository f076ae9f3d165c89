//! A copy of the whole repository on a stick: encrypted whatever the repository is, because sticks get lost; only what
//! is new is written, everything that was written is read back, and the list of a run comes last, so that a run that was
//! cut off leaves the one before it as the last good one.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::SecondsFormat;
use serde::Serialize;

use crate::disk;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::store::write;
use crate::vault::recipient::Recipient;

pub mod checking;
mod index;
pub mod memory;
mod set;

use self::index::{Entry, Index};
use self::memory::{Kept, Memory};
use self::set::Set;

/// What became of a run.
#[derive(Serialize)]
pub struct Run {
    pub place: PathBuf,
    /// The name of its list; empty where nothing was written.
    pub run: String,
    pub files: usize,
    /// What was not on the stick yet, and how many bytes that is in clear.
    pub new: usize,
    pub bytes: u64,
    /// The old runs that went.
    pub pruned: Vec<String>,
    /// What could not be taken along, and why.
    pub left: Vec<(PathBuf, String)>,
    /// Nobody but the person who made it could open it.
    pub alone: bool,
}

/// Everything of the repository as it lies there.
struct Listed {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    left: Vec<(PathBuf, String)>,
}

impl Office {
    /// What a backup would write, and take away.
    pub fn backup_ahead(&self, place: &Path, keep: Option<usize>) -> Result<Run> {
        self.may_back_up(place)?;
        let set = if Set::is_at(place) { Some(self.backup_set(place)?) } else { None };
        let mut known = match &set {
            Some(set) => last(set)?.objects(),
            None => HashMap::new(),
        };
        let listed = self.listed()?;
        let mut run = self.run(place, &listed);
        if let Some((set, keep)) = set.zip(keep).filter(|_| listed.left.is_empty()) {
            // The run to come is one of those that stay.
            run.pruned = set.before(keep.saturating_sub(1))?;
        }
        for path in &listed.files {
            let (sha256, size) = write::fingerprint(&self.repo.root.join(path), &|_| {})?;
            if known.insert(sha256, String::new()).is_none() {
                run.new += 1;
                run.bytes += size;
            }
        }
        Ok(run)
    }

    /// Others may write while most of it is copied; only at the end nobody may, and what changed meanwhile is copied
    /// once more. Of the runs the `keep` newest stay, all where nothing is said; before something is copied, to make room,
    /// and again when this one is whole.
    pub fn back_up(
        &self,
        place: &Path,
        keep: Option<usize>,
        memory: &Memory,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Run> {
        self.may_back_up(place)?;
        let holders = self.rules()?.intake()?;
        let by = self.by()?;
        self.must_open(&holders)?;
        disk::make_folder(place)?;
        if !Set::is_at(place) {
            Set::begin(place, &holders)?;
        }
        let _only_one = write::lock(place, self.patience.0, self.patience.1)?;
        let mut set = self.backup_set(place)?;
        memory.expects(&self.repo.root, place, &set.public())?;
        set.hand_out(&holders)?;
        set.sweep()?;
        let mut pruned = keep.map_or_else(|| Ok(Vec::new()), |keep| set.prune(keep))?;
        let mut copying = Copying::new(self, &set, last(&set)?.objects());
        copying.copy(&self.listed()?.files, progress)?;
        let lock = self.lock()?;
        let listed = self.listed()?;
        let files = copying.copy(&listed.files, &|_, _| {})?;
        drop(lock);
        set.prove(&copying.new)?;
        let mut run = self.run(place, &listed);
        // What changed while it was copied lies there once more, and is named by no list.
        let named: BTreeSet<&str> = files.iter().map(|entry| entry.object.as_str()).collect();
        let new = || copying.new.iter().filter(|entry| named.contains(entry.object.as_str()));
        (run.new, run.bytes) = (new().count(), new().map(|entry| entry.size).sum());
        let folders = listed.folders.iter().filter_map(|folder| index::slashed(folder)).collect();
        let school = self.repo.config.school.clone();
        run.run = set.next(self.now)?;
        run.files = files.len();
        let at = self.now.to_rfc3339_opts(SecondsFormat::Secs, false);
        set.put_index(&run.run, &Index { school, at: at.clone(), by, folders, files })?;
        run.alone = holders.len() < 2;
        // A run that left something out takes the place of no other.
        if let Some(keep) = keep.filter(|_| run.left.is_empty()) {
            pruned.extend(set.prune(keep)?);
        }
        run.pruned = pruned;
        memory.keep(Kept {
            repo: memory::real(&self.repo.root),
            place: memory::real(place),
            key: set.public(),
            run: run.run.clone(),
            at,
        })?;
        Ok(run)
    }

    fn run(&self, place: &Path, listed: &Listed) -> Run {
        let (files, left) = (listed.files.len(), listed.left.clone());
        let (place, pruned) = (place.to_path_buf(), Vec::new());
        Run { place, run: String::new(), files, new: 0, bytes: 0, pruned, left, alone: false }
    }

    fn backup_set(&self, place: &Path) -> Result<Set> {
        Set::open(place, self.repo.locker.keyring.as_ref().ok_or_else(no_key)?)
    }

    fn may_back_up(&self, place: &Path) -> Result<()> {
        if self.inside(place).is_some() {
            let inside = Error::new("备份不能放在档案库里面：电脑坏了会一起没有").path(place);
            return Err(inside.fix("写 U 盘或移动硬盘上的一个文件夹，例如 E:\\危机档案备份"));
        }
        Ok(())
    }

    /// Whoever writes a copy reads it back, and is to be able to open it later.
    fn must_open(&self, holders: &[Recipient]) -> Result<()> {
        let own = self.repo.locker.keyring.as_ref().ok_or_else(no_key)?.recipients();
        if own.iter().any(|key| holders.contains(key)) {
            return Ok(());
        }
        let shut = Error::new("备份里有全部档案，要由有权打开全部档案的成员来做；你的钥匙不在其中");
        let own = own.first().map_or("公钥", Recipient::as_str);
        Err(shut.fix(format!("钥匙还没有登记的，先运行 crisis member key 你的成员编号 {own}")))
    }

    fn listed(&self) -> Result<Listed> {
        let root = &self.repo.root;
        let is_ours = |path: &Path| path != Path::new(".crisis.lock") && !path.ancestors().any(disk::is_temporary);
        let mut listed = Listed { files: Vec::new(), folders: Vec::new(), left: Vec::new() };
        for found in disk::tree(root) {
            match found {
                Ok(path) if !is_ours(&path) => {}
                Ok(path) if index::slashed(&path).is_none() => listed.left.push((path, "文件名不是 UTF-8".to_owned())),
                Ok(path) => listed.files.push(path),
                Err((path, error)) => listed.left.push((path, error.what)),
            }
        }
        listed.files.sort();
        listed.folders = disk::folders(root)?.into_iter().filter(|path| is_ours(path)).collect();
        Ok(listed)
    }
}

fn no_key() -> Error {
    Error::new("备份要加密，需要自己的私钥")
        .fix("还没有的，先运行 crisis key new，再运行 crisis member key 成员编号 公钥")
}

/// The list of the last run that can be read; an empty one where there is none: then everything is new.
fn last(set: &Set) -> Result<Index> {
    Ok(set.runs()?.iter().rev().find_map(|run| set.index(run).ok()).unwrap_or_default())
}

/// What is on the stick already, and what goes there now.
struct Copying<'a> {
    office: &'a Office,
    set: &'a Set,
    /// Digest in clear to name on the stick.
    known: HashMap<String, String>,
    /// How a file looked when it was copied by this run.
    seen: HashMap<PathBuf, (u64, Option<SystemTime>, Entry)>,
    new: Vec<Entry>,
}

impl<'a> Copying<'a> {
    fn new(office: &'a Office, set: &'a Set, known: HashMap<String, String>) -> Self {
        Self { office, set, known, seen: HashMap::new(), new: Vec::new() }
    }

    /// What is gone meanwhile is not there and is not listed.
    fn copy(&mut self, files: &[PathBuf], progress: &dyn Fn(u64, u64)) -> Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(files.len());
        for (at, path) in files.iter().enumerate() {
            progress(at as u64, files.len() as u64);
            match self.entry(path) {
                Ok(entry) => entries.push(entry),
                Err(_) if !self.office.repo.root.join(path).exists() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(entries)
    }

    fn entry(&mut self, path: &Path) -> Result<Entry> {
        let real = self.office.repo.root.join(path);
        let about = fs::metadata(&real).map_err(|error| Error::io("读取", &real, &error))?;
        let (size, changed) = (about.len(), about.modified().ok());
        if let Some((seen_size, seen_changed, entry)) = self.seen.get(path)
            && *seen_size == size
            && changed.is_some()
            && *seen_changed == changed
        {
            return Ok(entry.clone());
        }
        let name = index::slashed(path).unwrap_or_default();
        let (sha256, size) = write::fingerprint(&real, &|_| {})?;
        let executable = index::is_executable(&about);
        let entry = if let Some(object) = self.known.get(&sha256).filter(|object| self.set.has(object)) {
            Entry { path: name, sha256, size, object: object.clone(), executable }
        } else {
            let entry = Entry { path: name, executable, ..self.set.put(&real)? };
            self.known.insert(entry.sha256.clone(), entry.object.clone());
            self.new.push(entry.clone());
            entry
        };
        self.seen.insert(path.to_path_buf(), (about.len(), changed, entry.clone()));
        Ok(entry)
    }
}
