//! What anybody can have done with the files of a school: one act, one file. A typed request in, an answer or a plan
//! out; no flags, no screen words, no questions. The command line, a page and a test all come through here.
//!
//! Reading gives data. Writing is a plan and its commit: the [`pen::Pen`] holds the lock and alone can put anything;
//! whoever only wants to know what would be written leaves the plan uncommitted.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::access::Rules;
use crate::audit::Ground;
use crate::case::people::People;
use crate::case::{About, Case, PROGRAM};
use crate::check::Index;
use crate::config::Privacy;
use crate::draft::{Draft, Page};
use crate::duty::{self, Setting};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::store::Repo;
use crate::store::drafts::{self, Shelf};
use crate::store::locker::Locker;
use crate::store::write::{self, Lock};
use crate::team::Member;
use crate::time::{Moment, Zone};
use crate::vault::keyring::Keyring;

pub mod archive;
pub mod backup;
pub mod bagging;
pub mod blanks;
pub mod calendar;
pub mod changes;
pub mod class_teacher;
pub mod comparing;
pub mod coverage;
pub mod custody;
pub mod destruction;
pub mod disclosure;
pub mod door;
pub mod drafting;
pub mod ending;
pub mod events;
pub mod excerpt;
pub mod figures;
pub mod find;
pub mod forms;
pub mod founding;
pub mod guard;
pub mod handover;
pub mod health;
pub mod inspection;
pub mod intake;
pub mod keeping;
pub mod letters;
pub mod materials;
pub mod members;
pub mod overview;
pub mod papers;
pub mod pen;
pub mod person;
pub mod recipient;
pub mod recording;
pub mod referring;
pub mod reminding;
pub mod restoration;
pub mod roll;
pub mod roster;
pub mod rounds;
pub mod search;
pub mod standing;
pub mod sync;
pub mod tasks;
pub mod trail;
pub mod transfer;
pub mod trial;
pub mod verification;
pub mod visit;
pub mod withdrawal;

use self::events::Events;
use self::pen::Pen;
use self::trail::Trail;

/// A school's files, the person who works with them, and the present moment.
pub struct Office {
    pub repo: Repo,
    pub now: DateTime<FixedOffset>,
    /// As the person says; none: whose key is used, else who mostly writes here.
    pub by: Option<String>,
    /// How long another writer is waited for, and what is done once when that begins.
    patience: (Duration, fn()),
    /// Looked up when a case with one is read.
    events: OnceLock<Events>,
    /// What is written, for the history.
    trail: Arc<Trail>,
}

impl Office {
    /// Without a key, what is sealed stays closed.
    pub fn open(
        root: &Path,
        keyring: Option<Keyring>,
        by: Option<String>,
        now: DateTime<FixedOffset>,
    ) -> Result<Self, Vec<Error>> {
        let mut repo = Repo::open(root)?;
        repo.locker = Locker::new(keyring);
        Ok(Self { repo, now, by, patience: (Duration::ZERO, || {}), events: OnceLock::new(), trail: Arc::default() })
    }

    /// The same, waiting for another writer instead of refusing at once.
    #[must_use]
    pub fn patient(self, wait: Duration, told: fn()) -> Self {
        Self { patience: (wait, told), ..self }
    }

    /// The same, leaving its trail where others of the same command leave theirs.
    #[must_use]
    pub fn leaving(self, trail: Arc<Trail>) -> Self {
        Self { trail, ..self }
    }

