//! `intake`: what came in by `report`: looked through, and taken on as a case or into one.

use crate::app::{App, Done};
use crate::error::Result;
use crate::office::Office;
use crate::office::intake::Accepted;
use crate::wording::intake as words;

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
    let office = app.keyed_office()?;
    match args.what {
        What::List => {
            let waiting = office.waiting()?;
            app.answer(|| words::value(&waiting), || words::lines(&waiting))?;
        }
        What::Accept { id, case } => accept(app, &office, &id, case.as_deref())?,
    }
    Ok(0)
}

fn accept(app: &App, office: &Office, id: &str, case: Option<&str>) -> Result<()> {
    let pen = office.pen()?;
    let Accepted::Now(plan) = pen.accept(id, case)? else {
        app.say([words::accepted_before()])?;
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
