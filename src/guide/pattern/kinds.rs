//! The kinds of record that a condition names.

use std::ops::Deref;

use super::CASE;
use crate::record::{self, Fact, KINDS};

/// Names of kinds. Every condition is asked of every record, so where each kind stands among all is known beforehand.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Kinds {
    names: Vec<String>,
    places: [bool; record::KIND_COUNT],
    case: bool,
}

impl Kinds {
    pub fn of(names: Vec<String>) -> Self {
        let mut places = [false; record::KIND_COUNT];
        for (place, kind) in places.iter_mut().zip(KINDS) {
            *place = names.iter().any(|name| name == kind.name);
        }
        let case = names.iter().any(|name| name == CASE);
        Self { names, places, case }
    }

    /// Whether a record is of one of them.
    pub fn have(&self, fact: &Fact) -> bool {
        self.places[fact.place()]
    }

    /// The same; where none is named, any record will do.
    pub fn admit(&self, fact: &Fact) -> bool {
        self.names.is_empty() || self.have(fact)
    }

    /// Whether it is the case itself that is asked.
    pub fn have_case(&self) -> bool {
        self.case
    }
}

impl Deref for Kinds {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::Kinds;
    use crate::record::{KINDS, Record};

    #[test]
    fn a_record_is_of_the_kind_that_it_names() {
        let text = "---\nid: r1\nkind: withdrawal\nepisode: 1\nat: 2026-03-05\nby: a\nwritten: 2026-03-05T08:00+08:00\nwhy: 某事\nto: 某处\nfile: a\nsha256: b\nsize: 1\n---\n";
        let record = Record::parse("records/r1.md", text.as_bytes());
        let fact = record.unwrap_or_else(|error| panic!("{error}")).fact;
        for kind in KINDS {
            let kinds = Kinds::of(vec![kind.name.to_owned()]);
            assert_eq!((kinds.have(&fact), kinds.have_case()), (kind.name == "withdrawal", false), "{}", kind.name);
        }
        let case = Kinds::of(vec!["case".to_owned()]);
        assert!(case.have_case() && !case.have(&fact) && !case.admit(&fact));
        assert!(Kinds::default().admit(&fact) && !Kinds::default().have(&fact));
    }
}
