//! The pen: whoever holds it is the only one who writes. An act makes a [`Plan`]; committing it is the only way in
//! which anything of a case reaches the disk.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::case::{About, Case, Stored, stamp};
use crate::check;
use crate::draft::{Draft, Page};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::guide::lists::Amiss;
use crate::office::materials::changed;
use crate::office::{Office, ending};
use crate::record::shape;
use crate::store::arrival::Origin;
use crate::store::write::Lock;
use crate::time::Zone;
use crate::yaml;

/// Held while something is written; put down when dropped, also when the program dies.
pub struct Pen<'o> {
    pub office: &'o Office,
    lock: Lock,
}

/// One thing to be written.
pub enum Put {
    /// A folder that is not there yet, with who it is about and its first record.
    Case {
        about: Box<About>,
        page: Page,
    },
    Record(Page),
    /// A file, copied byte for byte under the name that `page` gives it, and the record that files it.
    Material {
        from: Origin,
        stored: String,
        sha256: String,
        size: u64,
        page: Page,
    },
    /// A file taken out of the case, copied byte for byte to where it goes, and the record that says so.
    Withdrawal {
        stored: String,
        to: PathBuf,
        sha256: String,
        page: Page,
    },
    /// A file that was taken out before, by a run that was cut off.
    Gone {
        stored: String,
    },
    /// `case.yaml` anew.
    About(String),
}

impl Put {
    pub const fn page(&self) -> Option<&Page> {
        match self {
            Self::Case { page, .. }
            | Self::Record(page)
            | Self::Material { page, .. }
            | Self::Withdrawal { page, .. } => Some(page),
            Self::About(_) | Self::Gone { .. } => None,
        }
    }
}

/// What an act will write into one case, and what is to be known about it.
pub struct Plan {
    pub case: String,
    pub puts: Vec<Put>,
    pub notes: Vec<Note>,
}

