//! Whether anything changed on the disk since somebody looked, without reading it: names, sizes and times of change.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::case::PROGRAM;
use crate::store::{Repo, roster};

/// Stands for how files lay there; equal where nobody touched them.
pub type State = u64;

impl Repo {
    /// Of everything in the folder of a case that a judgement depends on.
    pub fn state_of(&self, number: &str) -> State {
        let folder = self.case_dir(number);
        state(&[folder.join("records"), folder.join("materials"), folder])
    }

    /// Of what every case is judged by.
    pub fn state_of_settings(&self) -> State {
        let program = self.case_dir(PROGRAM).join("records");
        let settings = ["guides", "crisis.toml", "team.yaml"].into_iter().chain(roster::NAMES);
        let paths: Vec<PathBuf> = settings.map(|name| self.root.join(name)).chain([program]).collect();
        state(&paths)
    }
}

/// Of files themselves, and of the files that lie directly in folders. Names alone tell nothing of a file that was
/// edited in place, times alone nothing of one that was restored with its old time.
fn state(paths: &[impl AsRef<Path>]) -> State {
    let mut hash = DefaultHasher::new();
    for path in paths.iter().map(AsRef::as_ref) {
        match fs::read_dir(path) {
            Ok(entries) => {
                // In no order: sums do not depend on one.
                let of_files = entries.flatten().map(|entry| {
                    let mut hash = DefaultHasher::new();
                    entry.file_name().hash(&mut hash);
                    about(entry.metadata(), &mut hash);
                    hash.finish()
                });
                of_files.fold(0_u64, u64::wrapping_add).hash(&mut hash);
            }
            Err(_) => about(fs::metadata(path), &mut hash),
        }
    }
    hash.finish()
}

fn about(metadata: std::io::Result<fs::Metadata>, hash: &mut DefaultHasher) {
    let Ok(metadata) = metadata else { return };
    if metadata.is_file() {
        (metadata.len(), metadata.modified().ok()).hash(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::state;

    #[test]
    fn what_is_touched_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a");
        let mut seen = vec![state(&[root.path()])];
        std::fs::write(&path, "一").unwrap();
        seen.push(state(&[root.path()]));
        std::fs::write(&path, "一二").unwrap();
        seen.push(state(&[root.path()]));
        std::fs::rename(&path, root.path().join("b")).unwrap();
        seen.push(state(&[root.path()]));
        assert_eq!(state(&[root.path()]), seen[3]);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}
