//! What every page is given: the office as it is at this moment, what the desk remembers between pages, and a way to do
//! the work beside the thread that listens.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};
use tera::Tera;
use tokio::sync::Notify;

use crate::case::Case;
use crate::desk::Clock;
use crate::desk::door::Door;
use crate::desk::routes::Asked;
use crate::desk::view::{self, Failure};
use crate::error::Result;
use crate::office::Office;
use crate::office::backup::memory::Memory;
use crate::office::materials::Filing;
use crate::office::standing::Standing;
use crate::office::trail::Trail;
use crate::office::visit::{Keys, Shut, Visit};

pub struct Desk {
    pub visit: Visit,
    pub door: Door,
    pub views: Tera,
    pub standing: Mutex<Standing>,
    pub lock: Mutex<Lock>,
    /// One act at a time; of a form that was sent already, where that led and what was said of it.
    pub written: Mutex<BTreeMap<String, Done>>,
    /// Files that arrived and are not filed yet, by a number that nobody guesses.
    pub arrived: Mutex<BTreeMap<String, Arc<Filing>>>,
    pub leaving: Notify,
    /// It ends now.
    pub gone: Notify,
    /// Of the backups that this computer made.
    pub memory: Memory,
    clock: Clock,
    begun: Instant,
    /// Seconds after `begun`.
    touched: AtomicU64,
}

/// What became of a form that was sent.
#[derive(Clone)]
pub struct Done {
    pub to: String,
    pub told: Vec<String>,
}

/// The keys, and what keeps somebody from guessing the passphrase.
#[derive(Default)]
pub struct Lock {
    pub keys: Option<Keys>,
    pub failed: u32,
    pub until: Option<Instant>,
}

/// The office for one page.
pub struct Room {
    pub desk: Arc<Desk>,
    pub office: Office,
    pub trail: Arc<Trail>,
}

/// Nobody's half-done work is behind a lock here: what is kept is put in whole.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    pub fn new(visit: Visit, clock: Clock, door: Door, memory: Memory) -> Result<Self> {
        let lock = match visit.keys(None) {
            Ok(keys) => Lock { keys: Some(keys), ..Lock::default() },
            Err(Shut::Guarded) => Lock::default(),
            Err(Shut::Not(error)) => return Err(error),
        };
        Ok(Self {
            visit,
            door,
            views: view::views()?,
            standing: Mutex::default(),
            lock: Mutex::new(lock),
            written: Mutex::default(),
            arrived: Mutex::default(),
            leaving: Notify::new(),
            gone: Notify::new(),
            memory,
            clock,
            begun: Instant::now(),
            touched: AtomicU64::new(0),
        })
    }

    pub fn now(&self) -> DateTime<FixedOffset> {
        (self.clock)()
    }

    /// Somebody is there.
    pub fn touch(&self) {
        self.touched.store(self.begun.elapsed().as_secs(), Ordering::Relaxed);
    }

    pub fn idle(&self) -> Duration {
        self.begun.elapsed().saturating_sub(Duration::from_secs(self.touched.load(Ordering::Relaxed)))
    }

    /// Nothing where the identity has a passphrase that nobody gave yet.
    pub fn room(self: &Arc<Self>, act: &str) -> Result<Option<Room>, Failure> {
        let Some(keys) = held(&self.lock).keys.clone() else { return Ok(None) };
        let trail = Arc::<Trail>::default();
        trail.begin(act);
        let office = self.visit.office(&keys, self.now(), &trail)?;
        Ok(Some(Room { desk: Arc::clone(self), office, trail }))
    }
}

impl Room {
    /// What was said of the act that led to this page.
    pub fn told(&self, asked: &Asked) -> Vec<String> {
        held(&self.desk.written).get(asked.asked("done")).map(|done| done.told.clone()).unwrap_or_default()
    }

    /// The office as it is after something was written of which it is made itself.
    pub fn anew(&self) -> Result<Office> {
        let keys = held(&self.desk.lock).keys.clone().unwrap_or_default();
        let office = self.desk.visit.office(&keys, self.office.now, &self.trail);
        office.map_err(|mut errors| errors.swap_remove(0))
    }

    /// The case that an address names: by its whole number and nothing else.
    pub fn case(&self, number: &str) -> Result<Case, Failure> {
        let is_number = self.office.repo.numbers()?.iter().any(|known| known == number);
        if is_number { Ok(self.office.find(number)?) } else { Err(Failure::missing("没有这份档案")) }
    }
}
