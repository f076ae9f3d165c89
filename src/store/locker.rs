//! Plain or sealed: finds out which a case is, opens what is sealed, and gives every file the name that it has in
//! clear, so that nobody else need know.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{read, signature};
use crate::case::text::is_copy;
use crate::case::{Custody, File};
use crate::disk::{self, Hashing, Kind};
use crate::error::{Error, Result};
use crate::record::{hex, naming};
use crate::time::Zone;
use crate::vault::age_file;
use crate::vault::case_key::CaseKey;
use crate::vault::convert::KEY_FILE;
use crate::vault::keyring::Keyring;
use crate::vault::unopened::Unopened;

/// The keys of the person at the keyboard, and those of the cases that they opened. Whoever clones it opens with the same
/// keys, and need not unwrap again what the other did.
#[derive(Clone, Default)]
pub struct Locker {
    pub keyring: Option<Arc<Keyring>>,
    /// By folder; with the bytes of the key file, which may be another one soon.
    known: Arc<Mutex<BTreeMap<PathBuf, Known>>>,
}

type Known = (Vec<u8>, Arc<CaseKey>);

/// How a case lies there.
pub enum Hold {
    Plain,
    Open(Arc<CaseKey>),
    /// Sealed, and for others.
    Locked,
}

impl Hold {
    pub fn key(&self) -> Option<&CaseKey> {
        match self {
            Self::Open(key) => Some(key),
            Self::Plain | Self::Locked => None,
        }
    }
}

/// The files of a case under their plain names, and what was found out on the way.
pub struct Found {
    pub files: Vec<File>,
    pub custody: Option<Custody>,
}

impl Locker {
    pub fn new(keyring: Option<Keyring>) -> Self {
        Self { keyring: keyring.map(Arc::new), known: Arc::default() }
    }

    /// How a case lies there; refused where sealed files have lost their key, so that nothing is written among them.
    pub fn hold(&self, folder: &Path) -> Result<Hold> {
        match self.peek(folder)? {
            Hold::Plain => Listing::of(folder).plain(folder).map(|()| Hold::Plain),
            hold => Ok(hold),
        }
    }

    /// The same for a reader who looks at the files anyway. One unwrapping of the key for each case, however often it
    /// is read.
    pub fn peek(&self, folder: &Path) -> Result<Hold> {
        disk::refuse_link(folder)?;
        let path = folder.join(KEY_FILE);
        let Some(locked) = disk::read_if_there(&path)? else { return Ok(Hold::Plain) };
        disk::refuse_link(&path)?;
        if let Some((bytes, key)) = self.known.lock().expect("no reader panics while it holds the keys").get(folder)
            && *bytes == locked
        {
            return Ok(Hold::Open(Arc::clone(key)));
        }
        let Some(keyring) = &self.keyring else { return Ok(Hold::Locked) };
        let key = match keyring.unlock(&locked) {
            Ok(key) => Arc::new(key),
            Err(Unopened::NoKey) => return Ok(Hold::Locked),
            Err(unopened) => return Err(Error::from(unopened).path(path)),
        };
        let mut known = self.known.lock().expect("no reader panics while it holds the keys");
        known.insert(folder.to_path_buf(), (locked, Arc::clone(&key)));
        Ok(Hold::Open(key))
    }
}

/// The names of a case's files, in order.
#[derive(Default)]
struct Listing {
    own: Vec<String>,
    records: Vec<String>,
    materials: Vec<String>,
    /// Links, which are never followed, and folders that can't be read, by their paths in the case.
    unread: Vec<(String, Error)>,
}

impl Listing {
    fn of(folder: &Path) -> Self {
        let mut listing = Self::default();
        listing.own = listing.names(folder, "");
        // Other things beside the case's own are nobody's business.
        listing.unread.retain(|(name, _)| ["", "case.yaml", "records", "materials"].contains(&plain_name(name)));
        listing.records = listing.inside(folder, "records");
        listing.materials = listing.inside(folder, "materials");
        listing
    }

    /// Nothing is asked of the disk for a folder that was not there a moment ago.
    fn inside(&mut self, case: &Path, inside: &str) -> Vec<String> {
        let is_there = self.own.iter().any(|name| name.eq_ignore_ascii_case(inside)) || !self.unread.is_empty();
        if is_there { self.names(case, inside) } else { Vec::new() }
    }

