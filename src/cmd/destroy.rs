//! `destroy`: a case is over for good, by two people and after the time that the school keeps it.

use std::path::PathBuf;

use serde_json::json;

use crate::app::{App, Done};
use crate::form;
use crate::office::Office;
use crate::office::destruction::Request;
use crate::office::keeping::Kept;
use crate::store::write;
use crate::ui::{Format, table};

/// 销毁：保管期满后销毁一份案卷的钥匙和文件，打印销毁证明；只留案号、日期、批准人和校验值
#[derive(clap::Args)]
pub struct Args {
    /// 完整的案号
    #[arg(required_unless_present = "due")]
    case: Option<String>,
    /// 只列出已经结束的案卷各保管到何时，期满的在前
    #[arg(long, conflicts_with_all = ["case", "why", "approved_by", "out"])]
    due: bool,
    /// 理由（接着做一次被打断的销毁，不必再写）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    why: Option<String>,
    /// 谁批准（不能是自己；接着做的也不必再写）
    #[arg(long, value_name = "MEMBER", value_parser = form::filled)]
    approved_by: Option<String>,
    /// 销毁证明写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    if args.due {
        return due(app, &office);
    }
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    let pen = office.pen()?;
    // The command line asks for it where nothing is listed.
    let case = args.case.unwrap_or_default();
    let request = Request { case, why: args.why, approved_by: args.approved_by };
    let destruction = pen.destruction(&request)?;
    if app.only_would(format_args!("销毁案卷 {}", destruction.stone.case))? {
        return Ok(0);
    }
    pen.destroy(&destruction)?;
    let certificate = office.certificate(&destruction.stone);
    match args.out {
        None => app.ui.say(&certificate)?,
        Some(path) => {
            write::replace(&path, certificate.as_bytes())?;
            app.has_put(path.display())?;
        }
    }
    app.ui.hint(
        "封存过的案卷，没有钥匙文件（key.age）的副本也随之失效；备份和 git 历史里还留着它的，以及曾经是明文的，请另行销毁，还有打印件。",
    );
    Ok(0)
}

/// What may be destroyed now, what later, and what nobody can say of.
fn due(app: &App, office: &Office) -> Done {
    let (kept, locked) = office.keepings()?;
    if app.ui.format == Format::Json {
        app.ui.json(&json!({ "cases": kept, "locked": locked }))?;
        return Ok(0);
    }
    let row = |one: &Kept| {
        let until = one.until.map_or_else(|| one.lacking.join("；"), |day| day.to_string());
        let state = if one.may_go { "可以销毁" } else { "还要保管" };
        vec![one.case.clone(), one.closed.to_string(), until, state.to_owned()]
    };
    if kept.is_empty() {
        app.ui.say("没有已经结束的案卷")?;
    } else {
        app.ui.say(&table(&["案号", "结束", "保管到", ""], kept.iter().map(row).collect()))?;
    }
    if locked > 0 {
        app.ui.hint(&format!("另有 {locked} 份案卷打不开，不知道保管到何时"));
    }
    Ok(0)
}
