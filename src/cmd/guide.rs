//! `guide`: looks at a guide file, and at what is wrong with it.

use std::path::{Path, PathBuf};

use crate::app::{App, Done};
use crate::check::list_notes;
use crate::error::Error;
use crate::guide::Guide;
use crate::store;
use crate::text;

mod coverage;
mod diff;
mod language;
mod new;
mod show;
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
    if let Action::New(args) = args.action {
        return new::run(app, *args);
    }
    let file = match &args.action {
        Action::Diff(args) => return diff::run(app, args),
        Action::New(_) => &None,
        Action::Language => {
            app.ui.say(&language::page())?;
            return Ok(0);
        }
        Action::Test(File { file }) => return test::run(app, file.as_deref()),
        Action::Check(File { file }) | Action::Show(File { file }) | Action::Coverage(File { file }) => file,
    };
    if let Some(path) = file {
        let guide = store::read_guide(path)?;
        return say(app, &args.action, &guide, Some(path));
    }
    app.with_guide(|guide| say(app, &args.action, guide, None))
}

fn say(app: &App, action: &Action, guide: &Guide, file: Option<&Path>) -> Done {
    match action {
        Action::Check(_) => {
            let unknown = unknown_commands(app, guide, file);
            if !unknown.is_empty() {
                return Err(unknown.into());
            }
            for note in guide.notes.iter().chain(&list_notes(guide)).chain(&unchecked(app, guide)) {
                app.ui.hint(&format!("提示：{note}"));
            }
            coverage::hint(app, &coverage::rows(app, guide));
            let school = match guide.school_duties.len() {
                0 => String::new(),
                count => format!("，{count} 项全校的职责"),
            };
            let (duties, materials) = (guide.duties.len(), guide.materials.len());
            app.ui.say(&format!(
                "{}（{}）合格：{duties} 项职责{school}，{materials} 种材料",
                guide.title, guide.edition
            ))?;
        }
        Action::Show(_) => show::say(app, guide)?,
        Action::Coverage(_) => coverage::say(app, guide)?,
        Action::Test(_) | Action::Diff(_) | Action::New(_) | Action::Language => {}
    }
    Ok(0)
}

/// Numbers to call of which nobody knows today that they are right.
fn unchecked(app: &App, guide: &Guide) -> Vec<String> {
    let calendar = app.keyless_office().map(|office| office.repo.config.calendar).unwrap_or_default();
    guide.unchecked(app.now, &calendar)
}

/// What discharges a duty is a command of the program: what it and its flags are called only the command line knows.
fn unknown_commands(app: &App, guide: &Guide, file: Option<&Path>) -> Vec<Error> {
    let mut line = (app.program.words)();
    line.build();
    let written = file.and_then(|path| store::read_text(path).ok()).unwrap_or_default();
    let placed = |code: &str, word: &str, what: String, fix: String| {
        let told = Error::new(what).field("fix").fix(fix);
        let after = written.lines().enumerate().skip_while(|(_, line)| !line.contains(&format!("\"{code}\"")));
        let is_it = |line: &str| line.trim_start().starts_with("fix") && line.contains(word);
        let at = after.into_iter().find(|(_, line)| is_it(line)).map(|(at, _)| at + 1);
        let told = at.map_or(told.clone(), |at| told.line(at));
        file.map_or(told.clone(), |path| told.path(path))
    };
    let duties = guide.duties.iter().map(|duty| (&duty.code, &duty.fix));
    let all = duties.chain(guide.school_duties.iter().map(|duty| (&duty.code, &duty.fix)));
    let mut unknown = Vec::new();
    for (code, fix) in all {
        let mut command = &line;
        for word in text::words(fix).unwrap_or_default().iter().skip(1) {
            if let Some(flag) = word.strip_prefix("--") {
                let flag = flag.split('=').next().unwrap_or(flag);
                let known = || command.get_arguments().filter_map(clap::Arg::get_long_and_visible_aliases).flatten();
                if !known().any(|name| name == flag) {
                    let own = command.get_arguments().filter(|it| !it.is_global_set() && !it.is_hide_set());
                    let all: Vec<String> = own.filter_map(|it| it.get_long().map(|it| format!("--{it}"))).collect();
                    let what = format!("职责 {code} 的 fix 里，这个命令没有 --{flag}");
                    unknown.push(placed(code, word, what, format!("可用：{}", all.join("、"))));
                }
            } else if let Some(within) = command.find_subcommand(word) {
                command = within;
            } else if command.get_name() == line.get_name() || command.is_subcommand_required_set() {
                let what = format!("职责 {code} 的 fix 里，程序没有 {word} 这个命令");
                unknown.push(placed(code, word, what, "改成 `crisis help` 列出的命令".to_owned()));
                break;
            }
        }
    }
    unknown
}
