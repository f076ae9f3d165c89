//! Filing a document with its provenance, byte for byte. The original is never touched.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::case::Case;
use crate::disk;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::pen::{Note, Pen, Plan, Put};
use crate::record::material::{Material, is_system};
use crate::record::naming::is_plain;
use crate::record::{Fact, Record, record_of};
use crate::store::arrival::{Arrival, Origin};
use crate::store::{content, signature, write};

/// A file that is to be filed, as it is before.
#[derive(Clone)]
pub struct Filing {
    pub from: Origin,
    pub sha256: String,
    pub size: u64,
    /// What it is instead of what its name says.
    pub mismatch: Option<String>,
    /// Of which text it is a piece.
    pub excerpt: Option<Excerpt>,
}

/// Which lines of which bytes, as the record says it.
#[derive(Clone)]
pub struct Excerpt {
    pub of: String,
    pub lines: String,
}

/// How many bytes a file holds: what whoever shows progress needs to know first.
pub fn length(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|about| about.len()).map_err(|error| disk::failed("读取", path, &error))
}

impl Office {
    /// Reads a file once, before anything is written, so that it is known whether it is filed already.
    pub fn measure(&self, path: &Path, progress: &dyn Fn(u64)) -> Result<Filing> {
        let name = name_of(path);
        is_document(path)?;
        let (sha256, size) = write::fingerprint(path, progress)?;
        holds_something(path, size)?;
        let mismatch = signature::mismatch(&name, &signature::head(path)?);
        Ok(Filing { from: Origin::File(path.to_path_buf()), sha256, size, mismatch, excerpt: None })
    }

    /// The same of a file that comes as a stream, under the name that whoever sends it gives it.
    pub fn receive(&self, name: &str, source: impl Read) -> Result<Filing> {
        is_document(Path::new(name))?;
        let arrival = Arrival::take(&self.repo.root, name, source)?;
        holds_something(Path::new(&arrival.name), arrival.size)?;
        let Arrival { sha256, size, mismatch, .. } = &arrival;
        let (sha256, size, mismatch) = (sha256.clone(), *size, mismatch.clone());
        Ok(Filing { from: Origin::Arrived(Arc::new(arrival)), sha256, size, mismatch, excerpt: None })
    }

    /// Copies what is not filed yet beside the cases, so that nobody waits for it later; not a text, which is short.
    pub fn stage(&self, case: &Case, filing: &Filing, progress: &dyn Fn(u64)) -> Result<Filing> {
        let is_long = matches!(filing.from, Origin::File(_) | Origin::Arrived(_));
        if !is_long || filed_before(case, filing).next().is_some() {
            return Ok(filing.clone());
        }
        let staged = self.repo.stage_material(&case.number, &filing.from, progress)?;
        if staged.sha256 != filing.sha256 {
            return Err(changed(&filing.from));
        }
        Ok(Filing { from: Origin::Staged(Arc::new(staged)), ..filing.clone() })
    }
}

/// Said of a file that is not what it was when it was read the first time.
pub(super) fn changed(from: &Origin) -> Error {
    let changed = Error::new("复制时文件变了，没有登记").path(from.path());
    changed.fix("等别的程序写完这个文件，再归档一次")
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_document(path: &Path) -> Result<()> {
    if !is_system(&name_of(path)) {
        return Ok(());
    }
    let none = Error::new("这是系统或软件自己留下的文件，不是材料").path(path);
    Err(none.fix("选真正要归档的文件；这样的文件可以删去"))
}

fn holds_something(path: &Path, size: u64) -> Result<()> {
    if size > 0 {
        return Ok(());
    }
    let empty = Error::new("这是一个空文件，什么也证明不了").path(path);
    Err(empty.fix("核对是不是没有存完、没有传完；重新扫描、拍照或复制一份再归档"))
}

impl Office {
    /// Whether the filed documents of a case are still what was filed, and what they say, for what looks into them.
    pub(super) fn read_materials(&self, case: &mut Case) {
        for record in &case.records {
            let Fact::Material(material) = &record.fact else { continue };
            let Some(stored) = case.materials.iter_mut().find(|stored| stored.path == material.file) else { continue };
            let measured = self.repo.measure(&case.number, &material.file);
            stored.fault = stored.fault.or(match measured {
                Err(_) => Some("文件读不出来"),
                Ok(measured) if measured.sha256 != material.sha256 => Some("文件的内容与归档时不同"),
                Ok(measured) if measured.mismatch.is_some() => Some("文件不是它的名字所说的那一种"),
                Ok(_) => None,
            });
        }
        for stored in &mut case.materials {
            if content::is_readable(&stored.path) && stored.size.is_some_and(|size| size <= content::LARGEST) {
                let bytes = self.repo.material(&case.number, &stored.path).ok();
                stored.text = bytes.and_then(|bytes| content::text(&stored.path, &bytes));
            }
        }
    }
}

/// What a file belongs to says what kind of material it is: the printed form, the act that asks for a paper, the piece of
/// evidence.
pub fn category_of(guide: &Guide, case: &Case, of: &str) -> Option<String> {
    let record = case.record(record_of(of))?;
    if let Some((_, item)) = of.split_once('/') {
        let kind = &record.head.evidence.iter().find(|evidence| evidence.id == item)?.kind.0;
        return guide.category_of_evidence(guide.code("evidence", kind).unwrap_or(kind)).map(str::to_owned);
    }
    let of_kind = || guide.paper_of(&record.head.kind).map(str::to_owned);
    match &record.fact {
        Fact::Print(print) => print.category.as_ref().map(|category| category.0.clone()),
        _ => guide.printed_of(record).and_then(|paper| paper.material.clone()).or_else(of_kind),
    }
}

/// The records that filed the same bytes before.
pub fn filed_before<'c>(case: &'c Case, filing: &Filing) -> impl Iterator<Item = (&'c Record, &'c Material)> {
    case.records.iter().filter_map(|record| match &record.fact {
        Fact::Material(material) if material.sha256 == filing.sha256 => Some((&**record, &**material)),
        _ => None,
    })
}

