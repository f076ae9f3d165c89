//! 核查: whether every file is complete, and what is wrong, grouped by what it is; every duty and every check of all
//! cases, read anew.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist::{self, CELLS, Row};
use crate::desk::cure::{self, escaped};
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::training;
use crate::desk::view::{self, Done};
use crate::error::Result;
use crate::finding::Finding;
use crate::guide::{Guide, Severity};
use crate::office::inspection::{Inspection, Request};
use crate::stats::entry::grade;
use crate::tell;
use crate::wording::audit::book;
use crate::workbook;

/// Of one kind of finding; the rest is told as a number.
const SHOWN: usize = 50;

struct Kept {
    row: Row,
    findings: Vec<Finding>,
    grade: String,
    is_wanted: bool,
}

/// Which cases somebody wants to see.
struct Filter<'r> {
    grades: &'r [String],
    level: Option<String>,
    grade: Option<String>,
    who: Option<String>,
    open: bool,
}

impl Filter<'_> {
    fn grade_of(&self, case: &Case) -> String {
        case.about.student.class.as_deref().and_then(|class| grade(class, self.grades)).unwrap_or_default()
    }

    fn wants(&self, case: &Case, audit: &CaseAudit) -> bool {
        let mut turn = audit.duties.iter().filter(|line| line.owed).flat_map(|line| &line.turn);
        self.level.as_ref().is_none_or(|level| audit.level.values().any(|own| own == level))
            && self.grade.as_ref().is_none_or(|grade| self.grade_of(case) == *grade)
            && self.who.as_ref().is_none_or(|who| turn.any(|own| own == who))
            && (!self.open || audit.open)
    }
}

fn said(asked: &Asked, name: &str) -> Option<String> {
    Some(asked.asked(name).trim().to_owned()).filter(|said| !said.is_empty())
}

/// The audit that is asked for, and which of its cases.
fn wanted<'r>(room: &'r Room, asked: &Asked) -> Result<(Inspection<'r>, Filter<'r>)> {
    let only = said(asked, "code").map(|code| code.to_uppercase());
    let request = Request { term: said(asked, "term"), only: only.into_iter().collect(), ..Request::default() };
    let filter = Filter {
        grades: &room.office.repo.config.grades,
        level: said(asked, "level"),
        grade: said(asked, "grade"),
        who: said(asked, "for"),
        open: said(asked, "open").is_some(),
    };
    Ok((room.office.inspection(request)?, filter))
}

/// The same as an Excel file.
pub fn workbook(room: &Room, asked: &Asked) -> Done {
    let (inspection, filter) = wanted(room, asked)?;
    let (sheets, _) = book::sheets(&inspection, |case, audit| filter.wants(case, audit))?;
    let bytes = workbook::bytes(&sheets, room.office.now)?;
    let name = format!("核查-{}.xlsx", room.office.today());
    Ok(view::file(workbook::MEDIA_TYPE, &escaped(&name), Body::from(bytes)))
}

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let (inspection, filter) = wanted(room, asked)?;
    let guide = inspection.guide;
    let (all, _) = inspection.collect(|case: &Case, audit| Kept {
        grade: filter.grade_of(case),
        is_wanted: filter.wants(case, &audit),
        row: checklist::row(guide, &audit),
        findings: audit.findings,
    })?;
    let shown: Vec<&Kept> = all.iter().filter(|kept| kept.is_wanted).collect();
    let names = |all: &mut Vec<String>| {
        all.sort_unstable();
        all.dedup();
    };
    let mut all_grades: Vec<String> =
        all.iter().map(|kept| kept.grade.clone()).filter(|grade| !grade.is_empty()).collect();
    names(&mut all_grades);
    let findings = shown.iter().flat_map(|kept| kept.findings.iter().map(|one| (kept.row.case.as_str(), one)));
    let findings: Vec<Placed<'_>> = findings.chain(inspection.school.findings.iter().map(|one| ("", one))).collect();
    let count = |severity: &str| findings.iter().filter(|(_, one)| tell::severity(one.severity) == severity).count();
    let data = json!({
        "columns": checklist::columns(guide), "signs": &CELLS[..],
        "rows": shown.iter().map(|kept| &kept.row).collect::<Vec<_>>(),
        "groups": groups(office.now, guide, &findings),
        "errors_count": count("错误"), "warnings_count": count("警告"), "notices_count": count("提示"),
        "archivable": shown.iter().filter(|kept| kept.row.archivable).count(),
        "prevention": training::told(office, &inspection.school.duties)?,
        "terms": office.repo.config.calendar.terms.iter().map(|term| &term.name).collect::<Vec<_>>(),
        "levels": guide.words("level").map(|(_, name)| name).collect::<BTreeSet<_>>(),
        "grades": all_grades,
        "members": office.repo.team.members.iter().map(|one| json!({ "id": one.id, "name": one.name })).collect::<Vec<_>>(),
        "filter": { "term": said(asked, "term"), "level": filter.level, "grade": filter.grade, "for": filter.who, "code": said(asked, "code"), "open": asked.asked("open") },
        "query": query(asked),
    });
    room.page("audit.html", "核查", &data)
}

/// What was asked, as an address says it.
fn query(asked: &Asked) -> String {
    let pairs = asked.query.iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}

/// A finding and the number of its case; none where it is the school's.
type Placed<'f> = (&'f str, &'f Finding);

/// By code, grave first, each with its clause's own words.
fn groups(now: DateTime<FixedOffset>, guide: &Guide, findings: &[Placed<'_>]) -> Vec<Value> {
    let mut by_code: BTreeMap<(Reverse<Severity>, &str), Vec<&Placed<'_>>> = BTreeMap::new();
    for one in findings {
        by_code.entry((Reverse(one.1.severity), &one.1.code)).or_default().push(one);
    }
    let mut groups = Vec::new();
    for ((Reverse(severity), code), members) in by_code {
        let clause = members.iter().find_map(|(_, one)| one.clause.as_deref());
        let told = members.iter().take(SHOWN).map(|(case, one)| {
            let cure = cure::cure(guide, now, &one.fix);
            json!({ "case": case, "record": one.record, "message": one.message, "fix": cure::beside(guide, cure.as_ref(), &one.fix), "cure": cure })
        });
        groups.push(json!({
            "code": code, "severity": tell::severity(severity), "title": guide.duty(code).map(|duty| &duty.title),
            "count": members.len(), "clause": clause,
            "text": clause.and_then(|id| guide.clause(id)).map(|clause| &clause.title),
            "findings": told.collect::<Vec<_>>(), "left": members.len().saturating_sub(SHOWN),
        }));
    }
    groups
}
