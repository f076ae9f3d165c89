//! A copy of a paper for one role, and in the same act the record of who was told what, what not, and by what right
//! (guide 五(四)2–3). First the whole copy in memory, then the record, then the file: nothing leaves without a record.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::documents::{self, Audience, Choice, Scope, Sheet, Source};
use crate::error::{Error, Result};
use crate::guide::paper::Paper;
use crate::guide::{Role, Standing};
use crate::office::Office;
use crate::office::papers::which;
use crate::office::pen::{Pen, Plan};
use crate::office::recipient::{recipient, role};
use crate::record::{Fact, Named, disclosure::Disclosure};

/// What is asked for.
pub struct Request<'a> {
    pub case: &'a Case,
    pub episode: Option<u32>,
    /// By code or by name.
    pub role: &'a str,
    /// None: the only holder of the role.
    pub recipient: Option<&'a str>,
    /// By what right it is told.
    pub basis: Option<&'a str>,
    pub paper: &'a Paper,
    pub choice: Choice<'a>,
}

/// A copy in memory.
pub struct Copy<'o> {
    pub sheet: Sheet,
    pub role: &'o Role,
    pub recipient: String,
    pub episode: u32,
}

/// The record of the handing over.
pub enum Told {
    /// On file already: the same words to the same person.
    Before(String),
    Now(Plan),
}

impl Told {
    /// The id of the record.
    pub fn id(&self) -> &str {
        match self {
            Self::Before(id) => id,
            Self::Now(plan) => plan.pages().next().map_or("", |page| &page.record.head.id),
        }
    }
}

impl Office {
    pub fn copy(&self, request: Request<'_>) -> Result<Copy<'_>> {
        let Request { case, paper, choice, .. } = request;
        let episode = which(case, request.episode)?;
        let guide = self.guide_of(case, episode)?;
        let role = role(guide, request.role)?;
        Scope::allows(guide, role, paper)?;
        let recipient = recipient(self, guide, case, role, request.recipient)?;
        if role.standing == Standing::Outside && request.basis.is_none() {
            let missing = Error::new(format!("“{}”不是负责处理的人员，给他要写明依据", role.name)).field("--basis");
            return Err(missing.fix("加上 --basis 依据；属于哪种例外写 --exception，谁批准写 --approved-by"));
        }
        let audience = Audience { role, recipient: &recipient };
        let scope = Scope::new(audience, paper, case, episode, self.zone());
        let templates = self.templates()?;
        let source = Source { case: Some(case), episode, scope: Some(&scope), ..self.source(guide, &templates) };
        let sheet = documents::sheet(&source, paper, choice)?;
        Ok(Copy { sheet, role, recipient, episode })
    }
}

impl Copy<'_> {
    /// The record of the same words to the same person.
    pub fn told_before(&self, case: &Case) -> Option<String> {
        let same = |told: &Disclosure| {
            told.document.as_deref() == Some(self.sheet.paper.id.as_str())
                && told.hash.as_deref() == Some(&self.sheet.hash)
                && told.to == self.recipient
                && told.to_role.as_ref().is_some_and(|of| of.0 == self.role.id)
        };
        let known = case.of_episode(self.episode).find(|one| matches!(&one.fact, Fact::Disclosure(told) if same(told)));
        known.map(|record| record.head.id.clone())
    }

    /// The fields of the disclosure that the copy itself says, as words.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        let (told, withheld) = in_words(&self.sheet);
        vec![("to", self.recipient.clone()), ("to_role", self.role.id.clone()), ("told", told), ("withheld", withheld)]
    }
}

impl Pen<'_> {
    /// Once for the same words to the same person. `fields` are those of the disclosure, in the guide's codes.
    pub fn disclose(&self, case: &Case, copy: &Copy<'_>, fields: Map<String, Value>, body: String) -> Result<Told> {
        if let Some(known) = copy.told_before(case) {
            return Ok(Told::Before(known));
        }
        let mut draft = self.office.draft(Disclosure::NAME, Some(case))?;
        draft.episode = copy.episode;
        (draft.fields, draft.body) = (fields, body);
        draft.fields.insert("document".to_owned(), copy.sheet.paper.id.clone().into());
        draft.fields.insert("hash".to_owned(), copy.sheet.hash.clone().into());
        Ok(Told::Now(Plan::record(&case.number, draft.page(Some(case), self.office.zone())?)))
    }
}

/// What was told and what was not, without a word of either.
pub fn in_words(sheet: &Sheet) -> (String, String) {
    let (told, withheld) =
        sheet.account.as_ref().map_or((&[][..], &[][..]), |account| (&account.told, &account.withheld));
    let from = if told.is_empty() { "没有记录".to_owned() } else { told.join("、") };
    let none = || "没有保留：指南让这一角色看到本文书的全部".to_owned();
    let kept = if withheld.is_empty() { none() } else { withheld.join("；") };
    (
        format!(
            "一份《{}》（{}，内容 SHA-256 开头 {}），由这些记录做成：{from}",
            sheet.paper.name, sheet.paper.id, sheet.hash
        ),
        kept,
    )
}
