//! Every file of a case under its plain name, opened if need be. What does not open is a fault of that file alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::Path;

use super::listing::Listing;
use super::names::{is_sealed, plain_material, plain_name};
use super::{Hold, open};
use crate::case::text::is_copy;
use crate::case::{Custody, File};
use crate::error::{Error, Result};
use crate::record::naming;
use crate::store::read;
use crate::time::Zone;
use crate::vault::age_file;
use crate::vault::convert::KEY_FILE;

/// The files of a case under their plain names, and what was found out on the way.
pub struct Found {
    pub files: Vec<File>,
    pub custody: Option<Custody>,
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

pub(super) struct Reader<'a> {
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
    pub fn new(folder: &'a Path, hold: &'a Hold) -> Self {
        let (found, sizes) = (BTreeMap::new(), BTreeMap::new());
        Self { folder, hold, found, twice: Vec::new(), sizes, damaged: None, is_half: false }
    }

    pub fn record(&mut self, name: &str, zone: Zone, filed: &mut BTreeMap<String, String>) {
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
        match self.found.entry(plain) {
            Entry::Vacant(free) => drop(free.insert(content)),
            Entry::Occupied(known) if *known.get() != content => {
                let twice = Error::new("封存的和明文的两份内容不同");
                let content = Err(twice.fix("比较后把多余的一份移走，再运行一次 crisis seal"));
                self.twice.push(File::new(known.key().clone(), content));
            }
            Entry::Occupied(_) => {}
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

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|about| about.len()).map_err(|error| Error::io("读取", path, &error))
}
