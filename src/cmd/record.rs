//! `record KIND`: any kind of record. Its flags are read off the kind.

use clap::{Arg, ArgMatches, Command};

use crate::app::{App, Done};
use crate::asking::kinds;
use crate::asking::talks::Which;
use crate::error::Error;
use crate::form::{self, Said, person};
use crate::record::{KINDS, Kind};

/// 记录：写下任何一种记录；`record 种类 --help` 列出它的字段
pub enum Args {
    Known {
        kind: &'static str,
        case: Option<String>,
        episode: Option<u32>,
        said: Said,
    },
    /// What only the guide of a repository knows.
    Word(String),
    /// No kind was said.
    Unsaid,
}

/// No field of a person's is called like this.
const EPISODE: &str = "in-episode";

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        command
            .about("记录：写下任何一种记录；`record 种类 --help` 列出它的字段")
            .allow_external_subcommands(true)
            .subcommand_help_heading("种类")
            .subcommand_value_name("KIND")
            .defer(|command| {
                command.subcommands(KINDS.iter().filter(|kind| kinds::is_written_by_hand(kind)).map(of_kind))
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        let Some((name, matches)) = matches.subcommand() else { return Ok(Self::Unsaid) };
        let Ok(kind) = Kind::named(name) else { return Ok(Self::Word(name.to_owned())) };
        let case = matches.get_one::<String>("case").cloned();
        let episode = matches.get_one::<u32>(EPISODE).copied();
        Ok(Self::Known { kind: kind.name, case, episode, said: form::said(kind.name, matches) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn of_kind(kind: &'static Kind) -> Command {
    Command::new(kind.name).about(kind.about()).visible_alias(kind.title()).defer(|command| {
        let name = command.get_name().to_owned();
        command.arg(Arg::new("case").value_name("CASE").help("案号、学号或姓名")).args(form::arguments(&name)).arg(
            Arg::new(EPISODE)
                .long("episode")
                .value_name("N")
                .value_parser(clap::value_parser!(u32))
                .help("第几次危机（默认：最近一次）"),
        )
    })
}

pub fn run(app: &App, args: Args) -> Done {
    match args {
        Args::Known { kind, case, episode, said } => write(app, kind, case.as_deref(), episode, &said),
        Args::Word(word) => {
            let kind = kinds::meant(app, &word)?;
            let mut words = app.words.clone();
            if let Some(said) = words.iter_mut().find(|said| **said == *word) {
                *said = kind.into();
            }
            Ok((app.program.execute)(words))
        }
        Args::Unsaid if app.ui.can_ask() => {
            write(app, kinds::pick(app.keyless_office()?.guide()?)?, None, None, &Said::default())
        }
        Args::Unsaid => Err(Error::new("没有写是哪一种记录").field("KIND").fix(kinds::all(None)).into()),
    }
}

/// Writes a record of a kind from what was said, and then what to do next.
pub fn write(app: &App, kind: &'static str, case: Option<&str>, episode: Option<u32>, said: &Said) -> Done {
    let office = app.office()?;
    let case = app.which(&office, case)?;
    let episode = office.may_write(&case, episode, kind)?;
    // Nobody else has to wait while somebody thinks about an answer.
    let guide = office.guide_of(&case, episode)?;
    let talk = app.talk(&office, guide, Which::Of(&case, kind));
    let (mut fields, body) = form::fill(&talk, kind, said)?;
    person::ask(&app.ui, guide, &office.people(guide, &case.about), &case.about, kind, &mut fields)?;
    let pen = office.pen()?;
    let now = pen.case(&case.number);
    let make = |fields| pen.record_in(&now, episode, kind, fields, body.clone());
    let plan = make(app.confirmed(&office, Some(&now), fields, make)?)?;
    app.carry_out(&pen, &plan)?;
    talk.shelf.clear()?;
    app.then(&office, &plan, now);
    Ok(0)
}
