//! One case: who it is, what is to be done and by which button, how the level went, everything that happened, what is on
//! file.

use serde_json::{Value, json};

use crate::audit::CaseAudit;
use crate::case::{Case, known};
use crate::checklist;
use crate::dashboard::Names;
use crate::desk::attach::size;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::{self, Done};
use crate::desk::{amend, cure, home, material};
use crate::error::Result;
use crate::finding::Finding;
use crate::guide::Guide;
use crate::office::{blanks, tasks};
use crate::record::amendment::Amended;
use crate::record::{Fact, Record};
use crate::tell;
use crate::time::{elapsed, parse};
use crate::wording::notes;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let mut case = room.case(asked.part("number"))?;
    let as_of = asked.asked("as-of").trim();
    if !as_of.is_empty() {
        let until = parse::moment(as_of, office.now)?;
        case = case.as_of(until.latest(office.zone()), office.zone());
    }
    let audits = office.judge(&case);
    let kind = asked.asked("kind");
    let mut episodes = Vec::new();
    for audit in audits.into_iter().rev() {
        episodes.push(episode(room, &case, audit, kind)?);
    }
    let archived: Vec<String> = match as_of {
        "" => office.archivings(&case.number)?.iter().map(|one| notes::archived(&case, one)).collect(),
        _ => Vec::new(),
    };
    let data = json!({
        "case": about(room, &case)?, "episodes": episodes, "told": room.told(asked), "as_of": as_of,
        "kind": kind, "kinds": kinds(room, &case)?, "archived": archived,
        "faults": case.faults.iter().map(view::told).collect::<Vec<_>>(),
        "ahead": office.ahead(&case).iter().map(|one| &one.message).collect::<Vec<_>>(),
        "blanks": blanks(&case),
    });
    room.page("case.html", &format!("{}　{}", case.number, case.about.student.name), &data)
}

/// Who it is about, who else belongs to it, who may open it.
fn about(room: &Room, case: &Case) -> Result<Value> {
    let office = &room.office;
    let (guide, team, about) = (office.guide_of_latest(case)?, &office.repo.team, &case.about);
    let name = |who: &str| team.name(who).to_owned();
    let access = about.access.iter().map(|one| {
        let state = if one.revoked.is_some() {
            "（已收回）".to_owned()
        } else {
            one.until.map(|day| format!("（到 {day}）")).unwrap_or_default()
        };
        format!("{}：{}{state}", name(&one.member), one.why)
    });
    let temporary =
        about.temporary.iter().map(|one| format!("{} {}", guide.name("role", &one.role.text), name(&one.who)));
    Ok(json!({
        "number": case.number, "place": amend::place(&case.number), "name": about.student.name, "also": about.student.also, "id": about.student.id,
        "class": about.student.class, "birth": about.student.birth.map(|day| day.to_string()),
        "guardians": about.guardians.iter().map(|one| json!({ "name": one.name, "relation": one.relation, "phone": one.phone })).collect::<Vec<_>>(),
        "teachers": case.class_teachers(office.today()).map(name).collect::<Vec<_>>(),
        "temporary": temporary.collect::<Vec<_>>(), "access": access.collect::<Vec<_>>(),
        "sealed": case.custody.is_some(), "records": case.written.len(),
    }))
}

/// What the first report left open.
fn blanks(case: &Case) -> Option<Value> {
    let open = blanks::of(case)?;
    let fields = open.fields.iter().map(|field| field.label());
    let all: Vec<&str> = blanks::unknown(&case.about).into_iter().chain(fields).collect();
    (!all.is_empty()).then(
        || json!({ "what": all.join("、"), "place": format!("/case/{}/amend/{}", case.number, open.report.head.id) }),
    )
}

fn kinds(room: &Room, case: &Case) -> Result<Vec<Value>> {
    let guide = room.office.guide_of_latest(case)?;
    let mut kinds: Vec<&str> = case.records.iter().map(|record| record.head.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds.into_iter().map(|kind| json!({ "name": kind, "title": tell::kind(guide, kind) })).collect())
}

