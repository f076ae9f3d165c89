//! Which case somebody means: by its number, a unique prefix of it, or a student's number or name that names one case
//! only. Only the numbers and what `case.yaml` says are looked at; no record is read for it.

use strsim::damerau_levenshtein;

use crate::case::{Case, Custody};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::rounds::parallel;
use crate::store::{self, Repo};

impl Office {
    /// A case that can be opened.
    pub fn find(&self, wanted: &str) -> Result<Case> {
        find(&self.repo, wanted).map(|case| self.with_fellows(case))
    }
}

/// The guide's code for what somebody calls a role, a level …; refused with the words that there are.
pub fn code<'g>(guide: &'g Guide, vocabulary: &str, called: &str, word: &str) -> Result<&'g str> {
    guide.code(vocabulary, word).ok_or_else(|| {
        let all: Vec<&str> = guide.words(vocabulary).map(|(_, name)| name).collect();
        Error::new(format!("指南里没有“{word}”这个{called}")).fix(format!("可用：{}", all.join("、")))
    })
}

/// A case that can be opened.
pub fn find(repo: &Repo, wanted: &str) -> Result<Case> {
    let case = repo.case(&number(repo, wanted)?);
    match &case.custody {
        Some(Custody { damaged: Some(error), is_locked: true, .. }) => Err(error.clone()),
        Some(Custody { is_locked: true, .. }) => Err(store::put::locked(&case.number)),
        _ => Ok(case),
    }
}

/// The number of the one case that is meant.
fn number(repo: &Repo, wanted: &str) -> Result<String> {
    let numbers = repo.numbers()?;
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return Err(Error::new("没有写案号").fix("写出案号、学号或姓名；`crisis list` 列出全部"));
    }
    if let Some(number) = numbers.iter().find(|number| number.eq_ignore_ascii_case(wanted)) {
        return Ok(number.clone());
    }
    let upper = wanted.to_uppercase();
    let begins = |number: &&String| {
        number.starts_with(&upper) || number.split('-').next_back().is_some_and(|tail| tail.starts_with(&upper))
    };
    let begun: Vec<&String> = numbers.iter().filter(begins).collect();
    if let [only] = begun.as_slice() {
        return Ok((*only).clone());
    }
    let is_meant = |number: &String| {
        repo.about(number)
            .is_some_and(|about| about.student.is_called(wanted) || about.student.id.as_deref() == Some(wanted))
    };
    let meant = parallel(&numbers, |number| is_meant(number).then(|| number.clone()));
    let named: Vec<String> = meant.into_iter().flatten().collect();
    // By their numbers alone: an error may be read by whoever stands behind.
    let all = |numbers: Vec<&str>| format!("写出完整的案号：{}", numbers.join("、"));
    match named.as_slice() {
        [number] => Ok(number.clone()),
        [_, _, ..] => Err(Error::new("不止一份档案符合").fix(all(named.iter().map(String::as_str).collect()))),
        [] if begun.len() > 1 => {
            Err(Error::new("不止一个案号以此开头").fix(all(begun.iter().map(|number| number.as_str()).collect())))
        }
        [] => {
            let near = near(repo, &numbers, wanted);
            let like = if near.is_empty() { String::new() } else { format!("相近的有 {}；", near.join("、")) };
            let fix = format!("{like}核对案号、学号或姓名；`crisis list` 列出全部");
            Err(Error::new("没有找到这份档案").fix(fix))
        }
    }
}

/// So many slips of the pen are one's own; more is another case.
const SLIPS: usize = 1;
/// More than these are no help.
const MOST: usize = 5;

/// Cases that may have been meant: their number, its end, or the student's name or number is but a slip away.
fn near(repo: &Repo, numbers: &[String], wanted: &str) -> Vec<String> {
    let upper = wanted.to_uppercase();
    let is_like = |known: &str, said: &str| {
        // Of two letters a slip leaves but one.
        known.chars().count() > 2 && damerau_levenshtein(known, said) <= SLIPS
    };
    let is_number_like = |number: &str| {
        let (tail, said) = (number.rsplit('-').next().unwrap_or(number), upper.rsplit('-').next().unwrap_or(&upper));
        is_like(number, &upper) || is_like(tail, said)
    };
    let is_student_like = |number: &str| {
        repo.about(number).is_some_and(|about| {
            is_like(&about.student.name, wanted) || about.student.id.is_some_and(|id| is_like(&id, wanted))
        })
    };
    let like = parallel(numbers, |number| (is_number_like(number) || is_student_like(number)).then(|| number.clone()));
    like.into_iter().flatten().take(MOST).collect()
}
