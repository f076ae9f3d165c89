//! The papers that the guide asks for, filled in: alone, all blank ones as a pack, a whole file as a bundle.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::config::Config;
use crate::documents::handing::Handing;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::paper::{self, BUNDLE, PACK, Paper, Subject};
use crate::paper::document::{Block, Document};
use crate::paper::mark::Mark;
use crate::paper::page::{Page, Size};
use crate::paper::template::Templates;
use crate::paper::{docx, html, markdown, pdf, text};
use crate::record::{Record, digest};
use crate::team::Team;
use crate::tell;

mod data;
mod entry;
mod extract;
pub mod handing;
mod outline;
mod scope;
mod templates;

use self::templates::{CORRECTIONS, COVER, KEEPS, OWN_FIELDS, SCOPE_END, SCOPE_TOP, SIGNS, WHOLE_FILE};

pub use self::data::first_minutes;
pub use self::scope::{Account, Audience, Scope, taken_along};
pub use self::templates::{shows_audit, shows_catalogue, templates};

/// Where a paper's data comes from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub templates: &'a Templates,
    pub config: &'a Config,
    pub guide: &'a Guide,
    pub team: &'a Team,
    /// None for a paper about the whole school.
    pub case: Option<&'a Case>,
    pub episode: u32,
    /// The case's, or every one for a paper about the whole school; of a paper that shows none of them, none.
    pub audits: &'a [CaseAudit],
    /// What is wrong with the repository itself, for a paper about the whole school.
    pub findings: &'a [Finding],
    /// A copy for one role: of the case it is given no more than that role sees.
    pub scope: Option<&'a Scope<'a>>,
    /// For the paper with which one colleague hands over to another.
    pub handing: Option<&'a Handing>,
    pub now: DateTime<FixedOffset>,
}

impl<'a> Source<'a> {
    /// Of a school, about nobody yet.
    pub fn new(
        config: &'a Config,
        team: &'a Team,
        guide: &'a Guide,
        templates: &'a Templates,
        now: DateTime<FixedOffset>,
    ) -> Self {
        let (case, scope, handing) = (None, None, None);
        Self { templates, config, guide, team, case, episode: 1, audits: &[], findings: &[], scope, handing, now }
    }

    /// The same with the case as it may be seen.
    fn narrowed(self) -> Self {
        match self.scope {
            Some(scope) => Source { case: Some(&scope.case), audits: &[], findings: &[], ..self },
            None => self,
        }
    }
}

/// Which record a paper is about.
#[derive(Clone, Copy)]
pub enum Choice<'a> {
    Latest,
    Id(&'a str),
    /// This very one, which need not be on file yet.
    Given(&'a Record),
    /// None: a form to fill in by hand.
    Blank,
}

/// A document ready for any output.
pub struct Sheet {
    pub paper: Paper,
    /// For reading in any editor.
    pub markdown: String,
    /// The record that it is about.
    pub record: Option<String>,
    /// The first letters of the SHA-256 of what its template gave, as its footer shows them.
    pub hash: String,
    /// Of a copy for one role: what it tells and what not.
    pub account: Option<Account>,
    document: Document,
    page: Page,
}

impl Sheet {
    pub fn html(&self) -> String {
        html::render(&self.document, &self.page)
    }

    pub fn docx(&self) -> Result<Vec<u8>> {
        docx::render(&self.document, &self.page)
    }

    /// By a browser that the PC has.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        pdf::render(&self.html(), &self.docx()?)
    }

    /// For what is kept by its checksum: the same paper gives the same bytes.
    pub fn repeatable_pdf(&self) -> Result<Vec<u8>> {
        pdf::repeatable(&self.html(), &self.docx()?)
    }
}

