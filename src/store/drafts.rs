//! Answers that are not written yet: `drafts/NAME.yaml`, in a repository that seals `drafts/NAME.age`, for the keys of
//! the person at the keyboard alone. A draft is nobody's record: it is left out of history, audit and archive, and goes
//! when what it became is written.

use std::cell::RefCell;
use std::fs::{self, File};
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

/// The place of one draft. Two windows that ask the same write two drafts: each holds the lock of its own.
pub struct Shelf<'k> {
    place: Option<Place<'k>>,
    held: RefCell<Option<Held>>,
}

struct Place<'k> {
    folder: PathBuf,
    name: String,
    /// Of the person at the keyboard, where the repository seals.
    keyring: Option<&'k Keyring>,
}

/// A draft that nobody else writes while the lock is held; it goes with the process that holds it.
struct Held {
    path: PathBuf,
    lock: PathBuf,
    file: File,
}

/// As many windows on one form as anybody has.
const WINDOWS: usize = 9;

impl<'k> Shelf<'k> {
    /// For those who have nowhere to keep anything.
    pub const fn nowhere() -> Self {
        Self { place: None, held: RefCell::new(None) }
    }

    /// In a repository; for a keyring's keys alone where one is given.
    pub fn of(root: &Path, name: &str, keyring: Option<&'k Keyring>) -> Self {
        let place = Place { folder: root.join(FOLDER), name: name.to_owned(), keyring };
        Self { place: Some(place), held: RefCell::new(None) }
    }

    /// What is there, can be read and is not being written in another window. A draft that can't be read is as good as
    /// none: it was never anybody's record.
    pub fn kept(&self) -> Option<Kept> {
        let place = self.place.as_ref()?;
        let held = self.held.borrow().as_ref().map(|held| held.path.clone());
        match held {
            Some(path) => place.read(&path),
            None => (0..WINDOWS).map(|window| place.path(window)).filter(|path| path.exists()).find_map(|path| {
                let held = hold(path)?;
                let kept = place.read(&held.path)?;
                *self.held.borrow_mut() = Some(held);
                Some(kept)
            }),
        }
    }

    pub fn keep(&self, now: DateTime<FixedOffset>, answers: &Map<String, Value>) -> Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        let text = yaml::write(&Kept { saved: Moment::Exact(now), answers: answers.clone() })?;
        let bytes = match place.keyring {
            None => text.into_bytes(),
            Some(keyring) => age_file::seal_to(keyring.recipients(), text.as_bytes())?,
        };
        disk::make_folder(&place.folder)?;
        let mut held = self.held.borrow_mut();
        if held.is_none() {
            let free = (0..WINDOWS).map(|window| place.path(window)).filter(|path| !path.exists());
            *held = free.into_iter().find_map(hold);
        }
        held.as_ref().map_or(Ok(()), |held| write::replace(&held.path, &bytes))
    }

    pub fn clear(&self) -> Result<()> {
        let Some(Held { path, lock, file }) = self.held.take() else { return Ok(()) };
        // Before it goes: some systems keep a file that somebody holds.
        drop(file);
        [lock, path].iter().filter(|path| path.exists()).try_for_each(|path| write::remove(path))
    }
}

impl Drop for Shelf<'_> {
    /// The draft stays; its lock is of no use without its holder.
    fn drop(&mut self) {
        if let Some(Held { lock, file, .. }) = self.held.take() {
            drop(file);
            // Somebody else may hold it already; then it is theirs.
            let _ = fs::remove_file(lock);
        }
    }
}

/// The names of all that lie there, in order, whoever may read them.
pub fn names(root: &Path) -> Result<Vec<String>> {
    let folder = root.join(FOLDER);
    let mut names = Vec::new();
    for ending in [".yaml", ".age"] {
        let found = store::names(&folder, ending)?;
        names.extend(found.into_iter().filter_map(|name| name.strip_suffix(ending).map(str::to_owned)));
    }
    names.sort();
    names.dedup();
    Ok(names)
}

impl Place<'_> {
    fn path(&self, window: usize) -> PathBuf {
        let name = if window == 0 { self.name.clone() } else { format!("{}-{}", self.name, window + 1) };
        self.folder.join(format!("{name}.{}", if self.keyring.is_some() { "age" } else { "yaml" }))
    }

    fn read(&self, path: &Path) -> Option<Kept> {
        let bytes = store::read(path).ok()?;
        let bytes = match self.keyring {
            None => bytes,
            Some(keyring) => keyring.open_any(&bytes).ok()?.to_vec(),
        };
        yaml::read(std::str::from_utf8(&bytes).ok()?, 1).ok()
    }
}

/// None where another window writes it.
fn hold(path: PathBuf) -> Option<Held> {
    let lock = path.with_extension("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&lock).ok()?;
    file.try_lock().ok()?;
    Some(Held { path, lock, file })
}
