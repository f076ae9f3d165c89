//! Which papers a school has: what each is called, what it shows, who signs it and who keeps a copy. Those that the
//! program knows stand in `templates/papers.toml`; a guide's `[[paper]]` changes them or adds its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::guide::{Guide, terms};
use crate::record::Record;

/// A paper as a school has it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the file")]
pub struct Paper {
    /// What it is called on the command line, in file names and where its template lies.
    pub id: String,
    /// Its title.
    pub name: String,
    /// The material that its signed scan is. A guide without that material does not have the paper.
    #[serde(default)]
    pub material: Option<String>,
    pub subject: Subject,
    /// Whether its title is the guide's word for its kind.
    #[serde(default, skip_serializing)]
    by_kind: bool,
    /// Whether there is a form of it to fill in by hand.
    #[serde(default)]
    pub form: bool,
    /// It comes back signed, as a scan. The catalogue of a file does not count: a record of printing it would itself
    /// move the head of the chain that it prints.
    #[serde(default)]
    pub signed: bool,
    #[serde(default)]
    pub size: Size,
    /// Who signs: codes of terms and roles, or words.
    #[serde(default)]
    pub signs: Vec<String>,
    /// Who keeps a copy, in the same way.
    #[serde(default)]
    pub keeps: Vec<String>,
    /// Not of this school.
    #[serde(default, skip)]
    pub off: bool,
}

/// What a paper is about.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One record, the latest that fits unless another is named.
    Record(Fitting),
    /// All records of some kinds (none named: all) in an episode.
    Episode(Vec<String>),
    /// The whole school.
    School,
}

/// Which records a paper may be about: those of a kind that say the one and do not say the other.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fitting {
    pub kind: String,
    #[serde(default)]
    only: BTreeMap<String, String>,
    #[serde(default)]
    without: Vec<String>,
}

/// How large its letters are.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    Letter,
    Card,
    Form,
    #[default]
    Page,
}

/// What a guide says of one paper.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    pub id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub off: bool,
    /// Of a paper that only this school has: the kind of the record that it shows.
    #[serde(default)]
    pub kind: Option<String>,
    /// The same where it lists all records of some kinds.
    #[serde(default)]
    pub kinds: Vec<String>,
    #[serde(default)]
    pub material: Option<String>,
    #[serde(default)]
    pub signs: Option<Vec<String>>,
    #[serde(default)]
    pub keeps: Option<Vec<String>>,
    #[serde(default)]
    pub clause: Option<String>,
}

#[derive(Deserialize)]
struct Plain {
    paper: Vec<Paper>,
}

/// The papers that the program knows, in the order in which a case needs them.
pub static PLAIN: LazyLock<Vec<Paper>> = LazyLock::new(|| {
    let plain: Plain = toml::from_str(include_str!("../../templates/papers.toml")).expect("templates/papers.toml");
    plain.paper
});

/// Templates that are parts of papers: no paper may be called so.
pub const PARTS: [&str; 7] = ["own", "own-paper", "signs", "keeps", "scope-top", "scope-end", "corrections"];

/// Every form to fill in by hand, as one paper.
pub static PACK: LazyLock<Paper> = LazyLock::new(|| bound("all", "全部空白表", Subject::School));

/// Everything of an episode in order, as one paper: cover, catalogue, what its records are printed as, lists, timeline.
pub static BUNDLE: LazyLock<Paper> = LazyLock::new(|| bound("bundle", "全卷", Subject::Episode(Vec::new())));

fn bound(id: &str, name: &str, subject: Subject) -> Paper {
    Paper { name: name.to_owned(), ..Paper::new(id, subject) }
}

impl Fitting {
    pub fn fits(&self, record: &Record) -> bool {
        let says = |(field, word): (&String, &String)| {
            record.fields.get(field).and_then(Value::as_str).is_some_and(|said| said == word)
        };
        let is_open = |field: &String| record.fields.get(field).is_none_or(Value::is_null);
        record.head.kind == self.kind && self.only.iter().all(says) && self.without.iter().all(is_open)
    }
}

