//! Which cases may leave as a bag, by what the audit says of them, and which of a term may not yet. Nothing is written.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::audit::CaseAudit;
use crate::audit::rest::Resting;
use crate::bag;
use crate::case::Case;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::inspection::is_in;
use crate::store::put::locked;
use crate::store::write;
use crate::vault::recipient::Recipient;

/// How many of the reasons an error tells.
const SHOWN: usize = 3;

/// Which, where to, and how.
pub struct Request {
    /// None named: those of the term, or all.
    pub cases: Vec<String>,
    /// By its name: every case of which an episode overlaps it, leaving what may not be archived yet.
    pub term: Option<String>,
    pub out: PathBuf,
    /// For whom it is sealed in one file; nobody: a folder that everybody can read.
    pub to: Vec<Recipient>,
    /// Why it is archived although something is open.
    pub although: Option<String>,
    /// With the catalogue as PDF, where something on this computer prints one.
    pub pdf: bool,
}

/// What may be archived, and what of a term may not yet.
#[derive(Default)]
pub struct Selection {
    pub ready: Vec<Ready>,
    pub left: Vec<Left>,
    /// What a killed run left half written where the bags go. It is in clear; whether somebody else is writing there,
    /// nobody knows.
    pub half: Vec<PathBuf>,
}

/// A case that may be archived.
pub struct Ready {
    pub case: String,
    /// That it has not ended or lacks something, and the codes of what is lacking or accepted.
    pub(super) open: Vec<String>,
}

/// A case of a term that stays where it is.
#[derive(Serialize)]
pub struct Left {
    pub case: String,
    pub why: String,
}

impl Office {
    /// Looks at everything before anything is written: whether each may be archived by what `audit` says of it, whether
    /// every byte is still as it was filed, and whether there is room for the bag. One that is named and may not be is
    /// an error.
    pub fn archivable(&self, request: &Request, progress: &dyn Fn(u64, u64)) -> Result<Selection> {
        self.may_bag(&request.out)?;
        let term = request.term.as_deref().map(|name| self.repo.config.calendar.named(name)).transpose()?;
        let mut rounds = self.rounds_of(&request.cases)?.watched(progress);
        rounds.numbers.sort();
        rounds.numbers.dedup();
        let look = |case: &Case, audits: Vec<CaseAudit>| {
            let is_in = |term| audits.iter().any(|audit| is_in(term, case, audit, self.zone()));
            let is_wanted = case.is_locked() || term.is_none_or(is_in);
            is_wanted.then(|| (case.number.clone(), self.open_points(case, &audits, request)))
        };
        let mut selection = Selection { half: write::left_over(&request.out)?, ..Selection::default() };
        rounds.each(look, |found| {
            match found {
                None => {}
                Some((case, Ok(open))) => selection.ready.push(Ready { case, open }),
                Some((case, Err(error))) if term.is_some() => selection.left.push(Left { case, why: error.what }),
                Some((case, Err(error))) => return Err(Error { what: format!("{case} {}", error.what), ..error }),
            }
            Ok(())
        })?;
        Ok(selection)
    }

    /// What is open in a case that may be archived. What can't be read, and what is no part of the case, is left
    /// behind by nobody.
    fn open_points(&self, case: &Case, audits: &[CaseAudit], request: &Request) -> Result<Vec<String>> {
        if case.is_locked() {
            return Err(Error { what: "无权打开".to_owned(), ..locked(&case.number) });
        }
        if let Some(fault) = case.faults.first() {
            let unread = Error::new(format!("有读不出的文件，不能归档：{}", fault.what));
            return Err(unread.fix("先按 `crisis audit` 的提示修好，或从备份找回"));
        }
        if let Some(stray) = self.repo.strays(&case.number)?.into_iter().next() {
            let stray = Error::new("的文件夹里有不属于档案的文件，归档会丢下它").path(stray);
            return Err(stray.fix("属于这份档案的，用 `crisis attach` 归进去；不属于的，移到别处"));
        }
        let unrested = audits.iter().find(|audit| !audit.rest.state.is_archivable());
        let although = request.although.is_some();
        if let Some(first) = unrested.filter(|_| !although) {
            let told: Vec<&str> = first.rest.why.iter().take(SHOWN).map(String::as_str).collect();
            let told = if told.is_empty() { String::new() } else { format!("：{}", told.join("、")) };
            let open = Error::new(format!("{}{told}", first.rest.state.word()));
            return Err(open.fix("先做完；非归档不可的，加上 --although 理由，未了的事会写进包里"));
        }
        self.is_not_archived_at(&case.number, &request.path(&case.number))?;
        let damage = self.verify_case(case).damage;
        if let Some(first) = damage.first().filter(|_| !although) {
            let damaged = Error::new(format!("与写下时不同：{}", first.message)).path(&first.path);
            return Err(damaged.fix(format!("{}；非归档不可的，加上 --although 理由", first.fix)));
        }
        let is_open = |audit: &&CaseAudit| audit.rest.state != Resting::Archivable;
        let state = unrested.map(|audit| audit.rest.state.word().to_owned());
        let damaged = (!damage.is_empty()).then(|| format!("与写下时不同 {} 处", damage.len()));
        Ok(state.into_iter().chain(audits.iter().filter(is_open).flat_map(codes)).chain(damaged).collect())
    }
}

impl Office {
    /// A bag that nothing tells of was left by a run that was cut off; whether it is the same is looked at when it would
    /// be made. A sealed one tells nobody.
    fn is_not_archived_at(&self, number: &str, path: &Path) -> Result<()> {
        let told = self.archivings(number)?;
        let is_told = |sum: &str| told.iter().any(|archiving| archiving.sha256 == sum);
        let is_cut_off = || path.is_dir() && bag::sum_of(path).is_ok_and(|sum| !is_told(&sum));
        if path.exists() && !is_cut_off() { Err(already(path)) } else { Ok(()) }
    }
}

pub(super) fn already(path: &Path) -> Error {
    let there = Error::new("已有这个包，没有覆盖").path(path).field("--out");
    there.fix("换一个文件夹；旧的不再要，先把它移走")
}

impl Request {
    /// Where the bag of a case goes.
    pub(super) fn path(&self, number: &str) -> PathBuf {
        place(&self.out, number, &self.to)
    }
}

/// Where a bag goes: a folder, or one sealed file.
pub(super) fn place(out: &Path, name: &str, to: &[Recipient]) -> PathBuf {
    let stem = out.join(name);
    if to.is_empty() { stem } else { stem.with_extension("bag.tar.age") }
}

fn codes(audit: &CaseAudit) -> Vec<String> {
    let coded = audit.rest.why.iter().filter_map(|why| Some(why.rsplit_once('〔')?.1.split_once('〕')?.0.to_owned()));
    coded.collect()
}