impl Plan {
    pub fn record(case: &str, page: Page) -> Self {
        Self { case: case.to_owned(), puts: vec![Put::Record(page)], notes: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, notes: impl IntoIterator<Item = Note>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// The case as it was planned for, once this is written: it need not be read again for what comes next.
    pub fn onto(&self, mut case: Case, zone: Zone) -> Case {
        for put in &self.puts {
            match put {
                Put::Material { stored, size, .. } => {
                    case.materials.push(Stored { path: stored.clone(), size: Some(*size), fault: None, text: None });
                }
                Put::Withdrawal { stored, .. } | Put::Gone { stored } => {
                    case.materials.retain(|file| file.path != *stored);
                }
                Put::Case { .. } | Put::Record(_) | Put::About(_) => {}
            }
            if let Some(page) = put.page() {
                case = case.with(page.record.clone(), zone);
            }
        }
        case
    }

    /// The records that it will write.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.puts.iter().filter_map(Put::page)
    }
}

/// Something unwise or noteworthy that does not stop an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A new episode begins although the one before has not ended.
    StillOpen { episode: u32 },
    /// Roles that the guide does not know, kept as they were said, and those that it knows.
    FreeRoles { words: Vec<String>, known: Vec<String> },
    /// Other folders of students of the same name: number, class, student number.
    Namesakes { cases: Vec<[String; 3]> },
    /// What was said of a student whose folder says otherwise: which thing, as it is there, as it was said.
    Differs { what: &'static str, there: String, said: String },
    /// What was taken from the roster about the student; nothing where the file says all of it already.
    FromRoster { filled: Vec<&'static str> },
    /// Students of the roster who may be meant, by name, class and number; nothing was taken.
    OnRoster { students: Vec<String> },
    /// The roster has the student's number under this name; nothing was taken.
    OtherName { name: String },
    /// The same bytes are filed already; nothing is stored again.
    FiledBefore { file: PathBuf, record: String },
    /// A file that is not what its name says.
    OtherKind { file: PathBuf, what: String },
}

impl<'o> Pen<'o> {
    pub(super) const fn new(office: &'o Office, lock: Lock) -> Self {
        Self { office, lock }
    }

    /// The lock alone, still held: for whoever changes the office itself.
    pub fn put_down(self) -> Lock {
        self.lock
    }

    /// Writes what was planned; `progress` is told of the bytes of materials as they go.
    pub fn commit(&self, plan: &Plan, progress: &dyn Fn(u64)) -> Result<()> {
        let repo = &self.office.repo;
        repo.tidy(&plan.case)?;
        self.office.leaves_plan(plan);
        for put in &plan.puts {
            match put {
                Put::Case { about, page } => {
                    let text = stamp::stamped(&plan.case, &yaml::write(about.as_ref())?);
                    let files = [("case.yaml", text.as_bytes()), (page.path.as_str(), page.text.as_bytes())];
                    repo.new_case(&plan.case, &self.office.rules()?.holders(about)?, &files)?;
                }
                Put::Record(page) => repo.put_record(&plan.case, &page.path, page.text.as_bytes())?,
                Put::Material { from, stored, sha256, page, .. } => {
                    if repo.put_material(&plan.case, stored, from, progress)? != *sha256 {
                        return Err(changed(from));
                    }
                    repo.put_record(&plan.case, &page.path, page.text.as_bytes())?;
                }
                // First the copy, then the record: cut off between, the file is still here, and one more run takes it.
                Put::Withdrawal { stored, to, sha256, page } => {
                    // A copy that lies there already was looked at when this was planned.
                    if !to.exists() && repo.take_out(&plan.case, stored, to)? != *sha256 {
                        let changed = Error::new("取出时文件变了，没有登记").path(to);
                        return Err(changed.fix("删去取出的那一份，再取一次"));
                    }
                    repo.put_record(&plan.case, &page.path, page.text.as_bytes())?;
                    repo.drop_material(&plan.case, stored)?;
                }
                Put::Gone { stored } => repo.drop_material(&plan.case, stored)?,
                Put::About(text) => repo.put_about(&plan.case, text)?,
            }
        }
        Ok(())
    }

    /// The case as it is now that nobody else writes: it may have grown while somebody thought about an answer.
    pub fn case(&self, number: &str) -> Case {
        self.office.case(number)
    }

    /// A record in the latest episode of a case, with what is noteworthy about it.
    pub fn record(&self, case: &Case, kind: &str, fields: Map<String, Value>, body: String) -> Result<Plan> {
        self.record_in(case, case.latest_episode(), kind, fields, body)
    }

    /// The same in an earlier episode, which was opened again for it.
    pub fn record_in(
        &self,
        case: &Case,
        episode: u32,
        kind: &str,
        fields: Map<String, Value>,
        body: String,
    ) -> Result<Plan> {
        let mut draft = self.office.draft(kind, Some(case))?;
        (draft.episode, draft.fields, draft.body) = (episode, fields, body);
        self.drafted(case, draft)
    }

    /// The same of a draft that was made before.
    pub fn drafted(&self, case: &Case, draft: Draft<'_>) -> Result<Plan> {
        let guide = self.office.guide_of(case, draft.episode)?;
        if let Some(Amiss { told, field, said }) = guide.amiss(draft.kind, &draft.fields).into_iter().next() {
            let flag = shape::flag(draft.kind, field);
            let amiss = Error::new(told).field(format!("--{flag}"));
            return Err(amiss.fix(format!("写上 --{flag} {said}；本校的指南要求它")));
        }
        let free = free_roles(guide, &draft);
        Ok(Plan::record(&case.number, self.page(case, draft)?).with(free))
    }

    /// The record as it will be, if it may be added to the case now.
    pub fn page(&self, case: &Case, draft: Draft<'_>) -> Result<Page> {
        ending::allowed(case, &draft)?;
        let page = draft.page(Some(case), self.office.zone())?;
        match check::dangling(case, &page.record) {
            None => Ok(page),
            Some((flag, what)) => {
                let nowhere = Error::new(what).field(flag);
                Err(nowhere.fix(format!("用 crisis show {} 查看记录的编号；证据写成 记录编号/第几件", case.number)))
            }
        }
    }
}

/// A parent or the police may stand where a role does; a role misspelt is told from them by who typed it.
pub fn free_roles(guide: &Guide, draft: &Draft<'_>) -> Option<Note> {
    let words = guide.free_roles(shape::of_name(draft.kind), &draft.fields);
    let known = || guide.words("role").map(|(_, name)| name.to_owned()).collect();
    (!words.is_empty()).then(|| Note::FreeRoles { words, known: known() })
}
