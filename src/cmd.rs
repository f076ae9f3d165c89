//! The commands: one file each, its documentation is its help. This file lists them and holds what they share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::{Subcommand, ValueEnum};

use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::naming::{chinese, chinese_act};
use crate::office::trail::Trail;
use crate::office::{Office, founding};
use crate::store;
use crate::store::locker::Locker;
use crate::time::parse;
use crate::ui::{self, Format, Ui};

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

/// One line a command: its file; what it is also called is in `wording::commands`.
macro_rules! commands {
    ($($(#[$only:meta])? $module:ident: $name:ident,)*) => {
        $($(#[$only])? mod $module;)*

        #[derive(Subcommand)]
        pub enum Command {
            $($(#[$only])? #[command(visible_aliases = chinese(stringify!($module)))] $name($module::Args),)*
        }

        /// Only the commands that these words can mean: to describe them all takes longer than a short one takes.
        pub fn among(words: &[OsString], mut line: clap::Command) -> clap::Command {
            let is_said = |name: &str| words.iter().any(|word| word == name || chinese(name).is_some_and(|also| word == also));
            $($(#[$only])? if is_said(stringify!($module)) {
                let command = clap::Command::new(stringify!($module)).visible_aliases(chinese(stringify!($module)));
                line = line.subcommand(<$module::Args as clap::Args>::augment_args(command));
            })*
            acts_in_chinese(line)
        }

        /// What was written, also by a command that failed in the middle, is one commit.
        pub fn run(app: &App, command: Command) -> Done {
            let done = match command {
                $($(#[$only])? Command::$name(args) => {
                    serves(stringify!($module), app.ui.format)?;
                    app.trail.begin(stringify!($module));
                    $module::run(app, args)
                })*
            };
            app.settle();
            done
        }
    };
}

/// What a command does with a word of its own (`member add`) has a Chinese name too.
pub fn acts_in_chinese(line: clap::Command) -> clap::Command {
    line.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_subcommands(|act| {
            let also = chinese_act(&name, act.get_name());
            act.visible_aliases(also)
        })
    })
}

/// An answer in a format that the command does not have would be taken for one that it is.
fn serves(command: &str, format: Format) -> Result<()> {
    let also: &[Format] = match command {
        "audit" => &[Format::Html, Format::Csv, Format::Md, Format::Xlsx],
        "list" | "due" | "stats" | "training" => &[Format::Csv, Format::Xlsx],
        _ => &[],
    };
    if matches!(format, Format::Human | Format::Json) || also.contains(&format) {
        return Ok(());
    }
    let names = [Format::Human, Format::Json].iter().chain(also).filter_map(ValueEnum::to_possible_value);
    let names = names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>().join("、");
    let command = chinese(command).unwrap_or(command);
    Err(Error::new(format!("“{command}”没有这种格式")).field("--format").fix(format!("可用：{names}")))
}

mod bags;
mod guard;
mod home;
mod keys;
mod notes;
mod outside;
mod recovery;
mod talks;
mod workbook;

commands! {
    init: Init,
    demo: Demo,
    open: Open,
    assess: Assess,
    refer: Refer,
    record: Record,
    attach: Attach,
    withdraw: Withdraw,
    amend: Amend,
    close: Close,
    reopen: Reopen,
    training: Training,
    #[cfg(feature = "desk")] desk: Desk,
    list: List,
    show: Show,
    search: Search,
    next: Next,
    due: Due,
    remind: Remind,
    audit: Audit,
    verify: Verify,
    archive: Archive,
    transfer: Transfer,
    restore: Restore,
    sync: Sync,
    backup: Backup,
    stats: Stats,
    print: Print,
    dashboard: Dashboard,
    doctor: Doctor,
    explain: Explain,
    guide: Guide,
    report: Report,
    intake: Intake,
    import: Import,
    edit: Edit,
    teacher: Teacher,
    handover: Handover,
    destroy: Destroy,
    member: Member,
    key: Key,
    seal: Seal,
    unseal: Unseal,
    grant: Grant,
    revoke: Revoke,
    handbook: Handbook,
    man: Man,
    schema: Schema,
    completions: Completions,
}

pub use self::home::run as home;

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

    /// The guide in force; where there is no repository the one that comes with the program, and that is said.
    pub fn with_guide(&self, look: impl FnOnce(&Guide) -> Done) -> Done {
        if self.repo.is_none() && store::find(Path::new(".")).is_err() {
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
