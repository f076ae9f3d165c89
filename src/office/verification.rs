//! Whether what lies on the disk is still what was written: every file readable, the chain whole, every material byte
//! for byte as it was filed. Reads every byte, as a stream, several cases at a time; judges nothing else.

use std::path::PathBuf;

use serde::Serialize;

use crate::case::Case;
use crate::check;
use crate::error::{Error, Result};
use crate::finding::fault;
use crate::office::Office;
use crate::office::changes::Edited;
use crate::office::rounds::long_in_order;
use crate::record::Fact;
use crate::store::locker::Measured;

/// Something that is not as it was written.
#[derive(Serialize)]
pub struct Damage {
    pub case: String,
    pub path: PathBuf,
    pub message: String,
    pub fix: String,
}

/// What was read, and what is wrong with it.
#[derive(Default, Serialize)]
pub struct Tally {
    pub cases: usize,
    pub records: usize,
    pub materials: usize,
    pub bytes: u64,
    /// Cases that the keys at hand do not open: nothing is known of them.
    pub unopened: Vec<String>,
    pub damage: Vec<Damage>,
    /// Whether there is a history, with which the files were compared.
    pub history: bool,
    /// Settings that were changed by hand and are in no commit yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edited: Vec<Edited>,
    /// Of a case that was named alone: the digest of its last record, to be kept elsewhere and compared one day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The other ends of its chain, written on other machines; the next record joins them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loose_ends: Vec<String>,
    /// How many records were written since the one that somebody kept the digest of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<usize>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.records += other.records;
        self.materials += other.materials;
        self.bytes += other.bytes;
        self.unopened.extend(other.unopened);
        self.damage.extend(other.damage);
    }
}

impl Office {
    /// Whether the chain still holds the record of a digest that somebody kept (its beginning is enough), and how many
    /// records came after it; what was there then is there now, or the chain would be broken.
    pub fn compare(&self, tally: &mut Tally, wanted: &str, kept: &str) -> Result<()> {
        /// A shorter beginning may be of another record by chance.
        const SHORTEST: usize = 8;
        let kept = kept.trim().to_lowercase();
        if kept.len() < SHORTEST || !kept.chars().all(|letter| letter.is_ascii_hexdigit()) {
            let short = Error::new("链头应当是至少 8 位的十六进制数").field("--against");
            return Err(short.fix("照打印出来的抄；`crisis verify 案号` 显示现在的"));
        }
        let case = self.find(wanted)?;
        match case.written.iter().rposition(|record| record.digest.starts_with(&kept)) {
            Some(at) => tally.since = Some(case.written.len() - 1 - at),
            None => tally.damage.push(Damage {
                case: case.number.clone(),
                path: PathBuf::from("cases").join(&case.number).join("records"),
                message: "没有这个链头的记录：它在那之后被改动或移走了，或者抄错了".to_owned(),
                fix: "核对抄下的数字；从备份或历史里找回原来的那一份".to_owned(),
            }),
        }
        Ok(())
    }

    /// The named cases (none named: all). `progress` is told how many are done, of how many.
    pub fn verify(&self, wanted: &[String], progress: &dyn Fn(u64, u64)) -> Result<Tally> {
        let numbers = match wanted {
            [] => self.repo.numbers()?,
            wanted => wanted.iter().map(|case| self.find(case).map(|case| case.number)).collect::<Result<_>>()?,
        };
        let (mut tally, mut done) = (Tally::default(), 0);
        long_in_order(
            &numbers,
            |number| self.verify_case(&self.repo.case(number)),
            |of_case| {
                done += 1;
                progress(done, numbers.len() as u64);
                tally.add(of_case);
                Ok(())
            },
        )?;
        self.compare_with_history(&mut tally, if wanted.is_empty() { &[] } else { &numbers })?;
        if let [number] = numbers.as_slice()
            && !wanted.is_empty()
        {
            let case = self.repo.case(number);
            tally.head = case.head().map(|record| record.digest.clone());
            tally.loose_ends = case.loose_ends();
        }
        Ok(tally)
    }

    pub(super) fn verify_case(&self, case: &Case) -> Tally {
        let mut tally = Tally { cases: 1, records: case.written.len(), ..Tally::default() };
        if case.is_locked() && case.faults.is_empty() {
            return Tally { unopened: vec![case.number.clone()], ..Tally::default() };
        }
        let damage = |path: PathBuf, message: &str, fix: &str| Damage {
            case: case.number.clone(),
            path: PathBuf::from("cases").join(&case.number).join(path),
            message: message.to_owned(),
            fix: fix.replace("{case}", &case.number),
        };
        for finding in case.faults.iter().map(|error| fault(case, error)) {
            let path = finding.path.unwrap_or_default();
            tally.damage.push(Damage { case: case.number.clone(), path, message: finding.message, fix: finding.fix });
        }
        let links = check::broken_links(case, self.zone());
        for found in links.into_iter().chain(check::changed_about(case)) {
            tally.damage.push(damage(found.path.unwrap_or_default(), &found.message, &found.fix));
        }
        for record in &case.records {
            let Fact::Material(material) = &record.fact else { continue };
            tally.materials += 1;
            let (message, fix) = match self.repo.measure(&case.number, &material.file) {
                Ok(measured) if measured.sha256 != material.sha256 || measured.size != material.size => {
                    ("内容与归档时不同".to_owned(), "从备份找回原来的文件；SHA-256 写在材料记录里")
                }
                Ok(Measured { size, mismatch: None, .. }) => {
                    tally.bytes += size;
                    continue;
                }
                Ok(Measured { mismatch: Some(what), .. }) => (
                    format!("不是它的名字所说的那种文件：{what}"),
                    "核对原件，换成对的文件再归档一次：crisis attach {case} 文件",
                ),
                Err(error) => (error.what, "从备份找回，或重新取得后再归档一次：crisis attach {case} 文件"),
            };
            tally.damage.push(damage(PathBuf::from(&material.file), &message, fix));
        }
        for stored in case.unrecorded() {
            let fix = "用同一个文件再归档一次就接上：crisis attach {case} 文件；不属于这份档案的，移到档案库外面";
            tally.damage.push(damage(PathBuf::from(&stored.path), "没有一条记录登记过这个文件，核对不了", fix));
        }
        if self.tombstone(&case.number).exists() {
            let fix = "再运行一次：crisis destroy {case}";
            tally.damage.push(damage(PathBuf::new(), "销毁没有做完：证明已写下，案卷还在", fix));
        }
        for damage in &mut tally.damage {
            self.name_as_it_lies(&case.number, &mut damage.path);
        }
        tally
    }

    /// Of a sealed case the file that somebody finds, not what is in it.
    fn name_as_it_lies(&self, number: &str, path: &mut PathBuf) {
        let folder = PathBuf::from("cases").join(number);
        let Ok(name) = path.strip_prefix(&folder) else { return };
        let name = name.to_string_lossy().replace('\\', "/");
        if !self.repo.root.join(&*path).exists() {
            *path = folder.join(self.repo.real_name(number, &name));
        }
    }
}
