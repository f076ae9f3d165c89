//! Making a bag: the payload first, then the lists of it. The same payload gives the same bytes.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::Label;
use super::tag::encoded;
use crate::disk::{self, Hashing};
use crate::error::{Error, Result};
use crate::record::hex;
use crate::store::write;

/// The list that speaks for all of a bag: it has the sums of everything that is not payload, also of the list of that.
const LAST: &str = "tagmanifest-sha256.txt";

/// The SHA-256 of the last list of a bag that lies there as a folder.
pub fn sum_of(folder: &Path) -> Result<String> {
    let path = folder.join(LAST);
    let read = Hashing::new(disk::open(&path)?, &|_| {}).measure();
    read.map(|(digest, _)| hex(&digest)).map_err(|error| Error::io("读取", &path, &error))
}

/// Where the files of a bag go: a folder, or one file that holds them all.
pub trait Sink {
    /// `path` with `/`, `size` in bytes.
    fn put(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<()>;
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn put(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<()> {
        (**self).put(path, size, content)
    }
}

/// Nowhere: for whoever only wants to know what a bag adds up to.
pub struct Nowhere;

impl Sink for Nowhere {
    fn put(&mut self, path: &str, _: u64, content: &mut dyn Read) -> Result<()> {
        let read = std::io::copy(content, &mut std::io::sink());
        read.map(drop).map_err(|error| Error::io("读取", Path::new(path), &error))
    }
}

/// A bag in the making.
pub struct Maker<S> {
    sink: S,
    payload: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    bytes: u64,
}

impl<S: Sink> Maker<S> {
    pub fn new(sink: S) -> Self {
        Self { sink, payload: BTreeMap::new(), tags: BTreeMap::new(), bytes: 0 }
    }

    /// A file of the payload; `path` is below `data/`. Gives its SHA-256.
    pub fn payload(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<String> {
        let path = format!("data/{path}");
        let sum = hashed(&mut self.sink, &path, size, content)?;
        self.bytes += size;
        self.payload.insert(path, sum.clone());
        Ok(sum)
    }

    /// A file beside the payload, for whoever opens the bag.
    pub fn beside(&mut self, path: &str, text: &str) -> Result<()> {
        let sum = hashed(&mut self.sink, path, text.len() as u64, &mut text.as_bytes())?;
        self.tags.insert(path.to_owned(), sum);
        Ok(())
    }

    /// The declaration, the labels and the lists (RFC 8493 §§ 2.1, 2.2). Gives back the sink, and the SHA-256 of the last
    /// list, which speaks for the whole bag.
    pub fn finish(mut self, labels: &[Label]) -> Result<(S, String)> {
        self.beside("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")?;
        let oxum = ("Payload-Oxum".to_owned(), format!("{}.{}", self.bytes, self.payload.len()));
        let labels = labels.iter().chain([&oxum]);
        let labels: Vec<String> = labels.map(|(label, value)| format!("{label}: {}\n", one_line(value))).collect();
        self.beside("bag-info.txt", &labels.concat())?;
        self.beside("manifest-sha256.txt", &manifest(&self.payload))?;
        let tags = manifest(&self.tags);
        let sum = hashed(&mut self.sink, LAST, tags.len() as u64, &mut tags.as_bytes())?;
        Ok((self.sink, sum))
    }
}

fn hashed(sink: &mut impl Sink, path: &str, size: u64, content: &mut dyn Read) -> Result<String> {
    let mut content = Hashing::new(content, &|_| {});
    sink.put(path, size, &mut content)?;
    Ok(hex(&content.digest()))
}

fn manifest(sums: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> = sums.iter().map(|(path, sum)| format!("{sum}  {}\n", encoded(path))).collect();
    lines.concat()
}

/// A value that breaks its line would be read as another label.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder that appears at once, or not at all.
pub fn into_folder<T>(folder: &Path, fill: impl FnOnce(Folder) -> Result<T>) -> Result<T> {
    write::create_folder_with(folder, |staging| fill(Folder { root: staging.to_owned() }))
}

/// The folder of a bag while it is filled.
pub struct Folder {
    root: std::path::PathBuf,
}

impl Sink for Folder {
    fn put(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<()> {
        let there = self.root.join(path);
        let written = write::create_with(&there, |file| {
            std::io::copy(content, file).map_err(|error| Error::io("写入", &there, &error))
        })?;
        if written != size {
            return Err(Error::new("读着读着文件变了").path(path).fix("再运行一次"));
        }
        Ok(())
    }
}