    fn names(&mut self, case: &Path, inside: &str) -> Vec<String> {
        let folder = case.join(inside);
        let entries = disk::entries(&folder).unwrap_or_else(|error| {
            self.unread.push((inside.to_owned(), error));
            Vec::new()
        });
        let mut names = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.kind == Kind::Link {
                let path = folder.join(&entry.name);
                let name = if inside.is_empty() { entry.name } else { format!("{inside}/{}", entry.name) };
                self.unread.push((name, disk::link(&path)));
            } else {
                names.push(entry.name);
            }
        }
        names
    }

    /// No key file: a plain case, unless sealed files are left over from somewhere.
    fn plain(&self, folder: &Path) -> Result<()> {
        if ![&self.own, &self.records, &self.materials].into_iter().flatten().any(|name| is_sealed(name)) {
            return Ok(());
        }
        let lost = Error::new(format!("有封存的文件，却没有 {KEY_FILE}")).path(folder.join(KEY_FILE));
        Err(lost.fix(format!("从备份或另一台电脑的副本恢复 {KEY_FILE}；正在销毁的案卷，再运行一次 crisis destroy")))
    }
}

/// Everything of a case. What does not open is a fault of that file alone; only a lost key is one of the whole case.
pub fn load(folder: &Path, hold: &Hold, zone: Zone) -> Result<Found> {
    let listing = Listing::of(folder);
    if matches!(hold, Hold::Plain) {
        listing.plain(folder)?;
    }
    let mut reader = Reader::new(folder, hold);
    for name in listing.own.iter().filter(|name| plain_name(name) == "case.yaml") {
        reader.take(name, "case.yaml".to_owned());
    }
    let mut filed = BTreeMap::new();
    for name in &listing.records {
        reader.record(name, zone, &mut filed);
    }
    for name in &listing.materials {
        let plain = if is_sealed(name) { plain_material(name, &filed) } else { format!("materials/{name}") };
        reader.look_at(&format!("materials/{name}"), plain);
    }
    let is_beside = |name: &&String| {
        let is_own = [KEY_FILE, "case.yaml", "case.yaml.age"].contains(&name.as_str());
        !is_own && (name.starts_with("case") || name.starts_with("key")) && is_copy(name)
    };
    for name in listing.own.iter().filter(is_beside) {
        let copy = Error::new("看来是网盘或系统另存的一份副本，不是原来的文件");
        let fix = "与原来的那一份比较，对的留作原来的名字；这一份移到档案库外面";
        reader.put(name.clone(), Err(copy.fix(fix)));
    }
    for (name, error) in listing.unread {
        reader.put(name, Err(error));
    }
    let custody = hold.key().map(|key| Custody {
        holders: key.holders().iter().map(|holder| holder.as_str().to_owned()).collect(),
        is_half: reader.is_half,
        damaged: reader.damaged.clone(),
        ..Custody::default()
    });
    Ok(Found { files: reader.files(), custody })
}

/// Only what one file says; of two names the sealed one.
pub fn file(folder: &Path, hold: &Hold, name: &str) -> Result<Vec<u8>> {
    let sealed = folder.join(format!("{name}.age"));
    match hold.key() {
        Some(key) if sealed.exists() => {
            disk::refuse_link(&sealed)?;
            open(key, &sealed)
        }
        _ => {
            let path = folder.join(name);
            disk::refuse_link(&path)?;
            read(&path)
        }
    }
}

/// What a material holds.
pub fn material(folder: &Path, hold: &Hold, name: &str) -> Result<Vec<u8>> {
    let sealed = sealed_name(name).map(|name| folder.join(name)).filter(|path| path.exists());
    let path = sealed.clone().unwrap_or_else(|| folder.join(name));
    disk::refuse_link(&path)?;
    match hold.key().filter(|_| sealed.is_some()) {
        Some(key) => open(key, &path),
        None => read(&path),
    }
}

/// What a material holds, read as a stream whether it is sealed or not.
pub fn measure(folder: &Path, hold: &Hold, name: &str) -> Result<Measured> {
    let (path, mut plain) = reader(folder, hold, name)?;
    let failed = |error: std::io::Error| match Unopened::from_read(&error) {
        Some(unopened) => Error::from(unopened).path(&path),
        None => Error::io("读取", &path, &error),
    };
    let mut head = Vec::new();
    plain.by_ref().take(signature::HEAD).read_to_end(&mut head).map_err(failed)?;
    let (digest, size) = Hashing::new(head.chain(plain), &|_| {}).measure().map_err(failed)?;
    Ok(Measured { sha256: hex(&digest), size, mismatch: signature::mismatch(name, &head) })
}

