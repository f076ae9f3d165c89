//! The only hands: finds the repository, reads its files, writes them whole or not at all. What the files mean is
//! somebody else's business.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::case::{self, About, Case, Custody, PROGRAM};
use crate::config::{Config, Privacy};
use crate::disk::{self, Kind, name, private};
use crate::error::{Error, Result};
use crate::guide::{self, Guide, Guides};
use crate::record::material::is_system;
use crate::record::{Fact, said};
use crate::store::locker::{Hold, Locker, Measured};
use crate::team::Team;
use crate::text::encoding;
use crate::vault::convert::KEY_FILE;

pub mod arrival;
mod aside;
pub mod content;
pub mod convert;
pub mod drafts;
pub mod locker;
pub mod packed;
pub mod put;
pub mod roster;
pub mod signature;
pub mod staged;
pub mod state;
pub mod table;
pub mod write;

/// A repository that was found and whose configuration, guides and team were read.
pub struct Repo {
    pub root: PathBuf,
    pub config: Config,
    pub guides: Guides,
    pub team: Team,
    pub locker: Locker,
}

/// The nearest folder upwards with a `crisis.toml`.
pub fn find(from: &Path) -> Result<PathBuf> {
    let start = std::path::absolute(from).map_err(|error| Error::io("查找档案库", from, &error))?;
    let found = start.ancestors().find(|folder| folder.join("crisis.toml").is_file());
    found.map(Path::to_path_buf).ok_or_else(|| {
        Error::new("这里不是档案库：没有找到 crisis.toml")
            .path(start.clone())
            .fix("到档案库的文件夹里运行，或用 -C 指定；还没有档案库时用 `crisis init` 建一个")
    })
}

/// This folder and no other.
pub fn here(root: &Path) -> Result<PathBuf> {
    name::check(root)?;
    if root.join("crisis.toml").is_file() {
        return Ok(root.to_path_buf());
    }
    let not_here = || Error::new("这里不是档案库：没有 crisis.toml").path(root).fix("核对 -C 后面的文件夹");
    Err(find(root).err().unwrap_or_else(not_here))
}

impl Repo {
    pub fn open(root: &Path) -> Result<Self, Vec<Error>> {
        let path = root.join("crisis.toml");
        let config = read_text(&path).and_then(|text| Config::read(&text).map_err(|error| error.path(&path)));
        let config = config.map_err(|error| vec![error])?;
        let guides = read_guides(root, &config)?;
        let team = read_team(root, &guides).map_err(|error| vec![error])?;
        Ok(Self { root: root.to_path_buf(), config, guides, team, locker: Locker::default() })
    }

    pub fn cases_dir(&self) -> PathBuf {
        self.root.join("cases")
    }

    /// Where the records of a case lie; those about the school as a whole lie beside the cases.
    pub fn case_dir(&self, number: &str) -> PathBuf {
        if number == PROGRAM { self.root.join(PROGRAM) } else { self.cases_dir().join(number) }
    }

    /// A case in clear that others can read: on most disks its folder is its owner's alone, FAT can't do that.
    pub fn exposed(&self, number: &str) -> Option<Error> {
        if self.config.privacy == Privacy::Sealed {
            return None;
        }
        let exposed = private::others_may_read(&self.case_dir(number))?;
        Some(exposed.fix("用 crisis seal 封存档案库；或把它移到电脑自己的盘（NTFS）上、自己的用户文件夹里"))
    }

    /// Every case number, in order. Folders whose name begins with a dot are unfinished work of a writer.
    pub fn numbers(&self) -> Result<Vec<String>> {
        let dir = self.cases_dir();
        disk::refuse_link(&dir)?;
        let entries = disk::entries(&dir)?.into_iter();
        // A link is listed, and refused when it is read: a case must not be gone because somebody moved it elsewhere.
        Ok(entries.filter(|entry| entry.kind != Kind::File).map(|entry| entry.name).collect())
    }

    /// Reads a case whole, plain or sealed. A file that can't be read is a fault of the case, not an error.
    pub fn case(&self, number: &str) -> Case {
        self.case_in(&self.case_dir(number), number)
    }

