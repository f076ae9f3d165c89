//! 核查: whether every file is complete, and what is wrong, grouped by what it is; every duty and every check of all
//! cases, read anew.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

use crate::case::Case;
use crate::checklist::{self, CELLS, Row};
use crate::desk::cure;
use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;
use crate::finding::Finding;
use crate::guide::{Guide, Severity};
use crate::office::inspection::Request;
use crate::stats::entry::grade;
use crate::tell;

/// Of one kind of finding; the rest is told as a number.
const SHOWN: usize = 50;

struct Kept {
    row: Row,
    findings: Vec<Finding>,
    grade: String,
    turn: Vec<String>,
}

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let filter = |name: &str| Some(asked.asked(name).trim().to_owned()).filter(|said| !said.is_empty());
    let code = filter("code").map(|code| code.to_uppercase());
    let request = Request { term: filter("term"), only: code.clone().into_iter().collect(), ..Request::default() };
    let inspection = office.inspection(request)?;
    let guide = inspection.guide;
    let grades = &office.repo.config.grades;
    let (all, _) = inspection.collect(|case: &Case, audit| Kept {
        row: checklist::row(guide, &audit),
        grade: case.about.student.class.as_deref().and_then(|class| grade(class, grades)).unwrap_or_default(),
        turn: audit.duties.iter().filter(|line| line.owed).flat_map(|line| line.turn.clone()).collect(),
        findings: audit.findings,
    })?;
    let (level, of_grade, who) = (filter("level"), filter("grade"), filter("for"));
    let fits = |kept: &&Kept| {
        level.as_ref().is_none_or(|level| kept.row.levels.contains(level))
            && of_grade.as_ref().is_none_or(|grade| kept.grade == *grade)
            && who.as_ref().is_none_or(|who| kept.turn.contains(who))
            && (asked.asked("open").is_empty() || kept.row.open)
    };
    let shown: Vec<&Kept> = all.iter().filter(fits).collect();
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
        "prevention": inspection.school.duties.iter().map(|line| json!({ "title": line.title, "clause": line.clause, "state": checklist::prevention(line).1, "class": checklist::prevention(line).0, "reason": line.reason })).collect::<Vec<_>>(),
        "terms": office.repo.config.calendar.terms.iter().map(|term| &term.name).collect::<Vec<_>>(),
        "levels": guide.words("level").map(|(_, name)| name).collect::<BTreeSet<_>>(),
        "grades": all_grades,
        "members": office.repo.team.members.iter().map(|one| json!({ "id": one.id, "name": one.name })).collect::<Vec<_>>(),
        "filter": { "term": filter("term"), "level": level, "grade": of_grade, "for": who, "code": code, "open": asked.asked("open") },
    });
    room.page("audit.html", "核查", &data)
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
