//! The package for another school, in words: what was made, what stayed, what is to be done with it.

use serde_json::{Value, json};

use crate::case::Case;
use crate::config::Privacy;
use crate::office::Office;
use crate::office::pen::Plan;
use crate::office::transfer::{Package, Request, Transferred};
use crate::wording::answer::{Line, beside, made, said};

/// The text that is, or would be, on record.
pub fn text(package: &Package) -> String {
    package.plan.iter().flat_map(Plan::pages).map(|page| page.text.as_str()).collect()
}

pub fn value(case: &Case, package: &Package, transferred: Option<&Transferred>) -> Value {
    let on_file = Some(&package.id).filter(|_| transferred.is_some() || package.plan.is_none());
    json!({
        "case": case.number, "record": on_file, "path": package.path,
        "lists": transferred.map(|transferred| &transferred.lists), "sha256": package.sha256,
        "withheld": package.withheld, "beyond": package.beyond,
    })
}

/// What was made; nothing, where nothing is to be.
pub fn lines(package: &Package, transferred: Option<&Transferred>) -> Vec<Line> {
    let dry_run = transferred.is_none();
    let mut lines = vec![made(dry_run, format_args!("{}\n    校验值 {}", package.path.display(), package.sha256))];
    for list in transferred.iter().flat_map(|transferred| &transferred.lists) {
        lines.push(made(dry_run, format_args!("{}（清单，请对方签收）", list.display())));
    }
    lines.push(said(format!("没有移交：{}", package.withheld)));
    if package.plan.is_none() {
        lines.push(said(format!("同样的移交已经登记过（记录 {}），没有再记", package.id)));
    }
    lines
}

/// What nobody but a person can look after.
pub fn advice(office: &Office, case: &Case, request: &Request, package: &Package) -> Vec<Line> {
    let mut lines = Vec::new();
    if !package.beyond.is_empty() {
        lines.push(beside(format!("指南没有让对方看、是你选的：{}", package.beyond.join("；"))));
    }
    if let Some(why) = &package.unprinted {
        lines.push(beside(format!("没有 PDF 的清单（{why}）；用浏览器打开网页的一份打印")));
    }
    lines.push(beside("注意：程序只按种类和字段取舍；留下的文字和材料里也许有别人的事，交出之前请通读一遍"));
    if office.repo.config.privacy == Privacy::Sealed && request.keys.is_empty() {
        lines.push(beside("包是明文：谁拿到都能看。当面交，或加 --to-key 对方的公钥 封存"));
    }
    lines.push(beside(format!(
        "收到签回的清单之后：crisis amend {} {} --right 收到回执 --set receipt=回执 --set receipt_at=日期",
        case.number, package.id
    )));
    lines
}
