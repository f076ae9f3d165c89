//! What lies on the disk and not in the history: changes by hand, files that are gone, also the very last record of a
//! case, which no other record names.

use std::path::PathBuf;

use serde::Serialize;

use crate::case::PROGRAM;
use crate::error::Result;
use crate::history::Git;
use crate::office::Office;
use crate::office::sync;
use crate::office::verification::{Damage, Tally};

/// A setting, a guide, a template that was changed by hand and is in no commit yet: people may.
#[derive(Serialize)]
pub struct Edited {
    /// From the root, with `/`.
    pub path: String,
    /// `A` new, `M` changed, `D` gone.
    pub change: char,
}

/// Where only the program writes: the folders of what happened.
const OWN: [&str; 6] = ["cases", PROGRAM, "archived", "destroyed", "recovery", "intake"];

impl Office {
    /// Compares the disk with the last commit, of some cases (none named: everything). Says nothing where there is no
    /// history.
    pub fn compare_with_history(&self, tally: &mut Tally, numbers: &[String]) -> Result<()> {
        let Some(git) = Git::of(&self.repo.root) else { return Ok(()) };
        if git.head()?.is_none() {
            return Ok(());
        }
        tally.history = true;
        let folders: Vec<String> = numbers.iter().map(|number| self.folder_name(number)).collect();
        let (is_pending, is_brought) = (self.is_pending(&git), sync::is_brought(&git)?);
        for (change, path) in git.uncommitted(&folders)? {
            if is_pending(&path) || is_brought(&path) {
                continue;
            }
            let folder = path.split('/').next().unwrap_or_default();
            if OWN.contains(&folder) {
                tally.damage.push(damage(change, &path));
            } else {
                tally.edited.push(Edited { path, change });
            }
        }
        Ok(())
    }
}

fn damage(change: char, path: &str) -> Damage {
    let mut parts = path.split('/');
    let case = match (parts.next(), parts.next()) {
        (Some("cases"), Some(number)) => number,
        _ => "",
    };
    let (message, fix) = match change {
        'D' => ("历史里有这个文件，现在没有了", format!("找回：在档案库里运行 git restore {path}")),
        'A' => (
            "不是程序写的，历史里没有这个文件",
            "核对从哪里来；记录用 crisis record 重新记一次，不该在这里的移走".to_owned(),
        ),
        _ => (
            "与历史里的不同，不是程序改的",
            format!("看改了什么：git diff {path}；改回：git restore {path}；改得对的，git commit {path}"),
        ),
    };
    Damage { case: case.to_owned(), path: PathBuf::from(path), message: message.to_owned(), fix }
}
