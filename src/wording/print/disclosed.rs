//! A copy of a paper for one role: what was made, what was recorded of it, what it leaves out.

use std::path::Path;

use serde_json::{Value, json};

use crate::case::Case;
use crate::office::disclosure::{Copy, Told, in_words};
use crate::office::pen::Plan;
use crate::wording::answer::{Line, beside, made, said};

pub fn value(case: &Case, copy: &Copy<'_>, path: &Path, record: &Told, dry_run: bool) -> Value {
    let Copy { sheet, role, .. } = copy;
    let on_file = Some(record.id()).filter(|_| !dry_run || matches!(record, Told::Before(_)));
    let withheld = sheet.account.as_ref().map(|account| &account.withheld);
    let mut answer = json!({
        "case": case.number, "document": sheet.paper.id, "record": sheet.record, "hash": sheet.hash,
        "file": path.display().to_string(), "for": role.id, "disclosure": on_file, "withheld": withheld,
        "dry_run": dry_run,
    });
    if let (Told::Now(plan), true) = (record, dry_run) {
        answer["text"] = text(plan).into();
    }
    answer
}

pub fn lines(copy: &Copy<'_>, path: &Path, record: &Told, dry_run: bool) -> Vec<Line> {
    let Copy { sheet, role, .. } = copy;
    let what = match record {
        Told::Before(id) => format!("同样的内容给同一个人，已经登记过（记录 {id}），没有再记"),
        Told::Now(plan) if dry_run => format!("（没有写）将登记告知：\n\n{}", text(plan)),
        Told::Now(_) => format!("已登记告知（记录 {}）。没有提供：{}", record.id(), in_words(sheet).1),
    };
    vec![made(dry_run, format_args!("{}（{}，给{}）", path.display(), sheet.paper.name, role.name)), said(what)]
}

fn text(plan: &Plan) -> String {
    plan.pages().map(|page| page.text.as_str()).collect()
}

/// What nobody but a person can look after.
pub fn advice(case: &Case, copy: &Copy<'_>) -> Vec<Line> {
    let mut lines = vec![beside("注意：程序只按种类和字段取舍；留下的文字里也许写到了不该给的事，交出之前请通读一遍")];
    if case.closure(copy.episode).is_some() {
        lines.push(beside(format!("注意：第 {} 次危机已经结束，这次告知仍登记在其中", copy.episode)));
    }
    lines.push(beside(format!("全部登记：crisis print {} disclosure-ledger", case.number)));
    lines
}

/// Unlike a paper for the file itself, nothing takes its place: what lies there has left.
pub const NOTHING_LEFT: &str = "没有登记，也没有写出文件；或加 --to docx 得到 Word 文件，加 --to html 用浏览器打印";

/// What to do where the record is written and the file is not.
pub fn stands(record: &str) -> String {
    let again = "解决之后用同样的命令再打一次，不会另记一条。不再给了，用 crisis amend 作废这条记录";
    format!("告知已登记为记录 {record}；{again}")
}
