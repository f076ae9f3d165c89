//! The papers that the guide asks for: which template, what it is about, and what it is given. A new paper costs a
//! template and a line in [`PAPERS`]; a school's folder `templates/` may replace any of them.

use chrono::{DateTime, FixedOffset};

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::config::Config;
use crate::documents::handing::Handing;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::guide::Guide;
use crate::paper::document::{Block, Document};
use crate::paper::mark::Mark;
use crate::paper::page::{Page, Size};
use crate::paper::template::Templates;
use crate::paper::{docx, html, markdown, pdf, text};
use crate::record::{Fact, Record, agreement, digest};
use crate::team::Team;
use crate::tell;

mod data;
mod entry;
mod extract;
pub mod handing;
mod outline;
mod scope;

pub use self::data::first_minutes;
pub use self::scope::{Account, Audience, Scope, taken_along};

/// A paper as the registry knows it.
pub struct Paper {
    /// What it is called on the command line and in file names.
    pub name: &'static str,
    /// Its title where the guide has no word for it.
    title: &'static str,
    word: Word,
    pub subject: Subject,
    template: &'static str,
    /// It comes back signed, as a scan. The catalogue of a file does not count: a record of printing it would itself
    /// move the head of the chain that it prints.
    pub signed: bool,
    size: Size,
}

