//! `transfer`: the package for another school.

use std::path::PathBuf;

use serde_json::json;

use crate::case::Case;
use crate::cmd::{App, Done};
use crate::config::Privacy;
use crate::error::Result;
use crate::form::{self, ask};
use crate::office::Office;
use crate::office::pen::Plan;
use crate::office::transfer::{Package, Request, Transferred};
use crate::store::write;
use crate::ui::Format;
use crate::vault::recipient::Recipient;

/// 移交：学生转到另一所学校时，只把选定的记录和材料做成包，附清单和回执；要有人同意或有依据，并登记
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 移交给哪所学校
    #[arg(long, value_name = "SCHOOL", value_parser = form::filled)]
    to: String,
    /// 放到哪个文件夹（在档案库外面）
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 带走哪些记录和材料的编号（可写多次，也可用逗号隔开）
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    with: Vec<String>,
    /// 谁同意（学生、监护人，怎样同意的）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    consent: Option<String>,
    /// 依据（没有同意时：对方的公函等）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    basis: Option<String>,
    /// 为何没有移交其余的（种类和条数自动写上）
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    withheld: Option<String>,
    /// 封存给对方的公钥（可写多次）：做成一个 .age 文件；不写就是明文的文件夹
    #[arg(long, value_name = "AGE_RECIPIENT")]
    to_key: Vec<String>,
    /// 不附 PDF 的清单（省几秒；网页的一份总有）
    #[arg(long)]
    no_pdf: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    office.by()?;
    let case = app.which(&office, args.case.as_deref())?;
    office.writer(&case)?;
    let keys = args.to_key.iter().map(|key| Recipient::parse(key).map_err(|error| error.field("--to-key")));
    let keys = keys.collect::<Result<Vec<_>>>()?;
    let Args { to, out, with, consent, basis, withheld, no_pdf, .. } = args;
    let request = Request { to, with, consent, basis, withheld, out, keys, pdf: !no_pdf };
    let request = asked(app, &office, &case, request)?;
    for path in write::left_over(&request.out)? {
        let path = path.display();
        app.ui.hint(&format!("{path} 是被打断的一次留下的半成品，可能有明文：没有别人正往那里写，就删除它"));
    }
    let pen = office.pen()?;
    let case = pen.case(&case.number);
    let package = pen.pack(&case, &request)?;
    let made = if app.dry_run { None } else { Some(pen.hand_on(&case, &package, &request.keys)?) };
    tell(app, &office, &case, &package, made.as_ref())?;
    advise(app, &office, &case, &request, &package);
    if let Some(plan) = &package.plan {
        app.then(&office, plan, case);
    }
    Ok(0)
}

/// What was left open on the command line, of whoever sits at the terminal.
fn asked(app: &App, office: &Office, case: &Case, mut request: Request) -> Result<Request> {
    if !app.ui.can_ask() {
        return Ok(request);
    }
    if request.with.is_empty() {
        let offers = office.transferable(case)?;
        let labels = offers.iter().map(|offer| offer.words.clone()).collect();
        let suggested = offers.iter().enumerate().filter(|(_, offer)| offer.suggested).map(|(at, _)| at);
        let chosen = ask::several("带走哪些（已选的是指南让对方看的）", labels, &suggested.collect::<Vec<_>>())?;
        request.with = chosen.into_iter().map(|at| offers[at].id.clone()).collect();
    }
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    if request.consent.is_none() && request.basis.is_none() {
        request.consent = said(ask::line("谁同意移交", false, "学生、监护人，怎样同意的；没有人同意就空着")?);
    }
    if request.consent.is_none() && request.basis.is_none() {
        request.basis = said(ask::line("依据", false, "对方的公函等")?);
    }
    Ok(request)
}

fn tell(app: &App, office: &Office, case: &Case, package: &Package, made: Option<&Transferred>) -> Result<()> {
    let text: String = package.plan.iter().flat_map(Plan::pages).map(|page| page.text.as_str()).collect();
    if app.ui.format == Format::Json {
        let lists = made.map(|made| &made.lists);
        let on_file = Some(&package.id).filter(|_| !app.dry_run || package.plan.is_none());
        let answer = json!({
            "case": case.number, "record": on_file, "path": package.path, "lists": lists, "sha256": package.sha256,
            "withheld": package.withheld, "beyond": package.beyond,
        });
        return app.answer(answer, &text);
    }
    app.has_made(format_args!("{}\n    校验值 {}", package.path.display(), package.sha256))?;
    for list in made.iter().flat_map(|made| &made.lists) {
        app.has_made(format_args!("{}（清单，请对方签收）", list.display()))?;
    }
    app.ui.say(&format!("没有移交：{}", package.withheld))?;
    match &package.plan {
        None => app.ui.say(&format!("同样的移交已经登记过（记录 {}），没有再记", package.id)),
        Some(plan) => app.told(office, plan),
    }
}

fn advise(app: &App, office: &Office, case: &Case, request: &Request, package: &Package) {
    if !package.beyond.is_empty() {
        app.ui.hint(&format!("指南没有让对方看、是你选的：{}", package.beyond.join("；")));
    }
    if let Some(why) = &package.unprinted {
        app.ui.hint(&format!("没有 PDF 的清单（{why}）；用浏览器打开网页的一份打印"));
    }
    app.ui.hint("注意：程序只按种类和字段取舍；留下的文字和材料里也许有别人的事，交出之前请通读一遍");
    if office.repo.config.privacy == Privacy::Sealed && request.keys.is_empty() {
        app.ui.hint("包是明文：谁拿到都能看。当面交，或加 --to-key 对方的公钥 封存");
    }
    app.ui.hint(&format!(
        "收到签回的清单之后：crisis amend {} {} --right 收到回执 --set receipt=回执 --set receipt_at=日期",
        case.number, package.id
    ));
}
