//! A round of the cases: every one is read and judged once, several at a time, and handed on in the order of the
//! numbers. What a view does not keep is gone when the next one comes, so memory does not grow with the repository.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::audit::{self, CaseAudit};
use crate::case::{Case, Student};
use crate::check::{Folder, Index, Mark, minutes_of};
use crate::config::Privacy;
use crate::error::Result;
use crate::office::Office;
use crate::office::events::{Events, events_of, note_events};
use crate::record::Fact;

/// The kinds of record whose minutes or files may have been copied from one case into another.
const COPIED: [&str; 2] = ["meeting", "material"];

/// So many opened cases are kept until they are judged, some 300 MiB; more are opened again.
const KEPT: usize = 2000;

/// What a round knows before it begins.
pub struct Rounds<'o> {
    office: &'o Office,
    pub numbers: Vec<String>,
    index: Index,
    /// Of sealed cases: opened for the index, until they are judged.
    opened: Mutex<HashMap<String, Case>>,
    /// How many judge at once.
    readers: usize,
    /// Whether filed documents are read too.
    reads: bool,
    /// Told how many are done, of how many.
    progress: &'o dyn Fn(u64, u64),
}

impl Office {
    /// A round of all cases.
    pub fn rounds(&self) -> Result<Rounds<'_>> {
        let numbers = self.repo.numbers()?;
        let since = Instant::now();
        let (index, opened) = self.index(&numbers);
        // What is open already comes from memory.
        let readers = if opened.is_empty() { judges(since.elapsed(), numbers.len()) } else { cores() };
        let opened = Mutex::new(opened);
        Ok(Rounds { office: self, numbers, index, opened, readers, reads: false, progress: &|_, _| {} })
    }

    /// A round of the named cases (none named: all). What checks know of the other cases is the same.
    pub fn rounds_of(&self, wanted: &[String]) -> Result<Rounds<'_>> {
        let chosen: Vec<String> =
            wanted.iter().map(|case| self.find(case).map(|case| case.number)).collect::<Result<_>>()?;
        let mut rounds = self.rounds()?;
        if !chosen.is_empty() {
            rounds.numbers = chosen;
        }
        Ok(rounds)
    }

    /// One case judged by what its own folder says: nothing is known of the others.
    pub fn judge(&self, case: &Case) -> Vec<CaseAudit> {
        audit::case(&self.ground(&Index::default()), case)
    }

    /// Who has which folder, and which minutes and files lie in it. The names of sealed files say nothing, so sealed cases are
    /// opened whole for it, once, and handed on.
    fn index(&self, numbers: &[String]) -> (Index, HashMap<String, Case>) {
        let repo = &self.repo;
        if repo.config.privacy == Privacy::Sealed {
            let (mut index, mut opened, mut events) = (Index::default(), HashMap::new(), Events::new());
            let open = |number: &String| repo.case(number);
            gathered(numbers, open, |case| {
                if !case.is_locked() {
                    index.add(folder(case.number.clone(), case.about.student.clone(), of_case(&case)));
                }
                note_events(&mut events, &case.number, events_of(&case));
                if opened.len() < KEPT {
                    opened.insert(case.number.clone(), case);
                }
            });
            self.events.get_or_init(|| events);
            return (self.with_roster(index), opened);
        }
        let mut index = Index::default();
        let found = |number: &String| {
            let student = repo.about(number)?.student;
            let said = repo.said_of(number, &COPIED);
            Some(folder(number.clone(), student, said.iter().map(|(fact, body)| (fact, body.as_str()))))
        };
        gathered(numbers, found, |found| {
            if let Some(folder) = found {
                index.add(folder);
            }
        });
        (self.with_roster(index), HashMap::new())
    }

    /// With whoever is only on the roster, ready to be asked.
    pub(super) fn with_roster(&self, mut index: Index) -> Index {
        for student in self.only_on_roster(&index) {
            index.add(Folder { student, ..Folder::default() });
        }
        index.sorted()
    }
}

/// What is known of one case for the others, and the events that its reports name.
pub fn known_of(office: &Office, number: &str) -> (Option<Folder>, Vec<String>) {
    let case = office.repo.case(number);
    let events = events_of(&case).map(str::to_owned).collect();
    let student = case.about.student.clone();
    ((!case.is_locked()).then(|| folder(number.to_owned(), student, of_case(&case))), events)
}

fn of_case(case: &Case) -> impl Iterator<Item = (&Fact, &str)> {
    case.written.iter().map(|record| (&record.fact, record.body.as_str()))
}

/// From the facts of a case and their texts.
fn folder<'r>(case: String, student: Student, said: impl Iterator<Item = (&'r Fact, &'r str)>) -> Folder {
    let mut folder = Folder { case: Some(case), student, ..Folder::default() };
    for (fact, body) in said {
        folder.minutes.extend(minutes_of(fact, body));
        if let Fact::Material(material) = fact {
            folder.files.push(Mark::of(&material.sha256));
        }
    }
    folder
}

impl<'o> Rounds<'o> {
    /// The same, telling how many are done, of how many.
    #[must_use]
    pub fn watched(self, progress: &'o dyn Fn(u64, u64)) -> Self {
        Self { progress, ..self }
    }

    /// The same, reading what filed documents say where they are text.
    #[must_use]
    pub fn reading(self, reads: bool) -> Self {
        Self { reads, ..self }
    }

