//! What lies in a commit: compared with another, read, and put together anew without touching the files on the disk.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use super::{Author, Git, names, sign, succeeded, trouble};
use crate::disk;
use crate::error::{Error, Result};

/// A file in a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// As git writes it: `100644`.
    mode: String,
    /// Name of the bytes.
    pub blob: String,
}

impl Entry {
    /// A regular file of these bytes.
    pub fn file(blob: String) -> Self {
        Self { mode: "100644".to_owned(), blob }
    }

    /// A link or another repository is no file of ours.
    pub fn is_file(&self) -> bool {
        self.mode.starts_with("100")
    }
}

/// By path: what a file is afterwards; none where it is gone.
pub type Changes = BTreeMap<String, Option<Entry>>;

/// The files below a folder (`cases/` …), unfinished ones left out, by their paths from the root.
pub fn below(root: &Path, folder: &str) -> Result<Vec<String>> {
    let path = root.join(folder);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let is_finished = |file: &&std::path::PathBuf| !file.iter().any(|part| part.to_string_lossy().starts_with('.'));
    let named = |file: &std::path::PathBuf| {
        let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        format!("{folder}{}", parts.join("/"))
    };
    Ok(disk::files(&path)?.iter().filter(is_finished).map(named).collect())
}

impl Git {
    /// What became of the files between two commits.
    pub fn changes(&self, from: &str, to: &str) -> Result<Changes> {
        let listed = self.run(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to])?;
        let parts = names(&listed)?;
        let mut changes = Changes::new();
        for pair in parts.chunks_exact(2) {
            // `:100644 100644 OLD NEW M`
            let words: Vec<&str> = pair[0].trim_start_matches(':').split(' ').collect();
            let [_, mode, _, blob, _] = words[..] else { continue };
            let is_gone = mode.chars().all(|digit| digit == '0');
            let entry = (!is_gone).then(|| Entry { mode: mode.to_owned(), blob: blob.to_owned() });
            changes.insert(pair[1].clone(), entry);
        }
        Ok(changes)
    }

    /// The files of a commit below these paths; none named: all.
    pub fn files(&self, commit: &str, below: &[String]) -> Result<BTreeMap<String, Entry>> {
        let mut args = vec!["ls-tree", "-r", "-z", "--full-tree", commit, "--"];
        args.extend(below.iter().map(String::as_str));
        let mut files = BTreeMap::new();
        for line in names(&self.run(args)?)? {
            let Some((about, path)) = line.split_once('\t') else { continue };
            let words: Vec<&str> = about.split(' ').collect();
            if let [mode, _, blob] = words[..] {
                files.insert(path.to_owned(), Entry { mode: mode.to_owned(), blob: blob.to_owned() });
            }
        }
        Ok(files)
    }

    pub fn entry(&self, commit: &str, path: &str) -> Result<Option<Entry>> {
        Ok(self.files(commit, &[path.to_owned()])?.remove(path))
    }

    pub fn read(&self, entry: &Entry) -> Result<Vec<u8>> {
        self.run(["cat-file", "blob", &entry.blob])
    }

    /// The name of bytes that git keeps from now on.
    pub fn keep(&self, bytes: &[u8]) -> Result<Entry> {
        let name = self.run_with(["hash-object", "-w", "--no-filters", "--stdin"], bytes)?;
        Ok(Entry::file(String::from_utf8_lossy(&name).trim().to_owned()))
    }

    /// What git would call the bytes of a file on the disk; none where there is none.
    pub fn name_of(&self, path: &str) -> Result<Option<String>> {
        if !self.root.join(path).is_file() {
            return Ok(None);
        }
        self.ask(["hash-object", "--no-filters", "--", path])
    }

    /// Hands each of these files on as a stream, in their order.
    pub fn read_each(
        &self,
        files: &[(&str, &Entry)],
        mut take: impl FnMut(&str, &mut dyn Read) -> Result<()>,
    ) -> Result<()> {
        let mut command = self.command();
        command.args(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| trouble::not_started(&error))?;
        let cut_off = || Error::new("git 没有说完").fix("再试一次；若仍不行，运行 git fsck 检查历史");
        let (Some(mut asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else { return Err(cut_off()) };
        let mut answers = BufReader::with_capacity(1 << 16, answers);
        for (path, entry) in files {
            writeln!(asks, "{}", entry.blob).map_err(|_| cut_off())?;
            let mut head = String::new();
            answers.read_line(&mut head).map_err(|_| cut_off())?;
            let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
            let mut content = (&mut answers).take(size.ok_or_else(cut_off)?);
            take(path, &mut content)?;
            if content.limit() > 0 {
                return Err(cut_off());
            }
            answers.read_exact(&mut [0]).map_err(|_| cut_off())?;
        }
        drop(asks);
        child.wait().map(|_| ()).map_err(|_| cut_off())
    }

    /// A commit that nothing points to yet: the files of `onto`, with changes, after these parents.
    pub fn joined(&self, onto: &str, changes: &Changes, parents: &[&str], said: (&str, &Author)) -> Result<String> {
        let index = self.own("index");
        let aside = Self { index: Some(index.clone()), ..self.writing()? };
        aside.run(["read-tree", onto])?;
        aside.run_with(["update-index", "-z", "--index-info"], &index_lines(changes))?;
        let tree = aside.run(["write-tree"])?;
        // It holds nothing that is not in the tree now.
        let _ = fs::remove_file(index);
        let mut command = self.command();
        command.arg("commit-tree").arg(String::from_utf8_lossy(&tree).trim());
        command.args(parents.iter().flat_map(|parent| ["-p", parent])).args(["-m", said.0]);
        sign(&mut command, said.1);
        let commit = succeeded(self.fed(command, &[])?)?;
        Ok(String::from_utf8_lossy(&commit).trim().to_owned())
    }

    /// From now on this is the last commit, and these are the files that git believes to be on the disk.
    pub fn move_to(&self, commit: &str, from: &str, changes: &Changes) -> Result<()> {
        let git = self.writing()?;
        git.run_with(["update-index", "-z", "--index-info"], &index_lines(changes))?;
        git.run(["update-ref", "-m", "crisis sync", "HEAD", commit, from])?;
        // Times and sizes, so that the next look at the files need not read them. Whether anything differs is not
        // asked here.
        let _ = git.run(["update-index", "-q", "--refresh"]);
        Ok(())
    }

    /// Three texts line by line, as git does: the one text, or what stands against each other. `side` decides where they
    /// do: `--ours`, `--theirs`.
    pub fn merge_lines(&self, texts: [&[u8]; 3], side: Option<&str>) -> Result<Result<Vec<u8>, [String; 2]>> {
        let (folder, _held) =
            disk::staging(&self.folder()).map_err(|error| Error::io("写入", &self.folder(), &error))?;
        let mut args: Vec<OsString> = vec!["merge-file".into(), "-p".into()];
        args.extend(side.map(Into::into));
        for (name, text) in ["ours", "base", "theirs"].into_iter().zip(texts) {
            let path = folder.path().join(name);
            fs::write(&path, text).map_err(|error| Error::io("写入", &path, &error))?;
            args.push(path.into());
        }
        let mut command = self.command();
        command.args(args);
        let done = self.fed(command, &[])?;
        match done.status.code() {
            Some(0) => Ok(Ok(done.stdout)),
            // The number of conflicts.
            Some(1..=127) => Ok(Err(sides(&String::from_utf8_lossy(&done.stdout)))),
            _ => Err(trouble::told(&done.stderr)),
        }
    }

    pub fn is_ancestor(&self, old: &str, new: &str) -> Result<bool> {
        let mut command = self.command();
        command.args(["merge-base", "--is-ancestor", old, new]);
        let done = self.fed(command, &[])?;
        match done.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(trouble::told(&done.stderr)),
        }
    }

    /// The last commit that both have; none where they never were one.
    pub fn fork(&self, one: &str, other: &str) -> Result<Option<String>> {
        self.ask(["merge-base", one, other])
    }
}

/// What stands between the marks of a conflict, of all of them.
fn sides(marked: &str) -> [String; 2] {
    let (mut sides, mut at) = ([String::new(), String::new()], None);
    for line in marked.lines() {
        match line {
            line if line.starts_with("<<<<<<< ") => at = Some(0),
            "=======" if at == Some(0) => at = Some(1),
            line if line.starts_with(">>>>>>> ") => at = None,
            line => {
                if let Some(side) = at.and_then(|at: usize| sides.get_mut(at)) {
                    side.push_str(line);
                    side.push('\n');
                }
            }
        }
    }
    sides.map(|side| side.trim_end().to_owned())
}

fn index_lines(changes: &Changes) -> Vec<u8> {
    const NONE: &str = "0000000000000000000000000000000000000000";
    let line = |(path, entry): (&String, &Option<Entry>)| match entry {
        Some(entry) => format!("{} {}\t{path}\0", entry.mode, entry.blob),
        None => format!("0 {NONE}\t{path}\0"),
    };
    changes.iter().map(line).collect::<String>().into_bytes()
}
