//! Where a running desk is noted, beside the identity and never in the repository: a lock that says that it runs, its
//! port, and invitations that a second start leaves for it. Readable by the owner alone.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::desk::door::random;
use crate::error::{Error, Result};
use crate::office::visit::{private_folder, private_text, stands_for};

/// Held while a desk of this repository runs.
pub struct Place {
    notes: Option<Notes>,
}

struct Notes {
    _lock: File,
    port: PathBuf,
    invitation: PathBuf,
}

/// A desk of the same repository that runs already.
pub struct Running {
    port: PathBuf,
    invitation: PathBuf,
}

impl Place {
    /// `Err`: somebody else has it.
    pub fn take(folder: Option<&Path>, root: &Path) -> Result<std::result::Result<Self, Running>> {
        let Some(folder) = folder else { return Ok(Ok(Self { notes: None })) };
        private_folder(folder)?;
        let name = |ending: &str| folder.join(format!("desk-{}.{ending}", stands_for(root)));
        let (port, invitation, path) = (name("port"), name("invitation"), name("lock"));
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|error| Error::io("加锁", &path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Ok(Self { notes: Some(Notes { _lock: lock, port, invitation }) })),
            Err(fs::TryLockError::WouldBlock) => Ok(Err(Running { port, invitation })),
            Err(fs::TryLockError::Error(error)) => Err(Error::io("加锁", &path, &error)),
        }
    }

    pub fn note(&self, port: u16) -> Result<()> {
        self.notes.as_ref().map_or(Ok(()), |notes| private_text(&notes.port, &port.to_string()))
    }

    /// Whether a second start left this token for us; it is good once.
    pub fn invites(&self, token: &str) -> bool {
        let Some(notes) = &self.notes else { return false };
        let is_left = fs::read_to_string(&notes.invitation).is_ok_and(|left| !left.is_empty() && left == token);
        is_left && fs::remove_file(&notes.invitation).is_ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(notes) = &self.notes {
            // Whatever stays is without meaning once the lock is free.
            let _ = fs::remove_file(&notes.port);
            let _ = fs::remove_file(&notes.invitation);
        }
    }
}

impl Running {
    /// Leaves an invitation and gives the address that uses it.
    pub fn join(&self) -> Result<String> {
        let port = fs::read_to_string(&self.port).map_err(|error| Error::io("读取", &self.port, &error))?;
        let token = random()?;
        private_text(&self.invitation, &token)?;
        Ok(format!("http://127.0.0.1:{}/?token={token}", port.trim()))
    }
}
