//! `report`: a first report from anybody. Needs no private key, and whoever wrote it can't read it back.

use serde_json::json;

use crate::cmd::open::Heard;
use crate::cmd::{App, Done, RECORD_LETTERS, open, random};
use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::store::{Repo, write};
use crate::time::Moment;
use crate::ui::Format;
use crate::vault::age_file;
use crate::yaml;

/// 上报：任何人写下首见情况，加密交给工作小组；写完自己也读不回来
#[derive(clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    said: open::Args,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.keyless_repo()?;
    let heard = open::heard(app, app.guide(&repo)?, &args.said)?;
    let holders = app.rules(&repo)?.intake()?;
    if holders.is_empty() {
        let nobody = Error::new("工作小组还没有登记公钥，没有人能读到这份上报");
        return Err(nobody.fix("请直接打电话给工作小组；管理员登记公钥后再用 crisis report").into());
    }
    readable(app, &repo, &heard)?;
    let sealed = age_file::seal_to(&holders, yaml::write(&heard)?.as_bytes())?;
    let folder = repo.root.join("intake");
    let mut id = random(&RECORD_LETTERS)?;
    while folder.join(format!("{id}.age")).exists() {
        id = random(&RECORD_LETTERS)?;
    }
    if app.dry_run {
        app.ui.say(&format!("（没有写）将写入 intake/{id}.age"))?;
        return Ok(0);
    }
    write::create(&folder.join(format!("{id}.age")), &sealed)?;
    if app.ui.format == Format::Json {
        app.ui.json(&json!({ "intake": id, "path": format!("intake/{id}.age") }))?;
    } else {
        app.ui.say(&format!("已写入 intake/{id}.age"))?;
    }
    app.ui.hint("已加密交给工作小组。情况紧急的，现在就打电话，不要等他们看到这份上报；学生身边不要离人。");
    Ok(0)
}

/// Tried out as the record that it will be: nobody can put a report right after it was sealed.
fn readable(app: &App, repo: &Repo, heard: &Heard) -> Result<()> {
    let draft = Draft {
        kind: "report",
        id: "report".to_owned(),
        episode: 1,
        by: "report".to_owned(),
        written: Moment::Exact(app.now),
        at: Moment::Exact(app.now),
        fields: heard.fields.clone(),
        body: heard.body.clone(),
    };
    draft.page(None, repo.config.calendar.zone).map(drop)
}
