//! The school's roster: what a file would change, taking it, and whom it knows.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::case::{About, Student};
use crate::check::Index;
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::pen::{Note, Pen};
use crate::office::rounds::parallel;
use crate::roster::{self, Entry, Line, Meant, Roster};
use crate::store::roster::Kept;
use crate::store::table::{self, Reading};
use crate::text::plain;
use crate::vault::keyring::Keyring;

/// A file with students, and how it is to be read.
pub struct Request {
    pub file: PathBuf,
    /// One sheet alone.
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    /// What a column holds, by its head.
    pub columns: BTreeMap<String, String>,
    /// Lines that are taken although they were unsure.
    pub accepted: BTreeSet<usize>,
    /// Who is not in the file leaves the roster.
    pub only_these: bool,
}

/// What the file would make of the roster.
pub struct Proposal {
    pub encoding: Option<&'static str>,
    /// Heads and what they are taken for.
    pub taken: Vec<(String, String)>,
    /// Heads of columns that are not kept.
    pub left: Vec<String>,
    /// Sheets in which no heads were found.
    pub passed: Vec<String>,
    pub lines: Vec<Line>,
    /// Students of the roster of whom the file says nothing.
    pub absent: usize,
    /// The roster as it would be.
    after: Roster,
}

/// What the roster knows of somebody for whom a case is opened.
pub enum Introduced {
    Nothing,
    /// These things were taken from it.
    Filled(Vec<&'static str>),
    /// A person must say which one, or that it is none of them.
    Perhaps(Vec<Entry>),
    /// The number is somebody else's there, or the name has changed.
    OtherName(Entry),
}

/// A case whose student is in another class on the roster.
pub struct Moved {
    pub case: String,
    pub before: String,
    pub now: String,
}

impl Office {
    /// The roster, where there is one that these keys open.
    pub fn roster(&self) -> Result<Option<Roster>> {
        Ok(match self.repo.roster()? {
            Kept::Open(roster) => Some(roster),
            Kept::None | Kept::Shut => None,
        })
    }

    /// Reads the file and says of each line what it would do. Writes nothing.
    pub fn propose(&self, request: &Request) -> Result<Proposal> {
        let mut roster = match self.repo.roster()? {
            Kept::Open(roster) => roster,
            Kept::None => Roster::default(),
            Kept::Shut => {
                let shut = Error::new("无权打开名册：它没有对你的钥匙封存");
                return Err(shut.fix("请能打开全部档案的成员导入；或用 --identity 指明另一把钥匙"));
            }
        };
        roster.columns.extend(request.columns.clone());
        let readings = table::readings(&request.file, request.encoding.as_deref())?;
        let at = |error: Error| error.path(&request.file);
        let (encoding, found, passed) = chosen(readings, request, &roster).map_err(at)?;
        if found.len() > 1 && !request.accepted.is_empty() {
            let which = at(Error::new("不止一张工作表，说不清是哪一张的第几行").field("--accept"));
            return Err(which.fix("用 --sheet 一张一张地导入"));
        }
        let mut taken: Vec<(String, String)> = Vec::new();
        let mut left: Vec<String> = Vec::new();
        for (_, columns) in &found {
            taken.extend(columns.taken.iter().filter(|pair| !taken.contains(pair)).cloned().collect::<Vec<_>>());
            left.extend(columns.left.iter().filter(|head| !left.contains(head)).cloned().collect::<Vec<_>>());
        }
        let mut proposal =
            Proposal { encoding, taken, left, passed, lines: Vec::new(), absent: 0, after: Roster::default() };
        let said =
            found.iter().flat_map(|(sheet, columns)| roster::read(sheet, columns, &roster.columns, self.today()));
        proposal.lines = roster::compare(&roster, said.collect(), &request.accepted);
        let named: BTreeSet<&str> = proposal.lines.iter().filter_map(|line| line.entry.student.id.as_deref()).collect();
        let is_absent = |id: Option<&str>| id.is_none_or(|id| !named.contains(id));
        proposal.absent = roster.students.iter().filter(|entry| is_absent(entry.student.id.as_deref())).count();
        if request.only_these {
            proposal.lines.extend(roster::removed(&roster, &proposal.lines));
        }
        roster.take(&proposal.lines);
        proposal.after = roster;
        Ok(proposal)
    }

