//! The list of one run: what the repository consisted of, and under which name each file lies on the stick.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub school: String,
    pub at: String,
    pub by: String,
    /// Also the empty ones: git wants some.
    pub folders: Vec<String>,
    pub files: Vec<Entry>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Of the file as it is in the repository.
    pub sha256: String,
    pub size: u64,
    /// SHA-256 of the file on the stick, which is its name there.
    pub object: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
}

impl Index {
    /// What is on the stick, by what it is in clear.
    pub fn objects(self) -> HashMap<String, String> {
        self.files.into_iter().map(|entry| (entry.sha256, entry.object)).collect()
    }
}

/// A path inside the repository as it is listed; none where it could not be told on another system.
pub fn slashed(path: &Path) -> Option<String> {
    let parts = path.components().map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/")).filter(|path| !path.is_empty())
}

/// Whether a listed path stays inside the folder into which it is put.
pub fn is_inside(path: &str) -> bool {
    !path.contains('\\') && slashed(Path::new(path)).is_some_and(|same| same == path)
}

#[cfg(unix)]
pub fn is_executable(about: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
pub const fn is_executable(_: &Metadata) -> bool {
    false
}
