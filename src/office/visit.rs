//! Somebody who works with the same files for hours: the keys are opened once, the office is opened anew for every act,
//! because settings, team and guide may change on the disk meanwhile and time goes on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use age::secrecy::SecretString;
use chrono::{DateTime, FixedOffset};

use crate::config::Privacy;
use crate::disk;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::trail::Trail;
use crate::record::digest;
use crate::store::locker::Locker;
use crate::store::{Repo, write};
use crate::vault::identity;

/// Who comes, to which files, with which identity.
pub struct Visit {
    pub root: PathBuf,
    /// As the person says.
    pub by: Option<String>,
    pub identity: Option<PathBuf>,
    /// How long another writer is waited for.
    pub wait: Duration,
}

/// Opened keys; none where nothing is sealed.
#[derive(Clone, Default)]
pub struct Keys(Locker);

/// Why there are no keys.
pub enum Shut {
    /// The identity has a passphrase, and none was given.
    Guarded,
    Not(Error),
}

impl From<Error> for Shut {
    fn from(error: Error) -> Self {
        Self::Not(error)
    }
}

/// A folder for its owner alone, outside of every repository.
pub fn private_folder(folder: &Path) -> Result<()> {
    disk::make_folder(folder)
}

/// A file of the same kind, whole or not at all.
pub fn private_text(path: &Path, text: &str) -> Result<()> {
    write::replace(path, text.as_bytes())
}

/// Stands for a repository in the name of a file, and tells nothing of it.
pub fn stands_for(root: &Path) -> String {
    let real = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    digest(real.as_os_str().as_encoded_bytes())[..16].to_owned()
}

impl Visit {
    /// The keys of the person; with a passphrase where the identity has one.
    pub fn keys(&self, passphrase: Option<&SecretString>) -> Result<Keys, Shut> {
        let repo = Repo::open(&self.root).map_err(|mut errors| errors.swap_remove(0))?;
        if repo.config.privacy == Privacy::Plain {
            return Ok(Keys::default());
        }
        let nowhere = || Error::new("不知道身份文件在哪里").fix("用 --identity 指明身份文件");
        let path = self.identity.as_deref().ok_or_else(nowhere)?;
        let mut is_guarded = false;
        let mut ask = || {
            is_guarded = true;
            passphrase.cloned().ok_or_else(|| Error::new("身份文件有口令"))
        };
        let keyring = identity::read(path, &mut ask).and_then(|loaded| loaded.identity.keyring(&mut ask));
        match keyring {
            Ok(keyring) => Ok(Keys(Locker::new(Some(keyring)))),
            Err(_) if is_guarded && passphrase.is_none() => Err(Shut::Guarded),
            Err(error) => Err(Shut::Not(error)),
        }
    }

    /// The office as it is now; what is written in it leaves `trail`.
    pub fn office(&self, keys: &Keys, now: DateTime<FixedOffset>, trail: &Arc<Trail>) -> Result<Office, Vec<Error>> {
        let mut office = Office::open(&self.root, None, self.by.clone(), now)?;
        office.repo.locker = keys.0.clone();
        Ok(office.patient(self.wait, || {}).leaving(Arc::clone(trail)))
    }
}
