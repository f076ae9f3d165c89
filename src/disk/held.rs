//! Files that another program has open. On Windows such a file can't be replaced, renamed or removed, and often not even
//! read: a virus scanner or a preview holds it for a moment, Word until somebody closes it. So everything that touches
//! the disk tries for about a second, and then says what it is. Elsewhere nothing is ever held.

use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::is_held;

const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(25);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Reading,
    /// Replacing, renaming or removing: what is refused may be held by somebody, or be forbidden.
    Changing,
}

/// Tries until it is done, fails for another reason, or patience ends: then the error is [`io::ErrorKind::ResourceBusy`].
pub fn patiently<T>(path: &Path, doing: Doing, mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let until = Instant::now() + PATIENCE;
    loop {
        let error = match act() {
            Err(error) if (cfg!(windows) && is_held(&error)) || (doing == Doing::Changing && is_refused(&error)) => {
                error
            }
            done => return done,
        };
        if Instant::now() > until {
            let is_busy = is_held(&error) || is_open_elsewhere(path);
            return Err(if is_busy { io::Error::new(io::ErrorKind::ResourceBusy, error) } else { error });
        }
        thread::sleep(PAUSE);
    }
}

/// What Windows also says of a file that is open.
fn is_refused(error: &io::Error) -> bool {
    cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied
}

/// Whether somebody else has it open: nobody may be given it alone then.
#[cfg(windows)]
fn is_open_elsewhere(path: &Path) -> bool {
    let alone = std::os::windows::fs::OpenOptionsExt::share_mode(std::fs::File::options().read(true), 0).open(path);
    alone.is_err_and(|error| is_held(&error))
}

#[cfg(not(windows))]
const fn is_open_elsewhere(_: &Path) -> bool {
    false
}

#[cfg(all(test, windows))]
mod tests {
    use std::fs::{self, File};
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::Path;
    use std::time::Duration;

    use crate::disk::{self, Existing};
    use crate::error::Result;

    /// Opened as Word opens a document: others may read at most.
    fn held(path: &Path, share: u32) -> File {
        File::options().read(true).share_mode(share).open(path).unwrap()
    }

    fn replace(path: &Path) -> Result<()> {
        disk::keep(disk::temporary(path.parent().unwrap()).unwrap(), path, Existing::Replace)
    }

    #[test]
    fn who_holds_a_file_for_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("记录.md");
        for act in [replace, disk::remove, |path: &Path| disk::read(path).map(|_| ())] {
            fs::write(&path, "旧").unwrap();
            let file = held(&path, 0);
            let holder = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(300));
                drop(file);
            });
            act(&path).unwrap();
            holder.join().unwrap();
        }
    }

    #[test]
    fn who_keeps_it_is_named_as_what_it_is() {
        const SHARE_READ: u32 = 1;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("记录.md");
        fs::write(&path, "旧").unwrap();
        let _held = held(&path, SHARE_READ);
        for act in [replace, disk::remove] {
            let error = act(&path).unwrap_err();
            assert!(error.what.contains("正被别的程序打开"), "{error}");
            assert!(!error.fix.unwrap().contains("管理员"));
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "旧");
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "no temporary file stays");
    }
}
