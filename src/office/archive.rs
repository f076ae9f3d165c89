//! A case leaves as a bag that stands on its own (RFC 8493): the case as it lies here, what a person reads of it, the
//! audit, the guide that judged it. It comes back as the same case.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::CaseAudit;
use crate::audit::rest::Resting;
use crate::bag::{self, Label, Maker, Sink};
use crate::case::{self, Case};
use crate::documents::{Choice, Paper};
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::pen::Pen;
use crate::record::naming;
use crate::store::{self, write};
use crate::vault::age_file::Sealing;
use crate::vault::recipient::Recipient;
use crate::yaml;

/// Where to, and how.
pub struct Request {
    pub out: PathBuf,
    /// For whom it is sealed in one file; nobody: a folder that everybody can read.
    pub to: Vec<Recipient>,
    /// Why it is archived although something is open.
    pub although: Option<String>,
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
const CASE: &str = "Crisis-Case";
const AGENT: &str = concat!("crisis ", env!("CARGO_PKG_VERSION"));

impl Office {
    /// What is open in a case: that it has not ended or lacks something, and the codes of what is lacking or accepted.
    pub fn open_for_archive(&self, case: &Case) -> Vec<String> {
        let audits = self.judge(case);
        let unrested = audits.iter().find(|audit| !audit.rest.state.is_archivable());
        let state = unrested.map(|audit| audit.rest.state.word().to_owned());
        let is_open = |audit: &&CaseAudit| audit.rest.state != Resting::Archivable;
        state.into_iter().chain(audits.iter().filter(is_open).flat_map(codes)).collect()
    }

    /// Makes a case of a bag of ours, identical to the one that was archived; sealed anew where the repository seals.
    /// Gives its number.
    fn restored(&self, bag: &Path) -> Result<(String, Vec<(String, PathBuf)>)> {
        let checked = bag::check(bag, &|_, _| {})?;
        if let Some(fault) = checked.faults.first() {
            let broken = Error::new(format!("包不完整：{}（共 {} 处）", fault.message, checked.faults.len()));
            return Err(broken.path(bag.join(&fault.path)).fix("找一份完好的；`crisis verify 包` 列出每一处"));
        }
        let number = checked.info.into_iter().find(|(label, _)| label == CASE).map(|(_, number)| number);
        let number = number.filter(|number| number.split('-').all(naming::is_plain)).ok_or_else(|| {
            Error::new("这不是 crisis archive 做的包").path(bag).fix("只能放回自己做的包；别的包请手工取用")
        })?;
        if self.repo.case_dir(&number).exists() {
            let there = Error::new(format!("档案库里已有 {number}"));
            return Err(there.fix("要比较两份，放到另一个档案库里；这里什么都没有动"));
        }
        let files = bag::payload(bag, "case")?;
        let is_of_case =
            |name: &str| name == "case.yaml" || name.starts_with("records/") || name.starts_with("materials/");
        let is_strange = |(name, _): &&(String, PathBuf)| !is_of_case(name) || name.matches('/').count() > 1;
        if let Some((_, path)) = files.iter().find(is_strange) {
            let strange = Error::new("包里的档案有不该有的文件，没有放回").path(path);
            return Err(strange.fix("核对包从哪里来；找一份 crisis archive 原来做的"));
        }
        Ok((number, files))
    }
}

impl Pen<'_> {
    /// Refused unless every episode may rest, or somebody says why it is archived all the same; what can't be read is
    /// never archived. The archiving is noted beside the cases, so that the case itself stays what the bag holds.
    pub fn archive(&self, case: &Case, request: &Request) -> Result<Archived> {
        let office = self.office;
        if let Some(fault) = case.faults.first() {
            let unread = Error::new(format!("{} 里有读不出的文件，不能归档：{}", case.number, fault.what));
            return Err(unread.fix("先按 `crisis audit` 的提示修好，或从备份找回"));
        }
        let audits = office.judge(case);
        let lacking: Vec<&CaseAudit> = audits.iter().filter(|audit| !audit.rest.state.is_archivable()).collect();
        if let (Some(first), None) = (lacking.first(), &request.although) {
            let told: Vec<&str> = first.rest.why.iter().take(3).map(String::as_str).collect();
            let open = Error::new(format!("{} {}：{}", case.number, first.rest.state.word(), told.join("、")));
            return Err(open.fix("先做完；非归档不可的，加上 --although 理由，未了的事会写进包里"));
        }
        let open = office.open_for_archive(case);
        let stem = request.out.join(&case.number);
        // A bag within the repository would be taken for a part of it.
        if office.inside(&request.out).is_some() {
            let inside = Error::new("包不能放在档案库里").path(&request.out).field("--out");
            return Err(inside.fix("写到档案库外面的文件夹，例如 U 盘"));
        }
        let labels = self.labels(case, &open, request.although.as_deref());
        let (path, sha256) = if request.to.is_empty() {
            let made = bag::into_folder(&stem, |folder| self.fill(case, &audits, folder, &labels, &open, request));
            (stem.clone(), made?.1)
        } else {
            let path = stem.with_extension("bag.tar.age");
            let sha256 = write::create_with(&path, |file| {
                let sealing = Sealing::new(&request.to, file)?;
                let tar = Tar { builder: tar::Builder::new(sealing), root: case.number.clone() };
                let (tar, sha256) = self.fill(case, &audits, tar, &labels, &open, request)?;
                tar.builder.into_inner().and_then(Sealing::finish).map_err(|error| Error::io("写入", &path, &error))?;
                Ok(sha256)
            })?;
            (path, sha256)
        };
        self.note(case, &sha256, request.to.len(), &open)?;
        Ok(Archived { case: case.number.clone(), path, sha256, open })
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
                let size = repo.measure(&case.number, &file.path)?.size;
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
        self.office.leaves(&case.number, "", [format!("archived/{}.yaml", case.number)]);
        write::replace(&path, yaml::write(&before)?.as_bytes())
    }

    /// A bag of ours becomes a case again. Gives its number.
    pub fn restore(&self, bag: &Path) -> Result<String> {
        let (number, files) = self.office.restored(bag)?;
        let about = files.iter().find(|(name, _)| name == "case.yaml");
        let about = about.ok_or_else(|| Error::new("包里没有 case.yaml").path(bag).fix("找一份完好的包"))?;
        let about = case::read_about(&store::read(&about.1)?).map_err(|error| error.path(&about.1))?;
        let holders = self.office.rules()?.holders(&about)?;
        self.office.leaves(&number, "", [self.office.folder_name(&number)]);
        self.office.repo.restore_case(&number, &holders, &files)?;
        Ok(number)
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
