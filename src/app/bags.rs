//! A bag as it is given to a command: its folder, or one file that holds it, sealed or not. A file is unpacked beside
//! nobody's eyes for as long as it is looked at.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::{App, keys};
use crate::bag;
use crate::disk::private;
use crate::error::{Error, Result};
use crate::vault::age_file::looks_sealed;

/// The largest bag is read in less.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

pub struct Opened {
    pub folder: PathBuf,
    /// Gone when dropped.
    _unpacked: Option<private::Folder>,
}

/// A folder that says so itself, or whatever is named as a path.
pub fn is_bag(path: &Path) -> bool {
    path.exists() && (path.is_file() || path.join("bagit.txt").exists() || path.components().count() > 1)
}

/// Asks for the key where the file is sealed.
pub fn open(app: &App, given: &Path) -> Result<Opened> {
    if !given.is_file() {
        return Ok(Opened { folder: given.to_owned(), _unpacked: None });
    }
    let failed = |what: &str, error: &std::io::Error| Error::io(what, given, error);
    let mut head = Vec::new();
    let file = File::open(given).map_err(|error| failed("读取", &error))?;
    file.take(64).read_to_end(&mut head).map_err(|error| failed("读取", &error))?;
    let file = BufReader::with_capacity(1 << 16, File::open(given).map_err(|error| failed("读取", &error))?);
    let unpacked = private::Folder::new(&std::env::temp_dir(), "crisis-bag-", ABANDONED)?;
    let folder = unpacked.path().join("bag");
    let done = if looks_sealed(&head) {
        let keyring = keys::keyring(app)?;
        let plain = keyring.open_stream(file).map_err(|unopened| Error::from(unopened).path(given))?;
        bag::unpack(plain, &folder)
    } else {
        bag::unpack(file, &folder)
    };
    // Where it is unpacked is nobody's business.
    done.map_err(|error| Error { path: Some(given.to_owned()), ..error })?;
    Ok(Opened { folder, _unpacked: Some(unpacked) })
}
