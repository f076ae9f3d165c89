//! `record KIND`: any kind of record. Its flags are read off the kind.

use clap::{Arg, ArgMatches, Command};

use crate::cmd::{App, Done, find_case, next};
use crate::form::{self, Said};
use crate::record::{KINDS, Kind, shape};
use crate::store::write as disk;

/// Kinds that are written by a command of their own alone.
const OWN_COMMAND: [&str; 2] = ["material", "print"];

/// 记录：写下任何一种记录；`record 种类 --help` 列出它的字段
pub struct Args {
    kind: &'static str,
    case: String,
    said: Said,
}

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        command
            .about("记录：写下任何一种记录；`record 种类 --help` 列出它的字段")
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand_help_heading("种类")
            .subcommand_value_name("KIND")
            .defer(|command| command.subcommands(KINDS.iter().filter(|kind| !has_own(kind)).map(of_kind)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let kind = Kind::named(name).map_err(|_| missing())?;
        let case = matches.get_one::<String>("case").cloned().unwrap_or_default();
        Ok(Self { kind: kind.name, case, said: form::said(kind.name, matches) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn has_own(kind: &Kind) -> bool {
    OWN_COMMAND.contains(&kind.name) || !kind.is_of_case()
}

fn of_kind(kind: &'static Kind) -> Command {
    Command::new(kind.name).about(kind.about()).arg_required_else_help(true).defer(|command| {
        let name = command.get_name().to_owned();
        command
            .arg(Arg::new("case").value_name("CASE").required(true).help("案号、学号或姓名"))
            .args(form::arguments(&name))
    })
}

pub fn run(app: &App, args: Args) -> Done {
    write(app, args.kind, &args.case, &args.said)
}

/// Writes a record of a kind from what was said, and then what to do next.
pub fn write(app: &App, kind: &'static str, case: &str, said: &Said) -> Done {
    let repo = app.repo()?;
    let case = find_case(&repo, case)?;
    let guide = app.guide_of(&repo, &case, app.draft(&repo, kind, Some(&case))?.episode)?;
    // Nobody else has to wait while somebody thinks about an answer.
    let filled = form::fill(&app.ui, guide, app.now, kind, said)?;
    let _lock = disk::lock(&repo.root)?;
    let case = repo.case(&case.number);
    let mut draft = app.draft(&repo, kind, Some(&case))?;
    (draft.fields, draft.body) = filled;
    if case.closure(draft.episode).is_some() {
        app.ui.hint(&format!(
            "注意：第 {} 次危机已经结束，这条记录仍归在其中；如果是新的危机，请用 crisis open 开案",
            draft.episode
        ));
    }
    for word in guide.free_roles(shape::of_name(kind), &draft.fields) {
        app.ui.hint(&format!("注意：“{word}”不是指南里的角色，照原样记下；按角色要求的事不会算在他身上"));
    }
    let page = app.record(&repo, &case, draft)?;
    app.wrote(&repo, &case.number, &page)?;
    if !app.dry_run {
        app.ui.hint(&next::steps_for(app, &repo, &repo.case(&case.number)));
    }
    Ok(0)
}
