//! Papers: filled in from the records, given as bytes of the kind that is asked for, and put on record where one is to
//! come back signed.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::config::Privacy;
use crate::documents::{self, Choice, Sheet, Source};
use crate::draft::Page;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::guide::paper::{BUNDLE, PACK, Paper, Subject};
use crate::office::Office;
use crate::office::pen::{Pen, Plan};
use crate::paper::template::Templates;
use crate::record::{Fact, Record};
use crate::store::{self, write};

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum To {
    Pdf,
    Docx,
    Html,
    Md,
}

impl To {
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Md => "md",
        }
    }
}

/// The record of a printing.
pub enum Printed {
    /// The same words were printed before.
    Before(String),
    Now(Plan),
    /// Nothing comes back of it, or the episode has ended.
    Unrecorded,
}

impl Office {
    /// A paper of a case in an episode (none named: the latest), or of the whole school. Other cases are looked at only
    /// for a paper that shows them.
    pub fn sheet(&self, case: Option<&Case>, episode: Option<u32>, paper: &Paper, choice: Choice<'_>) -> Result<Sheet> {
        let templates = self.templates()?;
        if paper.id == PACK.id {
            return documents::pack(&self.source(self.guide()?, &templates));
        }
        let Some(case) = case else {
            let (mut audits, mut findings) = (Vec::new(), Vec::new());
            if documents::shows_audit(&templates, paper) {
                audits = self.rounds()?.collect(|_, audits| audits)?.into_iter().flatten().collect();
                findings = self.school(None).findings;
            }
            let source = self.source(self.guide()?, &templates);
            return documents::sheet(&Source { audits: &audits, findings: &findings, ..source }, paper, choice);
        };
        let episode = which(case, episode)?;
        let guide = self.guide_of(case, episode)?;
        let paper = guide.its_own(paper);
        let is_bundle = paper.id == BUNDLE.id;
        let audits =
            if is_bundle || documents::shows_catalogue(&templates, paper) { self.judge(case) } else { Vec::new() };
        let source = self.source(guide, &templates);
        if is_bundle {
            return documents::bundle(&Source { case: Some(case), episode, audits: &audits, ..source }, case);
        }
        documents::sheet(&Source { case: Some(case), episode, audits: &audits, ..source }, paper, choice)
    }

    /// The case that a paper is about, named before the paper; a paper about the whole school has none.
    pub fn subject_of(&self, paper: &Paper, named: &[String]) -> Result<Option<Case>> {
        match (named, paper.is_of_school()) {
            ([_], true) => Ok(None),
            ([wanted, _], false) => self.find(wanted).map(Some),
            ([_, _, ..], _) => Err(Error::new("这是全校的文书").field("CASE").fix("不写案号，只写文书")),
            _ => {
                Err(Error::new("没有写是哪一份档案").field("CASE").fix(format!("写成 crisis print 案号 {}", paper.id)))
            }
        }
    }

    /// The letter of a record that is about to be written.
    pub fn letter(&self, case: &Case, page: &Page) -> Result<Sheet> {
        let episode = page.record.head.episode;
        let templates = self.templates()?;
        let source = self.source(self.guide_of(case, episode)?, &templates);
        let source = Source { case: Some(case), episode, ..source };
        documents::sheet(&source, source.guide.made("referral"), Choice::Given(&page.record))
    }

    /// The program's own templates, and in their place those that the school has.
    pub fn templates(&self) -> Result<Templates> {
        documents::templates(&store::overrides(&self.repo.root)?)
    }

    /// What every paper of this school is made of.
    pub fn source<'a>(&'a self, guide: &'a Guide, templates: &'a Templates) -> Source<'a> {
        Source::new(&self.repo.config, &self.repo.team, guide, templates, self.now)
    }

    /// Writes that a paper was printed, where that is to be known and is not; the id of the record that says so.
    pub fn put_on_record(&self, case: &Case, episode: u32, sheet: &Sheet) -> Result<Option<String>> {
        let printed = settled(case, episode, sheet).map_or_else(|| self.print_now(case, episode, sheet), Ok)?;
        Ok(match printed {
            Printed::Before(id) => Some(id),
            Printed::Now(plan) => plan.pages().next().map(|page| page.record.head.id.clone()),
            Printed::Unrecorded => None,
        })
    }

    fn print_now(&self, case: &Case, episode: u32, sheet: &Sheet) -> Result<Printed> {
        let pen = self.pen()?;
        // Read again: somebody may have written while the printer was at work.
        let printed = pen.printed(&pen.case(&case.number), episode, sheet)?;
        if let Printed::Now(plan) = &printed {
            pen.commit(plan, &|_| {})?;
        }
        Ok(printed)
    }

    /// In a repository that seals, nothing readable is left unless somebody says where.
    pub fn folder(&self, out: Option<PathBuf>) -> Result<PathBuf> {
        match out {
            Some(folder) => Ok(folder),
            None if self.repo.config.privacy == Privacy::Plain => Ok(self.repo.root.join("letters")),
            None => {
                Err(Error::new("档案库是封存的，库里不留明文").field("--out").fix("加上 --out，写明放在哪里；用完删除"))
            }
        }
    }
}

