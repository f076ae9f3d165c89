//! The first report: a new folder for a student, a new episode in the folder that the student has, or a report sealed
//! for the team by somebody who can't read it back, taken on later.

use std::path::PathBuf;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::case::{About, Case, Student};
use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::office::pen::{Note, Pen, Plan, Put, free_roles};
use crate::office::rounds::parallel;
use crate::office::{Office, letters};
use crate::record::naming;
use crate::store::{self, write};
use crate::team::Team;
use crate::text::same_name;
use crate::time::Moment;
use crate::vault::age_file;
use crate::vault::unopened::Unopened;
use crate::yaml;

/// What a first report says, before it lies in a case.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    pub about: About,
    pub fields: Map<String, Value>,
    pub body: String,
}

/// A report that waits to be taken on.
pub struct Waiting {
    pub id: String,
    /// None: it is for other keys.
    pub heard: Result<Option<Heard>>,
}

/// What becomes of a report that is taken on.
pub enum Accepted {
    /// It was before; only its original is still there.
    Before,
    Now(Plan),
}

/// A report sealed to those who take it on.
pub struct Sealed {
    pub id: String,
    pub path: PathBuf,
    bytes: Vec<u8>,
}

impl Office {
    fn intake(&self, id: &str) -> PathBuf {
        self.repo.root.join("intake").join(format!("{id}.age"))
    }

    /// Tried out as the record that it will be: nobody can put a report right after it was sealed.
    pub fn seal_report(&self, heard: &Heard) -> Result<Sealed> {
        let holders = self.rules()?.intake()?;
        if holders.is_empty() {
            let nobody = Error::new("工作小组还没有登记公钥，没有人能读到这份上报");
            return Err(nobody.fix("请直接打电话给工作小组；管理员登记公钥后再用 crisis report"));
        }
        let draft = Draft {
            kind: "report",
            id: "report".to_owned(),
            episode: 1,
            by: "report".to_owned(),
            written: Moment::Exact(self.now),
            at: Moment::Exact(self.now),
            fields: heard.fields.clone(),
            body: heard.body.clone(),
        };
        draft.page(None, self.zone())?;
        let bytes = age_file::seal_to(&holders, yaml::write(heard)?.as_bytes())?;
        let mut id = letters::record_id()?;
        while self.intake(&id).exists() {
            id = letters::record_id()?;
        }
        Ok(Sealed { path: self.intake(&id), id, bytes })
    }

    /// Everybody may: no key is needed, and no lock, because every report is a file of its own.
    pub fn hand_in(&self, sealed: &Sealed) -> Result<()> {
        self.leaves("", &sealed.id, [format!("intake/{}.age", sealed.id)]);
        write::create(&sealed.path, &sealed.bytes)
    }

    /// What waits, in the order of the numbers.
    pub fn waiting(&self) -> Result<Vec<Waiting>> {
        let names = store::names(&self.repo.root.join("intake"), ".age")?;
        let ids = names.iter().filter_map(|name| name.strip_suffix(".age")).map(str::to_owned);
        Ok(ids.map(|id| Waiting { heard: self.heard(&id), id }).collect())
    }

    /// `None` for what is not for these keys.
    fn heard(&self, id: &str) -> Result<Option<Heard>> {
        let path = self.intake(id);
        let keyring = self.repo.locker.keyring.as_ref();
        let keyring = keyring.ok_or_else(|| Error::new("没有可用的私钥").fix("运行 crisis key new"))?;
        let opened = match keyring.open_any(&store::read(&path)?) {
            Ok(opened) => opened,
            Err(Unopened::NoKey) => return Ok(None),
            Err(unopened) => return Err(Error::from(unopened).path(path)),
        };
        let text = std::str::from_utf8(&opened)
            .map_err(|_| Error::new("上报不是 UTF-8 文字").path(&path).fix("请上报的人重写"))?;
        yaml::read(text, 1).map(Some).map_err(|error| error.path(path))
    }

    /// The folder that this student has already: the same number, or the same name where one of them has no number.
    /// Where there is none, its namesakes are named: a class changes, and a number may be mistyped.
    pub fn folder_of(&self, student: &Student) -> Result<(Option<Case>, Option<Note>)> {
        let numbers = self.repo.numbers()?;
        let alike = |number: &String| {
            let about = self.repo.about(number)?;
            likeness(student, &about.student).map(|likeness| (likeness, number.clone(), about.student))
        };
        let (mut found, mut namesakes) = (Vec::new(), Vec::new());
        for (likeness, number, other) in parallel(&numbers, alike).into_iter().flatten() {
            match likeness {
                Likeness::Same => found.push(number),
                Likeness::Namesake => {
                    namesakes.push([number, other.class.unwrap_or_default(), other.id.unwrap_or_default()]);
                }
            }
        }
        let Some(number) = found.pop() else {
            let note = (!namesakes.is_empty()).then_some(Note::Namesakes { cases: namesakes });
            return Ok((None, note));
        };
        if let Some(other) = found.first() {
            let twice = Error::new(format!("这位学生已有两份档案：{other}、{number}"));
            return Err(twice.fix("先把两份档案并成一份，或写明 --student-id"));
        }
        let case = self.repo.case(&number);
        if !case.about.student.shares_name(student) {
            let other = Error::new(format!("学号已属于档案 {number}，但姓名不同")).field("--student-id");
            return Err(other.fix("核对学号与姓名；是同一人改了名或另有名字的，用 crisis edit 写进 also"));
        }
        Ok((Some(case), None))
    }
}