    /// The same of a case that lies elsewhere, and is to take the place of ours.
    pub fn case_in(&self, folder: &Path, number: &str) -> Case {
        let zone = self.config.calendar.zone;
        let found = match self.locker.peek(folder) {
            Ok(Hold::Locked) => return Case::locked(number),
            Ok(hold) => locker::load(folder, &hold, zone),
            Err(error) => Err(error),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => return Case::unopened(number, error),
        };
        let mut case = Case::load(number, found.files, zone);
        if case.written.is_empty() && case.unread == 0 && case.broken.is_empty() && case.faults.is_empty() {
            let none = Error::new("一条记录也没有：records 文件夹不在、空了或改了名").path("records");
            case.faults.push(none.fix("从备份或历史里找回；没有一份档案会是空的"));
        }
        case.custody = found.custody.map(|custody| Custody { recovery: self.config.recovery.clone(), ..custody });
        case
    }

    /// Every file of a case under its plain name: what it says, or of a material how large it is.
    pub fn files(&self, number: &str) -> Result<Vec<case::File>> {
        let mut files =
            locker::load(&self.case_dir(number), &self.open_hold(number)?, self.config.calendar.zone)?.files;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// What lies in the folder of a case and is no part of it, by its path; what systems and killed runs leave behind
    /// is not looked at.
    pub fn strays(&self, number: &str) -> Result<Vec<PathBuf>> {
        let folder = self.case_dir(number);
        let plain = self.files(number)?.into_iter().map(|file| file.path);
        let known: BTreeSet<PathBuf> =
            plain.flat_map(|plain| [locker::sealed_name(&plain), Some(plain)]).flatten().map(PathBuf::from).collect();
        let is_stray = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !known.contains(path) && name != KEY_FILE && !disk::is_temporary(path) && !is_system(name)
        };
        Ok(disk::files(&folder)?.into_iter().filter(is_stray).map(|path| folder.join(path)).collect())
    }

    /// What a material holds, as a stream.
    pub fn reader(&self, number: &str, name: &str) -> Result<Box<dyn Read>> {
        locker::reader(&self.case_dir(number), &self.open_hold(number)?, name).map(|(_, plain)| plain)
    }

    /// The records about the school as a whole.
    pub fn program(&self) -> Case {
        let zone = self.config.calendar.zone;
        match locker::load(&self.case_dir(PROGRAM), &Hold::Plain, zone) {
            Ok(found) => Case::program(found.files, zone),
            Err(error) => Case::unopened(PROGRAM, error),
        }
    }

    /// Who a case is about, without its records; nothing when that can't be read.
    pub fn about(&self, number: &str) -> Option<About> {
        let folder = self.case_dir(number);
        let hold = self.locker.peek(&folder).ok()?;
        locker::file(&folder, &hold, "case.yaml").ok().and_then(|bytes| case::read_about(&bytes).ok())
    }

    /// What a material is by its bytes as they were filed, plain or sealed.
    pub fn measure(&self, number: &str, name: &str) -> Result<Measured> {
        let folder = self.case_dir(number);
        locker::measure(&folder, &self.locker.peek(&folder)?, name)
    }

    /// The bytes of a material as they were filed, plain or sealed.
    pub fn material(&self, number: &str, name: &str) -> Result<Vec<u8>> {
        let folder = self.case_dir(number);
        locker::material(&folder, &self.locker.peek(&folder)?, name)
    }

    /// The records of some kinds that can be read in a plain repository, where file names tell which those are.
    pub fn said_of(&self, number: &str, kinds: &[&str]) -> Vec<(Fact, String)> {
        let folder = self.case_dir(number);
        let dir = folder.join("records");
        let Ok(entries) = disk::refuse_link(&folder).and_then(|()| disk::entries(&dir)) else { return Vec::new() };
        let marks: Vec<String> = kinds.iter().map(|kind| format!("-{kind}-")).collect();
        let is_wanted = |name: &str| marks.iter().any(|mark| name.contains(mark));
        let wanted = entries.iter().filter(|entry| entry.kind == Kind::File && is_wanted(&entry.name));
        let said_in = |name: &String| {
            let bytes = read(&dir.join(name)).ok()?;
            said(&bytes).map(|(fact, body)| (fact, body.to_owned())).ok()
        };
        wanted.filter_map(|entry| said_in(&entry.name)).collect()
    }
}

