//! The `git` program, and the only place that starts it. It asks nobody, runs no hooks, signs nothing and needs no
//! settings of the person's: whoever writes is named by the member's id. What it is told to do is somebody else's
//! business.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{DateTime, FixedOffset};

use crate::error::{Error, Result};

mod remote;
mod tree;
mod trouble;
mod turn;

pub use self::remote::Pushed;
pub use self::tree::{Changes, Entry};
use self::turn::Turn;

/// What a person's own settings may not change. Hooks, signatures and watchers are programs of somebody else; line
/// ends are part of a record's digest; permissions flip on a file server; objects must outlive a power cut.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.autocrlf=false",
    "core.safecrlf=false",
    "core.quotePath=false",
    "core.fileMode=false",
    "core.longPaths=true",
    "core.fsync=committed,reference",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "color.ui=false",
    "fetch.recurseSubmodules=false",
    "push.recurseSubmodules=no",
    "push.followTags=false",
    "transfer.fsckObjects=true",
    "protocol.ext.allow=never",
    "i18n.commitEncoding=utf-8",
];

/// Variables by which the caller's own work with git would lead ours into another repository.
const STRAY: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_EXTERNAL_DIFF",
    "GIT_QUARANTINE_PATH",
];

/// The branch that a new history begins with.
const BRANCH: &str = "main";

/// A folder that is a git repository itself.
#[derive(Clone)]
pub struct Git {
    root: PathBuf,
    /// Instead of the index that belongs to the files.
    index: Option<PathBuf>,
    /// Whoever lets git write has it.
    turn: Option<Arc<Mutex<Turn>>>,
}

/// Who is named in a commit.
#[derive(Clone)]
pub struct Author {
    /// A member's id.
    pub id: String,
    pub at: DateTime<FixedOffset>,
}

/// Whether there is such a program on this computer.
pub fn is_installed() -> bool {
    let version = Command::new("git").arg("--version").stdin(Stdio::null()).output();
    version.is_ok_and(|done| done.status.success())
}

impl Git {
    /// None where the folder has no history of its own; that another one lies above is no reason to write there.
    pub fn of(root: &Path) -> Option<Self> {
        root.join(".git").exists().then(|| Self::at(root))
    }