/// Who says only when the school knew says with it when it happened, as far as the school can tell.
pub fn same_time(fields: &mut Map<String, Value>) {
    if let (None, Some(known)) = (fields.get("at"), fields.get("known").cloned()) {
        fields.insert("at".to_owned(), known);
    }
}

enum Likeness {
    Same,
    Namesake,
}

fn likeness(student: &Student, other: &Student) -> Option<Likeness> {
    let is_namesake = student.shares_name(other);
    match (&student.id, &other.id) {
        (Some(one), Some(two)) if one == two => Some(Likeness::Same),
        (Some(_), Some(_)) => is_namesake.then_some(Likeness::Namesake),
        _ if is_namesake && student.class == other.class => Some(Likeness::Same),
        _ => is_namesake.then_some(Likeness::Namesake),
    }
}

/// What is said of a student who has a folder, and is not what the folder says. Nothing of it is written there.
fn differences(team: &Team, said: &About, there: &About) -> Vec<Note> {
    let differs = |what, said: Option<String>, there: Option<String>| {
        let said = said.filter(|said| there.as_ref() != Some(said))?;
        Some(Note::Differs { what, there: there.unwrap_or_default(), said })
    };
    let (one, other) = (&said.student, &there.student);
    let teacher = |about: &About| about.class_teacher.last().map(|tenure| team.name(&tenure.who).to_owned());
    let own = [
        differs("姓名", Some(one.name.clone()).filter(|name| !other.is_called(name)), Some(other.name.clone())),
        differs("学号", one.id.clone(), other.id.clone()),
        differs("班级", one.class.clone(), other.class.clone()),
        differs("出生日期", one.birth.map(|day| day.to_string()), other.birth.map(|day| day.to_string())),
        differs("负责该班的教师", teacher(said), teacher(there)),
    ];
    let known = |name: &str| there.guardians.iter().find(|known| same_name(&known.name, name));
    let guardians = said.guardians.iter().filter_map(|guardian| {
        let there = known(&guardian.name);
        let phone = there.and_then(|known| known.phone.clone());
        match there {
            None => differs("监护人", Some(guardian.name.clone()), None),
            Some(_) => differs("监护人的电话", guardian.phone.clone(), phone),
        }
    });
    own.into_iter().flatten().chain(guardians).collect()
}

impl Pen<'_> {
    /// Begins an episode in the folder that the student has, or in a new one.
    pub fn open(&self, heard: Heard) -> Result<Plan> {
        let (known, note) = self.office.folder_of(&heard.about.student)?;
        Ok(self.take_on(known.as_ref(), heard, None)?.with(note))
    }

    fn take_on(&self, known: Option<&Case>, heard: Heard, id: Option<&str>) -> Result<Plan> {
        let office = self.office;
        let mut draft = office.draft("report", known)?;
        if let Some(id) = id {
            id.clone_into(&mut draft.id);
        }
        (draft.fields, draft.body) = (heard.fields, heard.body);
        let free = free_roles(office.guide()?, &draft);
        let Some(case) = known else {
            let page = draft.page(None, office.zone())?;
            let put = Put::Case { about: Box::new(heard.about), page };
            return Ok(Plan { case: self.new_number()?, puts: vec![put], notes: Vec::new() }.with(free));
        };
        let differs = differences(&office.repo.team, &heard.about, &case.about);
        let last = case.episodes().last().copied().unwrap_or(0);
        draft.episode = last + 1;
        let still_open = last > 0 && case.closure(last).is_none();
        let plan = Plan::record(&case.number, draft.page(Some(case), office.zone())?);
        Ok(plan.with(free).with(differs).with(still_open.then_some(Note::StillOpen { episode: last })))
    }

    fn new_number(&self) -> Result<String> {
        loop {
            let number = format!("{}-{}", self.office.now.year(), letters::case_tail()?);
            if !self.office.repo.case_dir(&number).exists() {
                return Ok(number);
            }
        }
    }

    /// Takes on a report as an episode of its own, or into the running episode of a case.
    pub fn accept(&self, id: &str, case: Option<&str>) -> Result<Accepted> {
        let office = self.office;
        if !naming::is_plain(id) || !office.intake(id).exists() {
            return Err(Error::new("没有这个编号的上报").fix("`crisis intake list` 列出等待受理的上报"));
        }
        let Some(heard) = office.heard(id)? else {
            return Err(Error::new("这份上报没有对你的钥匙加密").fix("请能打开全部档案的成员受理"));
        };
        let joined = case.map(|case| office.find(case)).transpose()?;
        let (known, note) = match &joined {
            Some(_) => (None, None),
            None => office.folder_of(&heard.about.student)?,
        };
        let is_taken =
            |case: &Case| case.written.iter().any(|record| record.head.id == id && record.head.kind == "report");
        if joined.iter().chain(&known).any(is_taken) {
            return Ok(Accepted::Before);
        }
        let plan = match &joined {
            Some(case) => self.join(case, heard, id)?,
            None => self.take_on(known.as_ref(), heard, Some(id))?.with(note),
        };
        Ok(Accepted::Now(plan))
    }

    fn join(&self, case: &Case, heard: Heard, id: &str) -> Result<Plan> {
        let mut draft = self.office.draft("report", Some(case))?;
        if !case.written.iter().any(|record| record.head.id == id) {
            id.clone_into(&mut draft.id);
        }
        (draft.fields, draft.body) = (heard.fields, heard.body);
        Ok(Plan::record(&case.number, self.page(case, draft)?))
    }

    /// First the record, then the report goes; cut off between, the next run finds the record by its number.
    pub fn clear_report(&self, id: &str) -> Result<()> {
        self.office.leaves("", "", [format!("intake/{id}.age")]);
        write::remove(&self.office.intake(id))
    }
}
