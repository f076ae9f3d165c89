//! Turns the folder of one case sealed, plain, or over to a fresh key, in place and file by file, so that a kill at any
//! moment loses nothing, leaves everything readable, and one more run completes the work. There is no journal: which
//! files exist, and which key opens them, says how far it came. The caller holds the lock of the case.

mod disk;
mod plan;

use super::case_key::CaseKey;
use super::keyring::Keyring;
use super::recipient::Recipient;
use super::unopened::Unopened;
use crate::disk::{self as files, Hashing};
use crate::error::{Error, Result};
use disk::Disk;
use plan::{Plan, is_sealed};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

pub const KEY_FILE: &str = "key.age";

/// From a path in the folder and the beginning of its plain content (at most [`HEAD`] bytes) to the path it has on the
/// other side; sealed names end in `.age`, plain ones never. `None`: no file of the case, left alone and reported.
pub type Names<'a> = dyn Fn(&Path, &[u8]) -> Result<Option<PathBuf>> + 'a;

/// Called before every change of the disk, for progress; an error stops the work there, which is always safe.
pub type Watch<'a> = dyn FnMut(Op, &Path) -> Result<()> + 'a;

pub const HEAD: usize = 256 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Write,
    Publish,
    Remove,
    SyncFolder,
}

#[derive(Default)]
pub struct Outcome {
    /// Under their new names.
    pub converted: Vec<PathBuf>,
    /// Not files of the case, and therefore as they were: readable ones in a sealed case are a leak.
    pub left: Vec<PathBuf>,
    /// Files that could not be converted. Both they and the key are as they were.
    pub faults: Vec<Error>,
}

pub struct Conversion<'a> {
    disk: Disk<'a>,
    keyring: &'a Keyring,
}

impl<'a> Conversion<'a> {
    pub fn new(folder: &'a Path, keyring: &'a Keyring, watch: &'a mut Watch<'a>) -> Self {
        Self { disk: Disk::new(folder, watch), keyring }
    }

    /// Everything plain becomes sealed, everything under a retired key gets the current one. `holders` may open the key
    /// if it is made now; a key file that is there already stays as it is.
    pub fn seal(&mut self, holders: &[Recipient], names: &Names<'_>) -> Result<Outcome> {
        self.disk.sweep()?;
        let begun = self.disk.exists(Path::new(KEY_FILE));
        let key = if begun { self.key()? } else { self.no_orphans().map(|()| CaseKey::generate())? };
        let plan = Plan::seal(&self.disk, &key, names)?;
        if !begun {
            self.put_key(&key, holders)?;
        }
        self.run(&key, plan)
    }

    /// The key goes last, and only when nothing is left that needs it.
    pub fn unseal(&mut self, names: &Names<'_>) -> Result<Outcome> {
        self.disk.sweep()?;
        if !self.disk.exists(Path::new(KEY_FILE)) {
            return self.no_orphans().map(|()| Outcome::default());
        }
        let key = self.key()?;
        let plan = Plan::unseal(&self.disk, &key, names)?;
        let outcome = self.run(&key, plan)?;
        if outcome.faults.is_empty() && outcome.left.is_empty() {
            self.disk.remove(Path::new(KEY_FILE))?;
        }
        Ok(outcome)
    }

    /// From the first step on only `holders` can open the key file, and it still opens everything.
    pub fn rotate(&mut self, holders: &[Recipient]) -> Result<Outcome> {
        self.disk.sweep()?;
        let fresh = self.key()?.rotated();
        self.put_key(&fresh, holders)?;
        self.reseal()
    }

    /// Completes an interrupted [`Conversion::rotate`], and takes in files that another machine sealed meanwhile.
    pub fn reseal(&mut self) -> Result<Outcome> {
        self.disk.sweep()?;
        let key = self.key()?;
        let plan = Plan::reseal(&self.disk, &key)?;
        self.run(&key, plan)
    }

    fn key(&self) -> Result<CaseKey> {
        let sealed = self.disk.read(Path::new(KEY_FILE))?;
        let path = self.disk.path(Path::new(KEY_FILE));
        self.keyring.unlock(&sealed).map_err(|unopened| Error::from(unopened).path(path))
    }

    /// Sealed files without the key file: their key is elsewhere, and a new one would hide that.
    fn no_orphans(&self) -> Result<()> {
        let Some(orphan) = self.disk.files()?.into_iter().find(|path| is_sealed(path)) else { return Ok(()) };
        let error = Error::new(format!("有封存的文件，却没有 {KEY_FILE}")).path(self.disk.path(&orphan));
        Err(error.fix(format!("从备份或另一台电脑的副本恢复 {KEY_FILE}，再试一次")))
    }

