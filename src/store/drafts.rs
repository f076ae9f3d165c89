//! Answers that are not written yet: `drafts/NAME.yaml`, in a repository that seals `drafts/NAME.age`, for the keys of
//! the person at the keyboard alone. A draft is nobody's record: it is left out of history, audit and archive, and goes
//! when what it became is written.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::disk;
use crate::error::Result;
use crate::store::{self, write};
use crate::time::Moment;
use crate::vault::age_file;
use crate::vault::keyring::Keyring;
use crate::yaml;

pub const FOLDER: &str = "drafts";

/// What was answered, and when the last answer was given.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub saved: Moment,
    pub answers: Map<String, Value>,
}

/// The place of one draft.
pub struct Shelf<'k>(Option<Place<'k>>);

enum Place<'k> {
    Clear(PathBuf),
    Sealed(PathBuf, &'k Keyring),
}

impl<'k> Shelf<'k> {
    /// For those who have nowhere to keep anything.
    pub const fn nowhere() -> Self {
        Self(None)
    }

    pub fn clear_in(root: &Path, name: &str) -> Self {
        Self(Some(Place::Clear(root.join(FOLDER).join(format!("{name}.yaml")))))
    }

    pub fn sealed_in(root: &Path, name: &str, keyring: &'k Keyring) -> Self {
        Self(Some(Place::Sealed(root.join(FOLDER).join(format!("{name}.age")), keyring)))
    }

    fn path(&self) -> Option<&Path> {
        self.0.as_ref().map(|(Place::Clear(path) | Place::Sealed(path, _))| path.as_path())
    }

    /// What is there and can be read. A draft that can't is as good as none: it was never anybody's record.
    pub fn kept(&self) -> Option<Kept> {
        let bytes = store::read(self.path()?).ok()?;
        let bytes = match self.0.as_ref()? {
            Place::Clear(_) => bytes,
            Place::Sealed(_, keyring) => keyring.open_any(&bytes).ok()?.to_vec(),
        };
        yaml::read(std::str::from_utf8(&bytes).ok()?, 1).ok()
    }

    pub fn keep(&self, now: DateTime<FixedOffset>, answers: &Map<String, Value>) -> Result<()> {
        let Some(place) = &self.0 else { return Ok(()) };
        let text = yaml::write(&Kept { saved: Moment::Exact(now), answers: answers.clone() })?;
        match place {
            Place::Clear(path) => put(path, text.as_bytes()),
            Place::Sealed(path, keyring) => put(path, &age_file::seal_to(keyring.recipients(), text.as_bytes())?),
        }
    }

    pub fn clear(&self) -> Result<()> {
        match self.path() {
            Some(path) if path.exists() => write::remove(path),
            _ => Ok(()),
        }
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        disk::make_folder(folder)?;
    }
    write::replace(path, bytes)
}