/// Where the guide's own word for a paper stands.
#[derive(Clone, Copy)]
enum Word {
    Material(&'static str),
    Kind(&'static str),
    None,
}

/// What a paper is about.
#[derive(Clone, Copy)]
pub enum Subject {
    /// One record of a kind, the latest unless another is named; where `blank`, also a form to fill in by hand.
    Record { kind: &'static str, fits: fn(&Record) -> bool, blank: bool },
    /// All records of some kinds (none named: all) in an episode.
    Episode(&'static [&'static str]),
    /// The whole school.
    School,
}

/// Before and after every copy for one role, whoever wrote the paper's own template.
const SCOPE_TOP: &str = "scope-top.md";
const SCOPE_END: &str = "scope-end.md";
/// After every paper of a case that shows a record which was corrected.
const CORRECTIONS: &str = "corrections.md";

/// The paper that lists every record and material of a file, and the end of its chain.
const WHOLE_FILE: &str = "archive-catalogue";

/// Every form to fill in by hand, as one paper.
pub static PACK: Paper = Paper {
    name: "all",
    title: "全部空白表",
    word: Word::None,
    subject: Subject::School,
    template: "",
    signed: false,
    size: Size::Page,
};
/// Everything of an episode in order, as one paper: cover, catalogue, what its records are printed as, lists, timeline.
pub static BUNDLE: Paper = Paper {
    name: "bundle",
    title: "全卷",
    word: Word::None,
    subject: Subject::Episode(&[]),
    template: "",
    signed: false,
    size: Size::Page,
};
const COVER: &str = "cover";

macro_rules! papers {
    ($($name:literal $title:literal $word:expr, $subject:expr, $signed:literal, $size:ident;)*) => {
        /// Every paper, in the order in which a case needs them.
        pub static PAPERS: &[Paper] = &[$(Paper {
            name: $name,
            title: $title,
            word: $word,
            subject: $subject,
            template: concat!($name, ".md"),
            signed: $signed,
            size: Size::$size,
        },)*];
        const EMBEDDED: &[(&str, &str)] = &[
            $((concat!($name, ".md"), include_str!(concat!("../templates/", $name, ".md"))),)*
            (SCOPE_TOP, include_str!("../templates/scope-top.md")),
            (SCOPE_END, include_str!("../templates/scope-end.md")),
            (CORRECTIONS, include_str!("../templates/corrections.md")),
        ];
    };
}

papers! {
    "cover" "卷宗封面" Word::None, Subject::Episode(&[]), false, Form;
    "first-report-card" "首见报告卡" Word::None, Subject::School, false, Card;
    "assessment" "评估表" Word::Kind("assessment"), one("assessment", any, true), false, Page;
    "meeting" "商议纪要" Word::Kind("meeting"), one("meeting", any, true), false, Form;
    "plan" "帮助方案" Word::Kind("plan"), one("plan", any, false), false, Form;
    "agreement-student" "安全协议书（学生）" Word::Material("agreement_student"), one("agreement", with_student, true), true, Page;
    "agreement-guardian" "安全协议书（监护人）" Word::Material("agreement_guardian"), one("agreement", with_guardian, true), true, Page;
    "safety-plan" "安全计划" Word::Kind("safety_plan"), one("safety_plan", any, true), false, Page;
    "referral" "转介建议书" Word::Material("referral"), one("referral", is_letter, false), true, Letter;
    "intervention-record" "干预记录表" Word::Material("intervention_record"), Subject::Episode(&[]), false, Page;
    "contact-record" "家校沟通记录" Word::Material("contact_record"), Subject::Episode(&["contact"]), false, Page;
    "leave-record" "请假情况记录" Word::Material("leave"), Subject::Episode(&["leave"]), false, Page;
    "enrolment" "学籍异动备案表" Word::None, one("enrolment", any, true), true, Form;
    "handover" "当面交接单" Word::Kind("handover"), one("handover", any, true), true, Form;
    "disclosure-ledger" "保密突破登记" Word::Kind("disclosure"), Subject::Episode(&["disclosure"]), false, Page;
    "mandatory-report" "强制报告记录" Word::Kind("mandatory_report"), one("mandatory_report", any, true), false, Form;
    "transfer" "档案移交清单" Word::Kind("transfer"), one("transfer", any, false), true, Form;
    "timeline" "个案时间线" Word::None, Subject::Episode(&[]), false, Page;
    "outline" "个案简表" Word::None, Subject::Episode(&[]), false, Page;
    "archive-catalogue" "卷内目录" Word::None, Subject::Episode(&[]), false, Page;
    "audit" "核查报告" Word::None, Subject::School, false, Page;
    "staff-handover" "工作交接单" Word::None, Subject::School, false, Page;
}

const fn one(kind: &'static str, fits: fn(&Record) -> bool, blank: bool) -> Subject {
    Subject::Record { kind, fits, blank }
}

fn any(_: &Record) -> bool {
    true
}

fn with_student(record: &Record) -> bool {
    matches!(&record.fact, Fact::Agreement(found) if found.party == agreement::Party::Student)
}

fn with_guardian(record: &Record) -> bool {
    matches!(&record.fact, Fact::Agreement(found) if found.party == agreement::Party::Guardian)
}

/// What answers a letter is not one.
fn is_letter(record: &Record) -> bool {
    matches!(&record.fact, Fact::Referral(referral) if referral.letter.is_none())
}

impl Paper {
    pub fn named(name: &str) -> Result<&'static Self> {
        PAPERS
            .iter()
            .chain([&PACK, &BUNDLE])
            .find(|paper| paper.name == name.trim() || paper.title == name.trim())
            .ok_or_else(|| {
                let all: Vec<String> = PAPERS.iter().map(|paper| format!("{} {}", paper.name, paper.title)).collect();
                Error::new("没有这种文书").field("DOC").fix(format!("可用：{}", all.join("、")))
            })
    }

    /// As the guide calls it, in the brackets of Chinese print.
    pub fn title(&self, guide: &Guide) -> String {
        let own = || self.title.to_owned();
        let title = match self.word {
            Word::Material(id) => guide.material(id).map_or_else(own, |material| material.name.clone()),
            Word::Kind(kind) => guide.kinds.get(kind).cloned().unwrap_or_else(own),
            Word::None => own(),
        };
        title.replace('(', "（").replace(')', "）")
    }

    /// Whether there is anything of it that no file has filled in: a form, or what is the same for everybody.
    pub fn has_blank(&self) -> bool {
        self.is_form() || self.size == Size::Card
    }

    /// Whether there is a form of it to fill in by hand.
    fn is_form(&self) -> bool {
        match self.subject {
            Subject::Record { blank, .. } => blank,
            Subject::Episode(kinds) => !kinds.is_empty() || self.material().is_some(),
            // The card hangs on a wall and is printed by itself.
            Subject::School => false,
        }
    }

    /// One line for the list of papers.
    pub fn about(&self) -> String {
        format!("{}（{}）", self.name, self.title)
    }

    /// The material that its signed scan is.
    pub fn material(&self) -> Option<&'static str> {
        match self.word {
            Word::Material(id) => Some(id),
            Word::Kind(_) | Word::None => None,
        }
    }

