//! Every writing command, killed at each call by which it changes a file: nothing that was told is missing, nothing is
//! half written, and after the next run nothing is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::log::Call;
use crate::calls;
use crate::common::sandbox::{Ran, Sandbox, words};
use crate::examples::copy;
use crate::sealed::sealed_school;

mod log;
mod power;

/// The calls by which a program changes files.
pub const CHANGING: &str = "openat,creat,write,pwrite64,writev,copy_file_range,sendfile,rename,renameat,renameat2,link,\
     linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,ftruncate,chmod,fchmod,fchmodat,symlink,symlinkat";

/// A command that writes, and what is done in the school before. `{…}` is known by this school alone.
pub struct Act {
    pub line: &'static str,
    before: &'static [&'static str],
    /// In which schools it makes sense.
    kinds: &'static [Kind],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Plain,
    Sealed,
}

pub const BOTH: &[Kind] = &[Kind::Plain, Kind::Sealed];
const PLAIN: &[Kind] = &[Kind::Plain];
const SEALED: &[Kind] = &[Kind::Sealed];

const fn act(line: &'static str) -> Act {
    Act { line, before: &[], kinds: BOTH }
}

pub const ACTS: &[Act] = &[
    act("open --student 钱假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none"),
    act("record follow_up 20260142 --state 平稳"),
    act("assess 20260142 --dimension 情绪=平稳 --level 严重 --crisis yes --refer no"),
    act("attach 20260142 录音.txt --category recording --provided-by 父亲 --basis 家长提供"),
    act("amend 20260142 {report} --set place=宿舍 --right 补上地点"),
    act("withdraw 20260142 {material} --why 放错了 --to back.png"),
    act("close 20260142 --outcome resolved --reason 平稳 --although 已由校外机构接手"),
    act("teacher 20260142 陆假设 --since 2026-03-06"),
    act("edit 20260142"),
    act("refer 20260142 --to 市精神卫生中心 --reason 低落 --out letters"),
    Act {
        line: "print 20260142 referral --to html --out letter.html --force",
        before: &["refer 20260142 --to 市精神卫生中心 --reason 低落 --out letters"],
        kinds: BOTH,
    },
    act("import roster 名册.csv --yes"),
    act("training add --type training --topic 识别与倾听 --audience 教职工"),
    act("member add chen --name 陈虚构 --role moral_education_director"),
    act("archive 20260142 --out bags --although 某故 --no-pdf"),
    act("transfer 20260142 --to 示例二中 --with {report},{material} --consent 母亲 --out moved --no-pdf"),
    act("backup stick"),
    act("report --student 孙假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none"),
    act("due --ics due.ics --force"),
    Act {
        line: "restore {bag}",
        before: &["archive 20260142 --out bags --although 某故 --no-pdf", "{forget}"],
        kinds: BOTH,
    },
    Act {
        line: "reopen 20260142 --why 又来 --approved-by 组长",
        before: &["close 20260142 --outcome resolved --reason 平稳 --although 已由校外机构接手"],
        kinds: BOTH,
    },
    Act { line: "seal --recovery-sheet paper.html", before: &[], kinds: PLAIN },
    Act { line: "unseal", before: &[], kinds: SEALED },
    Act {
        line: "grant 20260142 chen --why 本班 --approved-by keeper",
        before: &["member add chen --name 陈虚构 --role class_teacher --key {key}"],
        kinds: SEALED,
    },
    Act {
        line: "revoke 20260142 chen --why 换班",
        before: &[
            "member add chen --name 陈虚构 --role class_teacher --key {key}",
            "grant 20260142 chen --why 本班 --approved-by keeper",
        ],
        kinds: SEALED,
    },
];

/// Two cases, one of them with a filed document.
const LIFE: [&str; 4] = [
    "open --student 林示例 --student-id 20260142 --class 高二七班 --guardian 林样本,父亲,13800000000 \
     --known '2026-03-05 21:30' --finder 丁假设 --saw 反复讲没有意思 --injury none",
    "assess 20260142 --dimension 情绪=低落 --level 严重 --crisis yes --refer yes",
    "attach 20260142 聊天.txt --category chat --provided-by 父亲 --basis 家长提供",
    "open --student 周样例 --known '2026-03-05 20:00' --finder 丁假设 --saw 家里的事 --injury none",
];

/// A school in which everything can be done, in the folder `s`.
pub struct School {
    sandbox: Sandbox,
}