/// A paper, filled in.
pub fn sheet(source: &Source<'_>, paper: &Paper, choice: Choice<'_>) -> Result<Sheet> {
    let record = match source.case {
        Some(case) => subject(source, case, paper, choice)?,
        None => None,
    };
    let shown = match (source.scope, record) {
        (Some(scope), Some(record)) => Some(scope.record(source.guide, record)?),
        (Some(_), None) if matches!(paper.subject, Subject::Record(_)) => {
            return Err(Error::new("这一次危机还没有这种记录，空白表不属于任何人")
                .field("--for")
                .fix("打空白表时去掉 --for"));
        }
        (_, record) => record,
    };
    let templates = source.templates;
    let template = templates::of(templates, paper);
    let mut data = data::of(&source.narrowed(), paper, shown)?;
    let mut filled = copies(source, paper, &template, &mut data)?;
    if paper.form && source.guide.own_fields(paper.kind()).next().is_some() {
        filled = [filled, templates.render(OWN_FIELDS, &data)?].join("\n\n");
    }
    if source.scope.is_some() {
        filled = [templates.render(SCOPE_TOP, &data)?, filled, templates.render(SCOPE_END, &data)?].join("\n\n");
    }
    if data["corrected"].as_array().is_some_and(|corrected| !corrected.is_empty()) {
        filled = [filled, templates.render(CORRECTIONS, &data)?].join("\n\n");
    }
    let document = markdown::parse(&filled).map_err(|error| error.path(&template))?;
    let hash: String = digest(filled.as_bytes()).chars().take(12).collect();
    let id = record.map(|record| record.head.id.clone());
    let footer = footer(source, paper, id.as_deref(), &hash);
    let mark = Some(Mark::new(&code(source, paper, id.as_deref(), &hash))?);
    let page = Page { title: paper.name.clone(), footer_left: footer, mark, size: size(paper) };
    let account = source.scope.map(|scope| scope.account(source.guide, source.episode, record));
    let markdown = text::render(&document);
    Ok(Sheet { paper: paper.clone(), markdown, record: id, hash, account, document, page })
}

/// Filled in for everybody who keeps a copy, where the template names that one; then whatever else the guide says of
/// who signs and who keeps it.
fn copies(source: &Source<'_>, paper: &Paper, template: &str, data: &mut Value) -> Result<String> {
    let (templates, keepers) = (source.templates, data["keepers"].as_array().cloned().unwrap_or_default());
    let mut copies = Vec::new();
    if templates.shows(template, "keeper") {
        for (place, keeper) in keepers.into_iter().enumerate() {
            (data["keeper"], data["is_first"]) = (keeper, (place == 0).into());
            copies.push(templates.render(template, data)?);
        }
    }
    if copies.is_empty() {
        copies.push(templates.render(template, data)?);
    }
    let mut filled = copies.join(NEXT_PAGE);
    if paper.says_who_signs() && !templates.shows(template, "signs") {
        filled = [filled, templates.render(SIGNS, data)?].join("\n\n");
    }
    if paper.says_who_keeps() && !["keeper", "keepers"].iter().any(|name| templates.shows(template, name)) {
        filled = [filled, templates.render(KEEPS, data)?].join("\n\n");
    }
    Ok(filled)
}

/// What follows begins on a new page.
const NEXT_PAGE: &str = "\n\n:::page\n:::\n\n";

fn size(paper: &Paper) -> Size {
    match paper.size {
        paper::Size::Letter => Size::Letter,
        paper::Size::Card => Size::Card,
        paper::Size::Form => Size::Form,
        paper::Size::Page => Size::Page,
    }
}

/// Every form to fill in by hand, about nobody yet.
pub fn pack(source: &Source<'_>) -> Result<Sheet> {
    let forms = source.guide.papers().filter(|paper| paper.form);
    let sheets = forms.map(|paper| sheet(source, paper, Choice::Blank)).collect::<Result<_>>()?;
    bound(source, &PACK, sheets)
}

