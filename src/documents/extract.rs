//! What papers derive beside single records: the steps of the first minutes, the catalogue of a file, the audit.

use serde::Serialize;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist::{self, CELLS, Cell, Heading, Problem, Row};
use crate::documents::Source;
use crate::finding::{Finding, Summary};
use crate::guide::duty::{Due, Duty};
use crate::guide::pattern::{CASE, Pattern};
use crate::guide::{Guide, Material};
use crate::naming::acts;
use crate::record::{Fact, Kind, Named, Record, report::Report};
use crate::tell;

/// Something to do in the first minutes.
#[derive(Serialize)]
pub struct Step<'a> {
    title: &'a str,
    clause: &'a str,
    why: &'a str,
}

/// The duties that a first report alone imposes, at once.
pub fn steps(guide: &Guide) -> Vec<Step<'_>> {
    let begins = |duty: &&Duty| {
        duty.when.iter().all(|pattern| is_of(pattern, Report::NAME))
            && matches!(duty.due, Due::AtOnce | Due::Within { .. })
    };
    let begun = guide.duties.iter().filter(begins);
    begun.map(|duty| Step { title: &duty.title, clause: &duty.clause, why: &duty.why }).collect()
}

fn is_of(pattern: &Pattern, kind: &str) -> bool {
    if !pattern.any.is_empty() {
        return pattern.any.iter().all(|inner| is_of(inner, kind));
    }
    !pattern.kinds.is_empty() && pattern.kinds.iter().all(|named| named == kind || named == CASE)
}

/// What the file of an episode holds.
#[derive(Serialize)]
pub struct Catalogue {
    columns: Vec<Column>,
    materials: Vec<Filed>,
    /// What exists and lies with others.
    elsewhere: Vec<Abroad>,
    records: Vec<Line>,
    /// Digest and id of the chain's last record: who countersigns it fixes everything before it.
    head: Option<String>,
    head_id: Option<String>,
    count: usize,
}

#[derive(Serialize)]
struct Column {
    mark: String,
    name: String,
    state: &'static str,
    /// Ids of the records that prove it.
    proof: Vec<String>,
}

#[derive(Serialize)]
struct Filed {
    id: String,
    category: String,
    name: String,
    day: String,
    title: Option<String>,
    /// The paper's own date.
    dated: Option<String>,
    signer: String,
    provided_by: Option<String>,
    basis: Option<String>,
    signed: bool,
    size: String,
    sha256: String,
    /// Its beginning.
    short: String,
}

#[derive(Serialize)]
struct Abroad {
    id: String,
    category: String,
    place: String,
    held_by: String,
    why: String,
}

#[derive(Serialize)]
struct Line {
    id: String,
    at: String,
    written: String,
    title: String,
    by: String,
    digest: String,
}

pub fn catalogue(source: &Source<'_>, case: &Case) -> Catalogue {
    let audit = source.audits.iter().find(|audit| audit.case == case.number && audit.episode == source.episode);
    let column = |material: &Material| Column {
        mark: material.mark.clone(),
        name: material.name.clone(),
        state: checklist::cell(audit, material).meaning,
        proof: proof(audit, material),
    };
    let filed = case.of_episode(source.episode).filter_map(|record| filed(source, record));
    Catalogue {
        columns: source.guide.columns().map(column).collect(),
        materials: filed.collect(),
        elsewhere: case.of_episode(source.episode).filter_map(|record| abroad(source, record)).collect(),
        records: case
            .written
            .iter()
            .filter(|one| one.head.episode == source.episode)
            .map(|one| line(source, case, one))
            .collect(),
        head: case.head().map(|record| record.digest.clone()),
        head_id: case.head().map(|record| record.head.id.clone()),
        count: case.written.len(),
    }
}

fn proof(audit: Option<&CaseAudit>, material: &Material) -> Vec<String> {
    let Some(audit) = audit else { return Vec::new() };
    let column = material.column();
    let of = audit.duties.iter().filter(|duty| duty.column.as_ref() == Some(&column));
    let mut proof: Vec<String> = of.filter_map(|duty| duty.met_by.clone()).collect();
    proof.dedup();
    proof
}

fn filed(source: &Source<'_>, record: &Record) -> Option<Filed> {
    let Fact::Material(material) = &record.fact else { return None };
    Some(Filed {
        id: record.head.id.clone(),
        category: source.guide.name("material", &material.category.0).to_owned(),
        name: material.name.clone(),
        day: record.head.at.date(source.config.calendar.zone).to_string(),
        title: material.title.clone(),
        dated: material.dated.map(|dated| dated.to_string()),
        signer: material.signer.join("、"),
        provided_by: material.provided_by.clone(),
        basis: material.basis.clone(),
        signed: material.signed == Some(true),
        size: material.size.to_string(),
        sha256: material.sha256.clone(),
        short: material.sha256.chars().take(12).collect(),
    })
}

fn abroad(source: &Source<'_>, record: &Record) -> Option<Abroad> {
    let Fact::Elsewhere(elsewhere) = &record.fact else { return None };
    Some(Abroad {
        id: record.head.id.clone(),
        category: source.guide.name("material", &elsewhere.category.0).to_owned(),
        place: elsewhere.place.clone(),
        held_by: elsewhere.held_by.join("、"),
        why: elsewhere.why.clone(),
    })
}

fn line(source: &Source<'_>, case: &Case, record: &Record) -> Line {
    let zone = source.config.calendar.zone;
    let void = case.amended(&record.head.id).find(|step| step.after.is_none());
    let void = void.map(|step| format!("（已{}）", tell::correcting(step))).unwrap_or_default();
    Line {
        id: record.head.id.clone(),
        at: record.head.at.text(zone),
        written: record.head.written.text(zone),
        title: format!("{}{void}", tell::kind(source.guide, &record.head.kind)),
        by: source.team.name(&record.head.by.0).to_owned(),
        digest: record.digest.chars().take(12).collect(),
    }
}

/// The audit of a case or of all of them, as a paper shows it.
#[derive(Serialize)]
pub struct Audit {
    /// What is wrong with the repository itself.
    school: Vec<Problem>,
    columns: Vec<Heading>,
    rows: Vec<Row>,
    signs: &'static [Cell],
    summary: Summary,
}

pub fn audit(guide: &Guide, audits: &[CaseAudit], findings: &[Finding]) -> Audit {
    let mut summary = Summary::default();
    for audit in audits {
        summary.add(audit);
    }
    summary.count(findings);
    let without_commands = |problem: &mut Problem| {
        let kind = |code: &str| Kind::named(code).ok().map(|kind| tell::kind(guide, kind.name));
        problem.fix = acts(&problem.fix, kind);
    };
    let mut rows: Vec<Row> = audits.iter().map(|audit| checklist::row(guide, audit)).collect();
    rows.iter_mut().flat_map(|row| &mut row.findings).for_each(without_commands);
    let mut school = checklist::problems(findings);
    school.iter_mut().for_each(without_commands);
    Audit { columns: checklist::columns(guide), rows, school, signs: &CELLS, summary }
}
