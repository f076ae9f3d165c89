//! `show`: a case as a timeline with its three times: happened, known, written; also as it stood at an earlier time.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::audit::CaseAudit;
use crate::case::{Case, known};
use crate::checklist;
use crate::cmd::{App, Done};
use crate::duty::Facts;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::record::Record;
use crate::record::amendment::Amended;
use crate::tell::{self, Change};
use crate::time::{elapsed, parse};
use crate::ui::{Format, cut};
use crate::wording::notes;

/// 查看：一份档案的时间线；--as-of 看到那一刻为止学校写下了什么
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 只看到某一刻为止写下的
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 每条记录的全部内容
    #[arg(long)]
    full: bool,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = app.which(&office, args.case.as_deref())?;
    if let Some(text) = &args.as_of {
        let until = parse::moment(text, app.now).map_err(|error| error.field("--as-of"))?;
        case = case.as_of(until.latest(office.zone()), office.zone());
    }
    // What was done with the file since then is not how it stood then.
    let archivings = if args.as_of.is_none() { office.archivings(&case.number)? } else { Vec::new() };
    if app.ui.format == Format::Json {
        let mut told = as_json(&case);
        told["archived"] = json!(archivings);
        app.ui.json(&told)?;
    } else {
        let mut text = as_text(&office, &case, args.full)?;
        for archiving in &archivings {
            line(&mut text, format_args!("\n{}", notes::archived(&case, archiving)));
        }
        app.ui.say(&text)?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    Ok(case.damage_status())
}

fn as_json(case: &Case) -> Value {
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
    })
}

fn as_text(office: &Office, case: &Case, full: bool) -> Result<String> {
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
        for (record, taken) in case.told(episode, office.zone()) {
            if full {
                entry(&mut text, office, case, guide, record, taken);
            } else {
                brief(&mut text, office, case, guide, record, taken);
            }
        }
        if let Some(audit) = audit {
            standing(&mut text, audit);
        }
    }
    if !full {
        line(&mut text, format_args!("\n每条记录的全部内容：crisis 查看 {} --full", case.number));
    }
    Ok(text)
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{what}").expect("writing to a String can't fail");
}

/// Whether the file may rest, and what is noteworthy of what was done.
fn standing(text: &mut String, audit: &CaseAudit) {
    let why = if audit.rest.why.is_empty() { String::new() } else { format!("：{}", audit.rest.why.join("；")) };
    line(text, format_args!("\n{}{why}", audit.rest.state.word()));
    for remark in checklist::remarks(audit) {
        line(text, format_args!("说明　{remark}"));
    }
}

/// A record in one line of a screen: when, what, by whom, whether it was known or written later; the beginning of what
/// it says.
fn brief(into: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
    const COLUMNS: usize = 80;
    let zone = office.zone();
    let head = &record.head;
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    let is_corrected = taken.is_none() && case.amended(&head.id).any(|step| step.after.is_some());
    let marks = [
        taken.map(|step| format!("已{}", tell::correcting(step))),
        is_corrected.then(|| "有更正".to_owned()),
        (knew > happened).then(|| "事后得知".to_owned()),
        (wrote.date_naive() > knew.date_naive()).then(|| "补记".to_owned()),
    ];
    let marks = marks.into_iter().flatten().collect::<Vec<_>>().join("，");
    let marks = if marks.is_empty() { marks } else { format!("（{marks}）") };
    let about = if head.at_approx { "约 " } else { "" };
    let (at, title, by) = (head.at.text(zone), tell::kind(guide, &head.kind), office.repo.team.name(&head.by.0));
    let told = format!("{about}{at} {title}〔{}〕{by}{marks}　", head.id);
    let room = COLUMNS.saturating_sub(told.width());
    line(into, format_args!("{told}{}", cut(&tell::gist(guide, zone, record), room)));
}

/// What was taken back is struck line by line.
fn entry(text: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) {
    let zone = office.zone();
    let head = &record.head;
    let about = if head.at_approx { "约 " } else { "" };
    let title = tell::kind(guide, &head.kind);
    let void = taken.map(|step| format!("　【已{}】", tell::correcting(step))).unwrap_or_default();
    let strike = if taken.is_some() { "✗ " } else { "" };
    let by = office.repo.team.name(&head.by.0);
    line(text, format_args!("\n{about}{}　{title}　〔{}〕 {by}{void}", head.at.text(zone), head.id));
    if let Some(step) = taken {
        line(text, format_args!("  {}：{}", tell::correcting(step), why(office, step, &[])));
    }
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    if knew > happened {
        line(text, format_args!("  得知 {}（事后 {}）", known(record).text(zone), elapsed(happened, knew)));
    }
    if wrote.date_naive() > knew.date_naive() {
        line(text, format_args!("  补记 {}（晚了 {}）", head.written.text(zone), elapsed(knew, wrote)));
    }
    for (label, said) in tell::fields(guide, zone, record) {
        line(text, format_args!("  {strike}{label}：{}", said.replace('\n', "\n    ")));
    }
    if !record.body.is_empty() {
        line(text, format_args!("  {strike}{}", record.body.replace('\n', &format!("\n  {strike}"))));
    }
    for step in case.amended(&head.id).filter(|step| step.after.is_some()) {
        let changes = tell::changes(guide, zone, step);
        let by = why(office, step, &changes);
        let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
        let told = if told.is_empty() { step.by.text("right").unwrap_or_default() } else { &told.join("；") };
        line(text, format_args!("  已{}：{told}（{by}）", tell::correcting(step)));
    }
}

/// Why, by whom and when something was corrected.
fn why(office: &Office, step: &Amended, changes: &[Change]) -> String {
    let (head, why) = (&step.by.head, tell::why(step, changes));
    let (gap, by) = (if why.is_empty() { "" } else { "　" }, office.repo.team.name(&head.by.0));
    format!("{why}{gap}{by} {}〔{}〕", head.written.text(office.zone()), head.id)
}
