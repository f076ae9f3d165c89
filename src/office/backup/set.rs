//! The folder on the stick: `key.age`, a key of its own, sealed to whoever may open everything and to the recovery key;
//! `objects/`, each file sealed to that key and named by the digest of what lies there, so that anybody can check it with
//! `sha256sum`; `runs/`, the sealed list of each run. Nothing that is there is ever changed but
//! `key.age`, and nothing goes but old runs that somebody no longer wants.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use crate::disk::{self, Hashing, HashingOut};
use crate::error::{Error, Result};
use crate::office::backup::index::{Entry, Index};
use crate::record::hex;
use crate::store::{self, write};
use crate::vault::case_key::CaseKey;
use crate::vault::keyring::Keyring;
use crate::vault::recipient::Recipient;

/// Twice, because without it nothing opens and sticks lose single places.
const KEYS: [&str; 2] = ["key.age", "key-copy.age"];
const OBJECTS: &str = "objects";
const RUNS: &str = "runs";
/// What a person reads who finds the stick in ten years.
const READ_ME: (&str, &str) = ("说明.txt", include_str!("../../../templates/backup.txt"));

pub struct Set {
    folder: PathBuf,
    key: CaseKey,
}

/// What a file on the stick is found to be.
pub struct Seen {
    /// Of what lies there.
    pub object: String,
    /// Of what it holds.
    pub sha256: String,
    pub size: u64,
}

impl Set {
    pub fn is_at(folder: &Path) -> bool {
        KEYS.iter().any(|name| folder.join(name).exists())
    }

    /// In a folder that holds nothing else.
    pub fn begin(folder: &Path, holders: &[Recipient]) -> Result<()> {
        if disk::entries(folder)?.iter().any(|entry| entry.name != READ_ME.0) {
            let taken = Error::new("这个文件夹里有别的东西，不是备份").path(folder);
            return Err(taken.fix("在盘上另起一个空的文件夹，例如 E:\\危机档案备份"));
        }
        let locked = CaseKey::generate().lock(holders)?;
        write::replace(&folder.join(READ_ME.0), READ_ME.1.as_bytes()).map_err(|error| full(error, folder))?;
        put_keys(folder, &locked)
    }

    pub fn open(folder: &Path, keyring: &Keyring) -> Result<Self> {
        if !Self::is_at(folder) {
            let none = Error::new("这里没有 crisis 的备份：没有 key.age").path(folder);
            return Err(none.fix("写出当初 crisis backup 用的那个文件夹"));
        }
        let mut first = None;
        for path in KEYS.map(|name| folder.join(name)) {
            let opened = store::read(&path)
                .and_then(|locked| keyring.unlock(&locked).map_err(|unopened| Error::from(unopened).path(&path)));
            match opened {
                Ok(key) => return Ok(Self { folder: folder.to_path_buf(), key }),
                Err(error) => drop(first.get_or_insert(error)),
            }
        }
        let error = first.unwrap_or_else(|| Error::new("打不开").path(folder));
        Err(error.fix("用有权打开全部档案的成员的身份文件，或恢复密钥：crisis -i 恢复密钥.txt backup …"))
    }

    /// Which set it is.
    pub fn public(&self) -> String {
        self.key.recipient().as_str().to_owned()
    }

    /// The key file for whom it should be. Who was taken off the list does not open what comes from now on.
    pub fn hand_out(&mut self, holders: &[Recipient]) -> Result<()> {
        let known = self.key.holders();
        let whole = KEYS.iter().all(|name| self.folder.join(name).exists());
        if whole && known.len() == holders.len() && known.iter().all(|one| holders.contains(one)) {
            return Ok(());
        }
        if !known.iter().all(|one| holders.contains(one)) {
            self.key = self.key.rotated();
        }
        put_keys(&self.folder, &self.key.lock(holders)?)
    }

    /// The names of the runs, the first one first.
    pub fn runs(&self) -> Result<Vec<String>> {
        let entries = disk::entries(&self.folder.join(RUNS))?;
        let name = |entry: disk::Entry| entry.name.strip_suffix(".age").map(str::to_owned);
        Ok(entries.into_iter().filter_map(name).collect())
    }