    /// Whether it shows the catalogue of a file, which says what the audit of that case says.
    pub fn shows_catalogue(&self, templates: &Templates) -> bool {
        templates.shows(self.template, "catalogue")
    }

    /// Whether it shows the audit of every case and of the school.
    pub fn shows_audit(&self, templates: &Templates) -> bool {
        matches!(self.subject, Subject::School) && templates.shows(self.template, "audit")
    }

    /// The paper that is printed of a record.
    pub fn of(record: &Record) -> Option<&'static Self> {
        let prints = |paper: &&Self| match paper.subject {
            Subject::Record { kind, fits, .. } => kind == record.head.kind && fits(record),
            _ => false,
        };
        PAPERS.iter().find(prints)
    }
}

/// The program's own templates, and in their place those that a school has.
pub fn templates(overrides: &[(String, String)]) -> Result<Templates> {
    Templates::new(EMBEDDED, overrides)
}

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
    pub paper: &'static Paper,
    pub title: String,
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
}

/// A paper, filled in.
pub fn sheet(source: &Source<'_>, paper: &'static Paper, choice: Choice<'_>) -> Result<Sheet> {
    let record = match source.case {
        Some(case) => subject(source, case, paper, choice)?,
        None => None,
    };
    let shown = match (source.scope, record) {
        (Some(scope), Some(record)) => Some(scope.record(source.guide, record)?),
        (Some(_), None) if matches!(paper.subject, Subject::Record { .. }) => {
            return Err(Error::new("这一次危机还没有这种记录，空白表不属于任何人")
                .field("--for")
                .fix("打空白表时去掉 --for"));
        }
        (_, record) => record,
    };
    let templates = source.templates;
    let data = data::of(&source.narrowed(), paper, shown)?;
    let mut filled = templates.render(paper.template, &data)?;
    if source.scope.is_some() {
        filled = [templates.render(SCOPE_TOP, &data)?, filled, templates.render(SCOPE_END, &data)?].join("\n\n");
    }
    if data["corrected"].as_array().is_some_and(|corrected| !corrected.is_empty()) {
        filled = [filled, templates.render(CORRECTIONS, &data)?].join("\n\n");
    }
    let document = markdown::parse(&filled).map_err(|error| error.path(paper.template))?;
    let title = paper.title(source.guide);
    let hash: String = digest(filled.as_bytes()).chars().take(12).collect();
    let id = record.map(|record| record.head.id.clone());
    let footer = footer(source, &title, id.as_deref(), &hash);
    let mark = Some(Mark::new(&code(source, paper, id.as_deref(), &hash))?);
    let page = Page { title: title.clone(), footer_left: footer, mark, size: paper.size };
    let account = source.scope.map(|scope| scope.account(source.guide, source.episode, record));
    let markdown = text::render(&document);
    Ok(Sheet { paper, title, markdown, record: id, hash, account, document, page })
}

/// Every form to fill in by hand, about nobody yet.
pub fn pack(source: &Source<'_>) -> Result<Sheet> {
    let forms = PAPERS.iter().filter(|paper| paper.is_form());
    let sheets = forms.map(|paper| sheet(source, paper, Choice::Blank)).collect::<Result<_>>()?;
    bound(source, &PACK, sheets)
}

