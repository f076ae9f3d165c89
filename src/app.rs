//! What every command is given: who sits where, how the office is opened for them, how they are asked and answered.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::trail::Trail;
use crate::office::{Office, founding};
use crate::store;
use crate::store::locker::Locker;
use crate::time::parse;
use crate::ui::{self, Ui};

mod answers;
pub mod bags;
pub mod files;
pub mod keys;
mod outside;
pub mod program;
pub mod recovery;
pub mod workbook;

/// What stops a command: one error, or every fault of a guide.
pub struct Failure(pub Vec<Error>);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl From<Vec<Error>> for Failure {
    fn from(errors: Vec<Error>) -> Self {
        Self(errors)
    }
}

/// Exit status 0 or 1, or what stopped the command.
pub type Done = Result<u8, Failure>;

/// What every command is given. The clock and the environment were read before.
pub struct App {
    pub ui: Ui,
    /// The line as it was typed.
    pub words: Vec<OsString>,
    pub repo: Option<PathBuf>,
    pub by: Option<String>,
    pub identity: Identity,
    pub now: DateTime<FixedOffset>,
    /// In which language and letters the system talks to programs.
    pub locale: Option<String>,
    /// The clock for whoever works for hours; none where somebody fixed the moment.
    #[cfg_attr(not(feature = "desk"), expect(dead_code, reason = "nothing else works for hours"))]
    pub ticks: Option<fn() -> DateTime<FixedOffset>>,
    pub dry_run: bool,
    /// In which texts of others are written; none: whatever is recognised.
    pub encoding: Option<String>,
    /// An existing file may be replaced.
    pub force: bool,
    /// How long to wait for another writer.
    pub wait: Duration,
    pub trail: Arc<Trail>,
    pub program: Program,
}

/// The whole command line, which lies above the commands: `demo` runs it, others tell of it.
pub struct Program {
    pub words: fn() -> clap::Command,
    /// One command from its words to its exit status.
    pub execute: fn(Vec<OsString>) -> u8,
}

/// Where the private key of the person at the keyboard lies.
pub struct Identity {
    pub given: Option<PathBuf>,
    /// By the custom of the system; none where no home is known.
    pub home: Option<PathBuf>,
}

impl App {
    /// The office of the repository, with the keys to open what is sealed for the person at the keyboard.
    pub fn office(&self) -> Result<Office, Failure> {
        let office = self.keyless_office()?;
        if office.repo.config.privacy == Privacy::Sealed { self.with_keys(office) } else { Ok(office) }
    }

    /// The same, with the keys also where nothing is sealed yet.
    pub fn keyed_office(&self) -> Result<Office, Failure> {
        self.with_keys(self.keyless_office()?)
    }

    /// For what needs no private key.
    pub fn keyless_office(&self) -> Result<Office, Failure> {
        let root = match &self.repo {
            Some(root) => store::here(root)?,
            None => store::find(Path::new("."))?,
        };
        let office = Office::open(&root, None, self.by.clone(), self.now)?;
        Ok(office.patient(self.wait, ui::waiting).leaving(Arc::clone(&self.trail)))
    }

    /// Whether there is a repository here.
    pub fn is_home(&self) -> bool {
        self.repo.is_some() || store::find(Path::new(".")).is_ok()
    }

    /// The guide in force; where there is no repository the one that comes with the program, and that is said.
    pub fn with_guide(&self, look: impl FnOnce(&Guide) -> Done) -> Done {
        if !self.is_home() {
            self.ui.hint("这里没有档案库，以下按程序自带的指南");
            return look(&founding::own_guide()?);
        }
        look(self.keyless_office()?.guide()?)
    }

    fn with_keys(&self, mut office: Office) -> Result<Office, Failure> {
        office.repo.locker = Locker::new(Some(keys::keyring(self)?));
        Ok(office)
    }

    /// A day as somebody typed it.
    pub fn day(&self, said: Option<&str>, flag: &str) -> Result<Option<NaiveDate>> {
        said.map(|said| parse::day(said, self.now)).transpose().map_err(|error| error.field(flag))
    }
}
