//! A merged commit brought onto the disk: first read as it will be, then written file by file, each whole. What was cut
//! off is known and finished by whoever writes next.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::disk;
use crate::error::{Error, Result};
use crate::history::{Changes, Entry, Git};
use crate::office::Office;
use crate::office::sync::merge::of_case;
use crate::store::{Repo, write};
use crate::vault::convert::KEY_FILE;

/// `OURS MERGED`, while files are being written.
const UNDER_WAY: &str = "sync";

/// Settings, guides and every case that changed are read as they will be. Gives the cases that the keys at hand do not
/// open, of which nothing is known.
pub fn check(office: &Office, git: &Git, commit: &str, changes: &Changes) -> Result<Vec<String>> {
    let stage = disk::staging(disk::folder_of(&git.own(UNDER_WAY)));
    let (stage, _held) = stage.map_err(|error| Error::io("新建文件夹", &office.repo.root, &error))?;
    let mut numbers: Vec<String> =
        changes.keys().filter_map(|path| of_case(path)).map(|(one, _)| one.to_owned()).collect();
    numbers.dedup();
    let mut folders = vec!["crisis.toml".to_owned(), "team.yaml".to_owned(), "guides/".to_owned()];
    folders.extend(numbers.iter().map(|number| format!("cases/{number}/")));
    let files = git.files(commit, &folders)?;
    let is_read = |path: &str| of_case(path).is_none_or(|(_, inside)| !inside.starts_with("materials/"));
    let wanted: Vec<(&str, &Entry)> =
        files.iter().map(|(path, entry)| (path.as_str(), entry)).filter(|(path, _)| is_read(path)).collect();
    git.read_each(&wanted, |path, content| stage_file(&stage.path().join(path), content))?;
    let merged = Repo::open(stage.path()).map_err(|errors| {
        let first = errors.into_iter().next().unwrap_or_else(|| Error::new("合并后的设置读不出来"));
        inside(first, stage.path(), "合并之后读不出来，没有同步")
    })?;
    let mut shut = Vec::new();
    for number in numbers {
        let folder = merged.case_dir(&number);
        if !folder.exists() {
            continue;
        }
        let case = office.repo.case_in(&folder, &number);
        let before = office.repo.case(&number).faults;
        let is_new = |error: &&Error| !before.iter().any(|old| old.what == error.what && old.path == error.path);
        if let Some(error) = case.faults.iter().find(is_new) {
            let path = Path::new("cases").join(&number).join(error.path.clone().unwrap_or_default());
            let error = Error { path: Some(path), ..error.clone() };
            return Err(inside(error, stage.path(), "对方送来的读不出来，没有同步"));
        }
        if case.is_locked() {
            shut.push(number);
        }
    }
    Ok(shut)
}

fn inside(error: Error, stage: &Path, lead: &str) -> Error {
    let path = error.path.map(|path| path.strip_prefix(stage).map(Path::to_path_buf).unwrap_or(path));
    let fix = "请在写它的那台电脑上改好，在那里同步，再到这里同步；这里的文件都没有动";
    Error { what: format!("{lead}：{}", error.what), path, ..error }.fix(fix)
}

/// Refused where somebody's own change lies in the way.
pub fn is_clean(git: &Git, changes: &Changes) -> Result<()> {
    let own = git.uncommitted(&[])?.into_iter().map(|(_, path)| path);
    let in_the_way: Vec<String> = own.filter(|path| changes.contains_key(path)).collect();
    if in_the_way.is_empty() {
        return Ok(());
    }
    let unclear = Error::new(format!("这些文件手工改动过、没有记进历史，对方也改了：{}", in_the_way.join("、")));
    Err(unclear
        .fix("改得对的，在档案库里运行 git add 和 git commit；不要的，git restore。然后再同步；这里的文件都没有动"))
}

/// From now on the files are those of the merged commit.
pub fn apply(office: &Office, git: &Git, [ours, merged]: [&str; 2], changes: &Changes) -> Result<()> {
    write::replace(&git.own(UNDER_WAY), format!("{ours} {merged}\n").as_bytes())?;
    put_all(office, git, changes)?;
    git.move_to(merged, ours, changes)?;
    write::remove(&git.own(UNDER_WAY))
}

/// Whether a file is as a sync that was cut off has brought it, which is no change by hand.
pub fn is_brought(git: &Git) -> Result<impl Fn(&str) -> bool> {
    let brought = under_way(git).map_or_else(|| Ok(Changes::new()), |[ours, merged]| git.changes(&ours, &merged))?;
    let is_as = |path: &str, entry: Option<&Entry>| {
        git.name_of(path).is_ok_and(|now| now.as_deref() == entry.map(|entry| entry.blob.as_str()))
    };
    Ok(move |path: &str| brought.get(path).is_some_and(|entry| is_as(path, entry.as_ref())))
}

/// The commits of a sync that was cut off: ours, and what it was to become; none where it was cut off while saying so.
fn under_way(git: &Git) -> Option<[String; 2]> {
    let text = fs::read_to_string(git.own(UNDER_WAY)).ok()?;
    text.trim().split_once(' ').map(|(ours, merged)| [ours.to_owned(), merged.to_owned()])
}

/// Finishes what a run that was cut off began; what somebody changed by hand since then stays as it is.
pub fn finish(office: &Office, git: &Git) -> Result<()> {
    let path = git.own(UNDER_WAY);
    if !path.exists() {
        return Ok(());
    }
    let Some([ours, merged]) = under_way(git) else { return write::remove(&path) };
    if git.head()?.as_deref() == Some(&ours) {
        let changes = git.changes(&ours, &merged)?;
        let before = git.files(&ours, &[])?;
        let mut open = Changes::new();
        for (name, entry) in &changes {
            let now = git.name_of(name)?;
            if now.as_ref() == before.get(name).map(|old| &old.blob) {
                open.insert(name.clone(), entry.clone());
            }
        }
        put_all(office, git, &open)?;
        git.move_to(&merged, &ours, &changes)?;
    }
    write::remove(&path)
}

/// Keys first, because what is sealed without one looks lost; what goes, goes last.
fn put_all(office: &Office, git: &Git, changes: &Changes) -> Result<()> {
    let root = &office.repo.root;
    let mut new: Vec<(&str, &Entry)> =
        changes.iter().filter_map(|(path, entry)| Some((path.as_str(), entry.as_ref()?))).collect();
    new.sort_by_key(|(path, _)| !path.ends_with(KEY_FILE));
    git.read_each(&new, |path, content| {
        write::replace_with(&root.join(path), |out| {
            std::io::copy(content, out).map(|_| ()).map_err(|error| Error::io("写入", Path::new(path), &error))
        })
    })?;
    for path in changes.iter().filter(|(_, entry)| entry.is_none()).map(|(path, _)| root.join(path)) {
        write::remove(&path)?;
        // A folder of which nothing is left would look like a case; one that holds something stays by itself.
        let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root) && *folder != root);
        let _ = above.take(3).try_for_each(fs::remove_dir);
    }
    Ok(())
}

/// Nobody needs it after this run.
fn stage_file(to: &Path, content: &mut dyn Read) -> Result<()> {
    let failed = |error| Error::io("写入", to, &error);
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(failed)?;
    let mut file = fs::File::create(to).map_err(failed)?;
    std::io::copy(content, &mut file).map(|_| ()).map_err(failed)
}