    /// The heads of a file whose meaning only a person can say; none where they are the usual ones.
    pub fn unknown_heads(&self, request: &Request) -> Result<Option<Vec<String>>> {
        let mut roster = self.roster()?.unwrap_or_default();
        roster.columns.extend(request.columns.clone());
        let readings = table::readings(&request.file, request.encoding.as_deref())?;
        let [Reading { sheets, .. }] = readings.as_slice() else { return Ok(None) };
        for sheet in sheets {
            if roster::columns(sheet, &roster.columns).map_err(|error| error.path(&request.file))?.is_some() {
                return Ok(None);
            }
        }
        let likely = sheets.iter().map(roster::likely).max_by_key(Vec::len).unwrap_or_default();
        Ok(Some(likely).filter(|heads| heads.len() > 1))
    }

    /// Fills in what nobody said of a student whom the roster means without doubt. Never by a name that only looks
    /// like another one.
    pub fn introduce_from_roster(&self, about: &mut About) -> Result<Introduced> {
        let Some(roster) = self.roster()? else { return Ok(Introduced::Nothing) };
        let entry = match roster.meant(&about.student) {
            Meant::Nobody => return Ok(Introduced::Nothing),
            Meant::Perhaps(entries) => return Ok(Introduced::Perhaps(entries.into_iter().cloned().collect())),
            Meant::OtherName(entry) => return Ok(Introduced::OtherName(entry.clone())),
            Meant::One(entry) => entry,
        };
        let filled = fill(about, entry);
        Ok(if filled.is_empty() { Introduced::Nothing } else { Introduced::Filled(filled) })
    }

    /// The same without a person to ask: where it is not sure who is meant, nothing is taken, and that is told.
    pub fn introduced(&self, about: &mut About) -> Result<Option<Note>> {
        Ok(match self.introduce_from_roster(about)? {
            Introduced::Nothing => None,
            Introduced::Filled(filled) => Some(Note::FromRoster { filled }),
            Introduced::Perhaps(entries) => {
                Some(Note::OnRoster { students: entries.iter().map(Entry::label).collect() })
            }
            Introduced::OtherName(entry) => Some(Note::OnRoster { students: vec![entry.label()] }),
        })
    }

    /// The cases of students who are in another class now: after the summer nearly all.
    pub fn moved(&self) -> Result<Vec<Moved>> {
        let Some(roster) = self.roster()? else { return Ok(Vec::new()) };
        let moved = |number: &String| {
            let student = self.repo.about(number)?.student;
            let now = roster.with_id(student.id.as_deref()?)?.student.class.clone()?;
            let before = student.class.unwrap_or_default();
            (before != now).then(|| Moved { case: number.clone(), before, now })
        };
        Ok(parallel(&self.repo.numbers()?, moved).into_iter().flatten().collect())
    }

    /// Students who are on the roster alone: checks know their names too. A roster for other keys has none to say.
    pub(super) fn only_on_roster(&self, index: &Index) -> Vec<Student> {
        let Ok(Some(roster)) = self.roster() else { return Vec::new() };
        let ids: HashSet<&str> = index.students().filter_map(|known| known.id).collect();
        let without_id = index.students().filter(|known| known.id.is_none());
        let names: HashSet<_> = without_id.map(|known| plain(known.name)).collect();
        let has_case = |student: &Student| {
            student.id.as_deref().is_some_and(|id| ids.contains(id))
                || student.names().any(|name| names.contains(&plain(name)))
        };
        roster.students.into_iter().map(|entry| entry.student).filter(|student| !has_case(student)).collect()
    }
}

/// What nobody said is taken from the roster. Gives what that was, in words.
pub fn fill(about: &mut About, entry: &Entry) -> Vec<&'static str> {
    let (said, known) = (&mut about.student, &entry.student);
    let parts = [
        ("学号", said.id.is_none() && known.id.is_some()),
        ("班级", said.class.is_none() && known.class.is_some()),
        ("出生日期", said.birth.is_none() && known.birth.is_some()),
        ("监护人", about.guardians.is_empty() && !entry.guardians.is_empty()),
    ];
    said.id = said.id.take().or_else(|| known.id.clone());
    said.class = said.class.take().or_else(|| known.class.clone());
    said.birth = said.birth.or(known.birth);
    if said.also.is_empty() {
        said.also.clone_from(&known.also);
    }
    if about.guardians.is_empty() {
        about.guardians.clone_from(&entry.guardians);
    }
    parts.into_iter().filter(|(_, is_filled)| *is_filled).map(|(what, _)| what).collect()
}

