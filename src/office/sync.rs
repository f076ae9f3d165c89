//! Several machines: what was written here and elsewhere comes together over any place that git can reach. It commits
//! nothing of its own but what joins the two; what people must decide stops it before a file is touched.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::case::merge::Side;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::history::{Changes, Git, Pushed};
use crate::office::Office;

mod apply;
mod merge;

pub use crate::case::merge::Conflict;

pub(super) use self::apply::is_brought;
use self::merge::{Merged, Tips};

/// What is asked for.
#[derive(Default)]
pub struct Request {
    /// A name that git knows, or a place; none: where it went the last time.
    pub remote: Option<String>,
    /// Fields, files or cases, as a conflict names them, for which our or their value counts.
    pub ours: Vec<String>,
    pub theirs: Vec<String>,
}

/// How it went.
pub enum Outcome {
    Synced(Synced),
    /// Nothing was changed, here or there.
    Undecided(Vec<Conflict>),
}

/// What came and went.
#[derive(Default, Serialize)]
pub struct Synced {
    /// How many records came from there and went there.
    pub received: usize,
    pub sent: usize,
    /// Cases into which both wrote.
    pub joined: BTreeSet<String>,
    /// Assessments of one episode that contradict each other; the graver one stands.
    pub contradictions: Vec<Contradiction>,
    /// Cases that changed and that the keys at hand do not open.
    pub unopened: Vec<String>,
    /// The place that is kept for the next time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remembered: Option<String>,
}

/// A finding of the check on assessments.
#[derive(Serialize)]
pub struct Contradiction {
    pub case: String,
    pub record: Option<String>,
    pub message: String,
    pub fix: String,
}

/// Code of the check on assessments that contradict each other.
const CONTRADICTION: &str = "C15";

const RECORDS: &str = "/records/";

/// What git calls the place to which everything goes.
const ORIGIN: &str = "origin";

impl Office {
    pub fn sync(&self, request: &Request) -> Result<Outcome> {
        let git = Git::of(&self.repo.root).ok_or_else(|| {
            let none = Error::new("这个档案库没有 git 历史，不能同步").path(&self.repo.root);
            none.fix("在档案库里运行 git init；下一次写入就开始记，之后再同步")
        })?;
        self.settle_left()?;
        let mut synced = Synced::default();
        let remote = self.place(&git, request.remote.as_deref(), &mut synced)?;
        // Somebody may be faster once: what they sent is taken too, and then it goes.
        for attempt in 0..2 {
            let (commit, branch) = if let Some((branch, theirs)) = git.fetch(&remote)? {
                let commit = match self.join(&git, &theirs, request, &mut synced)? {
                    Ok(commit) => commit,
                    Err(conflicts) => return Ok(Outcome::Undecided(conflicts)),
                };
                synced.sent = records(&git.changes(&theirs, &commit)?);
                if commit == theirs {
                    break;
                }
                (commit, branch)
            } else {
                let commit = self.last(&git)?;
                synced.sent = git.files(&commit, &[])?.keys().filter(|path| path.contains(RECORDS)).count();
                (commit, git.branch()?)
            };
            match git.push(&remote, &commit, &branch)? {
                Pushed::Done => break,
                Pushed::Overtaken if attempt == 0 => {}
                Pushed::Overtaken => {
                    let busy = Error::new("别人正在同步，又抢先了一步；收到的已经合并，这里写的还没有送出");
                    return Err(busy.fix("再运行一次 crisis sync"));
                }
            }
        }
        synced.contradictions = self.contradictions(&synced.joined);
        Ok(Outcome::Synced(synced))
    }

    fn last(&self, git: &Git) -> Result<String> {
        git.head()?.ok_or_else(|| {
            Error::new("历史里还什么也没有")
                .path(&self.repo.root)
                .fix("先写一条记录，或在档案库里运行 git add 和 git commit")
        })
    }

