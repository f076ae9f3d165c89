//! The guide as data: what this school calls things, whom it names, what it asks for, and where it says so.
//! A guide file is read once, checked whole, and refused with file, line and cure when anything in it is unsound.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

pub mod compare;
pub mod duty;
pub mod language;
pub mod lexicon;
pub mod lists;
mod load;
pub mod number;
pub mod own;
pub mod paper;
pub mod pattern;
pub mod sight;
pub mod terms;
mod words;

use self::duty::{Duty, Each, Pressing, SchoolDuty};
use self::lexicon::{Lexicon, WordList};
use self::lists::Listed;
pub use self::load::{CHECKS, DUE_KEYS, DUE_WORDS, FROM_WORDS, parse, toml_sentence};
use self::number::Number;
use self::own::OwnField;
use self::paper::Paper;
use self::pattern::{Being, Matcher, Pattern};
use crate::time::Length;

/// One edition of a school's guide, with its overlay of clocks where there is one.
pub struct Guide {
    pub id: String,
    pub title: String,
    pub edition: String,
    pub effective_from: Option<NaiveDate>,
    pub effective_to: Option<NaiveDate>,
    /// Events no further apart than this happened at the same time.
    pub same_time: TimeDelta,
    /// How far off a time that is marked as approximate may be.
    pub about: TimeDelta,
    /// Words of this school for things that the program itself has to name, and for what its own templates name.
    pub terms: BTreeMap<String, String>,
    /// What people are called, and which words mean the same.
    pub people: People,
    /// Answers that say that there is nothing or nobody.
    pub nothing: Vec<String>,
    /// What anybody does first, a line each; `{hotline}` and the like stand for terms.
    pub first_minutes: Vec<String>,
    /// Words of this school for the kinds of record.
    pub kinds: BTreeMap<String, String>,
    pub clauses: Vec<Clause>,
    pub roles: Vec<Role>,
    pub groups: Vec<Group>,
    pub axes: Vec<Named>,
    pub levels: Vec<Level>,
    pub dimensions: Vec<Named>,
    pub types: Vec<Named>,
    pub evidence: Vec<Named>,
    /// Words that belong to one field each: the guide's own, and plain ones where it owns none.
    pub lists: Vec<Listed>,
    /// The lists beside whose words a record may say others.
    pub open_lists: Vec<String>,
    /// What the guide adds to kinds of record.
    pub fields: Vec<OwnField>,
    /// Whom to call; each stands in the place of a term.
    pub numbers: Vec<Number>,
    /// How long a number is good for that somebody called and found right.
    pub numbers_good_for: Option<Length>,
    /// The papers that the program knows as the guide has them, and the guide's own; also those that it does not have.
    pub all_papers: Vec<Paper>,
    pub materials: Vec<Material>,
    pub duties: Vec<Duty>,
    pub school_duties: Vec<SchoolDuty>,
    /// In the order of their codes.
    pub checks: Vec<CheckRule>,
    pub lexicon: Lexicon,
    pub retention: Vec<Retention>,
    /// Codes of duties that it says are not in force.
    pub off: Vec<String>,
    /// Remarks that do not keep the guide from being used.
    pub notes: Vec<String>,
}

/// A sentence of the guide under its number.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// What serves it besides duties, checks and materials: kinds, commands, documents.
    #[serde(default)]
    pub served_by: Vec<String>,
}

/// What people are called besides their names.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Words for the student whose case it is.
    #[serde(default)]
    pub student: Vec<String>,
    /// Words for one relation to the student, a list for each.
    #[serde(default)]
    pub relations: Vec<Vec<String>>,
    /// From this birthday on nobody is the student's guardian any more.
    #[serde(default)]
    pub of_age: Option<Length>,
}

/// A thing with a stable code, used in records, and the school's word for it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub clause: Option<String>,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub clause: Option<String>,
    pub standing: Standing,
    /// What the role may open unless a grant says otherwise.
    #[serde(default)]
    pub access: Access,
    /// The person who sets up the repository has this role.
    #[serde(default)]
    pub keeper: bool,
    /// An assessment counts as one when this role made it.
    #[serde(default)]
    pub assesses: bool,
    /// What people also say for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// What a copy of a paper for this role holds: see [`sight`]. None: everything where the role has access.
    #[serde(default)]
    pub sees: Option<Vec<String>>,
}