    /// Only a key that the person at the keyboard can read back is written: whoever starts must be able to go on.
    fn put_key(&mut self, key: &CaseKey, holders: &[Recipient]) -> Result<()> {
        let locked = key.lock(holders)?;
        if self.keyring.unlock(&locked).is_err() {
            let error = Error::new("你自己不在可以打开本案的人当中，中断后就没法接着做完");
            return Err(error.fix("先把自己加进去，或请另一位有权限的成员来做"));
        }
        self.disk.write(Path::new(KEY_FILE), &locked)?;
        self.key().map(drop)
    }

    fn run(&mut self, key: &CaseKey, plan: Plan) -> Result<Outcome> {
        let mut outcome = Outcome { left: plan.left, faults: plan.faults, ..Outcome::default() };
        for step in plan.steps {
            match self.convert(key, &step.from, &step.to) {
                Ok(()) => outcome.converted.push(step.to),
                Err(Stuck::File(fault)) => outcome.faults.push(fault),
                Err(Stuck::All(error)) => return Err(error),
            }
        }
        Ok(outcome)
    }

    fn convert(&mut self, key: &CaseKey, from: &Path, to: &Path) -> Result<(), Stuck> {
        if from == to || !self.disk.exists(to) {
            self.copy(key, from, to)?;
        } else if digest(&self.disk, key, from)? != digest(&self.disk, key, to)? {
            let error = Error::new(format!("{} 已经存在，内容却不同", to.display())).path(self.disk.path(from));
            return Err(Stuck::File(error.fix("两份都没有动；比较后把多余的一份移走，再运行一次")));
        }
        // The other name is durable, and read back or compared: only now may this one go.
        if from != to {
            self.disk.remove(from)?;
        }
        Ok(())
    }

    fn copy(&mut self, key: &CaseKey, from: &Path, to: &Path) -> Result<(), Stuck> {
        let mut source = Hashing::new(open(key, &self.disk.path(from), is_sealed(from))?, &|_| {});
        let mut temporary = self.disk.temporary(to)?;
        let copied = if is_sealed(to) {
            key.seal_stream(&mut source, temporary.as_file_mut())
        } else {
            io::copy(&mut source, temporary.as_file_mut())
        };
        copied.map_err(|error| stuck(&self.disk.path(from), &error))?;
        let written = source.digest();
        temporary.as_file().sync_all().map_err(|error| Error::io("写入", &self.disk.path(to), &error))?;
        if digest_file(key, temporary.path(), is_sealed(to))? != written {
            let error = Error::new("写下的内容读回来不一样，原文件没有动").path(self.disk.path(to));
            return Err(Stuck::All(error.fix("磁盘可能有故障：先备份，再检查磁盘")));
        }
        Ok(self.disk.publish(temporary, to)?)
    }
}

/// Whether one file stops, or the whole work.
enum Stuck {
    File(Error),
    All(Error),
}

impl From<Error> for Stuck {
    fn from(error: Error) -> Self {
        Self::All(error)
    }
}

fn stuck(path: &Path, error: &io::Error) -> Stuck {
    match Unopened::from_read(error) {
        Some(unopened) => Stuck::File(Error::from(unopened).path(path)),
        None => Stuck::All(Error::io("转换", path, error)),
    }
}

fn open<'r>(key: &CaseKey, path: &Path, sealed: bool) -> Result<Box<dyn Read + 'r>, Stuck> {
    let file = files::open(path)?;
    if !sealed {
        return Ok(Box::new(file));
    }
    let plain = key.open_stream(BufReader::with_capacity(HEAD, file));
    Ok(Box::new(plain.map_err(|unopened| Stuck::File(Error::from(unopened).path(path)))?))
}

fn digest(disk: &Disk<'_>, key: &CaseKey, path: &Path) -> Result<[u8; 32], Stuck> {
    digest_file(key, &disk.path(path), is_sealed(path))
}

fn digest_file(key: &CaseKey, path: &Path, sealed: bool) -> Result<[u8; 32], Stuck> {
    let measured = Hashing::new(open(key, path, sealed)?, &|_| {}).measure();
    measured.map(|(digest, _)| digest).map_err(|error| stuck(path, &error))
}