/// Everything of an episode: what its records are printed as comes in the order of the records, each list once.
pub fn bundle(source: &Source<'_>, case: &Case) -> Result<Sheet> {
    let latest = |name: &str| sheet(source, Paper::named(name)?, Choice::Latest);
    let mut sheets = vec![latest(COVER)?, latest(WHOLE_FILE)?];
    for record in case.of_episode(source.episode) {
        if let Some(paper) = Paper::of(record) {
            sheets.push(sheet(source, paper, Choice::Given(record))?);
        }
    }
    let has = |kinds: &[&str]| case.of_episode(source.episode).any(|record| kinds.contains(&record.head.kind.as_str()));
    for paper in PAPERS.iter().filter(|paper| ![COVER, WHOLE_FILE].contains(&paper.name)) {
        if matches!(paper.subject, Subject::Episode(kinds) if kinds.is_empty() || has(kinds)) {
            sheets.push(sheet(source, paper, Choice::Latest)?);
        }
    }
    bound(source, &BUNDLE, sheets)
}

/// Sheets one after the other, each on a page of its own.
fn bound(source: &Source<'_>, paper: &'static Paper, sheets: Vec<Sheet>) -> Result<Sheet> {
    let hashes: String = sheets.iter().map(|sheet| sheet.hash.as_str()).collect();
    let hash: String = digest(hashes.as_bytes()).chars().take(12).collect();
    let mut document = Document::default();
    for sheet in sheets {
        if !document.blocks.is_empty() {
            document.blocks.push(Block::PageBreak);
        }
        document.blocks.extend(sheet.document.blocks);
    }
    let title = paper.title(source.guide);
    let footer = footer(source, &title, None, &hash);
    let mark = Some(Mark::new(&code(source, paper, None, &hash))?);
    let page = Page { title: title.clone(), footer_left: footer, mark, size: Size::Page };
    let markdown = text::render(&document);
    Ok(Sheet { paper, title, markdown, record: None, hash, account: None, document, page })
}

/// Case number, record or episode, paper, hash: nothing about a person. In the school's words, beside the code.
fn footer(source: &Source<'_>, title: &str, record: Option<&str>, hash: &str) -> String {
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
        Some(case) => format!("{} {} {} {hash}", case.number, record.unwrap_or(&episode), paper.name),
        None => format!("{} {hash}", paper.name),
    }
}

fn subject<'a>(source: &Source<'a>, case: &'a Case, paper: &Paper, choice: Choice<'a>) -> Result<Option<&'a Record>> {
    match (paper.subject, choice) {
        (_, Choice::Given(record)) => Ok(Some(record)),
        (_, Choice::Id(id)) => named(case, paper, id).map(Some),
        (Subject::Record { kind, fits, blank }, choice) => {
            let wanted = |record: &&Record| record.head.kind == kind && fits(record);
            let latest = case.of_episode(source.episode).filter(wanted).last();
            let found = latest.filter(|_| !matches!(choice, Choice::Blank));
            if found.is_none() && !blank { Err(nothing(source.guide, kind)) } else { Ok(found) }
        }
        (Subject::Episode(_) | Subject::School, _) => Ok(None),
    }
}

/// The record that was named, if the paper can be about it.
fn named<'a>(case: &'a Case, paper: &Paper, id: &str) -> Result<&'a Record> {
    let record = case
        .record(id)
        .ok_or_else(|| Error::new("这份档案里没有这条记录").field("--record").fix("用 `crisis show` 查看记录编号"))?;
    let fits = match paper.subject {
        Subject::Record { kind, fits, .. } => record.head.kind == kind && fits(record),
        Subject::Episode(kinds) => kinds.is_empty() || kinds.contains(&record.head.kind.as_str()),
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