/// Several roles that conditions name at once.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Fixed,
    Temporary,
    Outside,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    All,
    Case,
    #[default]
    None,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub id: String,
    pub axis: String,
    pub name: String,
    /// The higher, the more severe. Never inferred from a name or a colour.
    pub order: i64,
    #[serde(default)]
    pub colour: Option<String>,
    /// Shipped as an example; the guide itself names no levels.
    #[serde(default)]
    pub example: bool,
}

/// A material that the file must hold where its condition holds; the condition is the duty of the same column.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub id: String,
    #[serde(default)]
    pub mark: String,
    pub name: String,
    /// What else people call it when they type it.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub clause: Option<String>,
    /// What `attach` asks for before it files one.
    #[serde(default)]
    pub demands: Vec<String>,
    /// Not a column of the archive checklist.
    #[serde(default)]
    pub extra: bool,
    /// What a paper is called that is something else: a pledge is no agreement.
    #[serde(default)]
    pub not_called: Vec<String>,
    /// Words that make it this kind of paper whatever else it is called.
    #[serde(default)]
    pub called: Vec<String>,
}

impl Material {
    /// Its code and its names.
    pub fn called_so(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.name].into_iter().chain(&self.also).map(String::as_str)
    }

    /// As the archive checklist heads its column.
    pub fn column(&self) -> String {
        [self.mark.as_str(), &self.name].concat()
    }

    /// Whether a word is what stands above its column.
    pub fn is_column(&self, word: &str) -> bool {
        word.strip_prefix(&*self.mark) == Some(&*self.name)
    }

    /// The word in what is known of a paper that makes it another kind of paper.
    pub fn other_name(&self, known: &[&str]) -> Option<&str> {
        let is_said = |word: &&String| known.iter().any(|text| text.contains(word.as_str()));
        let other = self.not_called.iter().find(is_said)?;
        (!self.called.iter().any(|word| is_said(&word))).then_some(other)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Notice,
    Warning,
    Error,
}

/// What the guide says about a check: where it comes from, how grave it is, the words it looks for.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRule {
    pub code: String,
    #[serde(default)]
    pub clause: Option<String>,
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub off: bool,
    #[serde(default)]
    pub words: WordList,
    /// Findings of law and life stand on the lists of what is to be done, too.
    #[serde(default)]
    pub pressing: Pressing,
    /// Further words that it looks for, by what they are for.
    #[serde(default)]
    pub lists: BTreeMap<String, WordList>,
    /// Ids of the materials that it looks at.
    #[serde(default)]
    pub materials: Vec<String>,
    /// What it finds is asked about before a record is written.
    #[serde(default)]
    pub on_entry: bool,
    /// What it passes over as still being in time; a tolerance, no deadline.
    #[serde(default)]
    pub grace: Option<Length>,
}

impl CheckRule {
    /// One of the further lists; an empty one where the guide gives none of that name.
    pub fn list(&self, name: &str) -> &WordList {
        self.lists.get(name).unwrap_or(WordList::NONE)
    }
}

/// How long a file is kept at least.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub keep: Length,
    pub from: KeptFrom,
    #[serde(default)]
    pub clause: Option<String>,
}

/// From when a file is kept.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptFrom {
    /// The end of the last episode.
    Closing,
    /// The day on which the student left the school.
    Leaving,
    Graduation,
    Birth,
}

/// Every guide of a repository; which of them holds is a matter of the day.
pub struct Guides {
    /// The one that `crisis.toml` names.
    named: String,
    all: Vec<Guide>,
}

impl Guides {
    pub fn new(named: String, all: Vec<Guide>) -> Self {
        Self { named, all }
    }

    /// All of them, the one that `crisis.toml` names before the others.
    pub fn named_first(&self) -> impl Iterator<Item = &Guide> + Clone {
        let is_named = |guide: &&Guide| guide.id == self.named;
        let named = self.all.iter().filter(is_named);
        named.chain(self.all.iter().filter(move |guide| !is_named(guide)))
    }

    /// Whether a case may be judged by another one than that of today.
    pub fn are_several(&self) -> bool {
        self.all.len() > 1
    }