    /// The name of the run to come: a number first, because clocks go wrong.
    pub fn next(&self, now: DateTime<FixedOffset>) -> Result<String> {
        let number = |run: &String| run.split('-').next()?.parse::<u32>().ok();
        let last = self.runs()?.iter().filter_map(number).max().unwrap_or(0);
        Ok(format!("{:05}-{}", last + 1, now.format("%Y-%m-%d-%H%M%S")))
    }

    pub fn run_path(&self, run: &str) -> PathBuf {
        self.folder.join(RUNS).join(format!("{run}.age"))
    }

    pub fn index(&self, run: &str) -> Result<Index> {
        let path = self.run_path(run);
        let plain = self.key.open(&store::read(&path)?).map_err(|unopened| Error::from(unopened).path(&path))?;
        serde_json::from_slice(&plain).map_err(|_| Error::new("这一次备份的清单读不懂").path(&path))
    }

    /// Written whole, then read back: only now the run counts.
    pub fn put_index(&self, run: &str, index: &Index) -> Result<()> {
        let path = self.run_path(run);
        let text = serde_json::to_vec(index).map_err(|error| Error::new(format!("无法写成清单：{error}")))?;
        let sealed = self.key.seal(&text)?;
        write::replace(&path, &sealed).map_err(|error| full(error, &self.folder))?;
        if store::read(&path)? == sealed {
            return Ok(());
        }
        write::remove(&path)?;
        Err(unlike(&path))
    }

    pub fn object_path(&self, object: &str) -> PathBuf {
        self.folder.join(OBJECTS).join(&object[..2.min(object.len())]).join(format!("{object}.age"))
    }

    pub fn has(&self, object: &str) -> bool {
        self.object_path(object).is_file()
    }

    /// Seals a file into the set; its path is the caller's.
    pub fn put(&self, from: &Path) -> Result<Entry> {
        let staging = self.folder.join(OBJECTS);
        let failed = |error: &io::Error| self.failed(error);
        let source = disk::open(from)?;
        let mut source = Hashing::new(BufReader::with_capacity(1 << 16, source), &|_| {});
        let sealed = write::named(&staging, |file| {
            let mut out = HashingOut::new(file);
            let size = self.key.seal_stream(&mut source, &mut out).map_err(|error| failed(&error))?;
            out.flush().map_err(|error| failed(&error))?;
            let object = hex(&out.digest());
            Ok((self.object_path(&object), (object, size)))
        });
        let (object, size) = sealed.map_err(|error| full(error, &self.folder))?;
        Ok(Entry { path: String::new(), sha256: hex(&source.digest()), size, object, executable: false })
    }

    /// On the disk, and what was meant: read back before a list names it.
    pub fn prove(&self, new: &[Entry]) -> Result<()> {
        let paths: Vec<PathBuf> = new.iter().map(|entry| self.object_path(&entry.object)).collect();
        write::settle(&paths).map_err(|error| full(error, &self.folder))?;
        for (entry, path) in new.iter().zip(&paths) {
            let seen = self.look(&entry.object)?;
            if (seen.object, seen.sha256, seen.size) != (entry.object.clone(), entry.sha256.clone(), entry.size) {
                write::remove(path)?;
                return Err(unlike(path));
            }
        }
        Ok(())
    }

    /// What lies under a name, read to its end.
    pub fn look(&self, object: &str) -> Result<Seen> {
        self.read(object, &mut io::sink())
    }