/// The files with this ending in a folder, in the order of their names; none where there is no such folder. What is a
/// link is refused.
pub fn names(dir: &Path, ending: &str) -> Result<Vec<String>> {
    disk::refuse_link(dir)?;
    let mut names = Vec::new();
    for entry in disk::entries(dir)?.into_iter().filter(|entry| entry.name.ends_with(ending)) {
        match entry.kind {
            Kind::File => names.push(entry.name),
            Kind::Folder => {}
            Kind::Link => return Err(disk::link(&dir.join(&entry.name))),
        }
    }
    Ok(names)
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    disk::read(path)
}

pub fn read_text(path: &Path) -> Result<String> {
    let text = String::from_utf8(read(path)?);
    let text = text.map_err(|error| encoding::not_utf8(error.as_bytes()).path(path))?;
    Error::unmerged(&text).map_or(Ok(text), |error| Err(error.path(path)))
}

/// Every guide of `guides/`, each with its overlay. Without the one that `crisis.toml` names nothing goes on: no
/// other school's rules are ever used instead.
fn read_guides(root: &Path, config: &Config) -> Result<Guides, Vec<Error>> {
    let dir = root.join("guides");
    let mut names = names(&dir, ".toml").map_err(|error| vec![error])?;
    names.retain(|name| !name.ends_with(".clocks.toml") && !name.ends_with(".example.toml"));
    let named = format!("{}.toml", config.guide);
    if !names.contains(&named) {
        let missing = Error::new(format!("没有指南文件 guides/{named}")).path(dir.join(&named));
        return Err(vec![missing.fix("从备份找回指南，或在 crisis.toml 里改 guide = 已有的指南")]);
    }
    let mut guides = Vec::new();
    let mut faults = Vec::new();
    for name in names {
        match read_guide(&dir.join(&name)) {
            Ok(guide) => guides.push(guide),
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(overlapping(&dir, &guides));
    if faults.is_empty() { Ok(Guides::new(config.guide.clone(), guides)) } else { Err(faults) }
}

/// Two guides that hold on the same day, were it because one says nothing about when: of one of them nobody would notice
/// that no case is judged by it.
fn overlapping(dir: &Path, guides: &[Guide]) -> Vec<Error> {
    let begins_by =
        |one: &Guide, other: &Guide| one.effective_from.zip(other.effective_to).is_none_or(|(from, to)| from <= to);
    let pairs = guides.iter().enumerate().flat_map(|(at, one)| guides[at + 1..].iter().map(move |other| (one, other)));
    let both = pairs.filter(|(one, other)| begins_by(one, other) && begins_by(other, one));
    both.map(|(one, other)| {
        let what = format!("指南 {} 与 {} 有同时施行的日子，说不清按哪一份", one.id, other.id);
        let fix =
            "新的一份写 effective_from，旧的一份写 effective_to = 它的前一天；没有施行的、不用的，移出 guides 文件夹";
        Error::new(what).path(dir.join(format!("{}.toml", other.id))).field("effective_from").fix(fix)
    })
    .collect()
}

/// The school's own templates, which take the place of the program's.
pub fn overrides(root: &Path) -> Result<Vec<(String, String)>> {
    let dir = root.join("templates");
    names(&dir, ".md")?.into_iter().map(|name| read_text(&dir.join(&name)).map(|text| (name, text))).collect()
}

/// A guide file and the overlay that lies beside it.
pub fn read_guide(path: &Path) -> Result<Guide, Vec<Error>> {
    let text = read_text(path).map_err(|error| vec![error])?;
    let name = path.display().to_string();
    if text.trim().is_empty() {
        return Err(vec![
            Error::new("指南文件是空的").path(path).fix("从备份找回，或用 `crisis init` 新建一份默认指南"),
        ]);
    }
    let overlay = path.with_extension("clocks.toml");
    let clocks = if overlay.exists() { Some(read_text(&overlay).map_err(|error| vec![error])?) } else { None };
    let overlay_name = overlay.display().to_string();
    let guide = guide::parse((&name, &text), clocks.as_deref().map(|text| (overlay_name.as_str(), text)))?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if guide.id != stem {
        let wrong = Error::new(format!("指南的 id“{}”与文件名不同", guide.id)).path(path).field("id");
        return Err(vec![wrong.fix(format!("把 id 改成 \"{stem}\"，或把文件改名为 {}.toml", guide.id))]);
    }
    Ok(guide)
}

/// The words of the guide that `crisis.toml` names go first.
fn read_team(root: &Path, guides: &Guides) -> Result<Team> {
    let path = root.join("team.yaml");
    Team::of(&read_text(&path)?, guides.named_first()).map_err(|error| error.path(path))
}
