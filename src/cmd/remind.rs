//! `remind`: a reminder on weekdays, which says numbers only.

use std::io::{self, BufRead, IsTerminal};
use std::process::{Command, Stdio};

use crate::app::{App, Done};
use crate::error::Error;
use crate::office::reminding::{self, Timer};
use crate::wording::answer::said;
use crate::wording::remind as words;

/// 提醒：上班日到时候说一声还有几件事、几天没备份，只有数字；Windows 上设进任务计划，别的系统给出写法
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// 每个上班日几点提醒，例如 07:40
    #[arg(long, value_name = "HH:MM", group = "what", value_parser = reminding::hour)]
    at: Option<String>,
    /// 现在就说
    #[arg(long, group = "what")]
    say: bool,
    /// 不再提醒
    #[arg(long, group = "what")]
    off: bool,
    /// 说完等人按回车（任务计划打开的窗口用）
    #[arg(long, requires = "say")]
    stay: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    if args.say {
        return say(app, args.stay);
    }
    let repo = app.keyless_office()?.repo.root;
    let repo = std::path::absolute(&repo).map_err(|error| Error::io("查找档案库", &repo, &error))?;
    let Some(at) = args.at else { return off(app, &reminding::name(&repo)) };
    let program = std::env::current_exe().map_err(|error| Error::new(format!("不知道程序自己在哪里：{error}")))?;
    let timer = Timer { program, repo, at };
    if cfg!(windows) {
        return on_windows(app, &timer.schtasks(), &format!("每个上班日 {} 提醒", timer.at));
    }
    app.say(words::by_hand(&timer, app.dry_run))?;
    Ok(0)
}

fn say(app: &App, stay: bool) -> Done {
    let numbers = app.office()?.numbers(&app.memory())?;
    app.answer(|| &numbers, || vec![said(words::told(&numbers))])?;
    if stay && io::stdin().is_terminal() {
        app.ui.hint("按回车关闭");
        // Whoever closes the window instead has seen it, too.
        let _ = io::stdin().lock().read_line(&mut String::new());
    }
    Ok(0)
}

fn on_windows(app: &App, line: &[String], done: &str) -> Done {
    if app.only_would(format_args!("运行 {}", words::schtasks(line)))? {
        return Ok(0);
    }
    let ran = Command::new("schtasks").args(line).stdin(Stdio::null()).output();
    match ran {
        Ok(ran) if ran.status.success() => {
            app.ui.say(done)?;
            Ok(0)
        }
        _ => {
            let refused = Error::new("任务计划程序没有接受");
            Err(refused.fix("用 --dry-run 看命令，请信息技术教师运行一次").into())
        }
    }
}

fn off(app: &App, name: &str) -> Done {
    if cfg!(windows) {
        let line = ["/Delete", "/F", "/TN", name].map(str::to_owned);
        return on_windows(app, &line, "不再提醒");
    }
    app.say(words::off_by_hand(name))?;
    Ok(0)
}
