//! `handover`: the work of one colleague goes to another, as one act and one paper.

use std::path::PathBuf;

use serde_json::json;

use crate::app::{App, Done};
use crate::documents::handing::Handing;
use crate::error::Result;
use crate::form;
use crate::office::Office;
use crate::office::handover::{Handover, Request};
use crate::office::papers::{self, To};
use crate::ui::Format;

/// 工作交接：把还在进行的档案、钥匙、未办的事一次交给一位成员，并打印交接单；--dry-run 先看要交什么
#[derive(clap::Args)]
pub struct Args {
    /// 只交这几份（案号、学号或姓名）；不写就是交出人有权打开、还在进行的全部
    case: Vec<String>,
    /// 交给谁（成员编号或姓名）
    #[arg(long, value_name = "MEMBER")]
    to: String,
    /// 谁交出（默认：写的人）
    #[arg(long, value_name = "MEMBER")]
    from: Option<String>,
    /// 交代了什么（写进每一份档案）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    told: String,
    /// 从哪天起由对方负责（默认：今天）
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// 对方以什么角色接手
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// 怎样告诉了学生
    #[arg(long, value_name = "TEXT")]
    student_told: Option<String>,
    /// 对方还打不开的，由谁批准授权（不能是对方自己）
    #[arg(long, value_name = "MEMBER")]
    approved_by: Option<String>,
    /// 交接单写成哪一种文件
    #[arg(
        long = "as",
        value_enum,
        default_value = "pdf",
        value_name = "pdf|docx|html|md",
        hide_possible_values = true
    )]
    kind: To,
    /// 交接单写到哪个文件（默认：明文档案库的 letters 文件夹）
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    args.out.iter().try_for_each(|path| office.may_put(path, app.force))?;
    let since = app.day(args.since.as_deref(), "--since")?;
    let Args { case, to, from, told, role, student_told, approved_by, .. } = args;
    let request = Request { from, to, cases: case, since, role, told, student_told, approved_by };
    let pen = office.pen()?;
    let handover = pen.hand_over(&request)?;
    // Where the paper goes is known before anything is written.
    let file = format!("staff-handover-{}-{}.{}", handover.handing.giver.id, office.today(), args.kind.ending());
    let path = match args.out {
        Some(path) => path,
        None if app.dry_run => PathBuf::from(file),
        None => app.folder_for_papers(&office, None)?.join(file),
    };
    if app.dry_run {
        would(app, &office, &handover)?;
        return Ok(0);
    }
    let handing = pen.put_handover(handover)?;
    drop(pen);
    let sheet = office.handover_sheet(&handing)?;
    let made = papers::export(&sheet, args.kind, &path);
    tell(app, &handing, made.is_ok().then_some(path))?;
    if let Err(error) = made {
        app.ui.warning(&error);
    }
    Ok(0)
}

fn would(app: &App, office: &Office, handover: &Handover) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "dry_run": true, "handover": handover.handing }));
    }
    for step in &handover.cases {
        app.told(office, &step.plan)?;
    }
    listed(app, &handover.handing)?;
    reminders(app, &handover.handing);
    Ok(())
}

fn tell(app: &App, handing: &Handing, path: Option<PathBuf>) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "handover": handing, "file": path }));
    }
    listed(app, handing)?;
    if let Some(path) = path {
        app.has_made(format_args!("{}（交接单，两人签字后各留一份）", path.display()))?;
    }
    reminders(app, handing);
    Ok(())
}

fn listed(app: &App, handing: &Handing) -> Result<()> {
    for case in &handing.cases {
        let granted = if case.granted { "，授权打开" } else { "" };
        let number = &case.number;
        app.ui.say(&format!("{number} 交给 {}{granted}；未办 {} 件", handing.receiver.name, case.open.len()))?;
    }
    Ok(())
}

/// What no file knows, and what comes after the last day.
fn reminders(app: &App, handing: &Handing) {
    let (giver, receiver) = (&handing.giver.id, &handing.receiver.id);
    if !handing.shut.is_empty() {
        app.ui.hint(&format!("你打不开、没有交接的：{}。请打得开的人再运行一次", handing.shut.join("、")));
    }
    for case in handing.cases.iter().filter(|case| case.class_teacher) {
        app.ui.hint(&format!("{} 负责该班的仍是 {giver}：crisis teacher {} 新的老师", case.number, case.number));
    }
    for draft in &handing.drafts {
        app.ui.hint(&format!("还有没写完的草稿 drafts/{draft}：写完它，或放弃；别人打不开"));
    }
    for role in &handing.vacated {
        app.ui.hint(&format!("只有 {giver} 担任“{role}”：crisis member edit {receiver} --role …（写全其角色）"));
    }
    app.ui.hint(&format!("离开的：crisis member leave {giver} --on 最后一天"));
    if handing.sealed {
        app.ui.hint("最后一天之后：crisis seal，全部案卷换钥匙；只收回某一份用 crisis revoke");
    }
    if handing.recovery {
        app.ui.hint(&format!("当面交：恢复密钥纸的信封、备份盘。{giver} 拆看过信封的，crisis key recovery 换一把"));
    }
}
