//! A case leaves as a bag that stands on its own (RFC 8493): the case as it lies here, what a person reads of it, the
//! audit, the guide that judged it. The same case gives the same bytes.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::CaseAudit;
use crate::bag::{self, Label, Maker, Nowhere, Sink};
use crate::case::Case;
use crate::documents::Choice;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::archive::{Ready, Request, already};
use crate::office::pen::Pen;
use crate::store::{self, write};
use crate::vault::age_file::Sealing;
use crate::vault::recipient::Recipient;
use crate::yaml;

/// What was made.
#[derive(Serialize)]
pub struct Archived {
    pub case: String,
    pub path: PathBuf,
    /// Of the last list of the bag, which speaks for all of it.
    pub sha256: String,
    /// What was open.
    pub open: Vec<String>,
    /// Why the catalogue is not in it as PDF, though it was wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unprinted: Option<String>,
}

/// A line of `archived/NUMBER.yaml`: nothing about anybody but who archived it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archiving {
    pub at: String,
    pub by: String,
    /// The digest of the last record that is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Of the last list of the bag.
    pub sha256: String,
    /// How many keys open it; none: it is in clear.
    #[serde(default)]
    pub keys: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

/// Of what a bag is made.
struct Content<'a> {
    case: &'a Case,
    audits: &'a [CaseAudit],
    labels: Vec<Label>,
    open: &'a [String],
    although: Option<&'a str>,
    /// By episode.
    printed: Vec<(u32, Vec<u8>)>,
}

/// The papers that a person reads first; the first of them is also there as PDF.
const READ: [&str; 2] = ["archive-catalogue", "timeline"];
const README: &str = include_str!("../../templates/archive.txt");
/// What makes a bag one of ours.
pub(super) const CASE: &str = "Crisis-Case";
pub(super) const AGENT: &str = concat!("crisis ", env!("CARGO_PKG_VERSION"));

impl Office {
    /// When a case was archived, the first time first.
    pub fn archivings(&self, number: &str) -> Result<Vec<Archiving>> {
        let path = self.archivings_path(number);
        if !path.exists() {
            return Ok(Vec::new());
        }
        yaml::read(&store::read_text(&path)?, 1).map_err(|error| error.path(&path))
    }

    fn archivings_path(&self, number: &str) -> PathBuf {
        self.repo.root.join("archived").join(format!("{number}.yaml"))
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
        let printed = if request.pdf { self.catalogues(case) } else { Ok(Vec::new()) };
        let (printed, unprinted) =
            printed.map_or_else(|error| (Vec::new(), Some(error.what)), |printed| (printed, None));
        let content = Content { case, audits: &audits, labels, open, although: request.although.as_deref(), printed };
        let path = request.path(number);
        let sha256 = if path.exists() {
            // Made by a run that was cut off before it could tell.
            let sum = self.fill(&content, &mut Nowhere)?;
            if bag::sum_of(&path)? != sum {
                return Err(already(&path));
            }
            sum
        } else {
            bagged(&path, number, &request.to, |sink| self.fill(&content, sink))?
        };
        self.note(case, &sha256, request.to.len(), open)?;
        Ok(Archived { case: number.clone(), path, sha256, open: open.clone(), unprinted })
    }

    /// Everything of the bag, in the order of the paths; the same for the same case, whenever it is made.
    fn fill(&self, content: &Content<'_>, sink: &mut dyn Sink) -> Result<String> {
        let Content { case, audits, labels, open, although, printed } = content;
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
                let sheet = self.office.sheet(
                    Some(case),
                    Some(episode),
                    self.office.guide_of(case, episode)?.made(paper),
                    Choice::Latest,
                )?;
                small(&mut maker, &format!("read/{paper}-{episode}.html"), sheet.html().as_bytes())?;
            }
        }
        for (episode, pdf) in printed {
            small(&mut maker, &format!("read/{}-{episode}.pdf", READ[0]), pdf)?;
        }
        maker.beside("README.txt", &readme(&repo.config.school, &case.number, open, *although))?;
        maker.finish(labels).map(|(_, sha256)| sha256)
    }

    /// The catalogue of every episode as PDF: the same case gives the same bytes.
    fn catalogues(&self, case: &Case) -> Result<Vec<(u32, Vec<u8>)>> {
        let catalogue = self.office.guide()?.made(READ[0]);
        let print = |episode| {
            let sheet = self.office.sheet(Some(case), Some(episode), catalogue, Choice::Latest)?;
            Ok((episode, sheet.repeatable_pdf()?))
        };
        case.episodes().into_iter().map(print).collect()
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
        let mut before = self.office.archivings(&case.number)?;
        before.push(Archiving {
            at: self.office.now.to_rfc3339(),
            by: self.office.by()?,
            head: case.head().map(|record| record.digest.clone()),
            sha256: sha256.to_owned(),
            keys,
            open: open.to_vec(),
        });
        self.office.leaves(&case.number, "", [format!("archived/{}.yaml", case.number)]);
        write::replace(&self.office.archivings_path(&case.number), yaml::write(&before)?.as_bytes())
    }
}

/// Makes a bag where it goes: a folder that everybody can read, or one file sealed for those who are named.
pub(super) fn bagged<T>(
    path: &Path,
    root: &str,
    to: &[Recipient],
    fill: impl FnOnce(&mut dyn Sink) -> Result<T>,
) -> Result<T> {
    if to.is_empty() {
        return bag::into_folder(path, |mut folder| fill(&mut folder));
    }
    write::create_with(path, |file| {
        let mut tar = Tar { builder: tar::Builder::new(Sealing::new(to, file)?), root: root.to_owned() };
        let done = fill(&mut tar)?;
        tar.builder.into_inner().and_then(Sealing::finish).map_err(|error| Error::io("写入", path, &error))?;
        Ok(done)
    })
}

/// A file that fits into memory.
pub(super) fn small<S: Sink>(maker: &mut Maker<S>, path: &str, bytes: &[u8]) -> Result<String> {
    maker.payload(path, bytes.len() as u64, &mut &*bytes)
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
