//! `record KIND`: any kind of record. Its flags are read off the kind.

use clap::{Arg, ArgMatches, Command};

use crate::app::talks::Which;
use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::form::{self, Said, ask, person};
use crate::guide::Guide;
use crate::record::{KINDS, Kind};
use crate::tell;

/// Kinds that are written by a command of their own alone.
const OWN_COMMAND: [&str; 3] = ["material", "print", "withdrawal"];

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
            .defer(|command| command.subcommands(KINDS.iter().filter(|kind| is_written_by_hand(kind)).map(of_kind)))
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

/// Whether a person writes such records with this command.
pub fn is_written_by_hand(kind: &Kind) -> bool {
    !OWN_COMMAND.contains(&kind.name) && kind.is_of_case()
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
            let kind = meant(app, &word)?;
            let mut words = app.words.clone();
            if let Some(said) = words.iter_mut().find(|said| **said == *word) {
                *said = kind.into();
            }
            Ok((app.program.execute)(words))
        }
        Args::Unsaid if app.ui.can_ask() => {
            write(app, pick(app.keyless_office()?.guide()?)?, None, None, &Said::default())
        }
        Args::Unsaid => Err(Error::new("没有写是哪一种记录").field("KIND").fix(all(None)).into()),
    }
}

/// The kind that the guide, or the program, calls so, or the only one whose name begins so.
fn meant(app: &App, word: &str) -> Result<&'static str> {
    let office = app.keyless_office().ok();
    let guide = office.as_ref().and_then(|office| office.guide().ok());
    let names = |kind: &Kind| [guide.map(|guide| tell::kind(guide, kind.name)), Some(kind.title())];
    let fits = |fits: &dyn Fn(&str) -> bool| {
        let by_hand = KINDS.iter().filter(|kind| is_written_by_hand(kind));
        by_hand.filter(|kind| names(kind).iter().flatten().any(|name| fits(name))).collect::<Vec<_>>()
    };
    let exact = fits(&|name| name == word);
    let near = if exact.is_empty() { fits(&|name| name.starts_with(word)) } else { exact };
    match near.as_slice() {
        [only] => Ok(only.name),
        _ => Err(Error::new(format!("没有“{word}”这种记录")).field("KIND").fix(all(guide))),
    }
}

fn all(guide: Option<&Guide>) -> String {
    let title = |kind: &Kind| guide.map_or_else(|| kind.title(), |guide| tell::kind(guide, kind.name));
    let names: Vec<String> = KINDS.iter().filter(|kind| is_written_by_hand(kind)).map(title).collect();
    format!("可用：{}（crisis record --help）", names.join("、"))
}

/// The kind that somebody at the terminal chooses, by its name and what it is for.
fn pick(guide: &Guide) -> Result<&'static str> {
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| is_written_by_hand(kind)).collect();
    let labels = kinds.iter().map(|kind| {
        let about = kind.about();
        let what = about.split_once('：').map_or("", |(_, what)| what);
        format!("{}：{what}", tell::kind(guide, kind.name))
    });
    Ok(kinds[ask::pick("记录什么", labels.collect())?].name)
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
