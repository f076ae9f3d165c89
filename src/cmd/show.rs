//! `show`: a case as a timeline with its three times: happened, known, written; also as it stood at an earlier time.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::audit;
use crate::case::{Case, known};
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::record::{Fact, Record};
use crate::tell;
use crate::time::{elapsed, parse};
use crate::ui::Format;

/// 查看：一份档案的时间线；--as-of 看到那一刻为止学校写下了什么
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 只看到某一刻为止写下的
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = office.find(&args.case)?;
    if let Some(text) = &args.as_of {
        let until = parse::moment(text, app.now).map_err(|error| error.field("--as-of"))?;
        case = case.as_of(until.latest(office.zone()), office.zone());
    }
    if app.ui.format == Format::Json {
        app.ui.json(&as_json(&case))?;
    } else {
        app.ui.say(&as_text(&office, &case)?)?;
    }
    for fault in &case.faults {
        app.ui.error(fault);
    }
    Ok(case.damage_status())
}

fn as_json(case: &Case) -> Value {
    let records = case.records.iter().map(
        |record| json!({ "path": record.path, "sha256": record.digest, "fields": record.fields, "body": record.body }),
    );
    json!({
        "case": case.number,
        "student": case.about.student,
        "guardians": case.about.guardians,
        "class_teacher": case.about.class_teacher,
        "records": records.collect::<Vec<_>>(),
        "head": case.head().map(|record| &record.digest),
        "faults": case.faults.iter().map(Error::to_string).collect::<Vec<_>>(),
    })
}

fn as_text(office: &Office, case: &Case) -> Result<String> {
    let student = &case.about.student;
    let parts = [Some(student.name.as_str()), student.id.as_deref(), student.class.as_deref()];
    let mut text = format!("{}　{}\n", case.number, parts.into_iter().flatten().collect::<Vec<_>>().join("　"));
    for guardian in &case.about.guardians {
        let parts = [Some(guardian.name.as_str()), guardian.relation.as_deref(), guardian.phone.as_deref()];
        line(&mut text, format_args!("监护人　{}", parts.into_iter().flatten().collect::<Vec<_>>().join("　")));
    }
    for episode in case.episodes() {
        let guide = office.guide_of(case, episode)?;
        let ended = case.closure(episode).is_some();
        let again = if ended && case.rests(episode).is_none() { "，已重新打开" } else { "" };
        let state = format!("{}{again}", tell::episode(!ended));
        let levels: Vec<String> = audit::level(guide, case, episode).into_values().collect();
        line(&mut text, format_args!("\n第 {episode} 次（{state}）{}", levels.join("、")));
        for record in case.of_episode(episode) {
            entry(&mut text, office, case, guide, record);
        }
    }
    Ok(text)
}

fn line(text: &mut String, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{what}").expect("writing to a String can't fail");
}

fn entry(text: &mut String, office: &Office, case: &Case, guide: &Guide, record: &Record) {
    let zone = office.zone();
    let head = &record.head;
    let about = if head.at_approx { "约 " } else { "" };
    let title = tell::kind(guide, &head.kind);
    line(
        text,
        format_args!("\n{about}{}　{title}　〔{}〕 {}", head.at.text(zone), head.id, office.repo.team.name(&head.by.0)),
    );
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    if knew > happened {
        line(text, format_args!("  得知 {}（事后 {}）", known(record).text(zone), elapsed(happened, knew)));
    }
    if wrote.date_naive() > knew.date_naive() {
        line(text, format_args!("  补记 {}（晚了 {}）", head.written.text(zone), elapsed(knew, wrote)));
    }
    if let Some(target) = &head.amends {
        line(text, format_args!("  更正记录 {target}"));
    }
    let corrected = |other: &&Arc<Record>| other.head.amends.as_deref() == Some(&head.id);
    for other in case.written.iter().filter(corrected).filter(|other| matches!(other.fact, Fact::Amendment(_))) {
        line(text, format_args!("  已由 {} 更正", other.head.id));
    }
    for (label, said) in tell::fields(guide, zone, record) {
        line(text, format_args!("  {label}：{}", said.replace('\n', "\n    ")));
    }
    if !record.body.is_empty() {
        line(text, format_args!("  {}", record.body.replace('\n', "\n  ")));
    }
}
