//! The command line: what there is to say, and saying in Chinese what was said wrong.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Subcommand};

use crate::app::{App, Failure, Identity, Program};
use crate::cmd::{self, Command};
use crate::error::Error;
use crate::time::parse;
use crate::ui::{self, Format, Ui, console};
use crate::vault::identity;

mod chinese;
mod home;

#[derive(clap::Args)]
pub struct Global {
    /// 档案库所在的文件夹（默认：向上找到有 crisis.toml 的文件夹）
    #[arg(
        short = 'C',
        long = "repo",
        value_name = "DIR",
        env = "CRISIS_REPO",
        hide_env = true,
        global = true,
        help_heading = "通用"
    )]
    pub repo: Option<PathBuf>,
    /// 谁在写（成员编号）
    #[arg(long, value_name = "MEMBER", env = "CRISIS_BY", hide_env = true, global = true, help_heading = "通用")]
    pub by: Option<String>,
    /// 自己的身份文件（私钥；默认：用户配置文件夹里的 crisis/identity.txt）
    #[arg(short, long, value_name = "FILE", env = "CRISIS_IDENTITY", hide_env = true, global = true)]
    pub identity: Option<PathBuf>,
    /// 把“现在”定在某一刻（试用、回看时用）
    #[arg(long, value_name = "TIME", env = "CRISIS_NOW", hide_env = true, global = true, help_heading = "通用")]
    pub now: Option<String>,
    /// 替换已有的文件（--out、--ics）
    #[arg(long, global = true, help_heading = "通用")]
    pub force: bool,
    /// 别的程序在写时，最多等几秒（默认 10）
    #[arg(long, value_name = "SECONDS", env = "CRISIS_WAIT", hide_env = true, default_value = "10", global = true)]
    #[arg(hide_default_value = true, help_heading = "通用")]
    pub wait: u64,
    /// 输出的格式
    #[arg(long, value_enum, default_value = "human", hide_default_value = true, global = true, help_heading = "通用")]
    pub format: Format,
    /// 不提问；缺少必填的内容就报错
    #[arg(long, global = true, help_heading = "通用")]
    pub no_input: bool,
    /// 只说会写什么，不写
    #[arg(long, global = true, help_heading = "通用")]
    pub dry_run: bool,
    /// 读入的文字是什么编码（gbk、big5、utf-16le 等；认得出的不必写）
    #[arg(long, value_name = "NAME", global = true, help_heading = "通用")]
    pub encoding: Option<String>,
}

pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    without_core_dumps();
    let args: Vec<OsString> = args.into_iter().collect();
    let is_bare = args.len() < 2;
    let status = execute(args);
    if is_bare && console::is_own_window() {
        ui::hold_window();
    }
    ExitCode::from(status)
}

/// What a crash leaves behind must hold neither keys nor records.
fn without_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A system that refuses keeps its own rules; that is no reason not to work.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

fn read(args: &[OsString]) -> Result<(Global, Command), clap::Error> {
    let found = cmd::among(args, line()).try_get_matches_from(args).or_else(|error| match error.kind() {
        ErrorKind::DisplayVersion => Err(error),
        // What there is instead is said only by who knows all of it.
        _ => all().try_get_matches_from(args),
    })?;
    Ok((Global::from_arg_matches(&found)?, Command::from_arg_matches(&found)?))
}

/// The command line with all its commands.
fn all() -> clap::Command {
    cmd::acts_in_chinese(Command::augment_subcommands(line()))
}

fn line() -> clap::Command {
    let line = clap::Command::new("crisis").version(env!("CARGO_PKG_VERSION")).max_term_width(100);
    let line = line.about("学生心理危机干预档案：一人一案，从第一个电话到学期末归档检查");
    Global::augment_args(line).disable_help_subcommand(true).subcommand_required(true).arg_required_else_help(true)
}

/// One command from its words to its exit status.
fn execute(args: Vec<OsString>) -> u8 {
    if let Some(status) = home(&args) {
        return status;
    }
    let (global, command) = match read(&args) {
        Ok(said) => said,
        Err(error) => return chinese::usage(&error),
    };
    let ui = Ui::new(global.format, global.no_input);
    let done = app(&global, &args, ui).and_then(|app| cmd::run(&app, command).map_err(|failure| (app.ui, failure)));
    status(done)
}

/// What was not done is said.
fn status(done: Result<u8, (Ui, Failure)>) -> u8 {
    match done {
        Ok(status) => status,
        Err((ui, Failure(errors))) => {
            for error in &errors {
                ui.error(error);
            }
            2
        }
    }
}

/// Where no command is named, at a terminal: the home screen.
fn home(args: &[OsString]) -> Option<u8> {
    let bare = line().subcommand_required(false).arg_required_else_help(false).try_get_matches_from(args).ok()?;
    let global = Global::from_arg_matches(&bare).ok()?;
    let ui = Ui::new(global.format, global.no_input);
    if !ui.can_ask() {
        return None;
    }
    Some(status(app(&global, args, ui).and_then(|app| home::run(&app).map_err(|failure| (app.ui, failure)))))
}

/// The only place that reads the clock and the environment, its zone excepted: the school's zone comes from `crisis.toml`.
fn app(global: &Global, words: &[OsString], ui: Ui) -> Result<App, (Ui, Failure)> {
    let (here, china) = (clock(), china());
    let now = match &global.now {
        None => None,
        Some(text) => match parse::moment(text, here) {
            Ok(moment) => Some(moment.earliest(china)),
            Err(error) => return Err((ui, Failure(vec![Error { field: Some("--now".into()), ..error }]))),
        },
    };
    let home = identity::default_path(|name| std::env::var_os(name).map(PathBuf::from));
    Ok(App {
        ui,
        words: words.to_vec(),
        repo: global.repo.clone(),
        by: global.by.clone(),
        identity: Identity { given: global.identity.clone(), home },
        now: now.unwrap_or(here),
        locale: ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|set| !set.is_empty())),
        ticks: now.is_none().then_some(clock),
        dry_run: global.dry_run,
        encoding: global.encoding.clone(),
        force: global.force,
        wait: Duration::from_secs(global.wait),
        trail: Arc::default(),
        program: Program { words: all, execute },
    })
}

fn clock() -> DateTime<FixedOffset> {
    chrono::Local::now().with_timezone(&china())
}

fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("+08:00 is a zone")
}