    /// git runs in that folder, so what it is told of must not depend on where this program runs.
    fn at(root: &Path) -> Self {
        Self { root: std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf()), index: None, turn: None }
    }

    /// Begins a history, or takes the one that is there.
    pub fn found(root: &Path) -> Result<Self> {
        let git = Self::at(root);
        if !root.join(".git").exists() {
            git.run(["init", "--quiet"])?;
            git.run(["symbolic-ref", "HEAD", &format!("refs/heads/{BRANCH}")])?;
        }
        Ok(git)
    }

    /// The same, and git may write: what a git that was killed left locked is free again.
    fn writing(&self) -> Result<Self> {
        let turn = match &self.turn {
            Some(turn) => turn.clone(),
            None => Arc::new(Mutex::new(Turn::take(&self.folder(), &self.own("turns"))?)),
        };
        Ok(Self { turn: Some(turn), ..self.clone() })
    }

    /// A file or folder of ours beside git's own, never part of the history.
    pub fn own(&self, name: &str) -> PathBuf {
        self.folder().join(format!("crisis-{name}"))
    }

    /// Where git keeps everything; a file in its place says that this is elsewhere.
    fn folder(&self) -> PathBuf {
        let path = self.root.join(".git");
        let told = fs::read_to_string(&path).ok();
        told.and_then(|text| Some(self.root.join(text.strip_prefix("gitdir:")?.trim()))).unwrap_or(path)
    }

    /// What git says on stdout; anything but success is an error.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<Vec<u8>> {
        self.run_with(args, &[])
    }

    /// The same with something on stdin.
    fn run_with<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &[u8]) -> Result<Vec<u8>> {
        let mut command = self.command();
        command.args(args);
        succeeded(self.fed(command, input)?)
    }

    /// One line of an answer; none where git says that there is none.
    fn ask<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Result<Option<String>> {
        let mut command = self.command();
        command.args(args);
        let done = self.fed(command, &[])?;
        let line = String::from_utf8_lossy(&done.stdout).trim().to_owned();
        match done.status.code() {
            Some(0) => Ok(Some(line).filter(|line| !line.is_empty())),
            Some(1) => Ok(None),
            _ => Err(trouble::told(&done.stderr)),
        }
    }

    /// The last commit; none where nothing was committed yet.
    pub fn head(&self) -> Result<Option<String>> {
        self.commit_named("HEAD")
    }

    pub fn commit_named(&self, name: &str) -> Result<Option<String>> {
        self.ask(["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])
    }

    /// The branch that is written to.
    pub fn branch(&self) -> Result<String> {
        let named = self.ask(["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        named.ok_or_else(|| {
            let detached = Error::new("git 现在不在任何一个分支上").path(self.root.join(".git"));
            detached.fix(format!("在档案库里运行 git switch {BRANCH}，再试一次"))
        })
    }

    /// These files as they lie there now, and nothing else that was changed, become one commit; whether there was
    /// anything to commit. A file that is gone from the disk goes; a folder (its name ends in `/`) is what is in it
    /// and what was.
    pub fn commit(&self, paths: &[String], message: &str, author: &Author) -> Result<bool> {
        let is_first = self.may_be_empty() && self.head()?.is_none();
        let there = if is_first { Vec::new() } else { self.there(paths)? };
        if there.is_empty() && !is_first {
            return Ok(false);
        }
        let git = self.writing()?;
        let listed = listed(&there);
        let mut command = git.command();
        command.args(["commit", "--quiet", "--no-verify", "--cleanup=verbatim", "-m", message]);
        if is_first {
            // Somebody began a history in a folder that had none: it begins with everything.
            git.run(["add", "--all"])?;
        } else {
            git.run_with(["update-index", "--add", "--remove", "-z", "--stdin"], &listed)?;
            command.args(["--only", "--pathspec-from-file=-", "--pathspec-file-nul"]);
        }
        sign(&mut command, author);
        let done = git.fed(command, &listed)?;
        match done.status.code() {
            Some(0) => Ok(true),
            // It says so in the same way when there is nothing to commit.
            Some(1) if done.stderr.is_empty() => Ok(false),
            _ => Err(trouble::told(&done.stderr)),
        }
    }

    /// Whether it is worth asking if anything was ever committed: no branch is where branches lie.
    fn may_be_empty(&self) -> bool {
        let folder = self.folder();
        let head = fs::read_to_string(folder.join("HEAD")).unwrap_or_default();
        let branch = head.trim().strip_prefix("ref: ").map(|name| folder.join(name));
        branch.is_some_and(|branch| !branch.exists()) && !folder.join("packed-refs").exists()
    }

    /// The files that git can be told of: on the disk, or in the last commit.
    fn there(&self, paths: &[String]) -> Result<Vec<String>> {
        let (mut there, mut sought) = (Vec::new(), Vec::new());
        for path in paths {
            let on_disk = self.root.join(path);
            if path.ends_with('/') {
                there.extend(tree::below(&self.root, path)?);
                sought.push(path.clone());
            } else if on_disk.symlink_metadata().is_ok() {
                there.push(path.clone());
            } else {
                sought.push(path.clone());
            }
        }
        if !sought.is_empty() && self.head()?.is_some() {
            let mut args: Vec<&str> = vec!["ls-tree", "-r", "-z", "--name-only", "HEAD", "--"];
            args.extend(sought.iter().map(String::as_str));
            there.extend(names(&self.run(args)?)?);
        }
        there.sort();
        there.dedup();
        Ok(there)
    }

    /// What on the disk is not as in the last commit, of these paths (none named: all): `A` new, `M` changed, `D`
    /// gone. What is ignored is not looked at.
    pub fn uncommitted(&self, paths: &[String]) -> Result<Vec<(char, String)>> {
        let mut args = vec!["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--"];
        args.extend(paths.iter().map(String::as_str));
        let entry = |line: &String| {
            let (state, path) = line.split_at_checked(3)?;
            let kind = match state {
                state if state.contains('D') => 'D',
                state if state.contains('?') || state.contains('A') => 'A',
                _ => 'M',
            };
            Some((kind, path.to_owned()))
        };
        Ok(names(&self.run(args)?)?.iter().filter_map(entry).collect())
    }

    fn fed(&self, command: Command, input: &[u8]) -> Result<Output> {
        let done = match &self.turn {
            None => fed(command, input, Stdio::piped()),
            Some(turn) => {
                let mut turn = turn.lock().expect("nobody panics during its turn");
                turn.complaints().and_then(|complaints| {
                    let done = fed(command, input, complaints)?;
                    if done.status.code().is_none() {
                        turn.is_cut_off();
                    }
                    Ok(Output { stderr: turn.complained()?, ..done })
                })
            }
        };
        done.map_err(|error| trouble::not_started(&error))
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for name in STRAY {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_LITERAL_PATHSPECS", "1");
        command.env("GIT_PAGER", "cat").env("GIT_EDITOR", "true").env("LC_ALL", "C");
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.current_dir(&self.root);
        command
    }
}

/// The address is nobody's: `.invalid` leads nowhere (RFC 2606 § 2).
fn sign(command: &mut Command, author: &Author) {
    let address = format!("{}@crisis.invalid", author.id);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), &author.id).env(format!("GIT_{who}_EMAIL"), &address);
        command.env(format!("GIT_{who}_DATE"), author.at.to_rfc3339());
    }
}

/// Runs to the end with something on stdin, which is written while the answer is read: either may be longer than a
/// pipe holds.
fn fed(mut command: Command, input: &[u8], complaints: Stdio) -> io::Result<Output> {
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    command.stdout(Stdio::piped()).stderr(complaints);
    let mut child = command.spawn()?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        // A git that ends early says why itself; that it read no further is no news.
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
}

fn succeeded(done: Output) -> Result<Vec<u8>> {
    if done.status.success() { Ok(done.stdout) } else { Err(trouble::told(&done.stderr)) }
}

fn listed(paths: &[String]) -> Vec<u8> {
    paths.iter().flat_map(|path| path.bytes().chain([0])).collect()
}

/// What stands between zero bytes.
fn names(listed: &[u8]) -> Result<Vec<String>> {
    let parts = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let name = |bytes: &[u8]| {
        let odd = |_| Error::new("git 里有文件名不是 UTF-8").fix("给这个文件换一个名字");
        String::from_utf8(bytes.to_vec()).map_err(odd)
    };
    parts.map(name).collect()
}
