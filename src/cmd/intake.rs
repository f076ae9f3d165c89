//! `intake`: what came in by `report`: looked through, and taken on as a case or into one.

use serde_json::json;

use crate::app::{App, Done, keys};
use crate::error::Result;
use crate::office::Office;
use crate::office::intake::{Accepted, Waiting};
use crate::store::locker::Locker;
use crate::ui::{Format, table};

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
    let mut office = app.office()?;
    if office.repo.locker.keyring.is_none() {
        office.repo.locker = Locker::new(Some(keys::keyring(app)?));
    }
    match args.what {
        What::List => list(app, &office)?,
        What::Accept { id, case } => accept(app, &office, &id, case.as_deref())?,
    }
    Ok(0)
}

fn list(app: &App, office: &Office) -> Result<()> {
    let row = |Waiting { id, heard }: Waiting| match heard {
        Ok(Some(heard)) => {
            let known = heard.fields.get("known").and_then(|known| known.as_str()).unwrap_or_default().to_owned();
            [id, known, heard.about.student.name, heard.about.student.class.unwrap_or_default()]
        }
        Ok(None) => [id, "（无权打开）".to_owned(), String::new(), String::new()],
        Err(error) => [id, error.what, String::new(), String::new()],
    };
    let rows: Vec<[String; 4]> = office.waiting()?.into_iter().map(row).collect();
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

fn accept(app: &App, office: &Office, id: &str, case: Option<&str>) -> Result<()> {
    let pen = office.pen()?;
    let Accepted::Now(plan) = pen.accept(id, case)? else {
        app.ui.hint("这份上报已经受理过，现在移去原件");
        return if app.dry_run { Ok(()) } else { pen.clear_report(id) };
    };
    let before = pen.case(&plan.case);
    if !app.dry_run {
        pen.commit(&plan, &|_| {})?;
        pen.clear_report(id)?;
    }
    app.told(office, &plan)?;
    if case.is_none() {
        return app.begun(&pen, &plan);
    }
    app.then(office, &plan, before);
    Ok(())
}
