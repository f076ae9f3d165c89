//! A case leaves as a bag that stands on its own (RFC 8493): the case as it lies here, what a person reads of it, the
//! audit, the guide that judged it. It comes back as the same case.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::CaseAudit;
use crate::audit::rest::Resting;
use crate::bag::{self, Label, Maker, Sink};
use crate::case::Case;
use crate::documents::{Choice, Paper};
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::inspection::is_in;
use crate::office::pen::Pen;
use crate::store::put::locked;
use crate::store::{self, write};
use crate::vault::age_file::Sealing;
use crate::vault::recipient::Recipient;
use crate::yaml;

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
}

/// What may be archived, and what of a term may not yet.
#[derive(Default)]
pub struct Selection {
    pub ready: Vec<Ready>,
    pub left: Vec<Left>,
}

/// A case that may be archived.
pub struct Ready {
    pub case: String,
    /// That it has not ended or lacks something, and the codes of what is lacking or accepted.
    open: Vec<String>,
}

/// A case of a term that stays where it is.
#[derive(Serialize)]
pub struct Left {
    pub case: String,
    pub why: String,
}

/// What was made.
#[derive(Serialize)]
pub struct Archived {
    pub case: String,
    pub path: PathBuf,
    /// Of the last list of the bag, which speaks for all of it.
    pub sha256: String,
    /// What was open.
    pub open: Vec<String>,
}

/// A line of `archived/NUMBER.yaml`: nothing about anybody but who archived it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Archiving {
    at: String,
    by: String,
    /// The digest of the last record that is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    sha256: String,
    /// How many keys open it; none: it is in clear.
    #[serde(default)]
    keys: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open: Vec<String>,
}

/// The papers that a person reads first.
const READ: [&str; 2] = ["archive-catalogue", "timeline"];
const README: &str = include_str!("../../templates/archive.txt");
/// What makes a bag one of ours.
pub(super) const CASE: &str = "Crisis-Case";
const AGENT: &str = concat!("crisis ", env!("CARGO_PKG_VERSION"));

impl Office {
    /// Looks at everything before anything is written: whether each may be archived by what `audit` says of it, whether
    /// every byte is still as it was filed, and whether there is room for the bag. One that is named and may not be is
    /// an error.
    pub fn archivable(&self, request: &Request, progress: &dyn Fn(u64, u64)) -> Result<Selection> {
        // A bag within the repository would be taken for a part of it.
        if self.inside(&request.out).is_some() {
            let inside = Error::new("包不能放在档案库里").path(&request.out).field("--out");
            return Err(inside.fix("写到档案库外面的文件夹，例如 U 盘"));
        }
        let term = request.term.as_deref().map(|name| self.repo.config.calendar.named(name)).transpose()?;
        let mut rounds = self.rounds_of(&request.cases)?.watched(progress);
        rounds.numbers.sort();
        rounds.numbers.dedup();
        let look = |case: &Case, audits: Vec<CaseAudit>| {
            let is_in = |term| audits.iter().any(|audit| is_in(term, case, audit, self.zone()));
            let is_wanted = case.is_locked() || term.is_none_or(is_in);
            is_wanted.then(|| (case.number.clone(), self.open_points(case, &audits, request)))
        };
        let mut selection = Selection::default();
        rounds.each(look, |found| {
            match found {
                None => {}
                Some((case, Ok(open))) => selection.ready.push(Ready { case, open }),
                Some((case, Err(error))) if term.is_some() => selection.left.push(Left { case, why: error.what }),
                Some((_, Err(error))) => return Err(error),
            }
            Ok(())
        })?;
        Ok(selection)
    }

