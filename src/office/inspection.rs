//! The audit of everything or of some cases: every duty and every check, case by case as they come, and what is wrong
//! with the school itself.

use crate::audit::CaseAudit;
use crate::audit::school::{SchoolAudit, school};
use crate::case::Case;
use crate::check::{self, Index, School};
use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::guide::Guide;
use crate::office::Office;
use crate::office::rounds::Rounds;
use crate::time::{Term, Zone};

/// What is to be looked at.
#[derive(Default)]
pub struct Request {
    /// None named: all.
    pub cases: Vec<String>,
    /// Only episodes that overlap the term, by its name.
    pub term: Option<String>,
    /// Only duties and findings of these codes (none named: all).
    pub only: Vec<String>,
    /// Also what filed documents say.
    pub bytes: bool,
}

/// An audit about to be made.
pub struct Inspection<'o> {
    pub office: &'o Office,
    pub guide: &'o Guide,
    pub rounds: Rounds<'o>,
    /// Cases were named: there is room for what is only noteworthy.
    pub is_named: bool,
    /// What the school owes everybody; only where no case is named.
    pub school: SchoolAudit,
    term: Option<&'o Term>,
    only: Vec<String>,
}

impl Office {
    pub fn inspection(&self, request: Request) -> Result<Inspection<'_>> {
        let guide = self.guide()?;
        known_codes(guide, &request.only)?;
        let term = request.term.as_deref().map(|name| self.repo.config.calendar.named(name)).transpose()?;
        let rounds = self.rounds_of(&request.cases)?.reading(request.bytes);
        let mut school = match request.cases.as_slice() {
            [] => self.school(term.map(|term| term.name.as_str())),
            _ => SchoolAudit::default(),
        };
        let only = request.only;
        if !only.is_empty() {
            school.duties.retain(|line| only.contains(&line.code));
            school.findings.retain(|finding| only.contains(&finding.code));
        }
        let is_named = !request.cases.is_empty();
        Ok(Inspection { office: self, guide, rounds, is_named, school, term, only })
    }

    /// The school's own duties, in one term or in all, and what is wrong with the team.
    pub fn school(&self, term: Option<&str>) -> SchoolAudit {
        let index = Index::default();
        let mut judged = school(&self.ground(&index), &self.repo.program(), term);
        if let Ok(guide) = self.guide() {
            judged.findings.extend(check::school(&School { guide, team: &self.repo.team, day: self.today() }));
        }
        judged
    }
}

impl<'o> Inspection<'o> {
    /// The same, telling how many cases are done, of how many.
    #[must_use]
    pub fn watched(self, progress: &'o dyn Fn(u64, u64)) -> Self {
        Self { rounds: self.rounds.watched(progress), ..self }
    }

    /// Every episode that was asked for, in the order of the numbers; gives the sums of all of them and the school.
    pub fn each<T: Send>(
        &self,
        map: impl Fn(&Case, CaseAudit) -> T + Sync,
        mut take: impl FnMut(T) -> Result<()>,
    ) -> Result<Summary> {
        let (zone, term, only) = (self.office.zone(), self.term, &self.only);
        let mut sums = Summary::default();
        let keep = |case: &Case, audits: Vec<CaseAudit>| {
            let mut sums = Summary::default();
            let wanted = audits.into_iter().filter(|audit| term.is_none_or(|term| is_in(term, case, audit, zone)));
            let kept = wanted.map(|mut audit| {
                narrow(&mut audit, only);
                sums.add(&audit);
                map(case, audit)
            });
            (kept.collect::<Vec<_>>(), sums)
        };
        self.rounds.each(keep, |(kept, of_case)| {
            sums.join(&of_case);
            kept.into_iter().try_for_each(&mut take)
        })?;
        sums.count(&self.school.findings);
        Ok(sums)
    }
}

impl Inspection<'_> {
    /// Everything that `map` keeps, and the sums.
    pub fn collect<T: Send>(&self, map: impl Fn(&Case, CaseAudit) -> T + Sync) -> Result<(Vec<T>, Summary)> {
        let mut all = Vec::new();
        let sums = self.each(map, |kept| {
            all.push(kept);
            Ok(())
        })?;
        Ok((all, sums))
    }
}

fn narrow(audit: &mut CaseAudit, only: &[String]) {
    if !only.is_empty() {
        audit.duties.retain(|duty| only.contains(&duty.code));
        audit.findings.retain(|finding| only.contains(&finding.code));
    }
}

/// Whether an episode overlaps the term. Of a case that can't be read nobody knows: it is shown.
pub(super) fn is_in(term: &Term, case: &Case, audit: &CaseAudit, zone: Zone) -> bool {
    let from = case.opened(audit.episode, zone).map(|at| at.date_naive());
    let to = case.closure(audit.episode).map(|record| record.head.at.date(zone));
    from.is_none_or(|from| from <= term.to) && to.is_none_or(|to| to >= term.from)
}

fn known_codes(guide: &Guide, codes: &[String]) -> Result<()> {
    for code in codes {
        let of_school = guide.school_duties.iter().any(|duty| duty.code == *code);
        if guide.duty(code).is_none() && !of_school && !check::is_code(code) {
            return Err(Error::new(format!("没有编号“{code}”")).field("--only").fix("`crisis explain` 列出全部编号"));
        }
    }
    Ok(())
}
