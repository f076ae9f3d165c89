//! Plain or sealed: finds out which a case is, opens what is sealed, and gives every file the name that it has in
//! clear, so that nobody else need know.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{read, signature};
use crate::disk::{self, Hashing};
use crate::error::{Error, Result};
use crate::record::hex;
use crate::vault::case_key::CaseKey;
use crate::vault::convert::KEY_FILE;
use crate::vault::keyring::Keyring;
use crate::vault::unopened::Unopened;

mod listing;
mod names;
mod reading;

use self::listing::Listing;

pub use self::names::{Naming, sealed_name};
pub use self::reading::load;

/// The keys of the person at the keyboard, and those of the cases that they opened. Whoever clones it opens with the same
/// keys, and need not unwrap again what the other did.
#[derive(Clone, Default)]
pub struct Locker {
    pub keyring: Option<Arc<Keyring>>,
    /// By folder; with the bytes of the key file, which may be another one soon.
    known: Arc<Mutex<BTreeMap<PathBuf, Known>>>,
}

type Known = (Vec<u8>, Arc<CaseKey>);

/// How a case lies there.
pub enum Hold {
    Plain,
    Open(Arc<CaseKey>),
    /// Sealed, and for others.
    Locked,
}

impl Hold {
    pub fn key(&self) -> Option<&CaseKey> {
        match self {
            Self::Open(key) => Some(key),
            Self::Plain | Self::Locked => None,
        }
    }
}

impl Locker {
    pub fn new(keyring: Option<Keyring>) -> Self {
        Self { keyring: keyring.map(Arc::new), known: Arc::default() }
    }

    /// How a case lies there; refused where sealed files have lost their key, so that nothing is written among them.
    pub fn hold(&self, folder: &Path) -> Result<Hold> {
        match self.peek(folder)? {
            Hold::Plain => Listing::of(folder).plain(folder).map(|()| Hold::Plain),
            hold => Ok(hold),
        }
    }

    /// The same for a reader who looks at the files anyway. One unwrapping of the key for each case, however often it
    /// is read.
    pub fn peek(&self, folder: &Path) -> Result<Hold> {
        disk::refuse_link(folder)?;
        let path = folder.join(KEY_FILE);
        let Some(locked) = disk::read_if_there(&path)? else { return Ok(Hold::Plain) };
        disk::refuse_link(&path)?;
        if let Some((bytes, key)) = self.known.lock().expect("no reader panics while it holds the keys").get(folder)
            && *bytes == locked
        {
            return Ok(Hold::Open(Arc::clone(key)));
        }
        let Some(keyring) = &self.keyring else { return Ok(Hold::Locked) };
        let key = match keyring.unlock(&locked) {
            Ok(key) => Arc::new(key),
            Err(Unopened::NoKey) => return Ok(Hold::Locked),
            Err(unopened) => return Err(Error::from(unopened).path(path)),
        };
        let mut known = self.known.lock().expect("no reader panics while it holds the keys");
        known.insert(folder.to_path_buf(), (locked, Arc::clone(&key)));
        Ok(Hold::Open(key))
    }
}

/// Only what one file says; of two names the sealed one.
pub fn file(folder: &Path, hold: &Hold, name: &str) -> Result<Vec<u8>> {
    let sealed = folder.join(format!("{name}.age"));
    match hold.key() {
        Some(key) if sealed.exists() => {
            disk::refuse_link(&sealed)?;
            open(key, &sealed)
        }
        _ => {
            let path = folder.join(name);
            disk::refuse_link(&path)?;
            read(&path)
        }
    }
}

/// What a material holds.
pub fn material(folder: &Path, hold: &Hold, name: &str) -> Result<Vec<u8>> {
    let sealed = sealed_name(name).map(|name| folder.join(name)).filter(|path| path.exists());
    let path = sealed.clone().unwrap_or_else(|| folder.join(name));
    disk::refuse_link(&path)?;
    match hold.key().filter(|_| sealed.is_some()) {
        Some(key) => open(key, &path),
        None => read(&path),
    }
}

/// What a material holds, read as a stream whether it is sealed or not.
pub fn measure(folder: &Path, hold: &Hold, name: &str) -> Result<Measured> {
    let (path, mut plain) = reader(folder, hold, name)?;
    let failed = |error: std::io::Error| match Unopened::from_read(&error) {
        Some(unopened) => Error::from(unopened).path(&path),
        None => Error::io("读取", &path, &error),
    };
    let mut head = Vec::new();
    plain.by_ref().take(signature::HEAD).read_to_end(&mut head).map_err(failed)?;
    let (digest, size) = Hashing::new(head.chain(plain), &|_| {}).measure().map_err(failed)?;
    Ok(Measured { sha256: hex(&digest), size, mismatch: signature::mismatch(name, &head) })
}

/// Of a filed document: what it is by its bytes.
pub struct Measured {
    pub sha256: String,
    pub size: u64,
    /// What it is instead of what its name says.
    pub mismatch: Option<String>,
}

/// Where a material lies, and its bytes as they were filed.
pub fn reader(folder: &Path, hold: &Hold, name: &str) -> Result<(PathBuf, Box<dyn Read>)> {
    let sealed = sealed_name(name).map(|name| folder.join(name)).filter(|path| path.exists());
    let key = hold.key().filter(|_| sealed.is_some());
    let path = key.and(sealed).unwrap_or_else(|| folder.join(name));
    disk::refuse_link(&path)?;
    let file = disk::open(&path)?;
    let Some(key) = key else { return Ok((path, Box::new(file))) };
    let plain = key.open_stream(BufReader::new(file)).map_err(|unopened| Error::from(unopened).path(&path))?;
    Ok((path, Box::new(plain)))
}

fn open(key: &CaseKey, path: &Path) -> Result<Vec<u8>> {
    let opened = key.open(&read(path)?).map_err(|unopened| Error::from(unopened).path(path))?;
    Ok(opened.to_vec())
}
