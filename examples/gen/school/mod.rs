//! A school that never was: cases of many lives, some of them spoilt, and the list of what an audit must find.
//! The same plan makes the same files; only the keys of a sealed school are drawn anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{NaiveDate, TimeDelta};
use crisis::case::stamp::stamped;
use crisis::config::Privacy;
use crisis::error::{Error, Result};
use serde::Serialize;

mod fault;
mod life;
mod material;
mod person;
mod random;
mod story;
mod vault;
mod words;

use self::fault::{FAULTS, Fault, Said, Spoil};
use self::life::{LIVES, Life};
use self::person::Person;
use self::random::Random;
use self::story::{Folder, Setting};
use self::vault::Vault;

/// When the school is to be looked at: what is open was touched a few days before.
pub const NOW: &str = "2026-06-18 09:00";

pub struct Plan {
    pub cases: usize,
    /// Scans in each case besides what its life files.
    pub materials: usize,
    /// KiB of each.
    pub scan: usize,
    pub privacy: Privacy,
    pub seed: u64,
    /// One case in so many is spoilt, never two in a row; 0: none.
    pub fault_every: usize,
}

/// What an audit must find, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
pub struct Expected {
    pub case: String,
    pub code: &'static str,
    pub severity: &'static str,
    pub why: &'static str,
}

#[derive(Default, Serialize)]
pub struct Made {
    pub now: &'static str,
    pub cases: usize,
    pub records: usize,
    pub materials: usize,
    pub bytes: usize,
    /// How many cases live which life.
    pub lives: BTreeMap<&'static str, usize>,
    pub findings: Vec<Expected>,
    /// Opens a sealed school.
    #[serde(skip)]
    pub identity: Option<String>,
}

/// What is settled about a case before it is told.
struct Outline {
    life: &'static Life,
    fault: Option<&'static Fault>,
    anchor: NaiveDate,
    person: Person,
    random: Random,
}

impl Plan {
    /// Writes the school into a folder that must not be there yet or be empty.
    pub fn make(&self, root: &Path) -> Result<Made> {
        if fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Error::new("文件夹里已有东西").path(root).fix("换一个新的文件夹"));
        }
        let vault = (self.privacy == Privacy::Sealed).then(Vault::new).transpose()?;
        school_files(root, vault.as_ref())?;
        let next = AtomicUsize::new(0);
        let made = Mutex::new(Made { now: NOW, ..Made::default() });
        let writers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let done = std::thread::scope(|scope| {
            let write = || -> Result<()> {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= self.cases {
                        return Ok(());
                    }
                    let told = self.case(at, root, vault.as_ref())?;
                    made.lock().expect("no writer panics while it counts").add(told);
                }
            };
            let writers: Vec<_> = (0..writers).map(|_| scope.spawn(write)).collect();
            writers.into_iter().try_for_each(|writer| writer.join().expect("no writer panics"))
        });
        done?;
        let mut made = made.into_inner().expect("every writer has ended");
        made.findings.sort();
        made.identity = vault.map(|vault| vault.identity);
        Ok(made)
    }

    fn case(&self, at: usize, root: &Path, vault: Option<&Vault>) -> Result<Made> {
        let Outline { life, fault, anchor, mut person, mut random } = self.outline(at);
        let before = fault.map(|_| self.outline(at - 1).person);
        let mut sections = life.sections.clone();
        // A fault may need what only some cases have.
        sections.retain(|section| !section.is_optional || fault.is_some() || random.below(2) == 0);
        material::papers(&mut sections);
        material::scans(&mut sections, self.materials);
        match (fault.map(|fault| &fault.spoil), &before) {
            (Some(Spoil::Sections(spoil)), Some(before)) => spoil(&mut sections, before),
            (Some(Spoil::Student(spoil)), Some(before)) => spoil(&mut person, before),
            _ => {}
        }
        let minutes = i64::try_from(random.below(10)).unwrap_or(0);
        let setting = Setting { person: &person, anchor, minutes, scan: self.scan };
        let mut folder = story::tell(&setting, &life.about, &sections, &mut random);
        if let Some(Spoil::Files(spoil)) = fault.map(|fault| &fault.spoil) {
            spoil(&mut folder);
        }
        folder.about = stamped(&person.case, &folder.about);
        write_case(&root.join("cases").join(&person.case), &folder, vault)?;
        Ok(told(&folder, life, fault.zip(before), &person))
    }

    fn outline(&self, at: usize) -> Outline {
        let mut random = Random::new(self.seed, at as u64);
        let every = if self.fault_every == 0 { usize::MAX } else { self.fault_every.max(2) };
        let fault = (at % every == every - 1).then(|| &FAULTS[at / every % FAULTS.len()]);
        let life = fault.map_or_else(|| any_life(&mut random), |fault| Life::named(fault.life));
        let weeks = i64::try_from(random.below(life.weeks + 1)).unwrap_or(0);
        let anchor = life.latest - TimeDelta::weeks(weeks);
        let person = Person::new(at, self.seed, anchor, &mut random);
        Outline { life, fault, anchor, person, random }
    }
}

