//! Conversations: with whom about what, and which case is meant where none is named.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::cmd::{App, Failure};
use crate::error::Error;
use crate::form::ask;
use crate::form::talk::Talk;
use crate::guide::Guide;
use crate::office::Office;
use crate::office::roll::Entry;
use crate::store::drafts::Shelf;
use crate::tell;

/// What a conversation is about.
pub enum Which<'a> {
    /// Something that lies in no case yet; the name of its draft.
    New(&'a str),
    /// A record of a kind in a case.
    Of(&'a Case, &'a str),
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
            return Err(Error::new("还没有档案").fix("学生出了事，先用 crisis open 开案").into());
        }
        let chosen = ask::pick("哪一份档案", labels)?;
        Ok(office.find(&entries[chosen].case)?)
    }
}
