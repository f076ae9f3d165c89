//! A referral with its letter, and later what the guardian answered to it.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::documents::Sheet;
use crate::error::Result;
use crate::office::pen::{Pen, Plan};
use crate::record::{Fact, Record};

/// What will be written: the record and, unless it is an answer to one or the school has none, the letter.
pub struct Referred {
    pub plan: Plan,
    pub letter: Option<Sheet>,
}

/// The latest letter of the running episode.
pub fn latest_letter(case: &Case) -> Option<&Record> {
    let is_letter = |record: &&Record| matches!(&record.fact, Fact::Referral(referral) if referral.letter.is_none());
    case.of_episode(case.latest_episode()).filter(is_letter).last()
}

/// What an answer repeats of the letter that it belongs to.
pub fn answering(letter: &Record) -> impl Iterator<Item = (&'static str, String)> + '_ {
    let repeated = ["to", "department", "reason"].into_iter();
    let repeated = repeated.filter_map(|field| Some((field, letter.text(field)?.to_owned())));
    repeated.chain([("letter", letter.head.id.clone())])
}

impl Pen<'_> {
    /// The letter is made before anything is written: a record without its letter helps nobody.
    pub fn refer(&self, case: &Case, fields: Map<String, Value>, body: String) -> Result<Referred> {
        let is_letter = !fields.contains_key("letter");
        let plan = self.record(case, "referral", fields, body)?;
        let has_letter = !self.office.guide_of_latest(case)?.made("referral").off;
        let page = plan.pages().next().filter(|_| is_letter && has_letter);
        let letter = page.map(|page| self.office.letter(case, page)).transpose()?;
        Ok(Referred { plan, letter })
    }
}
