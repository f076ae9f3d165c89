//! Taking a file out of a folder in which it does not belong: the bytes go where somebody says, outside of the
//! repository; who, when, why, what and where to stay on record.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::case::Case;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::pen::{Pen, Plan, Put};
use crate::record::withdrawal::Withdrawal;
use crate::record::{Fact, Named, Record};
use crate::store::locker::Measured;
use crate::store::write;

impl Office {
    /// The file that is meant by the id of its record or by its own name, and the record that filed it.
    fn filed<'c>(case: &'c Case, wanted: &str) -> Result<(&'c str, Option<&'c Record>)> {
        let filed = |record: &'c Record| match &record.fact {
            Fact::Material(material) => Some((material.file.as_str(), record)),
            _ => None,
        };
        let mut all = case.written.iter().filter_map(|record| filed(record));
        let name = |path: &str| path == wanted || path.strip_prefix("materials/") == Some(wanted);
        let known = all.find(|(file, record)| record.head.id == wanted || name(file));
        let stray = || case.materials.iter().find(|file| name(&file.path)).map(|file| (file.path.as_str(), None));
        let found = known.map(|(file, record)| (file, Some(record))).or_else(stray);
        found.filter(|(file, _)| case.materials.iter().any(|there| there.path == *file)).ok_or_else(|| {
            let gone = Error::new("这份档案里没有这个文件").field("file");
            gone.fix(format!("写材料的记录编号，或 materials 里的文件名；`crisis show {}` 列出记录", case.number))
        })
    }

    /// Outside of the repository, and nothing is overwritten. What a run that was cut off took out already is no other
    /// file.
    fn outside(&self, to: &Path, stored: &str, sha256: &str) -> Result<PathBuf> {
        let to = if to.is_dir() { to.join(stored.trim_start_matches("materials/")) } else { to.to_path_buf() };
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let real = |path: &Path| path.canonicalize().map_err(|error| Error::io("打开文件夹", path, &error));
        if real(folder)?.starts_with(real(&self.repo.root)?) {
            return Err(Error::new("取出的文件要放到档案库外面").field("--to").fix("写档案库以外的文件夹"));
        }
        let is_same = || write::fingerprint(&to, &|_| {}).is_ok_and(|(there, _)| there == sha256);
        if to.exists() && !is_same() {
            return Err(Error::new("那里已有同名文件").path(to).field("--to").fix("换一个名字；已有的不会被覆盖"));
        }
        Ok(to)
    }
}

impl Pen<'_> {
    pub fn withdraw(&self, case: &Case, wanted: &str, mut fields: Map<String, Value>, body: String) -> Result<Plan> {
        let office = self.office;
        let (stored, record) = Office::filed(case, wanted)?;
        let to = fields.get("to").and_then(Value::as_str).unwrap_or_default();
        let Measured { sha256, size, .. } = office.repo.measure(&case.number, stored)?;
        let to = office.outside(Path::new(to), stored, &sha256)?;
        let is_said = |record: &&Record| match &record.fact {
            Fact::Withdrawal(said) => said.file == stored && said.sha256 == sha256 && to.exists(),
            _ => false,
        };
        if case.records.iter().map(Arc::as_ref).any(|record| is_said(&record)) {
            let put = Put::Gone { stored: stored.to_owned() };
            return Ok(Plan { case: case.number.clone(), puts: vec![put], notes: Vec::new() });
        }
        let facts = [
            ("to", Value::from(to.display().to_string())),
            ("file", stored.into()),
            ("sha256", sha256.as_str().into()),
            ("size", size.into()),
            ("amends", record.map(|record| record.head.id.as_str()).into()),
        ];
        fields.extend(facts.map(|(field, value)| (field.to_owned(), value)));
        let mut draft = office.draft(Withdrawal::NAME, Some(case))?;
        draft.episode = record.map_or(draft.episode, |record| record.head.episode);
        (draft.fields, draft.body) = (fields, body);
        let put = Put::Withdrawal { stored: stored.to_owned(), to, sha256, page: self.page(case, draft)? };
        Ok(Plan { case: case.number.clone(), puts: vec![put], notes: Vec::new() })
    }
}
