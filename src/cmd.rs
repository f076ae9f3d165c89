//! The commands: one file each, its documentation is its help. This file lists them.

use std::ffi::OsString;

use clap::{Subcommand, ValueEnum};

use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::naming::{chinese, chinese_act};
use crate::ui::Format;

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
