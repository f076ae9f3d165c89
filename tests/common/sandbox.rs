//! The real binary in a folder of its own, with a fixed clock and nothing of the machine's environment.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::memory;

/// A command line as words: `'…'` is one of them.
pub fn words(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

/// Names and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

pub struct Sandbox {
    dir: tempfile::TempDir,
}

pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }
}

impl Sandbox {
    pub fn empty() -> Self {
        Self { dir: memory::folder() }
    }

    pub fn on_disk() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// With what lay in another one.
    pub fn holding(files: &[(String, Vec<u8>)]) -> Self {
        let sandbox = Self::empty();
        for (name, bytes) in files {
            let path = sandbox.path(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        sandbox
    }

    /// A plain repository in the folder itself, with the default guide and a team of four: founded once, as all are alike.
    pub fn school() -> Self {
        static FOUNDED: OnceLock<Files> = OnceLock::new();
        let found = || {
            let sandbox = Self::empty();
            sandbox.ok(&["init", ".", "--no-git", "--school", "示例实验高中", "--plain"]);
            let team = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/demo-team.yaml");
            std::fs::copy(team, sandbox.path("team.yaml")).unwrap();
            sandbox.files()
        };
        Self::holding(FOUNDED.get_or_init(found))
    }

    /// The same, with something added to the guide, and a case; gives its number, too.
    pub fn school_with(added: &str) -> (Self, String) {
        let school = Self::school();
        let path = school.path("guides/shiyan.toml");
        let guide = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{guide}\n{added}")).unwrap();
        school.ok(&["guide", "check"]);
        let case = school.opened("林示例", &["--finder", "某甲", "--saw", "某事"]);
        (school, case)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// Runs in the folder; at 2026-03-06 08:00 unless `--now` says otherwise.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[])
    }

    pub fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Ran {
        let done = self.command(args).envs(env.iter().copied()).output().unwrap();
        Ran {
            status: done.status.code().unwrap_or(-1),
            stdout: String::from_utf8(done.stdout).unwrap(),
            stderr: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// What `run` starts, for those who watch it, talk to it or kill it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crisis"));
        command.current_dir(self.root()).env_clear().env("CRISIS_NOW", "2026-03-06 08:00").args(args);
        command.env("HOME", self.root()).env("APPDATA", self.path(".config"));
        command
    }

    /// Must succeed.
    pub fn ok(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?}\n{}{}", ran.stdout, ran.stderr);
        ran
    }

    /// Opens a case, the evening before, with what else is said of it; gives its number.
    pub fn opened(&self, student: &str, more: &[&str]) -> String {
        let who = ["open", "--format", "json", "--by", "keeper", "--student", student];
        let when = ["--at", "2026-03-05 21:20", "--known", "2026-03-05 21:30"];
        self.ok(&[&who[..], &when, more].concat()).json()["case"].as_str().unwrap().to_owned()
    }

    /// Every file below the folder, relative with `/`, with its bytes.
    pub fn files(&self) -> Files {
        let mut found = Vec::new();
        let mut folders = vec![self.root().to_path_buf()];
        while let Some(folder) = folders.pop() {
            // A program that runs meanwhile, as the git of a command that was killed, may have taken it away.
            let entries = match std::fs::read_dir(folder) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                entries => entries.unwrap(),
            };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.root()).unwrap().to_string_lossy().replace('\\', "/");
                    // Windows lets nobody read what another has locked; there is nothing in it.
                    let is_lock = name.ends_with(".crisis.lock");
                    let bytes = if is_lock { Ok(Vec::new()) } else { std::fs::read(&path) };
                    // Or given it another name.
                    match bytes {
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        bytes => found.push((name, bytes.unwrap())),
                    }
                }
            }
        }
        found.sort();
        found
    }
}