/// Everything of an episode: what its records are printed as comes in the order of the records, each list once.
pub fn bundle(source: &Source<'_>, case: &Case) -> Result<Sheet> {
    let guide = source.guide;
    let begin = [COVER, WHOLE_FILE].map(|name| guide.made(name));
    let begin = begin.into_iter().filter(|paper| !paper.off);
    let mut sheets = begin.map(|paper| sheet(source, paper, Choice::Latest)).collect::<Result<Vec<_>>>()?;
    for record in case.of_episode(source.episode) {
        if let Some(paper) = guide.printed_of(record) {
            sheets.push(sheet(source, paper, Choice::Given(record))?);
        }
    }
    let has = |kinds: &[String]| case.of_episode(source.episode).any(|record| kinds.contains(&record.head.kind));
    for paper in guide.papers().filter(|paper| ![COVER, WHOLE_FILE].contains(&paper.id.as_str())) {
        if matches!(&paper.subject, Subject::Episode(kinds) if kinds.is_empty() || has(kinds)) {
            sheets.push(sheet(source, paper, Choice::Latest)?);
        }
    }
    bound(source, &BUNDLE, sheets)
}

/// Sheets one after the other, each on a page of its own.
fn bound(source: &Source<'_>, paper: &Paper, sheets: Vec<Sheet>) -> Result<Sheet> {
    let hashes: String = sheets.iter().map(|sheet| sheet.hash.as_str()).collect();
    let hash: String = digest(hashes.as_bytes()).chars().take(12).collect();
    let mut document = Document::default();
    for sheet in sheets {
        if !document.blocks.is_empty() {
            document.blocks.push(Block::PageBreak);
        }
        document.blocks.extend(sheet.document.blocks);
    }
    let footer = footer(source, paper, None, &hash);
    let mark = Some(Mark::new(&code(source, paper, None, &hash))?);
    let page = Page { title: paper.name.clone(), footer_left: footer, mark, size: Size::Page };
    let markdown = text::render(&document);
    Ok(Sheet { paper: paper.clone(), markdown, record: None, hash, account: None, document, page })
}

/// Case number, record or episode, paper, hash: nothing about a person. In the school's words, beside the code.
fn footer(source: &Source<'_>, paper: &Paper, record: Option<&str>, hash: &str) -> String {
    let title = &paper.name;
    let episode = format!("第{}次", source.episode);
    match source.case {
        Some(case) => format!("{} {} {title} {hash}", case.number, record.unwrap_or(&episode)),
        None => format!("{title} {hash}"),
    }
}

/// The same for a scanner, in the letters that every one of them reads.
fn code(source: &Source<'_>, paper: &Paper, record: Option<&str>, hash: &str) -> String {
    let episode = format!("e{}", source.episode);
    match source.case {
        Some(case) => format!("{} {} {} {hash}", case.number, record.unwrap_or(&episode), paper.id),
        None => format!("{} {hash}", paper.id),
    }
}

fn subject<'a>(source: &Source<'a>, case: &'a Case, paper: &Paper, choice: Choice<'a>) -> Result<Option<&'a Record>> {
    match (&paper.subject, choice) {
        (_, Choice::Given(record)) => Ok(Some(record)),
        (_, Choice::Id(id)) => named(case, paper, id).map(Some),
        (Subject::Record(fitting), choice) => {
            let latest = case.of_episode(source.episode).filter(|record| fitting.fits(record)).last();
            let found = latest.filter(|_| !matches!(choice, Choice::Blank));
            if found.is_none() && !paper.form { Err(nothing(source.guide, &fitting.kind)) } else { Ok(found) }
        }
        (Subject::Episode(_) | Subject::School, _) => Ok(None),
    }
}

/// The record that was named, if the paper can be about it.
fn named<'a>(case: &'a Case, paper: &Paper, id: &str) -> Result<&'a Record> {
    let record = case
        .record(id)
        .ok_or_else(|| Error::new("这份档案里没有这条记录").field("--record").fix("用 `crisis show` 查看记录编号"))?;
    let fits = match &paper.subject {
        Subject::Record(fitting) => fitting.fits(record),
        Subject::Episode(kinds) => kinds.is_empty() || kinds.contains(&record.head.kind),
        Subject::School => false,
    };
    if fits {
        return Ok(record);
    }
    Err(Error::new("这种文书不是由这种记录来的").field("--record").fix("核对记录编号；或换一种文书"))
}

fn nothing(guide: &Guide, kind: &str) -> Error {
    let fix = format!("先记下“{}”，再打印；这种文书没有空白的", tell::kind(guide, kind));
    Error::new("这一次危机还没有这种记录").field("DOC").fix(fix)
}
