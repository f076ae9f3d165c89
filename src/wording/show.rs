//! A case as a timeline: who it is about, its episodes, their records; also as a value with every change of them.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist;
use crate::duty::Facts;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::bagging::Archiving;
use crate::record::Record;
use crate::tell;
use crate::wording::{line, notes};

mod records;

pub fn value(case: &Case, archivings: &[Archiving]) -> Value {
    let of = |record: &Record| {
        let Record { path, digest, fields, body, .. } = record;
        json!({ "path": path, "sha256": digest, "fields": fields, "body": body })
    };
    let told = |record: &Arc<Record>| {
        let mut told = of(record);
        let changed = case.amended(&record.head.id).filter(|step| step.after.is_some());
        let changed: Vec<Value> =
            changed.map(|step| json!({ "by": step.by.head.id, "was": step.before.fields })).collect();
        if !changed.is_empty() {
            told["corrected"] = changed.into();
        }
        told
    };
    let taken = case.amendments.iter().filter(|step| step.after.is_none());
    let taken = taken.map(|step| json!({ "by": step.by.head.id, "was": of(&step.before) }));
    json!({
        "case": case.number,
        "student": case.about.student,
        "guardians": case.about.guardians,
        "class_teacher": case.about.class_teacher,
        "records": case.records.iter().map(told).collect::<Vec<_>>(),
        "retracted": taken.collect::<Vec<_>>(),
        "head": case.head().map(|record| &record.digest),
        "faults": case.faults.iter().map(Error::to_string).collect::<Vec<_>>(),
        "archived": archivings,
    })
}

/// The timeline, with all that each record says or the beginning of it, and what was done with the file.
pub fn text(office: &Office, case: &Case, archivings: &[Archiving], full: bool) -> Result<String> {
    let student = &case.about.student;
    let parts = [Some(student.name.as_str()), student.id.as_deref(), student.class.as_deref()];
    let mut text = format!("{}　{}\n", case.number, parts.into_iter().flatten().collect::<Vec<_>>().join("　"));
    for guardian in &case.about.guardians {
        let parts = [Some(guardian.name.as_str()), guardian.relation.as_deref(), guardian.phone.as_deref()];
        line(&mut text, format_args!("监护人　{}", parts.into_iter().flatten().collect::<Vec<_>>().join("　")));
    }
    let audits = office.judge(case);
    for episode in case.episodes() {
        let guide = office.guide_of(case, episode)?;
        let ended = case.closure(episode).is_some();
        let again = if ended && case.rests(episode).is_none() { "，已重新打开" } else { "" };
        let state = format!("{}{again}", tell::episode(!ended));
        let levels: Vec<String> = Facts::of(office.setting(guide), case, episode).level().into_values().collect();
        line(&mut text, format_args!("\n第 {episode} 次（{state}）{}", levels.join("、")));
        let audit = audits.iter().find(|audit| audit.episode == episode);
        if let Some(other) = audit.and_then(|audit| audit.judged_by.as_ref()) {
            line(&mut text, format_args!("按开案时的指南：{other}"));
        }
        let told = if full { records::whole } else { records::brief };
        for (record, taken) in case.told(episode, office.zone()) {
            told(&mut text, office, case, guide, record, taken);
        }
        if let Some(audit) = audit {
            standing(&mut text, audit);
        }
    }
    if !full {
        line(&mut text, format_args!("\n每条记录的全部内容：crisis 查看 {} --full", case.number));
    }
    for archiving in archivings {
        line(&mut text, format_args!("\n{}", notes::archived(case, archiving)));
    }
    Ok(text)
}

/// Whether the file may rest, and what is noteworthy of what was done.
fn standing(text: &mut String, audit: &CaseAudit) {
    let why = if audit.rest.why.is_empty() { String::new() } else { format!("：{}", audit.rest.why.join("；")) };
    line(text, format_args!("\n{}{why}", audit.rest.state.word()));
    for remark in checklist::remarks(audit) {
        line(text, format_args!("说明　{remark}"));
    }
}
