//! Two lines of history made one, without touching a file on the disk: what is only on one side is taken, who a case
//! is about is merged field by field, and what people must decide is named with both values.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::merge::{self, Conflict, Side, Texts};
use crate::case::stamp;
use crate::error::{Error, Result};
use crate::history::{Changes, Entry, Git};
use crate::office::Office;
use crate::store::locker;
use crate::vault::case_key::CaseKey;
use crate::vault::convert::KEY_FILE;
use crate::vault::recipient::Recipient;

/// Where two lines of history began to differ, and how they end.
pub struct Tips<'g> {
    pub git: &'g Git,
    pub base: String,
    pub ours: String,
    pub theirs: String,
}

/// What is to be done to our files.
#[derive(Default)]
pub struct Merged {
    pub changes: Changes,
    pub conflicts: Vec<Conflict>,
    /// Cases into which both wrote.
    pub of_both: BTreeSet<String>,
}

/// What somebody said about a conflict.
pub type Decided<'d> = dyn Fn(&str) -> Option<Side> + 'd;

/// The number of the case that a path belongs to, and the rest of it.
pub fn of_case(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("cases/")?.split_once('/')
}

const ABOUT: [&str; 2] = ["case.yaml.age", "case.yaml"];

pub fn merged(office: &Office, tips: &Tips<'_>, decided: &Decided<'_>) -> Result<Merged> {
    let git = tips.git;
    let (mine, yours) = (git.changes(&tips.base, &tips.ours)?, git.changes(&tips.base, &tips.theirs)?);
    if let Some((path, _)) = yours.iter().find(|(_, entry)| entry.as_ref().is_some_and(|entry| !entry.is_file())) {
        let odd = Error::new("对方的历史里有快捷链接或别的仓库，不是文件").path(path);
        return Err(odd.fix("请对方把它移出档案库，再同步"));
    }
    let numbers = |changes: &Changes| -> BTreeSet<String> {
        changes.keys().filter_map(|path| of_case(path)).map(|(number, _)| number.to_owned()).collect()
    };
    let of_both = numbers(&mine).intersection(&numbers(&yours)).cloned().collect();
    let out = Merged { of_both, ..Merged::default() };
    let mut merger = Merger { office, tips, decided, mine, yours, out };
    let whole = merger.whole_cases()?;
    let rest: Vec<String> = merger.yours.keys().filter(|path| !whole.contains(number_of(path))).cloned().collect();
    let mut about: BTreeSet<String> = BTreeSet::new();
    for path in &rest {
        match of_case(path) {
            // Only once it is known which key seals it.
            Some((number, file)) if ABOUT.contains(&file) && merger.has_changed_about(number) => {
                about.insert(number.to_owned());
            }
            _ => merger.file(path)?,
        }
    }
    for number in about {
        merger.about(&number)?;
    }
    Ok(merger.out)
}

fn number_of(path: &str) -> &str {
    of_case(path).map_or("", |(number, _)| number)
}

struct Merger<'m> {
    office: &'m Office,
    tips: &'m Tips<'m>,
    decided: &'m Decided<'m>,
    /// What became of the files since both began, on our side and on theirs.
    mine: Changes,
    yours: Changes,
    out: Merged,
}