    /// The guide in force on a day: of several, the one that `crisis.toml` names.
    pub fn on(&self, day: NaiveDate) -> Option<&Guide> {
        let in_force = || self.all.iter().filter(|guide| guide.in_force(day));
        in_force().find(|guide| guide.id == self.named).or_else(|| in_force().max_by_key(|guide| guide.effective_from))
    }
}

impl Guide {
    /// As it is named beside what it judged.
    pub fn named(&self) -> String {
        format!("{}（{}）", self.title, self.edition)
    }

    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.effective_from.is_none_or(|from| from <= day) && self.effective_to.is_none_or(|to| day <= to)
    }

    /// Blank, or one of the words for nothing and nobody.
    pub fn is_nothing(&self, text: &str) -> bool {
        let text = text.trim().trim_end_matches(['。', '.']);
        text.is_empty() || self.nothing.iter().any(|word| word == text)
    }

    /// Whether some duty depends on the person in that field being the student or a guardian.
    pub fn identifies(&self, kind: &str, field: &str) -> bool {
        let patterns = self.duties.iter().flat_map(|duty| duty.needs.iter().chain(&duty.refused));
        let of_kind = |pattern: &&Pattern| pattern.kinds.iter().any(|own| own == kind);
        let mut fields = patterns.flat_map(Pattern::alternatives).filter(of_kind).flat_map(|pattern| &pattern.fields);
        let is_kin = |being: &Being| matches!(being, Being::Student | Being::Guardian);
        fields
            .any(|(name, matcher)| name == field && matches!(matcher, Matcher::Is(beings) if beings.iter().any(is_kin)))
    }

    /// How many duties have a number that an overlay gives them.
    pub fn clocks(&self) -> usize {
        self.duties.iter().filter(|duty| duty.source.is_some()).count()
    }

    /// The fields of a kind that discharge some duty.
    pub fn looks_at(&self, kind: &str) -> BTreeSet<&str> {
        let needs = self.duties.iter().flat_map(|duty| &duty.needs).flat_map(Pattern::alternatives);
        let of_kind = needs.filter(|pattern| pattern.kinds.iter().any(|own| own == kind));
        of_kind.flat_map(|pattern| &pattern.fields).map(|(name, _)| name.as_str()).collect()
    }

    pub fn duty(&self, code: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.code == code)
    }

    pub fn check(&self, code: &str) -> Option<&CheckRule> {
        let place = self.checks.binary_search_by(|check| check.code.as_str().cmp(code)).ok()?;
        Some(&self.checks[place])
    }

    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.id == id)
    }

    /// The paper that an act of a kind needs, where all acts of the kind need the same.
    pub fn paper_of(&self, kind: &str) -> Option<&str> {
        let asks = |duty: &&Duty| duty.needs.iter().any(|need| need.kinds.iter().any(|known| known == kind));
        let mut papers: Vec<&str> = self.duties.iter().filter(asks).filter_map(|duty| duty.paper.as_deref()).collect();
        papers.dedup();
        if let [paper] = papers.as_slice() { Some(paper) } else { None }
    }

    /// As what a piece of evidence is filed: as what it is itself called, if that is one of several ways.
    pub fn category_of_evidence(&self, kind: &str) -> Option<&str> {
        let of_kind = self.duties.iter().filter(|duty| duty.each == Each::Item);
        let mut of_kind = of_kind.filter(|duty| duty.when.iter().any(|pattern| pattern.names("evidence", kind)));
        let ways = of_kind.next()?.needs.iter().flat_map(|need| need.words("category"));
        let ways: Vec<&str> = ways.collect();
        ways.iter().find(|way| **way == kind).or(ways.first()).copied()
    }

    /// The columns of the archive checklist, in order.
    pub fn columns(&self) -> impl Iterator<Item = &Material> {
        self.materials.iter().filter(|material| !material.extra)
    }

    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// Severity of a level on its axis; higher is worse.
    pub fn order(&self, axis: &str, level: &str) -> Option<i64> {
        self.levels.iter().find(|known| known.axis == axis && known.id == level).map(|known| known.order)
    }

    /// The school's word for something that the program has to name, or the program's own.
    pub fn term<'a>(&'a self, key: &str, otherwise: &'a str) -> &'a str {
        self.terms.get(key).map_or(otherwise, String::as_str)
    }
}
