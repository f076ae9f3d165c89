//! A case out of its files. Nothing stops it: what can't be read is a fault of the case.

use std::sync::Arc;

use super::stamp::{self, Stamp};
use super::{About, Case, Custody, File, PROGRAM, Stored, history, read_about, text};
use crate::error::Error;
use crate::record::{Fact, Record, digest};
use crate::time::Zone;

impl Case {
    pub fn load(number: &str, files: Vec<File>, zone: Zone) -> Self {
        let (mut case, about) = Self::gather(number, files);
        match about {
            Some(found) => case.about = found,
            None if !case.faults.iter().any(|fault| fault.path.as_deref().is_some_and(is_about)) => {
                let missing = Error::new("没有 case.yaml，不知道这是谁的档案").path("case.yaml");
                case.faults.push(missing.fix("从备份中找回，或用 `crisis edit` 重新填写"));
            }
            None => {}
        }
        case.order(zone);
        case
    }

    /// What is about the school as a whole: records like those of a case, with a chain of their own, about nobody.
    pub fn program(files: Vec<File>, zone: Zone) -> Self {
        let (mut program, _) = Self::gather(PROGRAM, files);
        program.order(zone);
        program
    }

    fn gather(number: &str, files: Vec<File>) -> (Self, Option<About>) {
        let mut case = Self::empty(number);
        let mut about = None;
        for file in files {
            case.take(file, &mut about);
        }
        (case, about)
    }

    pub(super) fn order(&mut self, zone: Zone) {
        let depths = history::depths(&self.written);
        let placed = self.written.drain(..).zip(depths);
        let mut placed: Vec<_> =
            placed.map(|(record, depth)| (record.head.written.earliest(zone), depth, record)).collect();
        placed.sort_by_key(|(written, depth, _)| (*written, *depth));
        self.written = placed.into_iter().map(|(_, _, record)| record).collect();
        self.settle(zone);
    }

    /// A case of which the reader may know no more than its number.
    pub fn locked(number: &str) -> Self {
        let custody = Custody { is_locked: true, ..Custody::default() };
        Self { custody: Some(custody), ..Self::empty(number) }
    }

    /// A case whose key is there but damaged or lost.
    pub fn unopened(number: &str, error: Error) -> Self {
        let mut case = Self::locked(number);
        case.custody = Some(Custody { damaged: Some(error.clone()), ..Custody::default() });
        case.faults.push(error.path("key.age"));
        case
    }

    fn take(&mut self, file: File, about: &mut Option<About>) {
        if file.path.starts_with("materials/") {
            let fault = file.content.is_err().then_some("文件读不出来");
            if let Err(error) = file.content {
                self.faults.push(error.path(file.path.clone()));
            }
            self.materials.push(Stored { path: file.path, size: file.size, fault, text: None });
            return;
        }
        let content = match file.content {
            Ok(content) => content,
            Err(error) => {
                let is_beside = file.path == "case.yaml" || !file.path.contains('/') && text::is_copy(&file.path);
                self.unread += usize::from(!is_beside);
                return self.faults.push(error.path(file.path));
            }
        };
        if file.path == "case.yaml" {
            self.stamp = std::str::from_utf8(&content).map_or(Stamp::None, |text| stamp::of(&self.number, text));
            match read_about(&content) {
                Ok(read) => *about = Some(read),
                Err(error) => self.faults.push(error.path("case.yaml")),
            }
            return;
        }
        let read = Record::parse(&file.path, &content).and_then(|record| in_place(record, &file.path));
        match read.and_then(|record| at_home(record, &self.number)) {
            Ok(record) if self.written.iter().any(|other| other.head.id == record.head.id) => {
                let twice = Error::new(format!("编号 {} 的记录有两份", record.head.id)).path(file.path).field("id");
                self.faults.push(twice.fix("比较两份文件，留下原来的一份，另一份移出档案"));
                self.broken.push(digest(&content));
            }
            Ok(record) => self.written.push(Arc::new(record)),
            Err(error) => {
                self.faults.push(error);
                self.broken.push(digest(&content));
            }
        }
    }

    /// Nothing is known but the number.
    fn empty(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            about: About::default(),
            records: Vec::new(),
            written: Vec::new(),
            amendments: Vec::new(),
            faults: Vec::new(),
            broken: Vec::new(),
            unread: 0,
            materials: Vec::new(),
            custody: None,
            fellows: Vec::new(),
            stamp: Stamp::None,
        }
    }
}

fn is_about(path: &std::path::Path) -> bool {
    path == "case.yaml"
}

/// A record's file name says its day, kind and id; a name that says something else was changed by hand.
fn in_place(record: Record, path: &str) -> Result<Record, Error> {
    let head = &record.head;
    let of_id = path.strip_suffix(".md").and_then(|path| path.strip_suffix(head.id.as_str()));
    let of_kind = of_id.and_then(|path| path.strip_suffix('-')?.strip_suffix(head.kind.as_str()));
    let named = of_id.is_some_and(|path| path.ends_with('/')) || of_kind.is_some_and(|path| path.ends_with('-'));
    if named && path.starts_with("records/") {
        return Ok(record);
    }
    if text::is_copy(path) {
        let copy = Error::new("看来是网盘或系统另存的一份副本，不是原来的文件").path(path);
        return Err(copy.fix(format!(
            "与原来的那一份（编号 {}）比较；内容一样就把这份移走，不一样的，两边各留一份再请人核对",
            head.id
        )));
    }
    let right = format!("records/日期-{}-{}.md", head.kind, head.id);
    Err(Error::new("文件名与其中的种类、编号不符").path(path).fix(format!("如果没有别的问题，把文件名改成 {right}")))
}

/// What is about one student lies in a case, what is about all of them does not; a correction lies beside what it
/// corrects.
fn at_home(record: Record, number: &str) -> Result<Record, Error> {
    let of_case = record.fact.kind().is_of_case();
    let is_correction = matches!(record.fact, Fact::Amendment(_));
    match number == PROGRAM {
        true if of_case && !is_correction => {
            let strayed = Error::new("这种记录属于某一位学生的档案，不该放在 program").path(&record.path).field("kind");
            Err(strayed.fix("把文件移到那份档案的 records 文件夹"))
        }
        false if !of_case => {
            let strayed = Error::new("这种记录不属于任何一位学生，不该放在档案里").path(&record.path).field("kind");
            Err(strayed.fix("把文件移到 program/records"))
        }
        _ => Ok(record),
    }
}