/// The student whom a person chose, whatever name was typed: that one is kept among the other names.
pub fn take_for(about: &mut About, entry: &Entry) -> Vec<&'static str> {
    let said = std::mem::replace(&mut about.student.name, entry.student.name.clone());
    about.student.id.clone_from(&entry.student.id);
    let filled = fill(about, entry);
    if !about.student.is_called(&said) {
        about.student.also.push(said);
    }
    filled
}

type Chosen = (Option<&'static str>, Vec<(roster::Sheet, roster::Columns)>, Vec<String>);

/// The one reading in which heads are found. Of bytes that are valid in several ways the heads decide; where they do
/// in none or in several, a person must.
fn chosen(readings: Vec<Reading>, request: &Request, roster: &Roster) -> Result<Chosen> {
    let ways: Vec<&str> = readings.iter().filter_map(|reading| reading.encoding).collect();
    let ways = ways.join("、");
    let mut all: Vec<Chosen> = Vec::new();
    for reading in readings {
        let (mut found, mut passed) = (Vec::new(), Vec::new());
        for sheet in reading.sheets {
            if request.sheet.as_ref().is_some_and(|wanted| *wanted != sheet.name) {
                continue;
            }
            match roster::columns(&sheet, &roster.columns)? {
                Some(columns) => found.push((sheet, columns)),
                None => passed.push(sheet.name),
            }
        }
        if !found.is_empty() {
            all.push((reading.encoding, found, passed));
        }
    }
    match all.len() {
        1 => Ok(all.remove(0)),
        0 => {
            let what = "没有找到表头：需要“姓名”，以及“学号”或“班级”";
            let fix = "核对前 30 行里有没有表头；列名特别的，用 --column 学号=表里的列名 指明";
            let error =
                Error::new(if ways.is_empty() { what.to_owned() } else { format!("{what}（试过 {ways}）") });
            Err(error.fix(fix))
        }
        _ => {
            let several = Error::new(format!("这个文件可以按几种编码读出：{ways}"));
            Err(several.fix("用 --encoding 指明一种，例如 --encoding gbk"))
        }
    }
}

impl Pen<'_> {
    /// Takes what was proposed. Gives the name of the file that was written.
    pub fn take_roster(&self, proposal: &Proposal) -> Result<String> {
        self.put_roster(&proposal.after, self.office.repo.config.privacy)
    }

    /// The roster as it should lie now: sealed or in clear, for whoever is to open it.
    pub(super) fn keep_roster(&self, privacy: Privacy) -> Result<()> {
        match self.office.roster()? {
            Some(roster) => self.put_roster(&roster, privacy).map(drop),
            None => Ok(()),
        }
    }

    fn put_roster(&self, roster: &Roster, privacy: Privacy) -> Result<String> {
        let (office, sealed) = (self.office, privacy == Privacy::Sealed);
        let holders = if sealed { office.rules()?.intake()? } else { Vec::new() };
        let is_own = |keyring: &Arc<Keyring>| keyring.recipients().iter().any(|own| holders.contains(own));
        if sealed && !office.repo.locker.keyring.as_ref().is_some_and(is_own) {
            let error = Error::new("名册封存之后你自己打不开，没有写");
            return Err(error.fix("请能打开全部档案的成员导入名册"));
        }
        let changed = ["roster.yaml", "roster.age"].map(str::to_owned);
        let there = |name: &String| Path::new(&office.repo.root).join(name).exists();
        let name = if sealed { "roster.age" } else { "roster.yaml" };
        office.leaves("", "", changed.into_iter().filter(|path| path == name || there(path)));
        office.repo.put_roster(roster, privacy, &holders)?;
        Ok(name.to_owned())
    }
}
