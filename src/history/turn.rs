//! git's locks outlive a git that is killed, and keep every later one from writing. So each run that lets git write has
//! a file of its own beside git's, and gives it to git for its complaints: as long as either of them lives, the file is
//! held. What nobody holds was left by a git that is dead, and the locks that are older are its own.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;

use tempfile::TempPath;

use crate::disk;
use crate::error::{Error, Result};

/// Where the locks of names are.
const NAMES: &str = "refs";

/// The right to write into a history, until it is dropped.
pub struct Turn {
    // Closed before its name goes: Windows keeps the name of an open file.
    file: File,
    path: TempPath,
}

impl Turn {
    /// `folder` is where git keeps everything, `turns` where these files lie. Takes away what dead ones locked.
    pub fn take(folder: &Path, turns: &Path) -> Result<Self> {
        disk::make_folder(turns)?;
        disk::sweep(folder);
        let own = begin(turns).map_err(|error| Error::io("写入", turns, &error))?;
        // It must be there after a power cut, as git's locks are.
        disk::sync_folder(turns)?;
        let mut left = Vec::new();
        for name in disk::files(turns)? {
            let path = turns.join(name);
            if path != *own.path {
                // Held until what it locked is gone: so nobody else is at it at the same time.
                let Some(held) = held(&path) else { return Ok(own) };
                left.push((held, path));
            }
        }
        if !left.is_empty() && own.since().and_then(|since| unlock(folder, since)).is_ok() {
            for (held, path) in left {
                drop(held);
                let _ = fs::remove_file(path);
            }
        }
        Ok(own)
    }

    fn since(&self) -> io::Result<SystemTime> {
        self.file.metadata()?.modified()
    }

    /// Its git was killed: the next run takes away what that one locked.
    pub fn is_cut_off(&mut self) {
        self.path.disable_cleanup(true);
    }

    /// Where the next command puts its complaints.
    pub fn complaints(&self) -> io::Result<Stdio> {
        self.file.set_len(0)?;
        Ok(self.file.try_clone()?.into())
    }

    /// What the last command complained of.
    pub fn complained(&mut self) -> io::Result<Vec<u8>> {
        let mut said = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut said)?;
        self.file.rewind()?;
        Ok(said)
    }
}

fn begin(turns: &Path) -> io::Result<Turn> {
    loop {
        let (file, path) = tempfile::Builder::new().prefix("turn-").make_in(turns, system::new)?.into_parts();
        system::hold(&file)?;
        // Somebody may have found it before it was held, and taken it for one that is left.
        if path.exists() {
            file.sync_all()?;
            return Ok(Turn { file, path });
        }
    }
}

/// None while whoever made it, or its git, lives.
fn held(path: &Path) -> Option<File> {
    let file = system::open(path).ok()?;
    system::hold(&file).ok()?;
    Some(file)
}

/// Takes away the locks that were there before a moment; an error where one is left.
fn unlock(folder: &Path, before: SystemTime) -> io::Result<()> {
    let named = |name: std::path::PathBuf| folder.join(NAMES).join(name);
    let of_names = disk::files(&folder.join(NAMES)).unwrap_or_default().into_iter().map(named);
    let own = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    for lock in own.chain(of_names).filter(|path| path.extension().is_some_and(|ending| ending == "lock")) {
        if fs::metadata(&lock)?.modified()? > before {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        fs::remove_file(lock)?;
    }
    Ok(())
}

#[cfg(unix)]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    pub fn new(path: &Path) -> io::Result<File> {
        File::options().read(true).write(true).create_new(true).open(path)
    }

    pub fn open(path: &Path) -> io::Result<File> {
        File::open(path)
    }

    /// With whom the file is shared the lock is shared as well.
    pub fn hold(file: &File) -> io::Result<()> {
        Ok(file.try_lock()?)
    }
}

/// A lock would keep git from writing into the file; that it is open, and by whom nobody else may open it, is enough.
#[cfg(windows)]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::Path;

    fn alone() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.read(true).write(true).share_mode(0);
        options
    }

    pub fn new(path: &Path) -> io::Result<File> {
        alone().create_new(true).open(path)
    }

    pub fn open(path: &Path) -> io::Result<File> {
        alone().open(path)
    }

    pub fn hold(_: &File) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::{Command, Stdio};

    use super::Turn;

    /// A program that lives until it is told nothing more, as git does that is killed later than who started it.
    fn living(turn: &Turn) -> std::process::Child {
        let name = if cfg!(windows) { "cmd" } else { "cat" };
        let mut command = Command::new(name);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(turn.complaints().unwrap());
        command.spawn().unwrap()
    }

    #[test]
    fn locks_go_when_nobody_lives_that_may_have_made_them() {
        let folder = tempfile::tempdir().unwrap();
        let (git, turns) = (folder.path(), folder.path().join("turns"));
        fs::create_dir_all(git.join("refs/heads")).unwrap();
        let locks = ["index.lock", "refs/heads/main.lock"].map(|name| git.join(name));
        let lock = || locks.iter().for_each(|lock| fs::write(lock, "").unwrap());
        let are_there = || locks.iter().all(|lock| lock.exists());
        let left = || fs::read_dir(&turns).unwrap().count();

        lock();
        drop(Turn::take(git, &turns).unwrap());
        assert!(are_there() && left() == 0, "somebody else's are left alone");

        let turn = Turn::take(git, &turns).unwrap();
        let mut child = living(&turn);
        // As killed: its name stays.
        std::mem::forget(turn.path);
        drop(turn.file);
        std::thread::sleep(std::time::Duration::from_millis(20));
        drop(Turn::take(git, &turns).unwrap());
        assert!(are_there() && left() == 1, "its git still lives");

        drop(child.stdin.take());
        child.wait().unwrap();
        drop(Turn::take(git, &turns).unwrap());
        assert!(locks.iter().all(|lock| !lock.exists()) && left() == 0, "both are dead");
    }

    #[test]
    fn what_a_program_complains_of_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut turn = Turn::take(folder.path(), &folder.path().join("turns")).unwrap();
        for said in ["no", "nothing of what was said before"] {
            let shell = if cfg!(windows) { ["cmd", "/c"] } else { ["sh", "-c"] };
            let mut command = Command::new(shell[0]);
            command.args([shell[1], &format!("echo {said}>&2")]).stderr(turn.complaints().unwrap());
            command.status().unwrap();
            drop(command);
            assert_eq!(String::from_utf8(turn.complained().unwrap()).unwrap().trim(), said);
        }
    }
}