    /// The same, and what it holds goes to `out`: worthless until it was read to its end.
    pub fn read(&self, object: &str, out: &mut dyn Write) -> Result<Seen> {
        let path = self.object_path(object);
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Error::new("内容坏了").path(&path),
            _ => Error::io("读取", &path, &error),
        };
        let file = disk::open(&path)?;
        let mut sealed = Hashing::new(file, &|_| {});
        let (sha256, size) = {
            let plain = self.key.open_stream(BufReader::with_capacity(1 << 16, &mut sealed));
            let plain = plain.map_err(|unopened| Error::from(unopened).path(&path))?;
            let mut plain = Hashing::new(plain, &|_| {});
            let size = io::copy(&mut plain, out).map_err(failed)?;
            (hex(&plain.digest()), size)
        };
        io::copy(&mut sealed, &mut io::sink()).map_err(failed)?;
        Ok(Seen { object: hex(&sealed.digest()), sha256, size })
    }

    /// The name of every file on the stick that a list may name.
    pub fn objects(&self) -> Result<Vec<String>> {
        let names = disk::files(&self.folder.join(OBJECTS))
            .or_else(|error| if self.folder.join(OBJECTS).exists() { Err(error) } else { Ok(Vec::new()) })?;
        let name = |path: &PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(".age")?.to_owned());
        Ok(names.iter().filter_map(name).collect())
    }

    /// Takes away what runs that were cut off left: what no list names. Where a list can't be read, nothing.
    pub fn sweep(&self) -> Result<()> {
        for folder in [self.folder.clone(), self.folder.join(OBJECTS), self.folder.join(RUNS)] {
            disk::temporaries(&folder)?.iter().try_for_each(|path| write::remove(path))?;
        }
        let mut named = BTreeSet::new();
        for run in self.runs()? {
            let Ok(index) = self.index(&run) else { return Ok(()) };
            named.extend(index.files.into_iter().map(|entry| entry.object));
        }
        for object in self.objects()?.iter().filter(|object| !named.contains(*object)) {
            write::remove(&self.object_path(object))?;
        }
        Ok(())
    }

    /// Takes away the runs before the `keep` newest whose lists can be read, and what only they needed. Gives their names.
    pub fn prune(&self, keep: usize) -> Result<Vec<String>> {
        let old = self.before(keep)?;
        old.iter().try_for_each(|run| write::remove(&self.run_path(run)))?;
        if !old.is_empty() {
            self.sweep()?;
        }
        Ok(old)
    }

    /// The runs before the `keep` newest that can be read: a list that is broken stands for no good one.
    pub fn before(&self, keep: usize) -> Result<Vec<String>> {
        let mut runs = self.runs()?;
        let good: Vec<usize> = (0..runs.len()).rev().filter(|at| self.index(&runs[*at]).is_ok()).take(keep).collect();
        runs.truncate(if good.len() < keep { 0 } else { good.last().copied().unwrap_or_default() });
        Ok(runs)
    }

    fn failed(&self, error: &io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => no_space(&self.folder),
            io::ErrorKind::FileTooLarge => {
                let large = Error::new("有文件超过这个盘的格式所能放的大小（FAT32 是 4 GB）").path(&self.folder);
                large.fix("换一个 exFAT 或 NTFS 格式的盘；这一次没有做成，以前的备份没有动")
            }
            _ => Error::io("写入备份", &self.folder, error),
        }
    }
}

fn put_keys(folder: &Path, locked: &[u8]) -> Result<()> {
    let put = |name: &&str| write::replace(&folder.join(name), locked);
    KEYS.iter().rev().try_for_each(put).map_err(|error| full(error, folder))?;
    let same = KEYS.iter().all(|name| fs::read(folder.join(name)).is_ok_and(|bytes| bytes == locked));
    if same { Ok(()) } else { Err(unlike(folder)) }
}

/// A full stick, said as such, however deep it was found.
fn full(error: Error, folder: &Path) -> Error {
    if error.is_full() { no_space(folder) } else { error }
}

fn no_space(folder: &Path) -> Error {
    let full = Error::new("备份盘满了，这一次没有做成").path(folder);
    full.fix("以前的备份还在，没有动；换一个更大的盘，或用 --keep 10 只留最近 10 次、腾出地方，再运行一次")
}

fn unlike(path: &Path) -> Error {
    let unlike = Error::new("写下的和读回的不一样：这个盘不可靠").path(path);
    unlike.fix("换一个盘再备份一次；这一次没有做成，以前的备份用 crisis backup --check 核对")
}
