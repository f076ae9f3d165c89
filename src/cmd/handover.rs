//! `handover`: the work of one colleague goes to another, as one act and one paper.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::form;
use crate::office::handover::Request;
use crate::office::papers::{self, To};
use crate::ui::Format;
use crate::wording::answer::Line;
use crate::wording::handover as words;

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
        for step in handover.cases.iter().filter(|_| app.ui.format != Format::Json) {
            app.told(&office, &step.plan)?;
        }
        let handing = &handover.handing;
        app.answer(|| words::planned(handing), || words::lines(handing, None))?;
        return Ok(0);
    }
    let handing = pen.put_handover(handover)?;
    drop(pen);
    let sheet = office.handover_sheet(&handing)?;
    let made = papers::export(&sheet, args.kind, &path);
    let file = made.is_ok().then_some(path.as_path());
    app.answer(|| words::value(&handing, file), || words::lines(&handing, file))?;
    app.say(made.err().map(Line::Warning))?;
    Ok(0)
}
