//! The school's roster: who its students are, as far as a case needs it. Pure: rows of a table in, lines judged out.
//! No line is dropped in silence, and nothing that a spreadsheet may have damaged is mended by guessing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{Guardian, Student};
use crate::text::same_name;

mod compare;
mod head;
mod name;
mod read;

pub use self::compare::{Line, Verdict, compare, removed};
pub use self::head::{Columns, columns, key, likely};
pub use self::read::{Said, read};

/// What is kept of the students, and how the columns of the school's own tables are called.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The head of a column, as it is compared, to what it holds: said once by a person.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Numbers of lines that were unsure and that nobody took: the other lines of a file may make them look sure next time.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub doubted: BTreeSet<String>,
    #[serde(default)]
    pub students: Vec<Entry>,
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub student: Student,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardians: Vec<Guardian>,
}

impl Entry {
    /// Name, class and number.
    pub fn label(&self) -> String {
        let student = &self.student;
        let parts = [Some(&student.name), student.class.as_ref(), student.id.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Whom the roster means by what somebody said of a student.
pub enum Meant<'r> {
    Nobody,
    One(&'r Entry),
    /// The same name, or one that only looks like it or is another name of the same person: a person must say.
    Perhaps(Vec<&'r Entry>),
    /// The number belongs to somebody of another name.
    OtherName(&'r Entry),
}

impl Roster {
    pub fn with_id(&self, id: &str) -> Option<&Entry> {
        self.students.iter().find(|entry| entry.student.id.as_deref() == Some(id))
    }

    pub fn meant(&self, said: &Student) -> Meant<'_> {
        if let Some(id) = &said.id {
            return match self.with_id(id) {
                None => Meant::Nobody,
                Some(entry) if entry.student.is_called(&said.name) => Meant::One(entry),
                Some(entry) => Meant::OtherName(entry),
            };
        }
        let fits = |student: &Student| said.class.is_none() || student.class == said.class;
        let called: Vec<&Entry> =
            self.students.iter().filter(|entry| entry.student.is_called(&said.name) && fits(&entry.student)).collect();
        if let [only] = called.as_slice()
            && same_name(&only.student.name, &said.name)
        {
            return Meant::One(only);
        }
        let alike = |entry: &&Entry| entry.student.names().any(|name| name::alike(name, &said.name));
        let alike: Vec<&Entry> = self.students.iter().filter(alike).collect();
        if alike.is_empty() { Meant::Nobody } else { Meant::Perhaps(alike) }
    }
}

/// One cell of a table as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Day(NaiveDate),
    /// What the spreadsheet itself calls an error.
    Broken(String),
}

impl Cell {
    /// As a person sees it.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Broken(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }

    pub fn is_blank(&self) -> bool {
        self.shown().is_empty()
    }
}

/// One sheet of a workbook, or a whole text file.
pub struct Sheet {
    /// Empty for a text file.
    pub name: String,
    /// By the number of the line, counted from 1.
    pub rows: Vec<(usize, Vec<Cell>)>,
}
