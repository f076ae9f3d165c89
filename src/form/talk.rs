//! A conversation about one record, at a terminal: one field after the other, back to the one before, all answers to
//! look over before anything is written. Every answer is kept as a draft at once, so that nothing typed is lost.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use super::ask::{self, Stopped, picked, typed};
use super::question::Asked;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::reader::Reader;
use crate::record::shape::{Field, Form};
use crate::store::drafts::Shelf;
use crate::tell;
use crate::time::Zone;
use crate::ui::Ui;

/// Who is asked, about what, and where the answers are kept until they are written.
pub struct Talk<'a> {
    pub ui: &'a Ui,
    pub guide: &'a Guide,
    pub now: DateTime<FixedOffset>,
    pub zone: Zone,
    /// In which texts of others are written; none: whatever is recognised.
    pub encoding: Option<&'a str>,
    /// Said before the first question: which case, which student.
    pub head: String,
    pub shelf: Shelf<'a>,
    /// In the first minutes nothing is looked over: it is written as it was said.
    pub hurried: bool,
}

/// What somebody wants who does not answer.
enum Turn {
    Back,
    Leave,
    Drop,
}

impl Talk<'_> {
    /// Adds the answers to what was given. Of a draft that was left, what still fits is offered first.
    pub fn ask(&self, kind: &str, fields: &[&Field], given: &mut Map<String, Value>) -> Result<()> {
        if !self.head.is_empty() {
            self.ui.hint(&self.head);
        }
        let mut answers = self.resumed()?;
        let at = fields.iter().position(|field| !answers.contains_key(&field.name)).unwrap_or(fields.len());
        self.rounds(kind, fields, at, &mut answers)?;
        given.append(&mut answers);
        Ok(())
    }

    /// What stands in a record, looked over and changed.
    pub fn change(&self, kind: &str, fields: &[&Field], before: Map<String, Value>) -> Result<Map<String, Value>> {
        self.ui.hint(&self.head);
        let resumed = self.resumed()?;
        let mut answers = if resumed.is_empty() { before } else { resumed };
        self.rounds(kind, fields, fields.len(), &mut answers)?;
        Ok(answers)
    }

    /// What was answered before and left, if the person goes on with it.
    fn resumed(&self) -> Result<Map<String, Value>> {
        let Some(kept) = self.shelf.kept().filter(|kept| !kept.answers.is_empty()) else { return Ok(Map::new()) };
        let question = format!("{} 有一份没写完的，已答 {} 项", kept.saved.text(self.zone), kept.answers.len());
        let go_on = ask::pick(&question, vec!["接着写".to_owned(), "重新写，原来的不要了".to_owned()])?;
        if go_on == 0 {
            return Ok(kept.answers);
        }
        self.shelf.clear()?;
        Ok(Map::new())
    }

    /// From one of the fields on, and at the end all of them to look over.
    fn rounds(&self, kind: &str, fields: &[&Field], mut at: usize, answers: &mut Map<String, Value>) -> Result<()> {
        let reader = Reader { guide: self.guide, now: self.now };
        let asked = Asked { ui: self.ui, reader: &reader, kind, hurried: self.hurried };
        loop {
            let stopped = match fields.get(at) {
                Some(field) => self.one(&asked, field, answers),
                None if self.hurried => return Ok(()),
                None => match self.review(fields, answers) {
                    Ok(None) => return Ok(()),
                    Ok(Some(again)) => {
                        // A list is said anew; of everything else there is something to change.
                        if matches!(fields[again].form, Form::List(_)) {
                            answers.shift_remove(&fields[again].name);
                        }
                        self.one(&asked, fields[again], answers)
                    }
                    Err(stopped) => Err(stopped),
                },
            };
            match stopped {
                Ok(()) => at = (at + 1).min(fields.len()),
                Err(Stopped::Gone(error)) => return Err(self.left(error)),
                Err(Stopped::Escape) => match self.turn(at)? {
                    Turn::Back => at = at.saturating_sub(1),
                    Turn::Leave => return Err(self.left(Stopped::Escape.into())),
                    Turn::Drop => {
                        self.shelf.clear()?;
                        return Err(Stopped::Escape.into());
                    }
                },
            }
        }
    }

    /// One field, and the answers so far kept.
    fn one(&self, asked: &Asked<'_>, field: &Field, answers: &mut Map<String, Value>) -> Result<(), Stopped> {
        let mut said = answers.shift_remove(&field.name);
        let done = asked.value(field, &mut said);
        if let Some(said) = said {
            answers.insert(field.name.clone(), said);
        }
        self.shelf.keep(self.now, answers)?;
        done
    }

    /// What the person wants who pressed Escape; pressed again, they leave.
    fn turn(&self, at: usize) -> Result<Turn> {
        let mut turns =
            vec![("先放下（已答的存成草稿，下次接着写）", Turn::Leave), ("不要了，已答的也删去", Turn::Drop)];
        if at > 0 {
            turns.insert(0, ("回到上一项", Turn::Back));
        }
        let labels = turns.iter().map(|(label, _)| (*label).to_owned()).collect();
        match picked("要怎样", labels, 0) {
            Ok(chosen) => Ok(turns.swap_remove(chosen).1),
            Err(Stopped::Escape) => Ok(Turn::Leave),
            Err(Stopped::Gone(error)) => Err(self.left(error)),
        }
    }

    /// All answers in the guide's words; the place of the one that is to be changed.
    fn review(&self, fields: &[&Field], answers: &Map<String, Value>) -> Result<Option<usize>, Stopped> {
        for (at, field) in fields.iter().enumerate() {
            let said = answers.get(&field.name).map(|value| tell::text(self.guide, self.zone, &field.form, value));
            self.ui.hint(&format!("{:>3}. {}：{}", at + 1, field.label(), said.as_deref().unwrap_or("—")));
        }
        loop {
            let said = typed("回车写下；要改哪一项，写它的号码", "", false, "Esc 离开或回到上一项")?;
            match said.parse::<usize>() {
                _ if said.is_empty() => return Ok(None),
                Ok(number) if (1..=fields.len()).contains(&number) => return Ok(Some(number - 1)),
                _ => self.ui.hint(&format!("写 1 到 {} 的号码，或直接回车", fields.len())),
            }
        }
    }

    /// The same error, with where the answers are.
    fn left(&self, error: Error) -> Error {
        match self.shelf.kept() {
            Some(kept) if !kept.answers.is_empty() => {
                Error::new("先放下了，还没有写进档案").fix("已答的都存成了草稿，再运行同一条命令就接着写")
            }
            _ => error,
        }
    }
}
