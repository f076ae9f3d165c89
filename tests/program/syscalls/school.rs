//! The schools in which commands are killed.

use std::collections::BTreeMap;
use std::process::Output;

use super::acts::Act;
use crate::calls;
use crate::common::sandbox::{Ran, Sandbox, words};
use crate::examples::copy;
use crate::history::git;
use crate::sealed::sealed_school;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Plain,
    Sealed,
    /// Sealed, with a history that another machine has, too.
    Kept,
}

pub const ALL: &[Kind] = &[Kind::Plain, Kind::Sealed, Kind::Kept];

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
        let made = ["init", "s", "--school", "示例实验高中", "--no-input"];
        match kind {
            Kind::Plain => {
                sandbox.ok(&[&made[..], &["--no-git", "--plain"]].concat());
                let public = sandbox.ok(&["key", "new"]).stdout;
                sandbox.ok(&["-C", "s", "member", "key", "keeper", public.trim()]);
            }
            Kind::Sealed => {}
            Kind::Kept => drop(sandbox.ok(&[&made[..], &["--recovery-sheet", "sheet.html"]].concat())),
        }
        std::fs::write(sandbox.path("聊天.txt"), "话").unwrap();
        let school = Self { sandbox };
        let told =
            |at: &str, line: &str| drop(school.sandbox.ok(&[&["-C", at, "--no-input"], &words(line)[..]].concat()));
        for line in LIFE {
            told("s", line);
        }
        if kind == Kind::Kept {
            // Both machines have written since they were one.
            git(school.root(), "init -q --bare -b main hub.git");
            told("s", "sync ../hub.git");
            git(school.root(), "clone -q hub.git elsewhere");
            told("elsewhere", "teacher 20260142 陆假设 --since 2026-03-06");
            told("elsewhere", "sync");
            told("s", "record follow_up 20260142 --state 平稳");
        }
        std::fs::write(school.sandbox.path("录音.txt"), "话".repeat(60_000)).unwrap();
        std::fs::write(school.sandbox.path("名册.csv"), "学号,姓名,班级\n20260142,林示例,高二(7)班\n").unwrap();
        school
    }

    pub const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    pub fn root(&self) -> &std::path::Path {
        self.sandbox.root()
    }

    pub fn copy(&self) -> Self {
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
        if line.contains("{arrival}") {
            let waiting = self.run(&["intake", "list", "--format", "json"].map(str::to_owned)).json();
            line = line.replace("{arrival}", waiting[0]["intake"].as_str().unwrap());
        }
        if line.contains("{case}") {
            let shown = self.run(&["show", "20260142", "--format", "json"].map(str::to_owned)).json();
            line = line.replace("{case}", shown["case"].as_str().unwrap());
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

    /// What was done by hand is part of the history, where there is one.
    fn settle(&self) {
        let at = self.sandbox.path("s");
        if at.join(".git").exists() {
            git(&at, "add --all");
            git(&at, "commit -qm hand");
        }
    }

    /// As the act finds it.
    pub fn ready(&self, act: &Act) -> (Self, Vec<String>) {
        let school = self.copy();
        for line in act.before {
            match *line {
                "{forget}" => {
                    std::fs::remove_dir_all(crate::sealed::case(&school.sandbox)).unwrap();
                    school.settle();
                }
                "{retention}" => {
                    let settings = school.sandbox.path("s/crisis.toml");
                    let text = std::fs::read_to_string(&settings).unwrap();
                    std::fs::write(settings, format!("retention = \"3y\"\n{text}")).unwrap();
                    school.settle();
                }
                line => {
                    let ran = school.run(&school.words(line));
                    assert_eq!(ran.status, 0, "{line}: {}{}", ran.stdout, ran.stderr);
                }
            }
        }
        let line = school.words(act.line);
        (school, line)
    }

    pub fn all<'a>(&self, line: &'a [String]) -> Vec<&'a str> {
        // What founds a school is told of no other.
        let at: &[&str] = if line[0] == "init" { &[] } else { &["-C", "s"] };
        [at, &["--no-input"], &line.iter().map(String::as_str).collect::<Vec<_>>()].concat()
    }

    pub fn traced(&self, options: &[&str], line: &[String]) -> (Output, String) {
        calls::traced(&self.sandbox, options, &self.all(line), &ENVIRONMENT)
    }

    pub fn run(&self, line: &[String]) -> Ran {
        self.sandbox.run_with(&self.all(line), &ENVIRONMENT)
    }

    /// Another thing that is done next.
    pub fn next(&self) -> Ran {
        self.run(&["record", "follow_up", "周样例", "--state", "平稳"].map(str::to_owned))
    }

    pub fn verified(&self) -> Ran {
        self.run(&["verify".to_owned()])
    }

    /// What is not in the history, and what git has locked; nothing where there is no history.
    pub fn unsettled(&self) -> String {
        let at = self.sandbox.path("s");
        if !at.join(".git").exists() {
            return String::new();
        }
        let files = self.sandbox.files().into_iter().map(|(path, _)| path).filter(|path| path.starts_with("s/.git/"));
        let is_left =
            |path: &String| path.ends_with(".lock") || path.contains("turn-") || path.contains("/crisis-pending/");
        let left: Vec<String> = files.filter(is_left).collect();
        format!("{}{}", git(&at, "status --porcelain -uall"), left.join("\n"))
    }

    /// How many files of which kind lie where, whatever they are called.
    pub fn shape(&self) -> BTreeMap<String, usize> {
        let mut shape = BTreeMap::new();
        for (path, _) in self.sandbox.files() {
            // What is in the history, and elsewhere, is looked at in another way.
            if path.starts_with("s/.git/") || path.starts_with("hub.git/") || path.starts_with("elsewhere/") {
                continue;
            }
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
pub const ENVIRONMENT: [(&str, &str); 2] = [
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
