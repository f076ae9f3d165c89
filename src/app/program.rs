//! What a guide says of the command line, held against it.

use std::path::Path;

use crate::app::App;
use crate::error::Error;
use crate::guide::Guide;
use crate::office::coverage::{Served, coverage};
use crate::store;
use crate::text;

/// Every clause, with what serves it in this program.
pub fn served(app: &App, guide: &Guide) -> Vec<Served> {
    let line = (app.program.words)();
    let commands: Vec<String> = line.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    coverage(guide, &commands)
}

/// What discharges a duty is a command of the program: what it and its flags are called only the command line knows.
pub fn unknown_commands(app: &App, guide: &Guide, file: Option<&Path>) -> Vec<Error> {
    let mut line = (app.program.words)();
    line.build();
    let written = file.and_then(|path| store::read_text(path).ok()).unwrap_or_default();
    let placed = |code: &str, word: &str, what: String, fix: String| {
        let told = Error::new(what).field("fix").fix(fix);
        let after = written.lines().enumerate().skip_while(|(_, line)| !line.contains(&format!("\"{code}\"")));
        let is_it = |line: &str| line.trim_start().starts_with("fix") && line.contains(word);
        let at = after.into_iter().find(|(_, line)| is_it(line)).map(|(at, _)| at + 1);
        Error { line: at, path: file.map(Path::to_owned), ..told }
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