impl Pen<'_> {
    /// The file under a name that says nothing, and its record. What is filed already is not stored again: as what it
    /// was filed as nothing is written, as something else (two categories, two pieces of evidence) a record is.
    pub fn file(&self, case: &Case, filing: &Filing, fields: Map<String, Value>, body: String) -> Result<Plan> {
        let said = |field: &str| fields.get(field).and_then(Value::as_str);
        let same = |material: &Material| {
            said("category") == Some(&material.category.0) && said("of") == material.of.as_deref()
        };
        if let Some((record, _)) = filed_before(case, filing).find(|(_, material)| same(material)) {
            let known = Note::FiledBefore { file: filing.from.path().to_path_buf(), record: record.head.id.clone() };
            return Ok(Plan { case: case.number.clone(), puts: Vec::new(), notes: vec![known] });
        }
        let there = filed_before(case, filing).map(|(_, material)| material.file.clone()).next();
        let mut draft = self.office.draft("material", Some(case))?;
        // A late paper belongs to the episode of what it proves.
        let of = fields.get("of").and_then(Value::as_str).and_then(|of| case.record(record_of(of)));
        draft.episode = of.map_or(draft.episode, |record| record.head.episode);
        (draft.fields, draft.body) = (fields, body);
        let name = stored_name(filing.from.path());
        let there = there.or_else(|| {
            let (id, stored) = self.cut_off(case, filing, &name)?;
            draft.id = id;
            Some(stored)
        });
        let stored = there.clone().unwrap_or_else(|| format!("materials/{}-{name}", draft.id));
        let own = name_of(filing.from.path());
        let facts = [
            ("file", Value::from(stored.as_str())),
            ("sha256", filing.sha256.as_str().into()),
            ("size", filing.size.into()),
            ("name", own.into()),
        ];
        draft.fields.extend(facts.map(|(field, value)| (field.to_owned(), value)));
        if let Some(Excerpt { of, lines }) = &filing.excerpt {
            if draft.fields.get("signed") == Some(&Value::Bool(true)) {
                let piece = Error::new("摘录的几行文字不是签了字的那一份").field("--signed");
                return Err(piece.fix("签字件整份扫描或拍照之后归档；摘录不写 --signed"));
            }
            draft.fields.insert("excerpt_of".to_owned(), of.as_str().into());
            draft.fields.insert("lines".to_owned(), lines.as_str().into());
        }
        demanded(self.office.guide_of(case, draft.episode)?, &draft.fields)?;
        let page = self.page(case, draft)?;
        let (from, sha256) = (filing.from.clone(), filing.sha256.clone());
        let put = match there {
            Some(_) => Put::Record(page),
            None => Put::Material { from, stored, sha256, size: filing.size, page },
        };
        let other =
            filing.mismatch.clone().map(|what| Note::OtherKind { file: filing.from.path().to_path_buf(), what });
        Ok(Plan { case: case.number.clone(), puts: vec![put], notes: other.into_iter().collect() })
    }

    /// The same bytes where a run that was cut off laid them before it came to their record: the id that this would have
    /// got, and the file. A sealed file that nothing names has no more of its name than the id.
    fn cut_off(&self, case: &Case, filing: &Filing, name: &str) -> Option<(String, String)> {
        let is_same = |id: &str, path: &str| {
            let rest = id.len() == 4 && is_plain(id) && case.written.iter().all(|record| record.head.id != id);
            let measured = || self.office.repo.measure(&case.number, path);
            rest && measured().is_ok_and(|measured| measured.sha256 == filing.sha256)
        };
        let loose = case.unrecorded().filter(|stored| stored.size == Some(filing.size));
        loose.filter_map(|stored| stored.path.strip_prefix("materials/").map(|file| (file, &stored.path))).find_map(
            |(file, path)| {
                let (id, rest) = file.split_once('-').unwrap_or((file, name));
                (rest == name && is_same(id, path)).then(|| (id.to_owned(), format!("materials/{id}-{name}")))
            },
        )
    }
}

/// What the guide demands of this category must be said.
fn demanded(guide: &Guide, fields: &Map<String, Value>) -> Result<()> {
    let category = fields.get("category").and_then(Value::as_str).unwrap_or_default();
    let Some(material) = guide.material(category) else { return Ok(()) };
    let missing = material.demands.iter().find(|field| !fields.contains_key(*field));
    missing.map_or(Ok(()), |field| {
        let flag = format!("--{}", field.replace('_', "-"));
        Err(Error::new(format!("归档“{}”要写明来历", material.name)).field(flag.clone()).fix(format!("加上 {flag} ……")))
    })
}

/// A name that every system can hold and that says nothing about a person: only the kind of file stays. The ending
/// of sealed files is theirs alone.
fn stored_name(path: &Path) -> String {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = !ending.is_empty()
        && ending != "age"
        && ending.len() <= 8
        && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    if plain { format!("file.{ending}") } else { "file".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::stored_name;

    #[test]
    fn stored_names_say_nothing() {
        assert_eq!(stored_name(Path::new("微信图片_张三 😀.JPG")), "file.jpg");
        assert_eq!(stored_name(Path::new("张三.张三")), "file");
        assert_eq!(stored_name(Path::new("无后缀")), "file");
    }
}