    pub fn zone(&self) -> Zone {
        self.repo.config.calendar.zone
    }

    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone()).date_naive()
    }

    /// The id of the member who is writing.
    pub fn by(&self) -> Result<String> {
        let by_key = self.key_holder().map(|member| member.id.as_str());
        match self.by.as_deref().or(by_key).or(self.repo.config.default_member.as_deref()) {
            Some(who) => self.repo.team.find(who).map(|member| member.id.clone()),
            None => Err(Error::new("不知道是谁在写")
                .field("--by")
                .fix("加上 --by 成员编号，或在 crisis.toml 写 default_member")),
        }
    }

    /// The member whose public key belongs to the keys at hand.
    pub fn key_holder(&self) -> Option<&Member> {
        let own = self.repo.locker.keyring.as_ref()?.recipients();
        let is_own =
            |member: &&Member| own.iter().any(|key| member.key.as_deref().map(str::trim) == Some(key.as_str()));
        self.repo.team.members.iter().find(is_own)
    }

    /// The guide for what begins now.
    pub fn guide(&self) -> Result<&Guide> {
        self.repo.guides.on(self.today()).ok_or_else(|| {
            let day = self.today();
            Error::new(format!("{day} 没有生效的指南")).fix("核对 guides/ 里各指南的 effective_from、effective_to")
        })
    }

    /// The guide under which an episode is kept: the one in force when it opened.
    pub fn guide_of(&self, case: &Case, episode: u32) -> Result<&Guide> {
        let day = case.opened(episode, self.zone()).unwrap_or(self.now).with_timezone(&self.zone()).date_naive();
        self.repo.guides.on(day).map_or_else(|| self.guide(), Ok)
    }

    /// The guide of the episode to which something would be added now.
    pub fn guide_of_latest(&self, case: &Case) -> Result<&Guide> {
        self.guide_of(case, case.latest_episode())
    }

    /// Everybody whom a case and the team know.
    pub fn people<'a>(&'a self, guide: &'a Guide, about: &'a About) -> People<'a> {
        duty::people(guide, &self.repo.team, about)
    }

    /// For whom a case is to be sealed.
    pub fn rules(&self) -> Result<Rules<'_>> {
        let recovery = self.repo.config.recovery.as_deref();
        Ok(Rules { team: &self.repo.team, guide: self.guide()?, recovery, day: self.now.date_naive() })
    }

    /// What cases are audited against; `index` is what checks know of the other cases.
    pub fn ground<'a>(&'a self, index: &'a Index) -> Ground<'a> {
        let Repo { config, guides, team, .. } = &self.repo;
        Ground { config, guides, team, index, now: self.now }
    }

    /// What the engine looks at besides a case.
    pub fn setting<'a>(&'a self, guide: &'a Guide) -> Setting<'a> {
        Setting { guide, team: &self.repo.team, calendar: &self.repo.config.calendar, now: self.now }
    }

    /// Where a record of a case lies in the repository, with `/` on every system.
    pub fn path_of(&self, case: &str, page: &Page) -> String {
        let name = self.repo.real_name(case, &page.path);
        if case == PROGRAM { format!("{case}/{name}") } else { format!("cases/{case}/{name}") }
    }

    /// Holds the lock: nobody else writes until the pen is put down.
    pub fn pen(&self) -> Result<Pen<'_>> {
        self.lock().map(|lock| self.pen_with(lock))
    }

    /// From now on nobody else writes.
    pub fn lock(&self) -> Result<Lock> {
        let lock = write::lock(&self.repo.root, self.patience.0, self.patience.1)?;
        self.finish_sync();
        Ok(lock)
    }

    pub const fn pen_with(&self, lock: Lock) -> Pen<'_> {
        Pen::new(self, lock)
    }

    /// Where answers are kept until they are written. In a repository that seals, only somebody with a key has such a
    /// place.
    pub fn shelf(&self, name: &str) -> Shelf<'_> {
        let Repo { root, config, locker, .. } = &self.repo;
        match (&locker.keyring, config.privacy) {
            (Some(keyring), Privacy::Sealed) => Shelf::of(root, name, Some(&**keyring)),
            (None, Privacy::Sealed) => Shelf::nowhere(),
            (_, Privacy::Plain) => Shelf::of(root, name, None),
        }
    }

    /// The names of the places where this person left something.
    pub fn shelves(&self) -> Result<Vec<String>> {
        let mut names = drafts::names(&self.repo.root)?;
        names.retain(|name| self.shelf(name).kept().is_some());
        Ok(names)
    }

    /// The id of whoever is about to write into a case: known before they are asked anything. Nothing is added to a
    /// case of which a part can't be opened: whoever wrote would not know what they leave out.
    pub fn writer(&self, case: &Case) -> Result<String> {
        match case.custody.as_ref().and_then(|custody| custody.damaged.clone()) {
            Some(error) => Err(error),
            None => self.by(),
        }
    }

    /// A draft of a record by the person who is writing, now, in the latest episode.
    pub fn draft<'k>(&self, kind: &'k str, case: Option<&Case>) -> Result<Draft<'k>> {
        let by = case.map_or_else(|| self.by(), |case| self.writer(case))?;
        let taken = |id: &str| case.is_some_and(|case| case.written.iter().any(|record| record.head.id == id));
        let mut id = letters::record_id()?;
        while taken(&id) {
            id = letters::record_id()?;
        }
        Ok(Draft {
            kind,
            id,
            episode: case.map_or(1, Case::latest_episode),
            by,
            written: Moment::Exact(self.now),
            at: Moment::Exact(self.now),
            fields: serde_json::Map::new(),
            body: String::new(),
        })
    }
}