/// Of a filed document: what it is by its bytes.
pub struct Measured {
    pub sha256: String,
    pub size: u64,
    /// What it is instead of what its name says.
    pub mismatch: Option<String>,
}

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|about| about.len()).map_err(|error| Error::io("读取", path, &error))
}

/// Where a material lies, and its bytes as they were filed.
pub fn reader(folder: &Path, hold: &Hold, name: &str) -> Result<(PathBuf, Box<dyn Read>)> {
    let sealed = sealed_name(name).map(|name| folder.join(name)).filter(|path| path.exists());
    let key = hold.key().filter(|_| sealed.is_some());
    let path = key.and(sealed).unwrap_or_else(|| folder.join(name));
    disk::refuse_link(&path)?;
    let file = disk::open(&path)?;
    let Some(key) = key else { return Ok((path, Box::new(file))) };
    let plain = key.open_stream(BufReader::new(file)).map_err(|unopened| Error::from(unopened).path(&path))?;
    Ok((path, Box::new(plain)))
}

fn open(key: &CaseKey, path: &Path) -> Result<Vec<u8>> {
    let opened = key.open(&read(path)?).map_err(|unopened| Error::from(unopened).path(path))?;
    Ok(opened.to_vec())
}

struct Reader<'a> {
    folder: &'a Path,
    hold: &'a Hold,
    /// By plain name.
    found: BTreeMap<String, Result<Vec<u8>>>,
    twice: Vec<File>,
    /// Of materials, in bytes, by plain name.
    sizes: BTreeMap<String, u64>,
    damaged: Option<Error>,
    is_half: bool,
}

impl<'a> Reader<'a> {
    fn new(folder: &'a Path, hold: &'a Hold) -> Self {
        let (found, sizes) = (BTreeMap::new(), BTreeMap::new());
        Self { folder, hold, found, twice: Vec::new(), sizes, damaged: None, is_half: false }
    }

    fn record(&mut self, name: &str, zone: Zone, filed: &mut BTreeMap<String, String>) {
        let real = format!("records/{name}");
        let content = self.content(&real);
        // A plain case has no names to be made again.
        let signs = self.hold.key().and(content.as_ref().ok()).and_then(|bytes| naming::signs(bytes));
        // A record put under the name of another one would hide that other one.
        if signs.as_ref().is_some_and(|signs| is_sealed(name) && plain_name(name) != format!("{}.md", signs.id)) {
            let wrong = Error::new("文件名与其中的记录编号不符").path(self.folder.join(&real));
            let wrong = wrong.fix("它可能盖住了另一条记录：从备份找回这个名字的文件，再按编号改正这一份的名字");
            self.damaged.get_or_insert_with(|| wrong.clone());
            self.put(plain_name(&real).to_owned(), Err(wrong));
            return;
        }
        if let Some((id, file)) = signs.as_ref().and_then(|signs| Some((signs.id.clone(), signs.file.clone()?))) {
            filed.insert(id, file);
        }
        let plain = match (is_sealed(name), content.is_ok(), signs) {
            (true, true, Some(signs)) => naming::path(signs.at, &signs.kind, &signs.id, zone),
            (true, true, None) => plain_name(&real).to_owned(),
            _ => real,
        };
        self.put(plain, content);
    }

    fn take(&mut self, real: &str, plain: String) {
        let content = self.content(real);
        self.is_half |= !is_sealed(real);
        self.put(plain, content);
    }

