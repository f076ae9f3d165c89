//! `man`: the help as pages for `man`.

use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;

use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::store::write;

/// 手册页：把全部命令的帮助写成 man 手册页，供打包的人用
#[derive(clap::Args)]
pub struct Args {
    /// 写到哪个文件夹
    dir: PathBuf,
}

pub fn run(app: &App, args: Args) -> Done {
    let mut line = (app.program.words)();
    line.build();
    let mut pages = Vec::new();
    below(&line, "", &mut pages)?;
    for (name, page) in &pages {
        let path = args.dir.join(format!("{name}.1"));
        if path.exists() && !app.force {
            let there = Error::new("已有这个文件，没有覆盖").path(path);
            return Err(there.fix("换一个文件夹；要替换，加上 --force").into());
        }
        if !app.dry_run {
            write::replace(&path, page)?;
        }
    }
    app.has_put(format_args!("{} 页，在 {}", pages.len(), args.dir.display()))?;
    Ok(0)
}

/// A page for a command and for each below it: `crisis`, `crisis-guide`, `crisis-guide-check`.
fn below(command: &Command, above: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let name = if above.is_empty() { command.get_name().to_owned() } else { format!("{above}-{}", command.get_name()) };
    let mut page = Vec::new();
    // With the date and the section left out the same program gives the same bytes.
    let help = |arg: clap::Arg| arg.help("显示帮助").long_help("显示帮助");
    let titled =
        command.clone().name(name.clone()).mut_args(|arg| if arg.get_id() == "help" { help(arg) } else { arg });
    let rendered = Man::new(titled).title(name.clone()).date("").render(&mut page);
    rendered.map_err(|error| Error::new(format!("手册页写不出来：{error}")))?;
    pages.push((name.clone(), page));
    command.get_subcommands().filter(|one| !one.is_hide_set()).try_for_each(|one| below(one, &name, pages))
}
