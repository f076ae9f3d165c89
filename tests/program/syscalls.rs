//! Every writing command, killed at calls by which it changes a file: nothing that was told is missing, nothing is half
//! written, and after the next run nothing is left over. Of one that is not killed, a power cut undoes nothing.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use self::acts::{ACTS, Act};
use self::log::Call;
use self::school::ENVIRONMENT;
pub use self::school::{ALL, Kind, School};
use crate::calls;

pub mod acts;
mod log;
mod power;
mod school;

/// The calls by which a program changes files.
pub const CHANGING: &str = "openat,creat,write,pwrite64,writev,copy_file_range,sendfile,rename,renameat,renameat2,link,\
     linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,ftruncate,chmod,fchmod,fchmodat,symlink,symlinkat";

/// When a command is killed.
#[derive(Debug)]
enum Death {
    /// A call, and which one of its name it is in its thread.
    At(String, usize),
    After(Duration),
}

/// At each call that changes files; of those that open one, where it may be a new one.
fn calls(log: &[Call]) -> Vec<Death> {
    let (mut counts, mut points) = (BTreeMap::new(), BTreeSet::new());
    for call in log {
        let count = counts.entry((call.thread, call.name.clone())).or_insert(0);
        *count += 1;
        if call.name != "openat" || call.said.contains("O_CREAT") {
            points.insert((call.name.clone(), *count));
        }
    }
    points.into_iter().map(|(call, count)| Death::At(call, count)).collect()
}

/// One death by default, at another place of each command in its `turn`; `CRISIS_CALLS` of them, evenly; `all`: one at
/// each call. More than there are calls are at moments too.
fn deaths(mut calls: Vec<Death>, lasts: impl Fn() -> Duration, turn: usize) -> Vec<Death> {
    let Some(wanted) = std::env::var("CRISIS_CALLS").ok() else {
        // Every fourth is killed at a moment. Steps of the golden section meet all places of commands of any length.
        let thousandth = turn * 618 % 1000;
        let is_moment = turn % 4 == 3 || calls.is_empty();
        let moment = || Death::After(lasts() * u32::try_from(thousandth).unwrap() / 1000);
        return vec![if is_moment { moment() } else { calls.swap_remove(calls.len() * thousandth / 1000) }];
    };
    let wanted = wanted.parse().unwrap_or(calls.len());
    let moments = u32::try_from(wanted.saturating_sub(calls.len())).unwrap();
    let step = calls.len().div_ceil(wanted.max(1)).max(1);
    let mut place = 0..;
    calls.retain(|_| place.next().is_some_and(|place: usize| place.is_multiple_of(step)));
    let lasts = if moments > 0 { lasts() } else { Duration::ZERO };
    calls.extend((0..moments).map(|moment| Death::After(lasts * (2 * moment + 1) / (2 * moments))));
    calls
}

impl School {
    /// Does something and is killed meanwhile; so is what it started, where that is at such a call.
    fn killed(&self, death: &Death, line: &[String]) -> Output {
        match death {
            Death::At(call, count) => {
                let inject = format!("inject={call}:signal=KILL:when={count}");
                self.traced(&["-e", &format!("trace={call}"), "-e", &inject], line).0
            }
            Death::After(moment) => {
                let mut command = self.sandbox().command(&self.all(line));
                command.envs(ENVIRONMENT).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
                let mut child = command.spawn().unwrap();
                std::thread::sleep(*moment);
                // Its git ends by itself.
                child.kill().unwrap();
                child.wait_with_output().unwrap()
            }
        }
    }
}

/// How many lines it said.
fn lines(ran: &Output) -> usize {
    ran.stdout.iter().chain(&ran.stderr).filter(|byte| **byte == b'\n').count()
}