    /// `map` sees a case and its judgement in a reader's thread and says what is kept of them; `take` gets that in
    /// the order of the numbers.
    pub fn each<T: Send>(
        &self,
        map: impl Fn(&Case, Vec<CaseAudit>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let Self { office, numbers, index, opened, readers, reads, progress } = self;
        let ground = office.ground(index);
        let judge = |number: &String| {
            let opened = opened.lock().unwrap_or_else(PoisonError::into_inner).remove(number);
            let mut case = office.with_fellows(opened.unwrap_or_else(|| office.repo.case(number)));
            if *reads {
                office.read_materials(&mut case);
            }
            let audits = audit::case(&ground, &case);
            map(&case, audits)
        };
        let mut done = 0;
        by_readers(*readers, SHARE, numbers, judge, |kept| {
            done += 1;
            progress(done, numbers.len() as u64);
            take(kept)
        })
    }

    /// Everything that `map` keeps.
    pub fn collect<T: Send>(&self, map: impl Fn(&Case, Vec<CaseAudit>) -> T + Sync) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.each(map, |kept| {
            all.push(kept);
            Ok(())
        })?;
        Ok(all)
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// One reader more than cores: while one waits for the disk the others compute.
fn readers() -> usize {
    cores() + 1
}

/// How many judge at once after a first look into so many folders: as many as cores while the files come from memory,
/// where more take the cores from one another; twice as many where the look was slow, because the disk was waited for.
fn judges(look: Duration, folders: usize) -> usize {
    /// Five times what a look into one folder takes from memory, on two slow cores.
    const QUICK: Duration = Duration::from_micros(500);
    let is_quick = look.as_micros() <= QUICK.as_micros() * folders as u128;
    if is_quick { cores() } else { cores() * 2 }
}

/// The same work for every number, several at a time; the results in the order of the numbers.
pub fn parallel<T: Send>(numbers: &[String], work: impl Fn(&String) -> T + Sync) -> Vec<T> {
    let mut all = Vec::with_capacity(numbers.len());
    gathered(numbers, work, |result| all.push(result));
    all
}

/// The same, each result taken in as it comes.
fn gathered<T: Send>(numbers: &[String], work: impl Fn(&String) -> T + Sync, mut take: impl FnMut(T)) {
    let done = by_readers(readers(), SHARE, numbers, work, |result| {
        take(result);
        Ok(())
    });
    done.expect("taking a result in can't fail");
}

/// The same for what takes long, handed on in order while it comes: a few cases keep every reader busy.
pub fn long_in_order<T: Send>(
    numbers: &[String],
    work: impl Fn(&String) -> T + Sync,
    take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    by_readers(readers(), 1, numbers, work, take)
}

/// Cases are small: a reader takes some of them at once, so that less time is spent on handing over.
const SHARE: usize = 4;

/// The same by so many readers, each of which takes a `share` of the numbers at a time.
fn by_readers<T: Send>(
    readers: usize,
    share: usize,
    numbers: &[String],
    work: impl Fn(&String) -> T + Sync,
    mut take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let readers = readers.min(numbers.len().div_ceil(share)).max(1);
    let next = AtomicUsize::new(0);
    // How many may be done before the one whose turn it is. With one share for each reader the others would stand still
    // while he who has the turn waits for a core.
    let ahead = (readers * share * 2).max(16);
    let gate = Gate::to(ahead);
    thread::scope(|scope| {
        let (send, results) = mpsc::channel();
        for _ in 0..readers {
            let (send, next, gate, work) = (send.clone(), &next, &gate, &work);
            scope.spawn(move || {
                // A reader that falls over must not leave the others waiting for its result.
                let _falling = OpenGate(gate);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(own) = numbers.chunks(share).nth(at) else { return };
                    gate.wait_for(at * share);
                    if send.send((at, own.iter().map(work).collect::<Vec<_>>())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (at, done) in results {
            early.insert(at, done);
            while let Some(done) = early.remove(&turn) {
                if let Err(error) = done.into_iter().try_for_each(&mut take) {
                    gate.open();
                    return Err(error);
                }
                turn += 1;
                gate.let_through(turn * share + ahead);
            }
        }
        Ok(())
    })
}

/// Keeps readers from running far ahead of whoever takes their results.
struct Gate {
    limit: Mutex<usize>,
    moved: Condvar,
}

impl Gate {
    fn to(limit: usize) -> Self {
        Self { limit: Mutex::new(limit), moved: Condvar::new() }
    }

    fn wait_for(&self, at: usize) {
        let limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.moved.wait_while(limit, |limit| at >= *limit).unwrap_or_else(PoisonError::into_inner));
    }

    fn let_through(&self, limit: usize) {
        let mut known = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        *known = limit.max(*known);
        drop(known);
        self.moved.notify_all();
    }

    fn open(&self) {
        self.let_through(usize::MAX);
    }
}

struct OpenGate<'g>(&'g Gate);

impl Drop for OpenGate<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.open();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{by_readers, cores, judges, parallel};
    use crate::error::Error;

    fn numbers(count: usize) -> Vec<String> {
        (0..count).map(|at| at.to_string()).collect()
    }

    #[test]
    fn results_come_in_the_order_of_the_numbers() {
        let all = parallel(&numbers(5_000), |number| {
            // The even ones are slower.
            if number.ends_with('0') {
                std::thread::yield_now();
            }
            number.clone()
        });
        assert_eq!(all, numbers(5_000));
    }

    #[test]
    fn whoever_takes_may_stop() {
        let mut taken = 0;
        let done = by_readers(3, 4, &numbers(10_000), Clone::clone, |_| {
            taken += 1;
            if taken == 7 { Err(Error::new("genug")) } else { Ok(()) }
        });
        assert!(done.is_err());
        assert_eq!(taken, 7);
    }

    #[test]
    fn where_the_disk_is_waited_for_more_read_at_once() {
        let readers = |millis| judges(Duration::from_millis(millis), 1_000);
        assert_eq!([readers(0), readers(500), readers(501)], [cores(), cores(), cores() * 2]);
    }
}