fn episode(room: &Room, case: &Case, audit: CaseAudit, kind: &str) -> Result<Value> {
    let office = &room.office;
    let (zone, guide) = (office.zone(), office.guide_of(case, audit.episode)?);
    let number = audit.episode;
    let duties: Vec<Value> = audit
        .duties
        .iter()
        .map(|line| {
            json!({
                "code": line.code, "title": line.title, "clause": line.clause, "state": line.state.word(),
                "class": line.state.code(), "by": line.met_by, "reason": line.reason, "owed": line.owed,
                "nearest": line.nearest, "lacking": line.lacking, "remark": line.remark,
                "cure": cure::cure(guide, office.now, &line.fix).filter(|_| line.state.is_unsettled()),
            })
        })
        .collect();
    let later: Vec<Value> = tasks::later(&audit)
        .into_iter()
        .map(|line| json!({ "title": line.title, "code": line.code, "reason": line.reason }))
        .collect();
    let own = audit.findings.iter().filter(|finding| guide.duty(&finding.code).is_none());
    let findings: Vec<Value> = own.map(|one| finding(room, guide, one)).collect();
    let told = case.told(number, zone);
    let shown = told.iter().rev().filter(|(record, _)| kind.is_empty() || record.head.kind == kind);
    let records: Vec<Value> = shown.map(|(record, taken)| entry(room, case, guide, record, *taken)).collect();
    let materials: Vec<Value> =
        told.iter().filter_map(|(record, taken)| filed(room, case, guide, record, taken.is_none())).collect();
    let mut data = json!({
        "number": number, "open": audit.open, "state": tell::episode(audit.open),
        "level": audit.level.values().cloned().collect::<Vec<_>>(), "rest": audit.rest.state.word(), "why": audit.rest.why, "judged_by": audit.judged_by,
        "archivable": audit.archivable, "duties": duties, "later": later, "findings": findings, "records": records,
        "materials": materials, "remarks": checklist::remarks(&audit), "ended": case.closure(number).is_some(),
        "story": office.story(case, &audit, Names::Hidden)?,
    });
    let out = audit.unreturned.iter().map(|paper| {
        let title = guide.paper_title(&paper.document);
        let place = format!("/case/{}/attach?f.signed=yes&f.of={}", case.number, paper.record);
        json!({ "title": title, "record": paper.record, "at": paper.at.text(zone), "place": place })
    });
    data["out"] = out.collect();
    let tasks = tasks::tasks(audit);
    data["tasks"] = tasks.iter().map(|task| home::line(room, task)).collect::<Result<_>>()?;
    Ok(data)
}

/// What a check found, with its cure.
fn finding(room: &Room, guide: &Guide, one: &Finding) -> Value {
    let cure = cure::cure(guide, room.office.now, &one.fix);
    json!({
        "severity": tell::severity(one.severity), "code": one.code, "clause": one.clause, "record": one.record,
        "message": one.message, "fix": cure::beside(guide, cure.as_ref(), &one.fix), "cure": cure,
    })
}

/// A record with its three times, what it says, and what became of it.
pub fn entry(room: &Room, case: &Case, guide: &Guide, record: &Record, taken: Option<&Amended>) -> Value {
    let (office, zone) = (&room.office, room.office.zone());
    let head = &record.head;
    let (happened, knew, wrote) = (head.at.latest(zone), known(record).latest(zone), head.written.earliest(zone));
    let late = (wrote.date_naive() > knew.date_naive()).then(|| elapsed(knew, wrote));
    let changes = case.amended(&head.id).filter(|step| step.after.is_some()).map(|step| {
        let changes = tell::changes(guide, zone, step);
        let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
        let told =
            if told.is_empty() { step.by.text("right").unwrap_or_default().to_owned() } else { told.join("；") };
        json!({ "what": tell::correcting(step), "told": told, "why": tell::why(step, &changes), "id": step.by.head.id })
    });
    json!({
        "id": head.id, "kind": head.kind, "title": tell::kind(guide, &head.kind), "at": head.at.text(zone),
        "about": head.at_approx, "by": office.repo.team.name(&head.by.0), "written": head.written.text(zone),
        "known": (knew > happened).then(|| known(record).text(zone)), "late": late,
        "fields": tell::fields(guide, zone, record), "body": record.body,
        "taken": taken.map(|step| json!({ "what": tell::correcting(step), "why": tell::why(step, &[]), "id": step.by.head.id })),
        "changes": changes.collect::<Vec<_>>(), "can_amend": taken.is_none() && head.amends.is_none(),
    })
}

/// A document with where it came from.
fn filed(room: &Room, case: &Case, guide: &Guide, record: &Record, stands: bool) -> Option<Value> {
    let Fact::Material(material) = &record.fact else { return None };
    let stored = case.stored(&material.file);
    let kind = material::shown(&material.file).and_then(|kind| kind.split('/').next());
    Some(json!({
        "id": record.head.id, "category": guide.name("material", &material.category.0), "name": material.name,
        "title": material.title, "size": size(material.size), "of": material.of, "signed": material.signed == Some(true),
        "provided_by": material.provided_by, "basis": material.basis, "consent": material.consent,
        "at": record.head.at.text(room.office.zone()), "there": stored.is_some() && stands, "shown": kind,
    }))
}