/// What was found, and at how many points.
fn kill_everywhere(base: &School, kind: Kind, act: &Act, turn: usize) -> (usize, Vec<String>) {
    let (ready, line) = base.ready(act);
    let once = ready.copy();
    let trace = format!("trace={CHANGING}");
    let (ran, log) = once.traced(&["-y", "-e", &trace], &line);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if ran.status.code().is_none_or(|status| status > 1) {
        return (0, vec![format!("{kind:?} {}: {said}", act.line)]);
    }
    let (done, lines) = (once.shape(), lines(&ran));
    once.next();
    let first = once.shape();
    let lasts = || {
        let (school, begun) = (ready.copy(), Instant::now());
        school.run(&line);
        begun.elapsed()
    };
    // Begun again after all was done.
    let second = LazyCell::new(|| {
        let school = ready.copy();
        (0..2).for_each(|_| drop(school.run(&line)));
        school.next();
        school.shape()
    });
    let log = log::read(&log);
    let undone = power::undone(&log, once.root()).into_iter();
    let mut wrong: Vec<String> = undone.map(|what| format!("{kind:?} {}: {what}", act.line)).collect();
    let deaths = deaths(calls(&log), lasts, turn);
    for death in &deaths {
        let at = format!("{kind:?} {} killed {death:?}", act.line);
        let school = ready.copy();
        let killed = school.killed(death, &line);
        let is_done = school.shape() == done;
        if lines > 0 && self::lines(&killed) == lines && !is_done {
            wrong.push(format!("{at}: told before it was done"));
        }
        // A document whose record was not written yet, and a case that is to go, are named until the next run.
        let seen = school.verified();
        let named = ["没有一条记录登记过", "销毁没有做完"].into_iter().any(|named| seen.stdout.contains(named));
        let is_named = named && seen.stdout.contains("1 处不对");
        if seen.status != 0 && !is_named {
            wrong.push(format!("{at}: not whole: {}{}", seen.stdout, seen.stderr));
        }
        let mut again = school.run(&line);
        // A sheet that was printed is never written over: whoever begins again takes it away, as the refusal says.
        if again.stderr.contains("paper.html：") && again.stderr.contains("先把旧的移走") {
            std::fs::remove_file(school.sandbox().path("paper.html")).unwrap();
            again = school.run(&line);
        }
        if again.status == 2 && !is_done {
            wrong.push(format!("{at}: the next run fails: {}", again.stderr));
        }
        let next = school.next();
        if next.status != 0 {
            wrong.push(format!("{at}: another run fails: {}", next.stderr));
        }
        let seen = school.verified();
        if seen.status != 0 {
            wrong.push(format!("{at}: not whole in the end: {}{}", seen.stdout, seen.stderr));
        }
        let unsettled = school.unsettled();
        if !unsettled.is_empty() {
            wrong.push(format!("{at}: not in the history: {unsettled}"));
        }
        let end = school.shape();
        if end != first && end != *second {
            let differs = |other: &BTreeMap<String, usize>| {
                let all: BTreeSet<&String> = end.keys().chain(other.keys()).collect();
                let differ = all.into_iter().filter(|name| end.get(*name) != other.get(*name));
                differ.map(|name| format!("{name} {:?} {:?}", end.get(name), other.get(name))).collect::<Vec<_>>()
            };
            wrong.push(format!("{at}: left {:?}\n      or {:?}", differs(&first), differs(&second)));
        }
    }
    (deaths.len(), wrong)
}

#[test]
#[expect(clippy::disallowed_macros, clippy::print_stderr, reason = "how many there were is worth to know")]
fn neither_a_kill_at_any_call_nor_a_power_cut_loses_what_was_told() {
    if !calls::are_seen() {
        return;
    }
    let only = std::env::var("CRISIS_ACT").unwrap_or_default();
    let within = std::env::var("CRISIS_SCHOOL").unwrap_or_default();
    let kinds = ALL.iter().filter(|kind| within.is_empty() || within.eq_ignore_ascii_case(&format!("{kind:?}")));
    let schools = kinds.map(|kind| (*kind, School::new(*kind))).collect::<Vec<_>>();
    let is_wanted = |act: &&Act| act.line.starts_with(&only);
    let all: Vec<_> = schools
        .iter()
        .flat_map(|(kind, school)| {
            ACTS.iter().filter(is_wanted).filter(|act| act.kinds.contains(kind)).map(move |act| (*kind, school, act))
        })
        .collect();
    let (next, killed, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some((kind, school, act)) = all.get(turn) else { break };
                    let (count, found) = kill_everywhere(school, *kind, act, turn);
                    killed.fetch_add(count, Ordering::Relaxed);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let (killed, wrong) = (killed.into_inner(), wrong.into_inner().unwrap());
    eprintln!("{killed} kills of {} commands", all.len());
    assert!(wrong.is_empty(), "{} of {killed}:\n{}", wrong.len(), wrong.join("\n"));
}