    /// A material: whether it is there and how much it holds, not what.
    fn look_at(&mut self, real: &str, plain: String) {
        self.is_half |= !is_sealed(real);
        let path = self.folder.join(real);
        let size = if self.hold.key().is_some() && is_sealed(real) {
            age_file::plain_size(&path)
        } else {
            size(&path).map(Some)
        };
        let content = match size {
            Ok(size) => {
                self.sizes.extend(size.map(|size| (plain.clone(), size)));
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        };
        self.put(plain, content);
    }

    fn content(&mut self, real: &str) -> Result<Vec<u8>> {
        let path = self.folder.join(real);
        let Some(key) = self.hold.key().filter(|_| is_sealed(real)) else {
            self.is_half = true;
            return read(&path);
        };
        let opened = open(key, &path);
        if let (Err(error), None) = (&opened, &self.damaged) {
            self.damaged = Some(error.clone());
        }
        opened
    }

    /// A run that was cut off leaves both names; they say the same unless somebody edited one by hand.
    fn put(&mut self, plain: String, content: Result<Vec<u8>>) {
        match self.found.get(&plain) {
            Some(known) if *known != content => {
                let twice = Error::new("封存的和明文的两份内容不同");
                let content = Err(twice.fix("比较后把多余的一份移走，再运行一次 crisis seal"));
                self.twice.push(File::new(plain, content));
            }
            Some(_) => {}
            None => drop(self.found.insert(plain, content)),
        }
    }

    fn files(self) -> Vec<File> {
        let mut sizes = self.sizes;
        let found = self.found.into_iter().map(|(path, content)| {
            let size = sizes.remove(&path);
            File { path, content, size }
        });
        let mut files: Vec<File> = found.collect();
        files.extend(self.twice);
        files
    }
}

/// Both ways between the names of a case's files, as a conversion needs them. Read before it starts.
pub struct Naming {
    zone: Zone,
    /// Id of a material's record to the file that it names.
    filed: BTreeMap<String, String>,
}

impl Naming {
    /// `None` for records that do not open: what they file keeps a name made of its number.
    pub fn of(folder: &Path, hold: &Hold, zone: Zone) -> Self {
        let mut reader = Reader::new(folder, hold);
        let mut filed = BTreeMap::new();
        for name in Listing::of(folder).records {
            reader.record(&name, zone, &mut filed);
        }
        Self { zone, filed }
    }

    /// `None`: no file of the case.
    pub fn sealed(&self, path: &Path, head: &[u8]) -> Option<PathBuf> {
        let plain = slashed(path);
        let recorded = || self.filed.iter().find(|(_, file)| **file == plain).map(|(id, _)| id.clone());
        let known = match plain.split('/').next() {
            Some("records") if plain.ends_with(".md") => {
                naming::signs(head).map(|signs| format!("records/{}.md.age", signs.id))
            }
            Some("materials") => recorded().map(|id| format!("materials/{id}.age")),
            _ => None,
        };
        known.or_else(|| sealed_name(&plain)).map(PathBuf::from)
    }

    pub fn plain(&self, path: &Path, head: &[u8]) -> Option<PathBuf> {
        let sealed = slashed(path);
        let plain = plain_name(&sealed);
        if plain == "case.yaml" {
            return Some(plain.into());
        }
        if plain.starts_with("records/") {
            let named = naming::signs(head).map(|signs| naming::path(signs.at, &signs.kind, &signs.id, self.zone));
            return Some(named.unwrap_or_else(|| plain.to_owned()).into());
        }
        let name = sealed.strip_prefix("materials/")?;
        Some(plain_material(name, &self.filed).into())
    }
}

/// What a file of a case is called when sealed, by its plain name alone: nothing of that but the number stays.
pub fn sealed_name(plain: &str) -> Option<String> {
    if plain == "case.yaml" {
        return Some(format!("{plain}.age"));
    }
    if let Some(name) = plain.strip_prefix("records/").and_then(|name| name.strip_suffix(".md")) {
        let id = name.rsplit('-').next().filter(|id| naming::is_plain(id))?;
        return Some(format!("records/{id}.md.age"));
    }
    let name = plain.strip_prefix("materials/")?;
    let id = name.split('-').next().filter(|id| id.len() == 4 && naming::is_plain(id))?;
    Some(format!("materials/{id}.age"))
}

fn plain_material(name: &str, filed: &BTreeMap<String, String>) -> String {
    let id = plain_name(name);
    let inside = |file: &&String| file.starts_with("materials/") && !file.contains("..");
    filed.get(id).filter(inside).cloned().unwrap_or_else(|| format!("materials/{id}"))
}

fn is_sealed(name: &str) -> bool {
    name != KEY_FILE && name.ends_with(".age")
}

fn plain_name(name: &str) -> &str {
    name.strip_suffix(".age").unwrap_or(name)
}

fn slashed(path: &Path) -> String {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("/")
}