impl School {
    pub fn new(kind: Kind) -> Self {
        let sandbox = if kind == Kind::Sealed { sealed_school() } else { Sandbox::empty() };
        if kind == Kind::Plain {
            sandbox.ok(&["init", "s", "--no-git", "--school", "示例实验高中", "--plain"]);
            let public = sandbox.ok(&["key", "new"]).stdout;
            sandbox.ok(&["-C", "s", "member", "key", "keeper", public.trim()]);
        }
        for line in LIFE {
            std::fs::write(sandbox.path("聊天.txt"), "话").unwrap();
            sandbox.ok(&[&["-C", "s", "--no-input"], &words(line)[..]].concat());
        }
        std::fs::write(sandbox.path("录音.txt"), "话".repeat(60_000)).unwrap();
        std::fs::write(sandbox.path("名册.csv"), "学号,姓名,班级\n20260142,林示例,高二(7)班\n").unwrap();
        Self { sandbox }
    }

    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    pub fn root(&self) -> &std::path::Path {
        self.sandbox.root()
    }

    fn copy(&self) -> Self {
        let sandbox = Sandbox::empty();
        copy(self.sandbox.root(), sandbox.root());
        Self { sandbox }
    }

    /// The words of a line, with what only this school knows.
    pub fn words(&self, line: &str) -> Vec<String> {
        let known = |name: &str| {
            let shown = self.sandbox.run(&["-C", "s", "show", "20260142", "--format", "json"]).json();
            let records = shown["records"].as_array().unwrap().clone();
            let record = records.iter().find(|record| record["fields"]["kind"] == name);
            record.map(|record| record["fields"]["id"].as_str().unwrap().to_owned()).unwrap_or_default()
        };
        let mut line = line.to_owned();
        for name in ["report", "material"] {
            if line.contains(&format!("{{{name}}}")) {
                line = line.replace(&format!("{{{name}}}"), &known(name));
            }
        }
        if line.contains("{key}") {
            line = line.replace("{key}", self.sandbox.ok(&["-i", "other.txt", "key", "new"]).stdout.trim());
        }
        if line.contains("{bag}") {
            let bag = std::fs::read_dir(self.sandbox.path("bags")).unwrap().next().unwrap().unwrap();
            line = line.replace("{bag}", &format!("bags/{}", bag.file_name().to_str().unwrap()));
        }
        words(&line).into_iter().map(str::to_owned).collect()
    }

    /// As the act finds it.
    pub fn ready(&self, act: &Act) -> (Self, Vec<String>) {
        let school = self.copy();
        for line in act.before {
            if *line == "{forget}" {
                let case = crate::sealed::case(&school.sandbox);
                std::fs::remove_dir_all(case).unwrap();
            } else {
                let ran = school.run(&school.words(line));
                assert_eq!(ran.status, 0, "{line}: {}{}", ran.stdout, ran.stderr);
            }
        }
        let line = school.words(act.line);
        (school, line)
    }

    pub fn all<'a>(&self, line: &'a [String]) -> Vec<&'a str> {
        [&["-C", "s", "--no-input"][..], &line.iter().map(String::as_str).collect::<Vec<_>>()].concat()
    }

    pub fn traced(&self, options: &[&str], line: &[String]) -> (Output, String) {
        calls::traced(&self.sandbox, options, &self.all(line), &ENVIRONMENT)
    }

    fn run(&self, line: &[String]) -> Ran {
        self.sandbox.run_with(&self.all(line), &ENVIRONMENT)
    }

    /// Another thing that is done next.
    fn next(&self) -> Ran {
        self.run(&["record", "follow_up", "周样例", "--state", "平稳"].map(str::to_owned))
    }

    fn verified(&self) -> Ran {
        self.run(&["verify".to_owned()])
    }

    /// How many files of which kind lie where, whatever they are called.
    fn shape(&self) -> BTreeMap<String, usize> {
        let mut shape = BTreeMap::new();
        for (path, _) in self.sandbox.files() {
            let mut parts: Vec<String> = path.split('/').map(masked).collect();
            let name = parts.pop().unwrap();
            // A letter is printed again of its record.
            if path.starts_with("letters/") && name != UNFINISHED {
                continue;
            }
            *shape.entry(format!("{}/{name}", parts.join("/"))).or_insert(0) += 1;
        }
        shape
    }
}

/// Puts a word into `case.yaml`, as an editor would.
const ENVIRONMENT: [(&str, &str); 2] = [
    ("EDITOR", "sed -i 's/高二七班/高二八班/'"),
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
];

/// What stands for the name of something half written.
const UNFINISHED: &str = "（半成品）";

