//! What a command writes becomes one commit of the history, where the repository has one. Which files those are is
//! noted before they are written, beside git's own files: so a run that was killed loses nothing, the next one commits
//! what it left, and nobody's own changes are taken along unsaid. Each run has a file of notes and holds it locked:
//! whose lock is free, is dead.
//!
//! The files are the record; the history only looks back. That something could not be committed is told and never
//! undoes what was written.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use crate::case::PROGRAM;
use crate::disk;
use crate::error::{Error, Result};
use crate::history::{Author, Git};
use crate::office::pen::{Plan, Put};
use crate::office::{Office, letters};
use crate::store::write;

/// What one command, or one act on a page, wrote so far.
#[derive(Default)]
pub struct Trail {
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    act: String,
    lines: Vec<Line>,
    /// Changed by somebody else's hand before it was written to.
    by_hand: BTreeSet<String>,
    /// Where they stand on the disk, locked.
    file: Option<(PathBuf, File)>,
    place: Option<Place>,
}

/// Where it is committed, and by whom.
struct Place {
    root: PathBuf,
    patience: (Duration, fn()),
    author: Author,
}

/// Something that is about to be written.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    act: String,
    /// Of the case; empty for what belongs to none.
    case: String,
    record: String,
    path: String,
}

/// What became of it in the history.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct Settled {
    /// How many files an earlier run had left.
    pub left: usize,
    /// Files that were changed by hand before, and went along.
    pub by_hand: Vec<String>,
}

const PENDING: &str = "pending";

impl Trail {
    /// What is being done, as the command is called.
    pub fn begin(&self, act: &str) {
        act.clone_into(&mut self.notes().act);
    }

    /// Commits what was written since the last time, and what dead runs left; nothing where nothing was, or where there
    /// is no history.
    pub fn settle(&self) -> Result<Settled> {
        let own = std::mem::take(&mut *self.notes());
        self.begin(&own.act);
        let Some(place) = own.place else { return Ok(Settled::default()) };
        let Some(git) = Git::of(&place.root) else { return Ok(Settled::default()) };
        let _lock = write::lock(&place.root, place.patience.0, place.patience.1)?;
        let dead = dead(&git);
        let left: Vec<Line> = dead.iter().flat_map(|(_, lines)| lines.clone()).collect();
        let mut paths: Vec<String> = own.lines.iter().chain(&left).map(|line| line.path.clone()).collect();
        paths.sort();
        paths.dedup();
        if paths.is_empty() {
            return Ok(Settled::default());
        }
        git.commit(&paths, &message(&own.act, &own.lines, &left), &place.author)?;
        let done = own.file.iter().map(|(path, _)| path).chain(dead.iter().map(|((path, _), _)| path));
        for path in done {
            // Committed twice, a file is the same.
            let _ = fs::remove_file(path);
        }
        Ok(Settled { left: left.len(), by_hand: own.by_hand.into_iter().collect() })
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().expect("nobody panics while it holds the notes")
    }
}

impl Office {
    /// Notes what is going to be written: a path from the root with `/`, one that ends in `/` for a whole folder.
    pub(super) fn leaves(&self, case: &str, record: &str, paths: impl IntoIterator<Item = String>) {
        let Some(git) = Git::of(&self.repo.root) else { return };
        let mut notes = self.trail.notes();
        let act = notes.act.clone();
        let line = |path| Line { act: act.clone(), case: case.to_owned(), record: record.to_owned(), path };
        let lines: Vec<Line> = paths.into_iter().map(line).collect();
        // A new file was changed by nobody.
        let old: Vec<String> = lines.iter().map(|line| line.path.clone()).filter(|path| self.is_there(path)).collect();
        if !old.is_empty() {
            let own = pending(&git);
            let changed = git.uncommitted(&old).unwrap_or_default().into_iter().map(|(_, path)| path);
            let changed: Vec<String> =
                changed.filter(|path| !own.iter().chain(&notes.lines).any(|line| line.is_about(path))).collect();
            notes.by_hand.extend(changed);
        }
        // What can't be noted is committed all the same, unless the run is killed.
        let _ = notes.write(&git, &lines);
        notes.lines.extend(lines);
        notes.place.get_or_insert_with(|| self.here());
    }

    fn here(&self) -> Place {
        Place { root: self.repo.root.clone(), patience: self.patience, author: self.author() }
    }

    /// Commits what dead runs left, for whoever needs everything in the history and writes nothing.
    pub(super) fn settle_left(&self) -> Result<Settled> {
        self.trail.notes().place.get_or_insert_with(|| self.here());
        self.trail.settle()
    }

    fn is_there(&self, path: &str) -> bool {
        self.repo.root.join(path).exists()
    }

