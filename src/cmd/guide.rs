//! `guide`: looks at a guide file, and at what is wrong with it.

use std::path::{Path, PathBuf};

use crate::app::{App, Done, program};
use crate::guide::Guide;
use crate::store;
use crate::wording::guide as words;

mod diff;
mod new;
mod test;

/// 指南：检查一份指南文件，或看它说了什么
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// 检查指南文件（默认：档案库里现行的）
    Check(File),
    /// 列出指南里的角色、等级、维度、材料和职责
    Show(File),
    /// 每一条条款由什么落实：职责、检查、材料、记录和命令（Markdown）
    Coverage(File),
    /// 用指南旁边的情景（同名的 .scenarios.yaml）试一遍：发生了什么，哪项职责何时应当怎样
    Test(File),
    /// 起稿本校的指南：问学校、角色、等级、维度、材料怎样叫，写成一份带说明、查得过的文件
    New(Box<new::Args>),
    /// 新的一份与旧的有什么不同，对现有的档案有什么影响
    Diff(diff::Args),
    /// 指南怎样写：每个键、条件、期限是什么意思，各有一例（Markdown）
    Language,
}

#[derive(clap::Args)]
struct File {
    /// 指南文件
    file: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    match args.action {
        Action::Check(File { file }) => {
            let file = file.as_deref();
            with(app, file, |guide| check(app, guide, file))
        }
        Action::Show(File { file }) => with(app, file.as_deref(), |guide| {
            app.answer(|| words::show::value(guide), || words::show::lines(guide))?;
            Ok(0)
        }),
        Action::Coverage(File { file }) => with(app, file.as_deref(), |guide| {
            let rows = program::served(app, guide);
            app.answer(|| &rows, || words::coverage::lines(guide, &rows))?;
            Ok(0)
        }),
        Action::Test(File { file }) => test::run(app, file.as_deref()),
        Action::New(args) => new::run(app, *args),
        Action::Diff(args) => diff::run(app, &args),
        Action::Language => {
            app.ui.say(&words::language::page())?;
            Ok(0)
        }
    }
}

/// A guide that could be read at all, held against the command line.
fn check(app: &App, guide: &Guide, file: Option<&Path>) -> Done {
    let unknown = program::unknown_commands(app, guide, file);
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    let calendar = app.keyless_office().map(|office| office.repo.config.calendar).unwrap_or_default();
    let unchecked = guide.unchecked(app.now, &calendar);
    app.say(words::sound(guide, &unchecked, &program::served(app, guide)))?;
    Ok(0)
}

/// The guide of a file, or the one in force.
pub fn with(app: &App, file: Option<&Path>, look: impl FnOnce(&Guide) -> Done) -> Done {
    match file {
        Some(path) => look(&store::read_guide(path)?),
        None => app.with_guide(look),
    }
}
