//! What the school owes everybody, judged once for every term that has begun: records of `program/` × the guide's
//! school duties × the terms of `crisis.toml` → met, pending while the term runs, missing once it is over.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::audit::Ground;
use crate::case::Case;
use crate::duty::{Facts, Setting, Span, State};
use crate::finding::{Finding, fault};
use crate::guide::Guide;
use crate::guide::duty::SchoolDuty;
use crate::guide::pattern::{Counts, Pattern};
use crate::time::{Term, Zone};

/// A duty towards everybody in one term; without a term where the school has written none.
#[derive(Serialize)]
pub struct SchoolLine {
    pub code: String,
    pub title: String,
    pub clause: String,
    pub term: Option<String>,
    pub state: State,
    /// The first day of the term.
    pub since: Option<NaiveDate>,
    /// The last day of the term.
    pub due: Option<NaiveDate>,
    pub met_by: Option<String>,
    pub met_at: Option<String>,
    pub reason: Option<String>,
    pub fix: String,
}

/// The school's duties and what is wrong with them and with the records about them.
#[derive(Default)]
pub struct SchoolAudit {
    pub duties: Vec<SchoolLine>,
    pub findings: Vec<Finding>,
}

/// Every school duty in every term that has begun, by the guide in force when the term began; earlier terms first.
/// With the name of a term, that term alone.
pub fn school(ground: &Ground<'_>, program: &Case, only: Option<&str>) -> SchoolAudit {
    let mut judged = SchoolAudit { duties: Vec::new(), findings: Vec::new() };
    judged.findings.extend(program.faults.iter().map(|error| fault(program, error)));
    let calendar = &ground.config.calendar;
    let today = ground.now.with_timezone(&calendar.zone).date_naive();
    let wanted = |term: &&Term| term.from <= today && only.is_none_or(|name| term.name == name);
    let mut begun: Vec<&Term> = calendar.terms.iter().filter(wanted).collect();
    begun.sort_by_key(|term| term.from);
    if begun.is_empty() {
        let reason =
            if calendar.terms.is_empty() { "crisis.toml 里没有写学期（[[term]]）" } else { "还没有开学" };
        let guide = ground.guides.on(today);
        let duties = guide.map_or(&[][..], |guide| guide.school_duties.as_slice());
        judged.duties.extend(duties.iter().map(|duty| without_term(duty, reason)));
        return judged;
    }
    for term in begun {
        let named = ground.guides.on(term.from);
        let Some(guide) = named.or_else(|| ground.guides.on(today)) else { continue };
        of_term(ground, program, guide, term, today, &mut judged);
    }
    judged
}

fn of_term(
    ground: &Ground<'_>,
    program: &Case,
    guide: &Guide,
    term: &Term,
    today: NaiveDate,
    judged: &mut SchoolAudit,
) {
    let calendar = &ground.config.calendar;
    let facts = Facts::of(Setting { guide, team: ground.team, calendar, now: ground.now }, program, 1);
    for duty in &guide.school_duties {
        let line = line(&facts, duty, term, today);
        if line.state == State::Missing {
            judged.findings.push(unmet(duty, term));
        }
        judged.duties.push(line);
    }
}

/// The school duties of one guide in the last term that has begun.
pub fn latest(setting: Setting<'_>, program: &Case) -> Vec<SchoolLine> {
    let today = setting.now.with_timezone(&setting.calendar.zone).date_naive();
    let begun = setting.calendar.terms.iter().filter(|term| term.from <= today);
    let Some(term) = begun.max_by_key(|term| term.from) else {
        return setting.guide.school_duties.iter().map(blank).collect();
    };
    let facts = Facts::of(setting, program, 1);
    setting.guide.school_duties.iter().map(|duty| line(&facts, duty, term, today)).collect()
}

fn line(facts: &Facts<'_, '_>, duty: &SchoolDuty, term: &Term, today: NaiveDate) -> SchoolLine {
    let zone = facts.setting.calendar.zone;
    let proofs = duty.needs.iter().flat_map(|need| {
        let counts = |span: Span| counts(need, span, term, zone);
        facts.hits(need).into_iter().filter(move |hit| counts(hit.span))
    });
    let proof = proofs.min_by_key(|hit| hit.span.earliest);
    let state = match proof {
        Some(_) => State::Met,
        None if today <= term.to => State::Pending,
        None => State::Missing,
    };
    let moment = |at: DateTime<FixedOffset>| at.with_timezone(&zone).to_rfc3339();
    SchoolLine {
        term: Some(term.name.clone()),
        state,
        since: Some(term.from),
        due: Some(term.to),
        met_by: proof.and_then(|hit| hit.id().map(str::to_owned)),
        met_at: proof.map(|hit| moment(hit.span.earliest)),
        reason: (state == State::Pending).then(|| "学期还没有结束".to_owned()),
        ..blank(duty)
    }
}

/// Within the term; what is marked as `any_time` was done once and stands in every later term too.
fn counts(need: &Pattern, span: Span, term: &Term, zone: Zone) -> bool {
    let day = |at: DateTime<FixedOffset>| at.with_timezone(&zone).date_naive();
    let begun = need.counts == Counts::Anywhere || day(span.latest) >= term.from;
    begun && day(span.earliest) <= term.to
}

fn without_term(duty: &SchoolDuty, reason: &str) -> SchoolLine {
    SchoolLine { reason: Some(reason.to_owned()), ..blank(duty) }
}

fn blank(duty: &SchoolDuty) -> SchoolLine {
    SchoolLine {
        code: duty.code.clone(),
        title: duty.title.clone(),
        clause: duty.clause.clone(),
        term: None,
        state: State::NotApplicable,
        since: None,
        due: None,
        met_by: None,
        met_at: None,
        reason: None,
        fix: duty.fix.clone(),
    }
}

fn unmet(duty: &SchoolDuty, term: &Term) -> Finding {
    Finding {
        code: duty.code.clone(),
        clause: Some(duty.clause.clone()),
        severity: duty.severity,
        record: None,
        path: None,
        line: None,
        message: format!("{}：{}没有记录", duty.title, term.name),
        fix: duty.fix.clone(),
    }
}
