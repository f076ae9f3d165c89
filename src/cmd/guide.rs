//! `guide`: looks at a guide file, and at what is wrong with it.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::check::list_notes;
use crate::cmd::{App, Done};
use crate::error::Error;
use crate::guide::duty::Duty;
use crate::guide::lists::Listed;
use crate::guide::own::OwnField;
use crate::guide::{Group, Guide};
use crate::record::shape;
use crate::store;
use crate::tell;
use crate::text;
use crate::ui::{Format, table};

mod coverage;
mod diff;
mod language;
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
        Action::Show(_) if app.ui.format == Format::Json => app.ui.json(&as_json(guide))?,
        Action::Show(_) => app.ui.say(&as_text(guide))?,
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

/// Whose numbers are in force, where an overlay or the guide itself says it.
fn clocks(guide: &Guide) -> Option<String> {
    let clock = |duty: &Duty| {
        let (source, by) = duty.source.as_ref().zip(duty.confirmed_by.as_ref())?;
        Some(vec![duty.code.clone(), duty.title.clone(), source.clone(), by.clone()])
    };
    let rows: Vec<_> = guide.duties.iter().filter_map(clock).collect();
    (!rows.is_empty()).then(|| table(&["编号", "职责", "出处", "谁确认"], rows))
}

fn as_json(guide: &Guide) -> serde_json::Value {
    let duties = guide.duties.iter().map(|duty| {
        json!({ "code": duty.code, "title": duty.title, "clause": duty.clause, "column": duty.column, "source": duty.source, "confirmed_by": duty.confirmed_by, "why": duty.why })
    });
    let school = guide
        .school_duties
        .iter()
        .map(|duty| json!({ "code": duty.code, "title": duty.title, "clause": duty.clause, "why": duty.why }));
    json!({
        "id": guide.id, "title": guide.title, "edition": guide.edition,
        "clauses": guide.clauses, "roles": guide.roles, "groups": guide.groups, "axes": guide.axes, "levels": guide.levels,
        "dimensions": guide.dimensions, "types": guide.types, "evidence": guide.evidence,
        "lists": guide.lists, "open_lists": guide.open_lists, "fields": guide.fields, "numbers": guide.numbers,
        "materials": guide.materials, "checks": guide.checks, "retention": guide.retention, "duties": duties.collect::<Vec<_>>(), "school_duties": school.collect::<Vec<_>>(),
    })
}

fn as_text(guide: &Guide) -> String {
    let words = |vocabulary: &str| {
        let rows = guide.words(vocabulary).map(|(code, name)| vec![code.to_owned(), name.to_owned()]);
        table(&["编号", "名称"], rows.collect())
    };
    let row = |code: &String, title: &String, clause: &String| vec![code.clone(), title.clone(), clause.clone()];
    let duties = guide.duties.iter().map(|duty| row(&duty.code, &duty.title, &duty.clause));
    let duties = table(&["编号", "职责", "依据"], duties.collect());
    let school = guide.school_duties.iter().map(|duty| row(&duty.code, &duty.title, &duty.clause));
    let school = table(&["编号", "全校的职责", "依据"], school.collect());
    let materials = guide.materials.iter().map(|material| vec![material.id.clone(), material.column()]);
    let materials = table(&["编号", "材料"], materials.collect());
    let mut text = format!("{}（{}）\n", guide.title, guide.edition);
    let groups = (!guide.groups.is_empty()).then(|| ("角色的合称", groups(guide)));
    for (heading, part) in groups.into_iter().chain([
        ("角色", words("role")),
        ("方面", words("axis")),
        ("等级", levels(guide)),
        ("维度", words("dimension")),
        ("危机类型", words("type")),
        ("证据", words("evidence")),
        ("词表", lists(guide)),
        ("另设的字段", own_fields(guide)),
        ("材料", materials),
        ("职责", duties),
        ("全校的职责", school),
    ]) {
        text.push_str(&format!("\n{heading}\n{part}\n"));
    }
    if let Some(clocks) = clocks(guide) {
        text.push_str(&format!("\n时限（不在指南里，另见 {}.clocks.toml）\n{clocks}\n", guide.id));
    }
    text
}

fn lists(guide: &Guide) -> String {
    let row = |word: &Listed| {
        let (kind, field) = word.list.split_once('.').unwrap_or_default();
        let needs: Vec<&str> = word.needs.iter().map(|need| shape::label(kind, need)).collect();
        let of = format!("{}的{}", tell::kind(guide, kind), shape::label(kind, field));
        vec![of, word.id.clone(), word.name.clone(), needs.join("、")]
    };
    table(&["字段", "编号", "名称", "要写的字段"], guide.lists.iter().map(row).collect())
}

fn own_fields(guide: &Guide) -> String {
    let row = |field: &OwnField| {
        let must = if field.required { "是" } else { "" };
        vec![tell::kind(guide, &field.kind), field.id.clone(), field.name.clone(), must.to_owned(), field.why.clone()]
    };
    table(&["记录", "编号", "名称", "必填", "说明"], guide.fields.iter().map(row).collect())
}

fn groups(guide: &Guide) -> String {
    let name = |role: &String| guide.name("role", role).to_owned();
    let row = |group: &Group| {
        let roles: Vec<String> = group.roles.iter().map(name).collect();
        vec![group.id.clone(), group.name.clone(), roles.join("、")]
    };
    table(&["编号", "名称", "有哪些"], guide.groups.iter().map(row).collect())
}

fn levels(guide: &Guide) -> String {
    let mut levels: Vec<_> = guide.levels.iter().collect();
    levels.sort_by_key(|level| (level.axis.clone(), level.order));
    let rows = levels.into_iter().map(|level| {
        let name = if level.example { format!("{}（示例）", level.name) } else { level.name.clone() };
        vec![guide.name("axis", &level.axis).to_owned(), level.order.to_string(), level.id.clone(), name]
    });
    table(&["方面", "轻重", "编号", "名称"], rows.collect())
}
