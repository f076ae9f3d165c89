//! Papers that were printed to be signed and have not come back: derived, like everything else, from facts.

use serde::Serialize;

use crate::case::Case;
use crate::record::agreement::{Outcome, Party};
use crate::record::print::Print;
use crate::record::referral::Receipt;
use crate::record::{Fact, Record};
use crate::time::Moment;

/// A paper that somebody still has in hand.
#[derive(Serialize)]
pub struct Unreturned {
    /// The record of the printing.
    pub record: String,
    pub document: String,
    pub at: Moment,
}

/// The latest print of each paper of which no signed copy was filed since, and that nobody refused to sign.
pub fn unreturned(case: &Case, episode: u32) -> Vec<Unreturned> {
    let records: Vec<&Record> = case.of_episode(episode).collect();
    let mut open = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let Fact::Print(print) = &record.fact else { continue };
        // Printed from a refusal it is to be tried again; corrected to a refusal later it was refused.
        let corrected = |later: &Record| later.head.amends.as_ref().and_then(|id| case.record(id));
        let is_settled = |later: &Record| {
            settles(print, &record.head.id, &later.fact)
                || refuses(print, corrected(later).map_or(&later.fact, |record| &record.fact))
        };
        if !records[at + 1..].iter().any(|later| is_settled(later)) {
            open.push(Unreturned {
                record: record.head.id.clone(),
                document: print.document.clone(),
                at: record.head.at,
            });
        }
    }
    open
}

/// A filed copy of that print, of its record or of its kind; or the same paper printed anew.
fn settles(print: &Print, id: &str, later: &Fact) -> bool {
    match later {
        Fact::Material(material) => {
            let of = material.of.as_deref();
            of == Some(id)
                || (of.is_some() && of == print.of.as_deref())
                || print.category.as_ref() == Some(&material.category)
        }
        Fact::Print(again) => again.document == print.document && again.of == print.of,
        _ => false,
    }
}

/// Nothing signed comes back from whoever refused to sign.
fn refuses(print: &Print, fact: &Fact) -> bool {
    let refused = match fact {
        Fact::Agreement(said) if said.outcome == Outcome::Refused => match said.party {
            Party::Student => "agreement-student",
            Party::Guardian => "agreement-guardian",
        },
        Fact::Referral(said) if said.receipt == Some(Receipt::Refused) => "referral",
        _ => return false,
    };
    print.document == refused
}
