//! `intake`: what came in by `report`: looked through, and taken on as a case or into one.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::case::Case;
use crate::cmd::open::{self, Heard};
use crate::cmd::{App, Done, find_case, next};
use crate::error::{Error, Result};
use crate::store::{self, Repo, write};
use crate::ui::{Format, table};
use crate::vault::unopened::Unopened;
use crate::yaml;

/// 受理：查看收到的上报，开案或并入已有的档案
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 列出等待受理的上报
    List,
    /// 受理一份上报
    Accept {
        /// 上报的编号
        id: String,
        /// 并入这份档案正在进行的一次危机（默认：这位学生的新一次危机）
        #[arg(long, value_name = "CASE")]
        case: Option<String>,
    },
}

pub fn run(app: &App, args: Args) -> Done {
    let mut repo = app.repo()?;
    if repo.locker.keyring.is_none() {
        repo.locker = store::locker::Locker::new(Some(crate::cmd::keys::keyring(app)?));
    }
    match args.what {
        What::List => list(app, &repo)?,
        What::Accept { id, case } => {
            let _lock = write::lock(&repo.root)?;
            accept(app, &repo, &id, case.as_deref())?;
        }
    }
    Ok(0)
}

fn path(repo: &Repo, id: &str) -> PathBuf {
    repo.root.join("intake").join(format!("{id}.age"))
}

/// `None` for what is not for these keys.
fn read(repo: &Repo, id: &str) -> Result<Option<Heard>> {
    let path = path(repo, id);
    let keyring =
        repo.locker.keyring.as_ref().ok_or_else(|| Error::new("没有可用的私钥").fix("运行 crisis key new"))?;
    let opened = match keyring.open_any(&store::read(&path)?) {
        Ok(opened) => opened,
        Err(Unopened::NoKey) => return Ok(None),
        Err(unopened) => return Err(Error::from(unopened).path(path)),
    };
    let text = std::str::from_utf8(&opened)
        .map_err(|_| Error::new("上报不是 UTF-8 文字").path(&path).fix("请上报的人重写"))?;
    yaml::read(text, 1).map(Some).map_err(|error| error.path(path))
}

fn list(app: &App, repo: &Repo) -> Result<()> {
    let folder = repo.root.join("intake");
    let names = if folder.is_dir() {
        fs::read_dir(&folder).map_err(|error| Error::io("读取", &folder, &error))?.flatten().collect()
    } else {
        Vec::new()
    };
    let names = names.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut ids: Vec<String> = names.filter_map(|name| name.strip_suffix(".age").map(str::to_owned)).collect();
    ids.sort_unstable();
    let mut rows = Vec::new();
    for id in ids {
        let row = match read(repo, &id) {
            Ok(Some(heard)) => {
                let known = heard.fields.get("known").and_then(|known| known.as_str()).unwrap_or_default().to_owned();
                [id, known, heard.about.student.name, heard.about.student.class.unwrap_or_default()]
            }
            Ok(None) => [id, "（无权打开）".to_owned(), String::new(), String::new()],
            Err(error) => [id, error.what, String::new(), String::new()],
        };
        rows.push(row);
    }
    if app.ui.format == Format::Json {
        let rows =
            rows.iter().map(|row| json!({ "intake": row[0], "known": row[1], "student": row[2], "class": row[3] }));
        return app.ui.json(&rows.collect::<Vec<_>>());
    }
    if rows.is_empty() {
        return app.ui.say("没有等待受理的上报");
    }
    app.ui.say(&table(&["编号", "得知", "姓名", "班级"], rows.into_iter().map(Vec::from).collect()))
}

/// First the record, then the report goes; cut off between, the next run finds the record by its number.
fn accept(app: &App, repo: &Repo, id: &str, case: Option<&str>) -> Result<()> {
    if !crate::record::naming::is_plain(id) || !path(repo, id).exists() {
        return Err(Error::new("没有这个编号的上报").fix("`crisis intake list` 列出等待受理的上报"));
    }
    let Some(heard) = read(repo, id)? else {
        return Err(Error::new("这份上报没有对你的钥匙加密").fix("请能打开全部档案的成员受理"));
    };
    let joined = case.map(|case| find_case(repo, case)).transpose()?;
    let known = match &joined {
        Some(_) => None,
        None => open::folder_of(app, repo, &heard.about.student)?,
    };
    let taken = |case: &Case| case.written.iter().any(|record| record.head.id == id && record.head.kind == "report");
    if joined.iter().chain(&known).any(taken) {
        app.ui.hint("这份上报已经受理过，现在移去原件");
    } else if let Some(case) = &joined {
        join(app, repo, case, heard, id)?;
    } else {
        open::take_on(app, repo, known.as_ref(), heard, Some(id.to_owned()))?;
    }
    if app.dry_run { Ok(()) } else { write::remove(&path(repo, id)) }
}

fn join(app: &App, repo: &Repo, case: &Case, heard: Heard, id: &str) -> Result<()> {
    let mut draft = app.draft(repo, "report", Some(case))?;
    if !case.written.iter().any(|record| record.head.id == id) {
        id.clone_into(&mut draft.id);
    }
    (draft.fields, draft.body) = (heard.fields, heard.body);
    let page = app.record(repo, case, draft)?;
    app.wrote(repo, &case.number, &page)?;
    if !app.dry_run {
        app.ui.hint(&next::steps_for(app, repo, &repo.case(&case.number)));
    }
    Ok(())
}
