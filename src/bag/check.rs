//! Whether a bag is complete and valid (RFC 8493 § 3): everything that a list names is there with the bytes it had,
//! nothing else lies in the payload, and nothing in it reaches out of it. What can't be checked is not called well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Serialize;
use sha2::digest::DynDigest;

use super::Algorithm;
use super::tag::{Encoding, Entry, Label, clashes, entry, fetched, fits_anywhere, folded, info, lines, stays_inside};
use crate::disk;
use crate::error::{Error, Result};
use crate::record::hex;

/// Text files of a bag are lists and labels; what is larger is none.
const LARGEST: u64 = 256 << 20;

/// The version that RFC 8493 defines.
const NEWEST: (u32, u32) = (1, 0);

/// A byte-order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What was read, and what is wrong with it.
#[derive(Default, Serialize)]
pub struct Checked {
    /// Files whose bytes were compared with a checksum.
    pub files: usize,
    pub bytes: u64,
    /// By path within the bag.
    pub faults: Vec<Fault>,
    /// Nothing is wrong here; elsewhere it may be.
    pub warnings: Vec<Fault>,
    /// The labels of `bag-info.txt`.
    #[serde(skip)]
    pub info: Vec<Label>,
}

/// What is wrong with one file of a bag.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub path: String,
    pub message: String,
}

/// A manifest: checksums by path.
struct Manifest {
    name: String,
    algorithm: Algorithm,
    sums: BTreeMap<String, String>,
}

/// Reads every byte of the bag, several files at a time; `progress` is told how many files are done, of how many.
/// Only a folder that is none is an error.
pub fn check(root: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Checked> {
    // The way to the bag may lead over a link, nothing within it may.
    let there = fs::canonicalize(root).map_err(|error| Error::io("读取", root, &error))?;
    if !there.is_dir() {
        let file = Error::new("这是一个文件，不是包的文件夹").path(root);
        return Err(file.fix("写出包的文件夹；压缩的先解压"));
    }
    let root = there;
    let mut bag = Bag::open(&root);
    bag.declaration();
    let mut payload = bag.manifests("manifest-");
    let tags = bag.manifests("tagmanifest-");
    bag.metadata();
    bag.awaited(&payload);
    bag.listed(&mut payload);
    bag.tags_listed(&tags, &payload);
    bag.sums(&payload, &tags, progress)?;
    let by_file = |one: &Fault, other: &Fault| (&one.path, &one.message).cmp(&(&other.path, &other.message));
    bag.tell.faults.sort_by(by_file);
    bag.tell.warnings.sort_by(by_file);
    Ok(bag.tell)
}

/// The files of the payload below one of its folders, by their path from there, with `/`.
pub fn payload(root: &Path, folder: &str) -> Result<Vec<(String, PathBuf)>> {
    let folder = root.join("data").join(folder);
    let named = |path: PathBuf| (slashed(&path).unwrap_or_default(), folder.join(&path));
    Ok(disk::files(&folder)?.into_iter().map(named).collect())
}

/// With `/` on every system; nothing where a name is not in letters.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

struct Bag<'r> {
    root: &'r Path,
    /// Every file, with `/`, by its path in the bag.
    files: BTreeSet<String>,
    version: (u32, u32),
    encoding: Encoding,
    tell: Checked,
}

impl<'r> Bag<'r> {
    /// What is no file, has no name in letters or can't be looked at is a fault of its own.
    fn open(root: &'r Path) -> Self {
        let (files, tell) = (BTreeSet::new(), Checked::default());
        let mut bag = Self { root, files, version: NEWEST, encoding: Encoding::Utf8, tell };
        for found in disk::tree(root) {
            match found {
                Ok(path) => match slashed(&path) {
                    Some(inside) => drop(bag.files.insert(inside)),
                    None => bag.fault(path.display().to_string(), "文件名不是合法的文字"),
                },
                Err((path, error)) => {
                    bag.fault(slashed(&path).unwrap_or_else(|| path.display().to_string()), error.what);
                }
            }
        }
        bag
    }

    /// What RFC 8493 asks of bags since version 1.0 and older bags were free to do.
    fn is_strict(&self) -> bool {
        self.version >= NEWEST
    }

    fn warn(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.tell.warnings.push(Fault { path: path.into(), message: message.into() });
    }