    /// A name that git knows, or a place, which is kept where none is known yet.
    fn place(&self, git: &Git, wanted: Option<&str>, synced: &mut Synced) -> Result<String> {
        let known = git.remotes()?;
        let Some(wanted) = wanted else {
            return match known.as_slice() {
                [one] => Ok(one.clone()),
                several if several.iter().any(|name| name == ORIGIN) => Ok(ORIGIN.to_owned()),
                _ => Err(Error::new("不知道与哪里同步").fix("第一次写出地方：crisis sync 共享文件夹里的仓库")),
            };
        };
        if wanted.starts_with('-') || wanted.is_empty() {
            return Err(Error::new("这不是一个地方").fix("写出共享文件夹里的仓库，或 git 的远程名"));
        }
        if known.iter().any(|name| name == wanted) {
            return Ok(wanted.to_owned());
        }
        let path = Path::new(wanted);
        let place = match std::path::absolute(path) {
            Ok(whole) if whole.exists() => whole.to_string_lossy().into_owned(),
            _ => wanted.to_owned(),
        };
        if known.is_empty() {
            // Only once it is known to answer: a mistyped place is not kept.
            git.fetch(&place)?;
            git.remember(ORIGIN, &place)?;
            synced.remembered = Some(place);
            return Ok(ORIGIN.to_owned());
        }
        Ok(place)
    }

    /// Ours and theirs as one commit, whose files are on the disk then.
    fn join(
        &self,
        git: &Git,
        theirs: &str,
        request: &Request,
        synced: &mut Synced,
    ) -> Result<Result<String, Vec<Conflict>>> {
        let _lock = self.lock()?;
        let ours = self.last(git)?;
        if git.is_ancestor(theirs, &ours)? {
            return Ok(Ok(ours));
        }
        let Some(base) = git.fork(&ours, theirs)? else {
            let other = Error::new("那里是另一个档案库，与这里没有共同的历史");
            return Err(other.fix("核对同步的地方；第二台电脑上的档案库要用 git clone 从那里复制，不能另建"));
        };
        let tips = Tips { git, base, ours: ours.clone(), theirs: theirs.to_owned() };
        let decided = |field: &str| {
            let is_named = |fields: &[String]| fields.iter().any(|named| named == field);
            if is_named(&request.ours) { Some(Side::Ours) } else { is_named(&request.theirs).then_some(Side::Theirs) }
        };
        let Merged { changes, conflicts, of_both } = merge::merged(self, &tips, &decided)?;
        if !conflicts.is_empty() {
            return Ok(Err(conflicts));
        }
        let is_forward = tips.base == ours && git.changes(&ours, theirs)? == changes;
        let commit = if is_forward {
            theirs.to_owned()
        } else {
            git.joined(&ours, &changes, &[&ours, theirs], ("sync", &self.author()))?
        };
        synced.unopened.extend(apply::check(self, git, &commit, &changes)?);
        apply::is_clean(git, &changes)?;
        apply::apply(self, git, [&ours, &commit], &changes)?;
        synced.received += records(&changes);
        synced.joined.extend(of_both);
        Ok(Ok(commit))
    }

    /// What a sync that was cut off left is finished before anything is written upon it.
    pub(super) fn finish_sync(&self) {
        if let Some(git) = Git::of(&self.repo.root) {
            // Where it can't be, the files are what they are, and the next sync says why.
            let _ = apply::finish(self, &git);
        }
    }

    fn contradictions(&self, numbers: &BTreeSet<String>) -> Vec<Contradiction> {
        let of_case = |number: &String| {
            let audits = self.judge(&self.repo.case(number));
            audits
                .into_iter()
                .flat_map(|audit| audit.findings)
                .map(|finding| (number.clone(), finding))
                .collect::<Vec<_>>()
        };
        let told = |(case, Finding { code, record, message, fix, .. }): (String, Finding)| {
            (code == CONTRADICTION).then_some(Contradiction { case, record, message, fix })
        };
        numbers.iter().flat_map(of_case).filter_map(told).collect()
    }
}

/// How many records are new.
fn records(changes: &Changes) -> usize {
    changes.iter().filter(|(path, entry)| entry.is_some() && path.contains(RECORDS)).count()
}
