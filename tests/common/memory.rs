//! Where tests write: in memory where there is plenty, as whatever syncs each write waits for a disk.

use std::path::Path;

pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    // Wine would find it, too, without the Chinese folder in which the tests of Windows run.
    let is_plenty = !cfg!(windows) && crisis::disk::free(memory).is_ok_and(|free| free > 4 << 30);
    if is_plenty && std::env::var_os("TMPDIR").is_none() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    tempfile::tempdir().unwrap()
}
