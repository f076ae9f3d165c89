//! A material that is copied already and has no name yet. Copying takes as long as the file is large, and nobody else
//! has to wait for it: only the name is given while nobody else may write.

use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use crate::disk::Hashing;
use crate::error::{Error, Result};
use crate::record::hex;
use crate::store::Repo;
use crate::store::arrival::Origin;
use crate::store::drafts::FOLDER;
use crate::store::locker::Hold;
use crate::store::write;
use crate::vault::case_key::CaseKey;
use crate::vault::recipient::Recipient;

/// The copy, as it will lie in the case: sealed where that is. It goes with whoever made it.
pub struct Staged {
    pub from: Origin,
    pub sha256: String,
    /// For what key it is sealed; none: it is in clear.
    seal: Option<Recipient>,
    file: Mutex<Option<NamedTempFile>>,
}

impl Staged {
    /// The file, unless it was taken before, or the case has another key since.
    pub(super) fn take(&self, hold: &Hold) -> Option<NamedTempFile> {
        let is_same = self.seal == seal(hold);
        self.file.lock().unwrap_or_else(PoisonError::into_inner).take().filter(|_| is_same)
    }
}

impl Repo {
    /// Copies a file of any size beside the cases, telling `progress` of the bytes as they go.
    pub fn stage_material(&self, number: &str, from: &Origin, progress: &dyn Fn(u64)) -> Result<Staged> {
        let hold = self.open_hold(number)?;
        let mut source = Hashing::new(from.open()?, progress);
        let (file, ()) = write::apart(&self.root.join(FOLDER), |file| copy(&mut source, &hold, from.path(), file))?;
        Ok(Staged {
            from: from.clone(),
            sha256: hex(&source.digest()),
            seal: seal(&hold),
            file: Mutex::new(Some(file)),
        })
    }
}

/// Sealed where the case is.
pub(super) fn copy(source: &mut impl Read, hold: &Hold, from: &Path, to: &mut std::fs::File) -> Result<()> {
    let copied = match hold.key() {
        Some(key) => key.seal_stream(source, to),
        None => std::io::copy(source, to),
    };
    copied.map(drop).map_err(|error| Error::io("复制", from, &error))
}

fn seal(hold: &Hold) -> Option<Recipient> {
    hold.key().map(CaseKey::recipient)
}