impl Made {
    fn add(&mut self, told: Self) {
        self.cases += told.cases;
        self.records += told.records;
        self.materials += told.materials;
        self.bytes += told.bytes;
        for (life, cases) in told.lives {
            *self.lives.entry(life).or_default() += cases;
        }
        self.findings.extend(told.findings);
    }
}

fn any_life(random: &mut Random) -> &'static Life {
    let mut place = random.below(LIVES.iter().map(|life| life.share).sum());
    for life in LIVES.iter() {
        if place < life.share {
            return life;
        }
        place -= life.share;
    }
    unreachable!("a place below the sum of all shares")
}

fn told(folder: &Folder, life: &Life, fault: Option<(&Fault, Person)>, person: &Person) -> Made {
    let expected = |case: &str, said: &Said, why: &'static str| {
        let (code, severity) = *said;
        Expected { case: case.to_owned(), code, severity, why }
    };
    let mut findings: Vec<Expected> = Vec::new();
    if let Some((fault, before)) = fault {
        findings.extend(fault.found.iter().map(|said| expected(&person.case, said, fault.why)));
        findings.extend(fault.neighbour.iter().map(|said| expected(&before.case, said, fault.why)));
    }
    let texts: usize = folder.pages.iter().map(|page| page.text.len()).sum();
    let papers: usize = folder.materials.iter().map(|(_, bytes)| bytes.len()).sum();
    Made {
        cases: 1,
        records: folder.pages.len(),
        materials: folder.materials.len(),
        bytes: folder.about.len() + texts + papers,
        lives: BTreeMap::from([(life.name, 1)]),
        findings,
        ..Made::default()
    }
}

fn school_files(root: &Path, vault: Option<&Vault>) -> Result<()> {
    let mut config = include_str!("../../shiyan/crisis.toml").to_owned();
    let mut team = include_str!("../../shiyan/team.yaml").to_owned();
    if let Some(vault) = vault {
        (config, team) = (vault.config(&config), vault.team(&team));
    }
    write(&root.join("guides/shiyan.toml"), include_bytes!("../../../templates/guides/shiyan.toml"))?;
    write(&root.join("team.yaml"), team.as_bytes())?;
    write(&root.join("cases/.gitkeep"), b"")?;
    write(&root.join("crisis.toml"), config.as_bytes())
}

fn write_case(dir: &Path, folder: &Folder, vault: Option<&Vault>) -> Result<()> {
    let pages = folder.pages.iter().map(|page| (page.path.as_str(), page.text.as_bytes()));
    let materials = folder.materials.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let files = std::iter::once(("case.yaml", folder.about.as_bytes())).chain(pages).chain(materials);
    for inside in ["records", "materials"].iter().filter(|name| **name == "records" || !folder.materials.is_empty()) {
        let path = dir.join(inside);
        fs::create_dir_all(&path).map_err(|error| Error::io("新建文件夹", &path, &error))?;
    }
    let Some(vault) = vault else {
        return files.into_iter().try_for_each(|(name, bytes)| put(&dir.join(name), bytes));
    };
    for (name, bytes) in vault.sealed(files)? {
        put(&dir.join(name), &bytes)?;
    }
    Ok(())
}

/// Quick: nobody misses a school that is made again in seconds.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| Error::io("写入", path, &error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| Error::io("新建文件夹", folder, &error))?;
    put(path, bytes)
}