    fn fault(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.tell.faults.push(Fault { path: path.into(), message: message.into() });
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        let there = self.root.join(path);
        let is_too_large = fs::metadata(&there).is_ok_and(|about| about.len() > LARGEST);
        let read = if is_too_large { Err(Error::new("太大")) } else { disk::read(&there) };
        match read {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.fault(path, format!("读不出来：{}", error.what));
                None
            }
        }
    }

    fn text(&mut self, path: &str) -> Option<String> {
        let bytes = self.bytes(path)?;
        if self.is_strict() && self.encoding == Encoding::Utf8 && bytes.starts_with(MARK) {
            self.fault(path, "开头有字节顺序标记，规范不许");
        }
        let text = self.encoding.text(&bytes);
        if text.is_none() {
            self.fault(path, "不是 bagit.txt 所说的编码，读不出来");
        }
        text
    }

    /// `bagit.txt` (RFC 8493 § 2.1.1): two lines, without a byte-order mark.
    fn declaration(&mut self) {
        const NAME: &str = "bagit.txt";
        if !self.has(NAME) {
            return self.fault(NAME, "没有这个文件，不是 BagIt 包");
        }
        let Some(bytes) = self.bytes(NAME) else { return };
        if bytes.starts_with(MARK) {
            self.fault(NAME, "开头有字节顺序标记，规范不许");
        }
        // Bags of older versions write this file, too, as they say that the others are written.
        let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        let written = if is_utf16 { Encoding::Utf16 } else { Encoding::Utf8 };
        let Some(text) = written.text(&bytes) else {
            return self.fault(NAME, "不是 UTF-8 文字");
        };
        let said: Vec<&str> = lines(&text).map(|(_, line)| line).collect();
        let value = |at: usize, label: &str| {
            let (said, value) = said.get(at)?.split_once(':')?;
            // Exactly one space, and none elsewhere.
            let value = value.strip_prefix(' ')?;
            (said == label && value.trim() == value && !value.is_empty()).then_some(value)
        };
        let version = value(0, "BagIt-Version").and_then(|version| {
            let (major, minor) = version.split_once('.')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        });
        let encoding = value(1, "Tag-File-Character-Encoding").map(Encoding::named);
        if said.len() != 2 || version.is_none() || encoding.is_none() {
            self.fault(NAME, "应当正好两行：BagIt-Version: 1.0 与 Tag-File-Character-Encoding: UTF-8");
        }
        if version == Some(NEWEST) && is_utf16 {
            self.fault(NAME, "不是 UTF-8 文字");
        }
        if version.is_some_and(|version| !((0, 93)..=(0, 97)).contains(&version) && version != NEWEST) {
            self.fault(NAME, "不认识的 BagIt 版本，没有按它核对");
        }
        if encoding == Some(None) {
            self.fault(NAME, "不认识的编码");
        }
        (self.version, self.encoding) = (version.unwrap_or(NEWEST), encoding.flatten().unwrap_or(Encoding::Utf8));
    }

    /// The manifests whose names begin so (RFC 8493 §§ 2.1.3, 2.2.1).
    fn manifests(&mut self, prefix: &str) -> Vec<Manifest> {
        let is_one = |name: &&String| name.starts_with(prefix) && name.ends_with(".txt") && !name.contains('/');
        let names: Vec<String> = self.files.iter().filter(is_one).cloned().collect();
        let mut manifests = Vec::new();
        for name in names {
            let Some(algorithm) = Algorithm::named(&name[prefix.len()..name.len() - ".txt".len()]) else {
                self.fault(name, "不认识的校验算法，没有核对");
                continue;
            };
            let Some(text) = self.text(&name) else { continue };
            let is_of_payload = prefix == "manifest-";
            let sums = self.entries(&name, &text, is_of_payload);
            manifests.push(Manifest { name, algorithm, sums });
        }
        manifests
    }

    /// The lines of a manifest; what is no file of the bag's, or of the other sort of manifest, is left out and told.
    fn entries(&mut self, name: &str, text: &str, is_of_payload: bool) -> BTreeMap<String, String> {
        let (is_strict, mut is_other) = (self.is_strict(), false);
        let mut sums: BTreeMap<String, String> = BTreeMap::new();
        for (at, line) in lines(text) {
            let Some(Entry { sum, path, is_marked }) = entry(line, is_strict) else {
                self.fault(name, format!("第 {at} 行不是“校验值  路径”"));
                continue;
            };
            is_other |= is_marked;
            if !stays_inside(&path) {
                self.fault(name, format!("第 {at} 行的路径指到包外面去"));
            } else if is_of_payload && !path.starts_with("data/") {
                self.fault(name, format!("第 {at} 行的路径不在 data/ 里"));
            } else if !is_of_payload && path.starts_with("data/") {
                self.fault(name, format!("第 {at} 行是内容里的文件，附属清单里不该有"));
            } else {
                match sums.insert(path, sum.clone()) {
                    None => {}
                    Some(before) if is_strict || before != sum => {
                        self.fault(name, format!("第 {at} 行的文件列了不止一次"));
                    }
                    Some(_) => self.warn(name, format!("第 {at} 行的文件列了不止一次")),
                }
            }
        }
        if is_other {
            self.warn(name, "路径前有 * 或 ./，别的程序可能读不懂");
        }
        sums
    }

    /// `bag-info.txt` (RFC 8493 § 2.2.2), and the sum of the payload that it tells.
    fn metadata(&mut self) {
        // What it was called before version 0.96; later it is any other file.
        let older = ("package-info.txt", self.version < (0, 96));
        let names = [("bag-info.txt", true), older].into_iter();
        let Some((name, _)) = names.filter(|(_, holds)| *holds).find(|(name, _)| self.has(name)) else { return };
        let Some(text) = self.text(name) else { return };
        match info(&text) {
            Ok(labels) => self.tell.info = labels,
            Err(line) => return self.fault(name, format!("第 {line} 行不是“名称: 内容”")),
        }
        let sums: Vec<String> = self.labelled("Payload-Oxum");
        if sums.len() > 1 {
            self.fault(name, "Payload-Oxum 写了不止一次");
        }
        let Some(told) = sums.into_iter().next() else { return };
        let sizes = self.files.iter().filter(|path| path.starts_with("data/"));
        let sizes: Vec<u64> =
            sizes.filter_map(|path| fs::metadata(self.root.join(path)).ok()).map(|about| about.len()).collect();
        let (bytes, count) = (sizes.iter().sum::<u64>(), sizes.len());
        if told != format!("{bytes}.{count}") {
            self.fault(name, format!("Payload-Oxum 是 {told}，包里是 {bytes}.{count}"));
        }
    }

    fn labelled(&self, label: &str) -> Vec<String> {
        let of_label = self.tell.info.iter().filter(|(name, _)| name.eq_ignore_ascii_case(label));
        of_label.map(|(_, value)| value.clone()).collect()
    }

    /// `fetch.txt` (RFC 8493 § 2.2.3): nothing is fetched here, so what is still elsewhere is missing.
    fn awaited(&mut self, payload: &[Manifest]) {
        const NAME: &str = "fetch.txt";
        if !self.has(NAME) {
            return;
        }
        let Some(text) = self.text(NAME) else { return };
        for (at, line) in lines(&text) {
            match fetched(line, self.is_strict()) {
                None => self.fault(NAME, format!("第 {at} 行不是“网址 长度 路径”")),
                Some(path) if !stays_inside(&path) => {
                    self.fault(NAME, format!("第 {at} 行的路径指到包外面去"));
                }
                Some(path) if payload.iter().all(|manifest| manifest.sums.contains_key(&path)) => {}
                Some(_) if self.is_strict() => self.fault(NAME, format!("第 {at} 行的文件不在每份内容清单里")),
                // Whether it is missing is seen where it is listed.
                Some(_) => self.warn(NAME, format!("第 {at} 行的文件不在每份内容清单里")),
            }
        }
    }

    /// Every list of the payload names the same files, all of them there, and no other lies in the payload.
    fn listed(&mut self, payload: &mut [Manifest]) {
        if payload.is_empty() {
            self.fault("manifest-sha256.txt", "没有能核对的内容清单");
        }
        if !self.root.join("data").is_dir() {
            self.fault("data", "没有内容文件夹");
        }
        let all: BTreeSet<String> = payload.iter().flat_map(|manifest| manifest.sums.keys().cloned()).collect();
        let is_strict = self.is_strict();
        for manifest in payload.iter().filter(|_| is_strict) {
            for path in all.iter().filter(|path| !manifest.sums.contains_key(*path)) {
                let message = format!("{} 里没有它，别的清单里有", manifest.name);
                self.tell.faults.push(Fault { path: path.clone(), message });
            }
        }
        let there: BTreeMap<String, String> = self.files.iter().map(|path| (folded(path), path.clone())).collect();
        for path in all.iter().filter(|path| !self.files.contains(*path)).cloned().collect::<Vec<_>>() {
            match there.get(&folded(&path)).filter(|other| !all.contains(*other)) {
                // Some systems write an accent as a letter of its own.
                Some(other) => {
                    let message = "清单里是另一种写法（重音或大小写），换一台电脑可能找不到".to_owned();
                    self.tell.warnings.push(Fault { path: other.clone(), message });
                    for manifest in payload.iter_mut() {
                        if let Some(sum) = manifest.sums.remove(&path) {
                            manifest.sums.insert(other.clone(), sum);
                        }
                    }
                }
                None => self.fault(path, "清单里有，包里没有"),
            }
        }
        let named: BTreeSet<&String> = payload.iter().flat_map(|manifest| manifest.sums.keys()).collect();
        let extra = self.files.iter().filter(|path| path.starts_with("data/") && !named.contains(path));
        let extra: Vec<Fault> =
            extra.map(|path| Fault { path: path.clone(), message: "包里有，清单里没有".to_owned() }).collect();
        let twice: Vec<Fault> = clashes(named.into_iter())
            .into_iter()
            .map(|(one, other)| Fault {
                path: other.clone(), message: format!("与 {one} 在别的系统上会互相覆盖")
            })
            .collect();
        let unfit: Vec<String> = self.files.iter().filter(|path| !fits_anywhere(path)).cloned().collect();
        self.tell.faults.extend(extra);
        self.tell.warnings.extend(twice);
        for path in unfit {
            self.warn(path, "这个名字在 Windows 上存不下");
        }
    }

    /// A list of the tag files names every list of the payload, and no list of its own sort (RFC 8493 § 2.2.1).
    fn tags_listed(&mut self, tags: &[Manifest], payload: &[Manifest]) {
        for manifest in tags {
            for listing in payload.iter().filter(|listing| !manifest.sums.contains_key(&listing.name)) {
                let message = format!("{} 里没有它", manifest.name);
                if self.is_strict() { self.fault(&listing.name, message) } else { self.warn(&listing.name, message) }
            }
            for path in manifest.sums.keys() {
                if path.starts_with("tagmanifest-") {
                    self.fault(&manifest.name, "列出了附属清单自己");
                } else if !self.has(path) {
                    self.fault(path, format!("{} 里有，包里没有", manifest.name));
                }
            }
        }
    }

    /// Every file that a list names is read once, for all the checksums that are told of it.
    fn sums(&mut self, payload: &[Manifest], tags: &[Manifest], progress: &(dyn Fn(u64, u64) + Sync)) -> Result<()> {
        let mut told: BTreeMap<&String, Vec<(Algorithm, &String)>> = BTreeMap::new();
        for manifest in payload.iter().chain(tags) {
            for (path, sum) in manifest.sums.iter().filter(|(path, _)| self.files.contains(*path)) {
                told.entry(path).or_default().push((manifest.algorithm, sum));
            }
        }
        let told: Vec<_> = told.into_iter().collect();
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results = Mutex::new(Vec::with_capacity(told.len()));
        let work = || {
            while let Some((path, sums)) = told.get(next.fetch_add(1, Ordering::Relaxed)) {
                let result = compare(&self.root.join(path), sums);
                results.lock().expect("no reader panics while it holds the results").push((*path, result));
                progress(done.fetch_add(1, Ordering::Relaxed) as u64 + 1, told.len() as u64);
            }
        };
        let readers = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| (0..readers).for_each(|_| drop(scope.spawn(work))));
        let results = results.into_inner().map_err(|_| Error::new("核对没有做完").fix("再运行一次"))?;
        let (mut files, mut bytes, mut faults) = (0, 0, Vec::new());
        for (path, result) in results {
            match result {
                Ok((size, true)) => (files, bytes) = (files + 1, bytes + size),
                Ok((_, false)) => faults
                    .push(Fault { path: path.clone(), message: "内容与清单里的校验值不符".to_owned() }),
                Err(error) => {
                    faults.push(Fault { path: path.clone(), message: format!("读不出来：{}", error.what) });
                }
            }
        }
        (self.tell.files, self.tell.bytes) = (files, bytes);
        self.tell.faults.extend(faults);
        Ok(())
    }
}

