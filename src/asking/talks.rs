//! Conversations: with whom about what, and which case is meant where none is named.

use std::collections::BTreeSet;

use crate::app::{App, Failure};
use crate::case::Case;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::form::talk::Talk;
use crate::guide::Guide;
use crate::office::Office;
use crate::office::roll::Entry;
use crate::record::{Head, Record};
use crate::store::drafts::Shelf;
use crate::team::Member;
use crate::tell;

/// What a conversation is about.
pub enum Which<'a> {
    /// Something that lies in no case yet; the name of its draft.
    New(&'a str),
    /// A record of a kind in a case.
    Of(&'a Case, &'a str),
    /// What is wrong with a record.
    Correction(&'a Case, &'a Record),
    /// What the first report of a case left open.
    Rest(&'a Case),
}

impl App {
    pub fn talk<'a>(&'a self, office: &'a Office, guide: &'a Guide, which: Which<'_>) -> Talk<'a> {
        let (head, name) = match which {
            Which::New(name) => (String::new(), name.to_owned()),
            Which::Of(case, kind) => {
                let head = format!("{}　{}　{}", case.number, case.about.student.name, tell::kind(guide, kind));
                (head, format!("{}-{kind}", case.number))
            }
            Which::Correction(case, record) => {
                let Head { id, kind, at, .. } = &record.head;
                let about = format!("{}〔{id}〕 {}", tell::kind(guide, kind), at.text(office.zone()));
                let head = format!("{}　{}　更正 {about}", case.number, case.about.student.name);
                (head, format!("{}-amend-{id}", case.number))
            }
            Which::Rest(case) => {
                let head = format!("{}　{}　补上没写的", case.number, case.about.student.name);
                (head, format!("{}-rest", case.number))
            }
        };
        let shelf = if self.dry_run { Shelf::nowhere() } else { office.shelf(&name) };
        let (zone, encoding) = (office.zone(), self.encoding.as_deref());
        Talk { ui: &self.ui, guide, now: self.now, zone, encoding, head, shelf, hurried: false }
    }

    /// The case that is named; where none is, the person at the terminal chooses.
    pub fn which(&self, office: &Office, named: Option<&str>) -> Result<Case, Failure> {
        if let Some(named) = named {
            return Ok(office.find(named)?);
        }
        if !self.ui.can_ask() {
            return Err(Error::new("没有写是哪一份档案")
                .field("CASE")
                .fix("写出案号、学号或姓名；crisis list 列出全部")
                .into());
        }
        let mut entries = office.rounds()?.roll(office, |entry| !entry.is_locked)?;
        let mut seen = BTreeSet::new();
        entries.retain(|entry| seen.insert(entry.case.clone()));
        let label = |entry: &Entry| {
            let Entry { case, student, class, open, first, .. } = entry;
            format!("{case}　{student}　{class}　{}　{first}", tell::episode(*open))
        };
        let labels: Vec<String> = entries.iter().map(label).collect();
        if labels.is_empty() {
            return Err(Error::new("还没有档案").fix("学生出了事，先用 crisis open").into());
        }
        let chosen = ask::pick("哪一份档案", labels)?;
        Ok(office.find(&entries[chosen].case)?)
    }
    /// The member who is named; where none is, the person at the terminal chooses among those who serve today.
    pub fn member(&self, office: &Office, named: Option<String>, question: &str, flag: &str) -> Result<String> {
        if let Some(named) = named {
            return Ok(named);
        }
        if !self.ui.can_ask() {
            return Err(Error::new("没有写是哪位成员")
                .field(flag)
                .fix("写出成员编号或姓名；crisis member list 列出全部"));
        }
        let members: Vec<&Member> =
            office.repo.team.members.iter().filter(|member| member.serves_on(office.today())).collect();
        let guide = office.guide()?;
        let label = |member: &&Member| {
            let roles: Vec<&str> = member.roles.iter().map(|role| guide.name("role", role)).collect();
            format!("{}　{}　{}", member.name, roles.join("、"), member.id)
        };
        let chosen = ask::pick(question, members.iter().map(label).collect())?;
        Ok(members[chosen].id.clone())
    }

    /// A line that was said; where it was not, the person at the terminal is asked.
    pub fn line(&self, said: Option<String>, question: &str, flag: &str) -> Result<String> {
        match said {
            Some(said) => Ok(said),
            None if self.ui.can_ask() => ask::line(question, true, ""),
            None => Err(Error::new(format!("没有写{question}")).field(flag).fix(format!("加上 {flag} {question}"))),
        }
    }
}