impl Paper {
    fn new(id: &str, subject: Subject) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            material: None,
            subject,
            by_kind: false,
            form: false,
            signed: false,
            size: Size::Page,
            signs: Vec::new(),
            keeps: Vec::new(),
            off: false,
        }
    }

    /// One that only this school has: a form of a kind, or a list of some; none where it says of what.
    fn own(said: &Printed) -> Option<Self> {
        let subject = match (&said.kind, said.kinds.is_empty()) {
            (Some(kind), _) => {
                let (only, without) = (BTreeMap::new(), Vec::new());
                Subject::Record(Fitting { kind: kind.clone(), only, without })
            }
            (None, false) => Subject::Episode(said.kinds.clone()),
            (None, true) => return None,
        };
        Some(Self { form: true, size: Size::Form, ..Self::new(&said.id, subject) })
    }

    fn said(mut self, said: &Printed) -> Self {
        self.off |= said.off;
        if let Some(name) = &said.name {
            self.name.clone_from(name);
        }
        if let Some(signs) = &said.signs {
            self.signs.clone_from(signs);
        }
        if let Some(keeps) = &said.keeps {
            self.keeps.clone_from(keeps);
        }
        self
    }

    /// Whether the guide says otherwise than the program who signs it.
    pub fn says_who_signs(&self) -> bool {
        self.plain().map_or(&[][..], |plain| &plain.signs) != self.signs
    }

    /// The same of who keeps a copy.
    pub fn says_who_keeps(&self) -> bool {
        self.plain().map_or(&[][..], |plain| &plain.keeps) != self.keeps
    }

    fn plain(&self) -> Option<&'static Self> {
        PLAIN.iter().find(|plain| plain.id == self.id)
    }

    /// The one kind of record that it shows; empty where there is none or several.
    pub fn kind(&self) -> &str {
        match &self.subject {
            Subject::Record(fitting) => &fitting.kind,
            Subject::Episode(kinds) => kinds.first().filter(|_| kinds.len() == 1).map_or("", String::as_str),
            Subject::School => "",
        }
    }

    /// Whether there is anything of it that no file has filled in: a form, or what is the same for everybody.
    pub fn has_blank(&self) -> bool {
        self.form || self.size == Size::Card
    }

    pub fn is_of_school(&self) -> bool {
        self.subject == Subject::School
    }

    /// One line for the list of papers.
    pub fn about(&self) -> String {
        format!("{}（{}）", self.id, self.name)
    }
}

impl Guide {
    /// The papers that the school has.
    pub fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.all_papers.iter().filter(|paper| !paper.off)
    }

    /// One of them by its code or title; also what is bound of several.
    pub fn paper(&self, name: &str) -> Result<&Paper> {
        let name = name.trim();
        let is_named = |paper: &&Paper| paper.id == name || paper.name == name;
        self.papers().chain([&*PACK, &*BUNDLE]).find(is_named).ok_or_else(|| {
            let all: Vec<String> = self.papers().map(Paper::about).collect();
            Error::new("没有这种文书").field("DOC").fix(format!("可用：{}", all.join("、")))
        })
    }

    /// One that the program makes in the course of an act, in the school's words.
    ///
    /// # Panics
    /// If the program knows no such paper.
    pub fn made(&self, id: &str) -> &Paper {
        self.by_code(id).expect("a paper of templates/papers.toml")
    }

    /// A paper of another edition as this one has it.
    pub fn its_own<'p>(&'p self, paper: &'p Paper) -> &'p Paper {
        self.by_code(&paper.id).unwrap_or(paper)
    }

    /// What a paper is called, by the code that a record has; one that is not known keeps its code.
    pub fn paper_title<'p>(&'p self, id: &'p str) -> &'p str {
        self.by_code(id).map_or(id, |paper| &paper.name)
    }

    /// Also one that the school does not have.
    fn by_code(&self, id: &str) -> Option<&Paper> {
        self.all_papers.iter().find(|paper| paper.id == id)
    }

    /// The paper that is printed of a record.
    pub fn printed_of(&self, record: &Record) -> Option<&Paper> {
        self.papers().find(|paper| matches!(&paper.subject, Subject::Record(fitting) if fitting.fits(record)))
    }

    /// The school's word for who signs a paper or keeps it.
    pub fn called<'w>(&'w self, who: &'w str) -> &'w str {
        let term = || self.terms.get(who).or_else(|| terms::PLAIN.get(who)).map(String::as_str);
        let role = || self.roles.iter().find(|role| role.id == who).map(|role| role.name.as_str());
        let group = || self.groups.iter().find(|group| group.id == who).map(|group| group.name.as_str());
        term().or_else(role).or_else(group).unwrap_or(who)
    }

    /// What the program knows with what the guide says of it, then what the guide adds.
    pub(super) fn with_papers(&self, said: &[Printed]) -> Vec<Paper> {
        let own = said.iter().filter(|said| PLAIN.iter().all(|paper| paper.id != said.id)).filter_map(Paper::own);
        let changed = |mut paper: Paper| {
            let said = said.iter().find(|said| said.id == paper.id);
            if let Some(material) = said.and_then(|said| said.material.clone()) {
                (paper.material, paper.signed) = (Some(material), true);
            }
            let worded = self.worded(paper);
            match said {
                Some(said) => worded.said(said),
                None => worded,
            }
        };
        PLAIN.iter().cloned().chain(own).map(changed).collect()
    }

    /// In the guide's words, in the brackets of Chinese print; without its material there is no paper.
    fn worded(&self, mut paper: Paper) -> Paper {
        let material = paper.material.as_deref().map(|id| self.material(id));
        paper.off = material.is_some_and(|material| material.is_none());
        let material = material.flatten().map(|material| &material.name);
        let kind = self.kinds.get(paper.kind()).filter(|_| paper.by_kind);
        if let Some(word) = material.or(kind) {
            paper.name = word.replace('(', "（").replace(')', "）");
        }
        paper
    }
}