    /// What is open in a case that may be archived. What can't be read, and what is no part of the case, is left
    /// behind by nobody.
    fn open_points(&self, case: &Case, audits: &[CaseAudit], request: &Request) -> Result<Vec<String>> {
        if case.is_locked() {
            return Err(locked(&case.number));
        }
        if let Some(fault) = case.faults.first() {
            let unread = Error::new(format!("{} 里有读不出的文件，不能归档：{}", case.number, fault.what));
            return Err(unread.fix("先按 `crisis audit` 的提示修好，或从备份找回"));
        }
        if let Some(stray) = self.repo.strays(&case.number)?.into_iter().next() {
            let stray = Error::new(format!("{} 的文件夹里有不属于档案的文件，归档会丢下它", case.number)).path(stray);
            return Err(stray.fix("属于这份档案的，用 `crisis attach` 归进去；不属于的，移到别处"));
        }
        let unrested = audits.iter().find(|audit| !audit.rest.state.is_archivable());
        let although = request.although.is_some();
        if let Some(first) = unrested.filter(|_| !although) {
            let told: Vec<&str> = first.rest.why.iter().take(3).map(String::as_str).collect();
            let open = Error::new(format!("{} {}：{}", case.number, first.rest.state.word(), told.join("、")));
            return Err(open.fix("先做完；非归档不可的，加上 --although 理由，未了的事会写进包里"));
        }
        let there = request.path(&case.number);
        if there.exists() {
            let there = Error::new("已有这个包，没有覆盖").path(there).field("--out");
            return Err(there.fix("换一个文件夹；旧的不再要，先把它移走"));
        }
        let damage = self.verify_case(case).damage;
        if let Some(first) = damage.first().filter(|_| !although) {
            let damaged = Error::new(format!("{} 与写下时不同：{}", case.number, first.message)).path(&first.path);
            return Err(damaged.fix(format!("{}；非归档不可的，加上 --although 理由", first.fix)));
        }
        let is_open = |audit: &&CaseAudit| audit.rest.state != Resting::Archivable;
        let state = unrested.map(|audit| audit.rest.state.word().to_owned());
        let damaged = (!damage.is_empty()).then(|| format!("与写下时不同 {} 处", damage.len()));
        Ok(state.into_iter().chain(audits.iter().filter(is_open).flat_map(codes)).chain(damaged).collect())
    }
}

impl Request {
    /// Where the bag of a case goes.
    fn path(&self, number: &str) -> PathBuf {
        let stem = self.out.join(number);
        if self.to.is_empty() { stem } else { stem.with_extension("bag.tar.age") }
    }
}