/// The size of a file, and whether it has all these checksums.
fn compare(path: &Path, sums: &[(Algorithm, &String)]) -> Result<(u64, bool)> {
    const PIECE: usize = 1 << 18;
    let mut hashes: Vec<(Box<dyn DynDigest>, &String)> =
        sums.iter().map(|(algorithm, sum)| (hash(*algorithm), *sum)).collect();
    let mut file = disk::open(path)?;
    let mut piece = vec![0; PIECE];
    let mut size = 0;
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => {
                size += count as u64;
                for (hash, _) in &mut hashes {
                    hash.update(&piece[..count]);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::io("读取", path, &error)),
        }
    }
    Ok((size, hashes.into_iter().all(|(hash, sum)| hex(&hash.finalize()) == *sum)))
}

fn hash(algorithm: Algorithm) -> Box<dyn DynDigest> {
    match algorithm {
        Algorithm::Md5 => Box::new(md5::Md5::default()),
        Algorithm::Sha1 => Box::new(sha1::Sha1::default()),
        Algorithm::Sha224 => Box::new(sha2::Sha224::default()),
        Algorithm::Sha256 => Box::new(sha2::Sha256::default()),
        Algorithm::Sha384 => Box::new(sha2::Sha384::default()),
        Algorithm::Sha512 => Box::new(sha2::Sha512::default()),
    }
}
