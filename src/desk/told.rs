//! What was or will be written, in words.

use serde_json::{Value, json};

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::draft::Page;
use crate::guide::Guide;
use crate::office::Office;
use crate::office::pen::{Note, Plan};
use crate::office::trail::Trail;
use crate::tell;
use crate::wording::{notes, steps};

/// A record as it will be: label and text, and the file.
pub fn page(guide: &Guide, office: &Office, case: Option<&Case>, plan: &Plan, page: &Page) -> Value {
    let zone = office.zone();
    let record = &page.record;
    let mut lines = vec![("时间".to_owned(), record.head.at.text(zone))];
    lines.extend(tell::fields(guide, zone, record));
    if let Some(case) = case.filter(|_| record.head.amends.is_some()) {
        let after = plan.onto(case.clone(), zone);
        let own = after.amendments.iter().filter(|step| step.by.head.id == record.head.id);
        let changes = own.flat_map(|step| tell::changes(guide, zone, step));
        lines.extend(changes.map(|change| ("改动".to_owned(), change.to_string())));
    }
    if !record.body.is_empty() {
        lines.push(("正文".to_owned(), record.body.clone()));
    }
    let by = office.repo.team.name(&record.head.by.0);
    json!({ "title": tell::kind(guide, &record.head.kind), "by": by, "lines": lines, "text": page.text })
}

pub fn note(note: &Note, case: &str) -> String {
    notes::told(note, case)
}

/// That it was written, and what is noteworthy about it.
pub fn written(office: &Office, plan: &Plan) -> Vec<String> {
    let noted = plan.notes.iter().map(|note| notes::told(note, &plan.case));
    plan.pages().map(|page| format!("已写入 {}", office.path_of(&plan.case, page))).chain(noted).collect()
}

/// What is not owed any more.
pub fn settled(office: &Office, before: &[CaseAudit], case: &Case) -> Vec<String> {
    let done = office.running(case).iter().flat_map(|audit| steps::settled(before, audit)).collect::<Vec<_>>();
    if done.is_empty() { Vec::new() } else { vec![format!("不再欠着：{}", done.join("、"))] }
}

/// What the history has to say of it.
pub fn history(trail: &Trail) -> Vec<String> {
    match trail.settle() {
        Ok(settled) => notes::settled(&settled),
        Err(error) => vec![format!("写下的都在档案里；只是还没有记进 git 历史：{error}。下一次写入会补上")],
    }
}

/// What others added to the case since a form was opened.
pub fn since(guide: &Guide, office: &Office, case: &Case, head: &str) -> Option<String> {
    let seen = case.written.iter().position(|record| record.digest == head)?;
    let told = case.written[seen + 1..].iter().map(|record| {
        let head = &record.head;
        format!("{} {}〔{}〕", head.at.text(office.zone()), tell::kind(guide, &head.kind), head.id)
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("你打开这张表之后，这份档案又添了：{}。两边的都会留下", told.join("；")))
}
