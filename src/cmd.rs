//! The commands: one file each, its documentation is its help. This file lists them and holds what they share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use clap::Subcommand;

use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::{Office, founding};
use crate::store;
use crate::store::locker::Locker;
use crate::ui::Ui;

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

macro_rules! commands {
    ($($(#[$attribute:meta])* $module:ident: $name:ident,)*) => {
        $(mod $module;)*

        #[derive(Subcommand)]
        pub enum Command {
            $($(#[$attribute])* $name($module::Args),)*
        }

        pub fn run(app: &App, command: Command) -> Done {
            match command { $(Command::$name(args) => $module::run(app, args),)* }
        }
    };
}

mod keys;
mod notes;
mod recovery;
mod tasks;

commands! {
    init: Init,
    demo: Demo,
    #[command(visible_alias = "开案")]
    open: Open,
    #[command(visible_alias = "评估")]
    assess: Assess,
    #[command(visible_alias = "转介")]
    refer: Refer,
    #[command(visible_alias = "记录")]
    record: Record,
    #[command(visible_alias = "归档材料")]
    attach: Attach,
    #[command(visible_alias = "更正")]
    amend: Amend,
    #[command(visible_alias = "结束")]
    close: Close,
    #[command(visible_alias = "重新打开")]
    reopen: Reopen,
    #[command(visible_alias = "预防")]
    training: Training,
    #[command(visible_alias = "名单")]
    list: List,
    #[command(visible_alias = "查看")]
    show: Show,
    #[command(visible_alias = "搜索")]
    search: Search,
    #[command(visible_alias = "下一步")]
    next: Next,
    #[command(visible_alias = "待办")]
    due: Due,
    #[command(visible_alias = "核查")]
    audit: Audit,
    #[command(visible_alias = "核对")]
    verify: Verify,
    #[command(visible_alias = "统计")]
    stats: Stats,
    #[command(visible_alias = "打印")]
    print: Print,
    #[command(visible_alias = "看板")]
    dashboard: Dashboard,
    #[command(visible_alias = "说明")]
    explain: Explain,
    #[command(visible_alias = "指南")]
    guide: Guide,
    #[command(visible_alias = "上报")]
    report: Report,
    #[command(visible_alias = "受理")]
    intake: Intake,
    #[command(visible_alias = "编辑")]
    edit: Edit,
    #[command(visible_alias = "销毁")]
    destroy: Destroy,
    #[command(visible_alias = "成员")]
    member: Member,
    #[command(visible_alias = "钥匙")]
    key: Key,
    #[command(visible_alias = "封存")]
    seal: Seal,
    #[command(visible_alias = "解封")]
    unseal: Unseal,
    #[command(visible_alias = "授权")]
    grant: Grant,
    #[command(visible_alias = "收回")]
    revoke: Revoke,
    schema: Schema,
    completions: Completions,
}

/// What every command is given. The clock and the environment were read before.
pub struct App {
    pub ui: Ui,
    pub repo: Option<PathBuf>,
    pub by: Option<String>,
    pub identity: Identity,
    pub now: DateTime<FixedOffset>,
    pub dry_run: bool,
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
            Some(root) if root.join("crisis.toml").is_file() => root.clone(),
            Some(root) => return Err(store::find(root).err().map_or_else(|| not_here(root), Failure::from)),
            None => store::find(Path::new("."))?,
        };
        Ok(Office::open(&root, None, self.by.clone(), self.now)?)
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
}

/// What somebody must say is no blank.
fn filled(text: &str) -> Result<String, &'static str> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).ok_or("是空的")
}

fn not_here(root: &Path) -> Failure {
    Error::new("这里不是档案库：没有 crisis.toml").path(root).fix("核对 -C 后面的文件夹").into()
}