/// A name without what is drawn by chance: case numbers, ids, what is unfinished.
fn masked(name: &str) -> String {
    if name.starts_with(".crisis-") && name.ends_with(".tmp") {
        return UNFINISHED.to_owned();
    }
    if name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return "某".to_owned();
    }
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let is_drawn = |part: &&str| {
        let lower = part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let upper = part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        part.len() == 4 && (lower || upper) || part.len() > 30
    };
    let kept: Vec<&str> = stem.split('-').filter(|part| !is_drawn(part)).collect();
    format!("{}.{ending}", kept.join("-"))
}

/// Where a command can be killed: a call and which one of its name it is in its thread.
fn points(calls: &[Call]) -> Vec<(String, usize)> {
    let (mut counts, mut points) = (BTreeMap::new(), BTreeSet::new());
    for call in calls {
        let count = counts.entry((call.thread, call.name.clone())).or_insert(0);
        *count += 1;
        if call.name != "openat" || call.said.contains("O_CREAT") {
            points.insert((call.name.clone(), *count));
        }
    }
    points.into_iter().collect()
}

/// As many as there is time for, evenly; `CRISIS_CALLS=all` for each of them.
fn some(points: Vec<(String, usize)>) -> Vec<(String, usize)> {
    const USUAL: usize = 6;
    let wanted = std::env::var("CRISIS_CALLS").ok();
    let wanted = wanted.map_or(USUAL, |count| count.parse().unwrap_or(usize::MAX)).min(points.len());
    (0..wanted).map(|at| points[at * points.len() / wanted].clone()).collect()
}

/// How many lines it said.
fn lines(ran: &Output) -> usize {
    ran.stdout.iter().chain(&ran.stderr).filter(|byte| **byte == b'\n').count()
}

/// What was found, and at how many points.
fn kill_everywhere(base: &School, kind: Kind, act: &Act) -> (usize, Vec<String>) {
    let (ready, line) = base.ready(act);
    let (once, twice) = (ready.copy(), ready.copy());
    let trace = format!("trace={CHANGING}");
    let (ran, log) = once.traced(&["-e", &trace], &line);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if ran.status.code().is_none_or(|status| status > 1) {
        return (0, vec![format!("{kind:?} {}: {said}", act.line)]);
    }
    let (done, lines) = (once.shape(), lines(&ran));
    once.next();
    twice.run(&line);
    twice.run(&line);
    twice.next();
    let ends = [once.shape(), twice.shape()];
    let mut wrong = Vec::new();
    let points = some(points(&log::read(&log)));
    for (call, count) in &points {
        let at = format!("{kind:?} {} killed at {call} {count}", act.line);
        let school = ready.copy();
        let inject = format!("inject={call}:signal=KILL:when={count}");
        let (killed, _) = school.traced(&["-e", &format!("trace={call}"), "-e", &inject], &line);
        let is_done = school.shape() == done;
        if lines > 0 && self::lines(&killed) == lines && !is_done {
            wrong.push(format!("{at}: told before it was done"));
        }
        // A document whose record was not written yet is named as that, until the next run takes it on.
        let seen = school.verified();
        let is_named = seen.stdout.contains("没有一条记录登记过") && seen.stdout.contains("1 处不对");
        if seen.status != 0 && !is_named {
            wrong.push(format!("{at}: not whole: {}{}", seen.stdout, seen.stderr));
        }
        let mut again = school.run(&line);
        // A sheet that was printed is never written over: whoever begins again takes it away, as the refusal says.
        if again.stderr.contains("paper.html：") && again.stderr.contains("先把旧的移走") {
            std::fs::remove_file(school.sandbox.path("paper.html")).unwrap();
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
        let end = school.shape();
        if !ends.contains(&end) {
            let differs = |other: &BTreeMap<String, usize>| {
                let all: BTreeSet<&String> = end.keys().chain(other.keys()).collect();
                let differ = all.into_iter().filter(|name| end.get(*name) != other.get(*name));
                differ.map(|name| format!("{name} {:?} {:?}", end.get(name), other.get(name))).collect::<Vec<_>>()
            };
            wrong.push(format!("{at}: left {:?}\n      or {:?}", differs(&ends[0]), differs(&ends[1])));
        }
    }
    (points.len(), wrong)
}

#[test]
#[expect(clippy::disallowed_macros, clippy::print_stderr, reason = "how many there were is worth to know")]
fn a_kill_at_any_call_loses_nothing_and_leaves_nothing() {
    if !calls::are_seen() {
        return;
    }
    let only = std::env::var("CRISIS_ACT").unwrap_or_default();
    let schools = BOTH.iter().map(|kind| (*kind, School::new(*kind))).collect::<Vec<_>>();
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
                while let Some((kind, school, act)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (count, found) = kill_everywhere(school, *kind, act);
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
