//! `crisis` alone on a terminal: what is owed now, then the acts by their Chinese names, each asking what it needs. Where
//! there is no repository yet: make one, open one, look at the example.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::app::{App, Done, Failure};
use crate::form::ask::{self, Stopped};
use crate::store::{self, Repo};
use crate::ui::console;
use crate::wording::{backup, tasks};

/// What a day at work consists of, in the order of urgency: label and words of the command line.
const ACTS: &[(&str, &[&str])] = &[
    ("有人报告——开案", &["open"]),
    ("下一步——一份档案里要做的事", &["next"]),
    ("评估——面谈之后", &["assess"]),
    ("家校沟通——联系监护人之后", &["record", "contact"]),
    ("转介——建议去医院，或监护人的答复", &["refer"]),
    ("记录——别的事", &["record"]),
    ("归档材料——存入文件", &["attach"]),
    ("打印——文书、空白表", &["print"]),
    ("结束——一次危机", &["close"]),
    ("待办——所有档案里要做的事", &["due"]),
    ("名单", &["list"]),
    ("查看——一份档案", &["show"]),
    ("核查——学期末归档检查", &["audit"]),
];
const LEAVE: &str = "离开";

pub fn run(app: &App) -> Done {
    let root = match &app.repo {
        Some(root) => store::here(root)?,
        None => match store::find(Path::new(".")) {
            Ok(root) => root,
            Err(_) => return first_run(app),
        },
    };
    // Who opens it by a double click does not type commands. Where the pages can't be shown there is this screen.
    if console::is_own_window() && app.again(&root, &["desk".to_owned()]) == 0 {
        return Ok(0);
    }
    loop {
        owed(app)?;
        let labels = ACTS.iter().map(|(label, _)| *label).chain([LEAVE]).map(str::to_owned).collect();
        let words = match ask::picked("要做什么", labels, 0) {
            Ok(chosen) if chosen < ACTS.len() => ACTS[chosen].1,
            Ok(_) | Err(Stopped::Escape) => return Ok(0),
            Err(Stopped::Gone(error)) => return Err(error.into()),
        };
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        app.again(&root, &words);
        app.ui.hint("");
    }
}

/// The three most pressing things of all cases.
fn owed(app: &App) -> Result<(), Failure> {
    const SHOWN: usize = 3;
    let office = app.office()?;
    let all = office.rounds()?.tasks()?;
    let owed: Vec<_> = all.iter().filter(|task| task.is_owed()).collect();
    app.ui.hint(&format!("{}　现在欠着 {} 件", office.repo.config.school, owed.len()));
    for task in owed.iter().take(SHOWN) {
        app.ui.hint(&format!("  {}  {}", task.case, tasks::told(&office, task)?.0));
    }
    let Repo { root, config, .. } = &office.repo;
    let age = app.memory().age(root, config, office.now)?;
    if let Some(reminder) = backup::reminder(&age, config.backup_every.is_some()) {
        app.ui.hint(&format!("  {reminder}"));
    }
    Ok(())
}

fn first_run(app: &App) -> Done {
    app.ui.hint("这里还没有档案库。");
    let labels = ["新建一个档案库", "打开已有的档案库", "先看看演示（虚构的学校）", LEAVE];
    match ask::pick("要做什么", labels.map(str::to_owned).to_vec())? {
        0 => {
            let dir = ask::line("放在哪个文件夹", true, "例如 D:\\危机档案；没有的会新建")?;
            let status = app.again(Path::new("."), &["init".to_owned(), dir.clone()]);
            Ok(if status == 0 { app.again_in(&dir) } else { status })
        }
        1 => {
            let dir = ask::line("档案库的文件夹", true, "里面有 crisis.toml 的那一个")?;
            store::here(Path::new(&dir))?;
            Ok(app.again_in(&dir))
        }
        2 => Ok(app.again(Path::new("."), &["demo".to_owned()])),
        _ => Ok(0),
    }
}

impl App {
    /// Runs a command for the same person at the same moment.
    fn again(&self, root: &Path, words: &[String]) -> u8 {
        let mut line: Vec<OsString> = vec!["crisis".into()];
        if words.first().is_none_or(|word| word != "init" && word != "demo") {
            line.extend(["--repo".into(), root.into()]);
        }
        let said = [
            ("--by", self.by.clone().map(OsString::from)),
            ("--identity", self.identity.given.clone().map(Into::into)),
        ];
        line.extend(said.into_iter().filter_map(|(flag, value)| Some([flag.into(), value?])).flatten());
        line.extend(words.iter().map(OsString::from));
        (self.program.execute)(line)
    }

    /// The same screen in another repository.
    fn again_in(&self, dir: &str) -> u8 {
        (self.program.execute)(vec!["crisis".into(), "--repo".into(), PathBuf::from(dir).into()])
    }
}
