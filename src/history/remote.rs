//! Other places that have the same history: a folder on a file server, a computer, a service.

use std::process::Command;

use super::{Git, succeeded, trouble};
use crate::error::{Error, Result};

/// Where what was fetched is kept, apart from branches that people use.
const FETCHED: &str = "refs/crisis/remote";

/// What became of sending.
#[derive(PartialEq, Eq, Debug)]
pub enum Pushed {
    Done,
    /// Somebody else was faster: what they sent is to be taken first.
    Overtaken,
}

impl Git {
    /// Names of the places that the repository knows.
    pub fn remotes(&self) -> Result<Vec<String>> {
        let listed = self.run(["remote"])?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    pub fn remember(&self, name: &str, place: &str) -> Result<()> {
        self.writing()?.run(["remote", "add", "--", name, place]).map(|_| ())
    }

    /// Takes over what is there; the branch there and its last commit, none where it is still empty.
    pub fn fetch(&self, remote: &str) -> Result<Option<(String, String)>> {
        let mut command = self.command();
        quick_ssh(self, &mut command)?;
        let refs = format!("+refs/heads/*:{FETCHED}/*");
        command.args(["fetch", "--quiet", "--no-tags", "--prune", "--no-write-fetch-head", "--", remote, &refs]);
        succeeded(self.writing()?.fed(command, &[])?)?;
        let listed = self.run(["for-each-ref", "--format=%(refname) %(objectname)", FETCHED])?;
        let listed = String::from_utf8_lossy(&listed);
        let found: Vec<(&str, &str)> = listed.lines().filter_map(|line| line.split_once(' ')).collect();
        let own = format!("{FETCHED}/{}", self.branch()?);
        let branch = |name: &str| name.trim_start_matches(FETCHED).trim_start_matches('/').to_owned();
        match (found.iter().find(|(name, _)| *name == own), found.as_slice()) {
            (Some((name, commit)), _) | (None, [(name, commit)]) => Ok(Some((branch(name), (*commit).to_owned()))),
            (None, []) => Ok(None),
            (None, _) => {
                let several = Error::new("那里有几个分支，没有一个与这里的同名");
                Err(several.fix("在档案库里用 git switch 换到要同步的分支，再试一次"))
            }
        }
    }

    /// Sends everything up to a commit. Never overwrites what somebody else sent.
    pub fn push(&self, remote: &str, commit: &str, branch: &str) -> Result<Pushed> {
        let mut command = self.command();
        quick_ssh(self, &mut command)?;
        let refs = format!("{commit}:refs/heads/{branch}");
        command.args(["push", "--quiet", "--porcelain", "--no-verify", "--", remote, &refs]);
        let done = self.writing()?.fed(command, &[])?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        let is_overtaken = ["fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "stale info"];
        match done.status.success() {
            true => Ok(Pushed::Done),
            false if is_overtaken.iter().any(|piece| said.contains(piece)) => Ok(Pushed::Overtaken),
            false => Err(trouble::told(said.as_bytes())),
        }
    }
}

/// A login by ssh asks nothing and does not wait for a computer that is off, unless the person has settings of their
/// own for it.
fn quick_ssh(git: &Git, command: &mut Command) -> Result<()> {
    if git.ask(["config", "--get", "core.sshCommand"])?.is_none() {
        command.args(["-c", "core.sshCommand=ssh -o BatchMode=yes -o ConnectTimeout=15"]);
    }
    Ok(())
}
