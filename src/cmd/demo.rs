//! `demo`: a small invented school, and the main job on it: open → assess → refer → audit, every command shown.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::app::{App, Done, Failure};
use crate::error::{Error, Result};
use crate::store::write;
use crate::text;

/// Commands, one line each; words are separated as in a shell.
const SCRIPT: &str = include_str!("../../templates/demo.txt");
const TEAM: &str = include_str!("../../templates/demo-team.yaml");

/// 演示：建一所虚构的学校，走一遍 开案→评估→转介→核查，每条命令都显示出来
#[derive(clap::Args)]
pub struct Args {
    /// 放在哪个文件夹（默认：当前文件夹下新建 crisis-demo）
    dir: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let dir = match args.dir {
        Some(dir) if dir.exists() && !is_empty(&dir) => {
            return Err(Error::new("这个文件夹里已有东西").path(dir).fix("换一个空的或新的文件夹").into());
        }
        Some(dir) => dir,
        None => fresh(),
    };
    for line in SCRIPT.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix('#') {
            app.ui.say(&format!("\n── {} ──", heading.trim()))?;
            continue;
        }
        step(app, &dir, line)?;
    }
    app.ui.say(&format!("\n演示的档案库在 {}，都是虚构的人。可以用记事本打开 cases 里的文件看看。", dir.display()))?;
    Ok(0)
}

fn step(app: &App, dir: &Path, line: &str) -> Result<(), Failure> {
    app.ui.say(&format!("\n$ crisis {line}"))?;
    let mut words: Vec<OsString> = vec!["crisis".into()];
    let said = text::words(line).ok_or_else(|| Error::new("演示的一行里引号不成对"))?;
    words.extend(said.into_iter().map(OsString::from));
    if line.starts_with("init") {
        words.extend([dir.into(), "--no-git".into()]);
    } else {
        words.push("--repo".into());
        words.push(dir.into());
    }
    words.push("--no-input".into());
    let status = (app.program.execute)(words);
    if status != 0 {
        return Err(Error::new("演示没有走完").fix("请把上面的错误告诉维护者").into());
    }
    if line.starts_with("init") {
        write::replace(&dir.join("team.yaml"), TEAM.as_bytes())?;
    }
    Ok(())
}

fn is_empty(dir: &Path) -> bool {
    dir.read_dir().is_ok_and(|mut entries| entries.next().is_none())
}

fn fresh() -> PathBuf {
    let name = |number: u32| {
        PathBuf::from(if number == 1 { "crisis-demo".to_owned() } else { format!("crisis-demo-{number}") })
    };
    (1..10_000).map(name).find(|dir| !dir.exists()).unwrap_or_else(|| name(10_000))
}