impl Merger<'_> {
    fn git(&self) -> &Git {
        self.tips.git
    }

    fn decide(&mut self, field: &str, ours: impl Into<String>, theirs: impl Into<String>) -> Option<Side> {
        let side = (self.decided)(field);
        if side.is_none() {
            let conflict = Conflict { field: field.to_owned(), ours: ours.into(), theirs: theirs.into() };
            self.out.conflicts.push(conflict);
        }
        side
    }

    fn take(&mut self, path: &str, entry: Option<Entry>) {
        self.out.changes.insert(path.to_owned(), entry);
    }

    fn take_theirs(&mut self, path: &str) {
        let entry = self.yours.get(path).cloned().flatten();
        self.take(path, entry);
    }

    /// Cases that one side took away: destroyed there, while something was written here, or the other way round; or
    /// gone there without a word.
    fn whole_cases(&mut self) -> Result<BTreeSet<String>> {
        let lost = |changes: &Changes| -> BTreeSet<String> {
            let gone = changes.iter().filter(|(_, entry)| entry.is_none()).filter_map(|(path, _)| of_case(path));
            gone.filter(|(_, file)| ABOUT.contains(file)).map(|(number, _)| number.to_owned()).collect()
        };
        let mut whole = BTreeSet::new();
        for number in lost(&self.mine).union(&lost(&self.yours)) {
            let (ours, theirs) = (self.has_about(&self.tips.ours, number)?, self.has_about(&self.tips.theirs, number)?);
            if ours == theirs {
                continue;
            }
            let stone = format!("destroyed/{number}.yaml");
            let is_of_both = self.out.of_both.contains(number);
            if !is_of_both && (self.mine.contains_key(&stone) || self.yours.contains_key(&stone)) {
                continue;
            }
            whole.insert(number.clone());
            if !is_of_both && theirs {
                continue;
            }
            let said = |is_there: bool| if is_there { "整份都在" } else { "整份不在了" };
            match self.decide(number, said(ours), said(theirs)) {
                Some(Side::Theirs) => self.as_theirs(number)?,
                Some(Side::Ours) if ours => drop(self.yours.remove(&stone)),
                _ => {}
            }
        }
        Ok(whole)
    }

    fn has_about(&self, commit: &str, number: &str) -> Result<bool> {
        let paths = ABOUT.map(|name| format!("cases/{number}/{name}"));
        Ok(!self.git().files(commit, &paths)?.is_empty())
    }

    fn as_theirs(&mut self, number: &str) -> Result<()> {
        let folder = [format!("cases/{number}/"), format!("destroyed/{number}.yaml")];
        let theirs = self.git().files(&self.tips.theirs, &folder)?;
        for (path, entry) in self.git().files(&self.tips.ours, &folder)? {
            if !theirs.contains_key(&path) {
                self.take(&path, None);
            } else if theirs.get(&path) == Some(&entry) {
                self.out.changes.remove(&path);
            }
        }
        for (path, entry) in theirs {
            self.take(&path, Some(entry));
        }
        Ok(())
    }

    fn file(&mut self, path: &str) -> Result<()> {
        let theirs = self.yours.get(path).cloned().flatten();
        match self.mine.get(path).cloned() {
            None if self.rewrites(path, theirs.as_ref())? => {
                let said = if theirs.is_some() { "改写过的" } else { "删去了" };
                if self.decide(path, "写下时的", said) == Some(Side::Theirs) {
                    self.take(path, theirs);
                }
                Ok(())
            }
            None => {
                self.take(path, theirs);
                Ok(())
            }
            Some(ours) if ours == theirs => Ok(()),
            Some(ours) => self.changed_twice(path, ours.as_ref(), theirs.as_ref()),
        }
    }

    /// Whether a record that is there already would become another one or be gone. Sealed anew, it is the same.
    fn rewrites(&self, path: &str, theirs: Option<&Entry>) -> Result<bool> {
        let Some(name) = record_name(path) else { return Ok(false) };
        let Some(old) = self.git().entry(&self.tips.base, path)? else { return Ok(false) };
        let folder = &path[..path.len() - name.len()];
        let Some(theirs) = theirs else {
            let is_destroyed = !self.has_about(&self.tips.theirs, number_of(path))? && of_case(path).is_some();
            let has_other = self.yours.iter().any(|(other, entry)| {
                entry.is_some() && other.strip_prefix(folder).is_some_and(|other| is_twin(name, other))
            });
            return Ok(!is_destroyed && !has_other);
        };
        if !path.ends_with(".age") {
            return Ok(old != *theirs);
        }
        let number = number_of(path);
        let key = self.key_at(&self.tips.theirs, number)?;
        let opened = |entry: &Entry| -> Result<Option<Vec<u8>>> {
            let bytes = self.git().read(entry)?;
            Ok(key.as_ref().and_then(|key| key.open(&bytes).ok()).map(|plain| plain.to_vec()))
        };
        // What the keys at hand do not open is taken as it comes; its holder will see.
        Ok(opened(&old)?.zip(opened(theirs)?).is_some_and(|(old, new)| old != new))
    }

    /// The key of a case as it lies in a commit; none where it is plain, or for others.
    fn key_at(&self, commit: &str, number: &str) -> Result<Option<CaseKey>> {
        let entry = self.git().entry(commit, &format!("cases/{number}/{KEY_FILE}"))?;
        self.opened_key(entry.as_ref())
    }

    fn opened_key(&self, entry: Option<&Entry>) -> Result<Option<CaseKey>> {
        let keyring = self.office.repo.locker.keyring.as_ref();
        let Some((entry, keyring)) = entry.zip(keyring) else { return Ok(None) };
        Ok(keyring.unlock(&self.git().read(entry)?).ok())
    }

    fn changed_twice(&mut self, path: &str, ours: Option<&Entry>, theirs: Option<&Entry>) -> Result<()> {
        if let (Some((number, KEY_FILE)), Some(ours), Some(theirs)) = (of_case(path), ours, theirs) {
            return self.key(number, path, ours, theirs);
        }
        if let (Some(ours), Some(theirs), true) = (ours, theirs, path.ends_with(".age"))
            && self.says_the_same(path, ours, theirs)?
        {
            return Ok(());
        }
        let base = self.git().entry(&self.tips.base, path)?;
        if let (Some(ours), Some(theirs), true) = (ours, theirs, is_setting(path)) {
            return self.lines(path, base.as_ref(), ours, theirs);
        }
        let said = |entry: Option<&Entry>| match entry {
            Some(entry) => format!("改过（{}…）", &entry.blob[..8]),
            None => "删去了".to_owned(),
        };
        if self.decide(path, said(ours), said(theirs)) == Some(Side::Theirs) {
            self.take_theirs(path);
        }
        Ok(())
    }

    fn says_the_same(&self, path: &str, ours: &Entry, theirs: &Entry) -> Result<bool> {
        let number = number_of(path);
        let (Some(one), Some(other)) = (self.key_at(&self.tips.ours, number)?, self.key_at(&self.tips.theirs, number)?)
        else {
            return Ok(false);
        };
        let (one, other) = (one.open(&self.git().read(ours)?), other.open(&self.git().read(theirs)?));
        Ok(one.is_ok() && one == other)
    }

    fn lines(&mut self, path: &str, base: Option<&Entry>, ours: &Entry, theirs: &Entry) -> Result<()> {
        let git = self.tips.git;
        let read = |entry: Option<&Entry>| entry.map_or(Ok(Vec::new()), |entry| git.read(entry));
        let (old, own, other) = (read(base)?, read(Some(ours))?, read(Some(theirs))?);
        let side = (self.decided)(path).map(|side| if side == Side::Ours { "--ours" } else { "--theirs" });
        match git.merge_lines([&own, &old, &other], side)? {
            Ok(text) => {
                let entry = git.keep(&text)?;
                self.take(path, Some(entry));
            }
            Err([ours, theirs]) => drop(self.decide(path, ours, theirs)),
        }
        Ok(())
    }

    /// Who got the key on either side has it; who lost it on either side does not.
    fn key(&mut self, number: &str, path: &str, ours: &Entry, theirs: &Entry) -> Result<()> {
        let (Some(one), Some(other)) = (self.opened_key(Some(ours))?, self.opened_key(Some(theirs))?) else {
            let shut = "改了谁能打开；你无权打开这份档案，不能合并";
            if self.decide(path, shut, shut) == Some(Side::Theirs) {
                self.take_theirs(path);
            }
            return Ok(());
        };
        let base = self.key_at(&self.tips.base, number)?;
        let before: BTreeSet<&Recipient> = base.iter().flat_map(CaseKey::holders).collect();
        let (mine, yours): (BTreeSet<&Recipient>, BTreeSet<&Recipient>) =
            (one.holders().iter().collect(), other.holders().iter().collect());
        let is_lost =
            |holder: &&Recipient| before.contains(holder) && !(mine.contains(holder) && yours.contains(holder));
        let holders: Vec<Recipient> =
            mine.union(&yours).filter(|holder| !is_lost(holder)).map(|one| (*one).clone()).collect();
        let entry = self.git().keep(&one.joined(&other).lock(&holders)?)?;
        self.take(path, Some(entry));
        Ok(())
    }

    fn has_changed_about(&self, number: &str) -> bool {
        let paths = ABOUT.map(|name| format!("cases/{number}/{name}"));
        paths.iter().any(|path| self.mine.contains_key(path))
    }

    fn about(&mut self, number: &str) -> Result<()> {
        let file = format!("{number}/case.yaml");
        let texts = (
            self.about_at(&self.tips.base, number)?,
            self.about_at(&self.tips.ours, number)?,
            self.about_at(&self.tips.theirs, number)?,
        );
        let (Some(base), Some(ours), Some(theirs)) = texts else {
            let shut = "改过；你无权打开这份档案，不能合并";
            if self.decide(&file, shut, shut) == Some(Side::Theirs) {
                ABOUT.map(|name| format!("cases/{number}/{name}")).iter().for_each(|path| self.take_theirs_if(path));
            }
            return Ok(());
        };
        let decided = self.decided;
        let of_field = |field: &str| decided(&format!("{number}/{field}"));
        let text = match (decided(&file), merge::merged(Texts { base: &base, ours: &ours, theirs: &theirs }, &of_field))
        {
            (Some(Side::Ours), _) => ours,
            (Some(Side::Theirs), _) => theirs,
            (None, Ok(Ok(text))) => text,
            (None, Ok(Err(conflicts))) => {
                let named =
                    conflicts.into_iter().map(|one| Conflict { field: format!("{number}/{}", one.field), ..one });
                self.out.conflicts.extend(named);
                return Ok(());
            }
            (None, Err(error)) => {
                self.decide(&file, error.to_string(), error.to_string());
                return Ok(());
            }
        };
        self.put_about(number, &text)
    }

    fn take_theirs_if(&mut self, path: &str) {
        if self.yours.contains_key(path) {
            self.take_theirs(path);
        }
    }

    /// Sealed where the case will be.
    fn put_about(&mut self, number: &str, text: &str) -> Result<()> {
        let text = stamp::stamped(number, text);
        let key = format!("cases/{number}/{KEY_FILE}");
        let key = match self.out.changes.get(&key) {
            Some(entry) => entry.clone(),
            None => self.git().entry(&self.tips.ours, &key)?,
        };
        let [sealed, plain] = ABOUT.map(|name| format!("cases/{number}/{name}"));
        let there = self.git().files(&self.tips.ours, &[sealed.clone(), plain.clone()])?;
        let (path, other, bytes) = match (&key, self.opened_key(key.as_ref())?) {
            (None, _) => (plain, sealed, text.as_bytes().to_vec()),
            (_, Some(key)) => (sealed, plain, key.seal(text.as_bytes())?),
            (_, None) => return Err(crate::store::put::locked(number)),
        };
        let entry = self.git().keep(&bytes)?;
        self.take(&path, Some(entry));
        if there.contains_key(&other) {
            self.take(&other, None);
        }
        Ok(())
    }

    fn about_at(&self, commit: &str, number: &str) -> Result<Option<String>> {
        let [sealed, plain] = ABOUT.map(|name| format!("cases/{number}/{name}"));
        let files: BTreeMap<String, Entry> = self.git().files(commit, &[sealed.clone(), plain.clone()])?;
        let bytes = match (files.get(&sealed), files.get(&plain)) {
            (Some(entry), _) => match self.key_at(commit, number)? {
                Some(key) => key.open(&self.git().read(entry)?).ok().map(|plain| plain.to_vec()),
                None => None,
            },
            (None, Some(entry)) => Some(self.git().read(entry)?),
            (None, None) => None,
        };
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.map(|text| stamp::unstamped(&text).to_owned()))
    }
}

/// The name of a record's file within its folder of records.
fn record_name(path: &str) -> Option<&str> {
    let inside = of_case(path).map(|(_, inside)| inside).or_else(|| path.strip_prefix("program/"))?;
    inside.strip_prefix("records/")
}

/// One record under its plain and its sealed name.
fn is_twin(name: &str, other: &str) -> bool {
    let sealed = |name: &str| locker::sealed_name(&format!("records/{name}"));
    name != other
        && (sealed(name) == Some(format!("records/{other}")) || sealed(other) == Some(format!("records/{name}")))
}

/// What people write line by line.
fn is_setting(path: &str) -> bool {
    let ours = ["cases/", "program/", "intake/", "recovery/", "destroyed/"];
    let texts = [".toml", ".yaml", ".md", ".txt", ".json", ".gitignore", ".gitattributes"];
    !ours.iter().any(|folder| path.starts_with(folder)) && texts.iter().any(|ending| path.ends_with(ending))
}