impl Pen<'_> {
    /// Makes the bag. That it was made is noted beside the cases, so that the case itself stays what the bag holds.
    pub fn archive(&self, ready: &Ready, request: &Request) -> Result<Archived> {
        let Ready { case: number, open } = ready;
        let case = &self.office.find(number)?;
        // By what its own folder says: what other folders say is none of this bag's business.
        let audits = self.office.judge(case);
        let labels = self.labels(case, open, request.although.as_deref());
        let path = request.path(number);
        let sha256 = if request.to.is_empty() {
            bag::into_folder(&path, |folder| self.fill(case, &audits, folder, &labels, open, request))?.1
        } else {
            write::create_with(&path, |file| {
                let sealing = Sealing::new(&request.to, file)?;
                let tar = Tar { builder: tar::Builder::new(sealing), root: number.clone() };
                let (tar, sha256) = self.fill(case, &audits, tar, &labels, open, request)?;
                tar.builder.into_inner().and_then(Sealing::finish).map_err(|error| Error::io("写入", &path, &error))?;
                Ok(sha256)
            })?
        };
        self.note(case, &sha256, request.to.len(), open)?;
        Ok(Archived { case: number.clone(), path, sha256, open: open.clone() })
    }

    /// Everything of the bag, in the order of the paths; the same for the same case, whenever it is made.
    fn fill<S: Sink>(
        &self,
        case: &Case,
        audits: &[CaseAudit],
        sink: S,
        labels: &[Label],
        open: &[String],
        request: &Request,
    ) -> Result<(S, String)> {
        let repo = &self.office.repo;
        let mut maker = Maker::new(sink);
        let audit =
            serde_json::to_string_pretty(audits).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))?;
        small(&mut maker, "audit.json", audit.as_bytes())?;
        for file in repo.files(&case.number)? {
            if file.path.starts_with("materials/") {
                let size = match file.size {
                    Some(size) => size,
                    None => repo.measure(&case.number, &file.path)?.size,
                };
                maker.payload(&format!("case/{}", file.path), size, &mut *repo.reader(&case.number, &file.path)?)?;
            } else {
                small(&mut maker, &format!("case/{}", file.path), &file.content?)?;
            }
        }
        let guides = repo.root.join("guides");
        for name in store::names(&guides, ".toml")? {
            small(&mut maker, &format!("guide/{name}"), &store::read(&guides.join(&name))?)?;
        }
        for episode in case.episodes() {
            for paper in READ {
                let sheet = self.office.sheet(Some(case), Some(episode), Paper::named(paper)?, Choice::Latest)?;
                small(&mut maker, &format!("read/{paper}-{episode}.html"), sheet.html().as_bytes())?;
            }
        }
        maker.beside("README.txt", &readme(&repo.config.school, &case.number, open, request.although.as_deref()))?;
        maker.finish(labels)
    }

    /// What `bag-info.txt` says (RFC 8493 § 2.2.2): nobody's name.
    fn labels(&self, case: &Case, open: &[String], although: Option<&str>) -> Vec<Label> {
        let (repo, zone) = (&self.office.repo, self.office.zone());
        let day = |at: chrono::DateTime<chrono::FixedOffset>| at.with_timezone(&zone).date_naive().to_string();
        let last = case.latest_episode();
        let guide = self.office.guide_of(case, last).ok();
        let labels = [
            ("Source-Organization", Some(repo.config.school.clone())),
            ("External-Identifier", Some(case.number.clone())),
            ("Bag-Software-Agent", Some(AGENT.to_owned())),
            (CASE, Some(case.number.clone())),
            ("Crisis-Opened", case.opened(1, zone).map(day)),
            ("Crisis-Closed", case.closure(last).map(|record| day(record.head.at.latest(zone)))),
            ("Crisis-Guide", guide.map(|guide| format!("{} {}", guide.title, guide.edition))),
            ("Crisis-Head", case.head().map(|record| record.digest.clone())),
            ("Crisis-Open-Points", (!open.is_empty()).then(|| open.join(", "))),
            ("Crisis-Although", although.map(str::to_owned)),
        ];
        labels.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))).collect()
    }

    fn note(&self, case: &Case, sha256: &str, keys: usize, open: &[String]) -> Result<()> {
        let path = self.office.repo.root.join("archived").join(format!("{}.yaml", case.number));
        let mut before: Vec<Archiving> = if path.exists() {
            yaml::read(&store::read_text(&path)?, 1).map_err(|error| error.path(&path))?
        } else {
            Vec::new()
        };
        before.push(Archiving {
            at: self.office.now.to_rfc3339(),
            by: self.office.by()?,
            head: case.head().map(|record| record.digest.clone()),
            sha256: sha256.to_owned(),
            keys,
            open: open.to_vec(),
        });
        write::replace(&path, yaml::write(&before)?.as_bytes())
    }
}

/// A file that fits into memory.
fn small<S: Sink>(maker: &mut Maker<S>, path: &str, bytes: &[u8]) -> Result<String> {
    maker.payload(path, bytes.len() as u64, &mut &*bytes)
}

fn codes(audit: &CaseAudit) -> Vec<String> {
    let coded = audit.rest.why.iter().filter_map(|why| Some(why.rsplit_once('〔')?.1.split_once('〕')?.0.to_owned()));
    coded.collect()
}

fn readme(school: &str, case: &str, open: &[String], although: Option<&str>) -> String {
    let open = if open.is_empty() { "没有".to_owned() } else { open.join("、") };
    README
        .replace("{school}", school)
        .replace("{case}", case)
        .replace("{open}", &open)
        .replace("{although}", although.unwrap_or("—"))
}

/// All files of a bag in one, with nothing of this machine in their heads.
struct Tar<W: std::io::Write> {
    builder: tar::Builder<W>,
    root: String,
}

impl<W: std::io::Write> Sink for Tar<W> {
    fn put(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(0);
        let name = format!("{}/{path}", self.root);
        self.builder.append_data(&mut header, name, content).map_err(|error| Error::io("写入", Path::new(path), &error))
    }
}
