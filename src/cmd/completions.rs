//! `completions SHELL`: what a shell needs to complete the commands.

use clap_complete::Shell;

use crate::app::{App, Done};

/// 补全：为 bash、zsh、fish、PowerShell 生成命令补全
#[derive(clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(app: &App, args: Args) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut (app.program.words)(), "crisis", &mut script);
    app.ui.say(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
