//! Where the roster lies: `roster.yaml`, in a repository that seals `roster.age`, for those who may open every case.

use std::path::{Path, PathBuf};

use super::{Repo, read, read_text, write};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::roster::Roster;
use crate::vault::age_file;
use crate::vault::recipient::Recipient;
use crate::vault::unopened::Unopened;
use crate::yaml;

const CLEAR: &str = "roster.yaml";
const SEALED: &str = "roster.age";
/// It has one of them, or for a moment both.
pub(super) const NAMES: [&str; 2] = [CLEAR, SEALED];

/// The roster as it lies there.
pub enum Kept {
    None,
    Open(Roster),
    /// For other keys.
    Shut,
}

impl Repo {
    pub fn roster(&self) -> Result<Kept> {
        let (clear, sealed) = (self.root.join(CLEAR), self.root.join(SEALED));
        if sealed.exists() {
            let Some(keyring) = &self.locker.keyring else { return Ok(Kept::Shut) };
            return match keyring.open_any(&read(&sealed)?) {
                Ok(bytes) => parse(&sealed, &String::from_utf8_lossy(&bytes)).map(Kept::Open),
                Err(Unopened::NoKey) => Ok(Kept::Shut),
                Err(unopened) => Err(Error::from(unopened).path(sealed)),
            };
        }
        if clear.exists() { parse(&clear, &read_text(&clear)?).map(Kept::Open) } else { Ok(Kept::None) }
    }

    /// Written whole, then what lay there in the other way goes. Gives the names of the files that changed.
    pub fn put_roster(&self, roster: &Roster, privacy: Privacy, holders: &[Recipient]) -> Result<Vec<String>> {
        let text = yaml::write(roster)?;
        let (name, other) = if privacy == Privacy::Sealed { (SEALED, CLEAR) } else { (CLEAR, SEALED) };
        let bytes = match privacy {
            Privacy::Sealed => age_file::seal_to(holders, text.as_bytes())?,
            Privacy::Plain => text.into_bytes(),
        };
        write::replace(&self.root.join(name), &bytes)?;
        let other_path: PathBuf = self.root.join(other);
        if !other_path.exists() {
            return Ok(vec![name.to_owned()]);
        }
        write::remove(&other_path)?;
        Ok(vec![name.to_owned(), other.to_owned()])
    }
}

fn parse(path: &Path, text: &str) -> Result<Roster> {
    yaml::read(text, 1).map_err(|error| error.path(path))
}