    /// The same of everything that a plan puts.
    pub(super) fn leaves_plan(&self, plan: &Plan) {
        let folder = self.folder_name(&plan.case);
        for put in &plan.puts {
            let real = |name: &str| format!("{folder}{}", self.repo.real_name(&plan.case, name));
            let paths = match put {
                Put::Case { .. } => vec![folder.clone()],
                Put::Record(page) => vec![real(&page.path)],
                Put::Material { stored, page, .. } | Put::Withdrawal { stored, page, .. } => {
                    vec![real(stored), real(&page.path)]
                }
                Put::Gone { stored } => vec![real(stored)],
                Put::About(_) => vec![real("case.yaml")],
            };
            self.leaves(&plan.case, put.page().map_or("", |page| &page.record.head.id), paths);
        }
    }

    /// The folder of a case from the root, with its `/` at the end.
    pub(super) fn folder_name(&self, case: &str) -> String {
        if case == PROGRAM { format!("{case}/") } else { format!("cases/{case}/") }
    }

    /// What a run wrote and has not committed is no change by hand.
    pub(super) fn is_pending(&self, git: &Git) -> impl Fn(&str) -> bool {
        let lines = pending(git);
        move |path| lines.iter().any(|line| line.is_about(path))
    }

    pub(super) fn author(&self) -> Author {
        Author { id: self.by().unwrap_or_else(|_| "crisis".to_owned()), at: self.now }
    }
}

impl Line {
    fn is_about(&self, path: &str) -> bool {
        self.path == path || self.path.ends_with('/') && path.starts_with(&self.path)
    }

    fn read(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.split('\t').collect();
        let [act, case, record, path] = parts[..] else { return None };
        let own = |text: &str| text.to_owned();
        is_inside(path).then(|| Self { act: own(act), case: own(case), record: own(record), path: own(path) })
    }
}

impl Notes {
    fn write(&mut self, git: &Git, lines: &[Line]) -> Result<()> {
        if self.file.is_none() {
            let folder = git.own(PENDING);
            let path = folder.join(format!("{}-{}", std::process::id(), letters::record_id()?));
            disk::make_folder(&folder)?;
            let made = File::options().create_new(true).append(true).open(&path);
            let file = made.map_err(|error| Error::io("写入", &path, &error))?;
            file.try_lock().map_err(|_| Error::new("锁不住").path(&path))?;
            disk::sync_folder(&folder)?;
            self.file = Some((path, file));
        }
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        let line = |line: &Line| format!("{}\t{}\t{}\t{}\n", line.act, line.case, line.record, line.path);
        let text: String = lines.iter().map(line).collect();
        // After a power cut, too, what was written is nobody's change by hand.
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(|error| Error::io("写入", path, &error))
    }
}

/// Command, cases, records; below it what dead runs left.
fn message(act: &str, own: &[Line], left: &[Line]) -> String {
    let said = |act: &str, lines: &[&Line]| {
        let mut words = vec![act];
        for word in lines.iter().flat_map(|line| [line.case.as_str(), line.record.as_str()]) {
            if !word.is_empty() && !words[1..].contains(&word) {
                words.push(word);
            }
        }
        words.join(" ")
    };
    let acts: BTreeSet<&str> = left.iter().map(|line| line.act.as_str()).collect();
    let of_act = |act: &str| left.iter().filter(|line| line.act == act).collect::<Vec<_>>();
    let below: Vec<String> = acts.into_iter().map(|act| format!("left by: {}", said(act, &of_act(act)))).collect();
    let own = said(act, &own.iter().collect::<Vec<_>>());
    if below.is_empty() { own } else { format!("{own}\n\n{}", below.join("\n")) }
}

/// What runs that are no more had noted; the files are held until they are done with.
fn dead(git: &Git) -> Vec<((PathBuf, File), Vec<Line>)> {
    let free = |path: &PathBuf| {
        let file = File::open(path).ok()?;
        file.try_lock().ok()?;
        Some((path.clone(), file))
    };
    let files = notes_of(git).into_iter().filter_map(|path| free(&path));
    files
        .map(|(path, mut file)| {
            let mut text = String::new();
            let _ = file.read_to_string(&mut text);
            let lines = text.lines().filter_map(Line::read).collect();
            ((path, file), lines)
        })
        .collect()
}

/// What any run has noted.
fn pending(git: &Git) -> Vec<Line> {
    let texts = notes_of(git).into_iter().filter_map(|path| fs::read_to_string(path).ok());
    texts.flat_map(|text| text.lines().filter_map(Line::read).collect::<Vec<_>>()).collect()
}

fn notes_of(git: &Git) -> Vec<PathBuf> {
    let entries = fs::read_dir(git.own(PENDING)).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn is_inside(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::{Line, message};

    #[test]
    fn a_message_names_command_case_and_records_and_what_was_left() {
        let line = |act: &str, record: &str| Line {
            act: act.to_owned(),
            case: "2026-7K3Q".to_owned(),
            record: record.to_owned(),
            path: format!("cases/2026-7K3Q/records/{record}.md"),
        };
        let lines = [line("attach", "m4t9"), line("attach", "k2p3")];
        assert_eq!(message("attach", &lines, &[]), "attach 2026-7K3Q m4t9 k2p3");
        let (own, left) = ([line("record", "b222")], [line("open", "a111")]);
        assert_eq!(message("record", &own, &left), "record 2026-7K3Q b222\n\nleft by: open 2026-7K3Q a111");
    }
}