/// The record of an earlier printing of the same words.
pub fn printed_before(case: &Case, episode: u32, sheet: &Sheet) -> Option<String> {
    match settled(case, episode, sheet) {
        Some(Printed::Before(id)) => Some(id),
        _ => None,
    }
}

/// What becomes of a printing of which nothing is to be written.
pub fn settled(case: &Case, episode: u32, sheet: &Sheet) -> Option<Printed> {
    let same = |record: &&Record| match &record.fact {
        Fact::Print(print) => print.document == sheet.paper.id && print.hash == sheet.hash,
        _ => false,
    };
    let known = case.of_episode(episode).find(same).map(|known| Printed::Before(known.head.id.clone()));
    known.or_else(|| case.closure(episode).is_some().then_some(Printed::Unrecorded))
}

impl Pen<'_> {
    /// What is to come back signed is a fact of the case, once for the same words.
    pub fn printed(&self, case: &Case, episode: u32, sheet: &Sheet) -> Result<Printed> {
        if let Some(printed) = settled(case, episode, sheet) {
            return Ok(printed);
        }
        let mut draft = self.office.draft("print", Some(case))?;
        draft.episode = episode;
        let guide = self.office.guide_of(case, episode)?;
        let category = sheet.paper.material.as_deref().filter(|id| guide.material(id).is_some());
        let fields = [
            ("document", Some(sheet.paper.id.as_str())),
            ("of", sheet.record.as_deref()),
            ("hash", Some(&sheet.hash)),
            ("category", category),
        ];
        let said = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.into())));
        draft.fields.extend(said);
        Ok(Printed::Now(Plan::record(&case.number, draft.page(Some(case), self.office.zone())?)))
    }
}

/// The episode that is meant: none named, the latest.
pub fn which(case: &Case, wanted: Option<u32>) -> Result<u32> {
    let episodes = case.episodes();
    match wanted {
        None => Ok(episodes.last().copied().unwrap_or(1)),
        Some(number) if episodes.contains(&number) => Ok(number),
        Some(_) => Err(Error::new("这份档案没有这一次").field("--episode").fix("用 `crisis show` 看有哪几次")),
    }
}

/// Case number, paper and record, and of a copy the beginning of its hash: never a name.
pub fn file_name(case: Option<&Case>, episode: Option<u32>, sheet: &Sheet, to: To) -> String {
    let last = || case.map_or(1, Case::latest_episode);
    let name = &sheet.paper.id;
    let stem = match (case, &sheet.record) {
        (None, _) => name.to_owned(),
        (Some(case), Some(id)) => format!("{}-{name}-{id}", case.number),
        (Some(case), None) if matches!(sheet.paper.subject, Subject::Record(_)) => {
            format!("{}-{name}-blank", case.number)
        }
        (Some(case), None) => format!("{}-{name}-e{}", case.number, episode.unwrap_or_else(last)),
    };
    match &sheet.account {
        Some(_) => format!("{stem}-{}.{}", sheet.hash, to.ending()),
        None => format!("{stem}.{}", to.ending()),
    }
}

/// A way out besides what an error says of itself.
pub fn with_way_out(error: Error, way: &str) -> Error {
    let fix = error.fix.as_ref().map_or(way.to_owned(), |fix| format!("{fix}。{way}"));
    Error { fix: Some(fix), ..error }
}

pub fn bytes(sheet: &Sheet, to: To) -> Result<Vec<u8>> {
    match to {
        To::Md => Ok(sheet.markdown.clone().into_bytes()),
        To::Html => Ok(sheet.html().into_bytes()),
        To::Docx => sheet.docx(),
        To::Pdf => sheet.pdf(),
    }
}

/// Writes a sheet. Where no program can make the PDF, the HTML is written, and the error says what to do with it.
pub fn export(sheet: &Sheet, to: To, path: &Path) -> Result<()> {
    match bytes(sheet, to) {
        Err(error) if to == To::Pdf => instead(sheet, path, error),
        bytes => write::replace(path, &bytes?),
    }
}

fn instead(sheet: &Sheet, path: &Path, error: Error) -> Result<()> {
    let html = path.with_extension("html");
    write::replace(&html, sheet.html().as_bytes())?;
    let fix = format!(
        "已改为写出 {}：用任何一台电脑的浏览器打开，按 Ctrl+P 打印或存成 PDF；或加 --to docx 得到 Word 文件",
        html.display()
    );
    Err(Error { fix: Some(fix), ..error })
}
